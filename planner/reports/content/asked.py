"""The page of decisions: every one that is asked for, with what follows if nobody takes it."""

from assessments.language import say, say_plural
from planner.charts.reading import Snapshot
from planner.reports.content.decisions import decisions_of
from planner.reports.content.model import Page, Table
from planner.reports.content.wording import capital, in_words

MOST = 8


def decisions_page(snapshot: Snapshot) -> Page | None:
    """Return all decisions asked for, most pressing first; None without any."""
    asked = decisions_of(snapshot)
    if not asked:
        return None
    headline = say_plural(
        "One decision is asked for: {first}",
        "{number} decisions are asked for, first: {first}",
        len(asked),
        number=capital(in_words(len(asked))),
        first=asked[0].title,
    )
    columns = (say("Decision"), say("Why"), say("What follows, or what it costs to wait"))
    lines = tuple((one.title, one.reason, one.consequence) for one in asked[:MOST])
    notes = (say("And {count} more.", count=len(asked) - MOST),) if len(asked) > MOST else ()
    return Page(headline, "", (), Table(columns, lines, (0.31, 0.35, 0.34)), notes)
