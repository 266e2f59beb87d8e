"""The cover and the page that answers: can we, when, for how much, what first, how sure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.charts.figures import NOTHING, chance, number, percent, quantity, quarter, score
from planner.charts.reading import Snapshot, numbers, part, periods, rows, words
from planner.reports.content.decisions import decisions_of
from planner.reports.content.model import Cover, Figure, Summary
from planner.reports.content.readiness import headline_of_all, readiness_of
from planner.reports.content.wording import capital, counted, short, when


def cover_of(snapshot: Snapshot) -> Cover:
    """Return what the cover says."""
    inputs = part(snapshot, "inputs")
    organisation, bank = part(inputs, "organisation"), part(inputs, "bank")
    versions = part(snapshot, "versions")
    facts = (
        ("Sector", capital(words(organisation, "sector", NOTHING))),
        ("Country", words(organisation, "country", NOTHING)),
        (
            "Question bank",
            f"{words(bank, 'title', words(bank, 'key', NOTHING))}, version {bank.get('version', '?')}",
        ),
        ("Engine and catalogue", f"{versions.get('engine', '?')}, {versions.get('catalogue', '?')}"),
    )
    return Cover(
        client=short(words(organisation, "name", "Unnamed organisation"), 160),
        title=short(words(part(inputs, "engagement"), "title", "AI infrastructure readiness"), 160),
        date=date_text(words(inputs, "as_of")),
        facts=tuple((label, short(value, 60)) for label, value in facts),
        fingerprint=words(snapshot, "fingerprint", "no fingerprint"),
    )


def date_text(as_of: str) -> str:
    """Write "2026-11-21" as "21 November 2026"; anything else as it is.

    >>> date_text("2026-11-21")
    '21 November 2026'
    """
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        return as_of
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def summary_of(snapshot: Snapshot) -> Summary:
    """Return the one page that executives read."""
    overall = part(snapshot, "maturity", "overall")
    return Summary(
        headline=headline_of_all(snapshot),
        lead=" ".join(text for text in (_maturity_sentence(snapshot), _plan_sentence(snapshot)) if text),
        figures=(_live_figure(snapshot), _money_figure(snapshot), _maturity_figure(overall)),
        decisions=decisions_of(snapshot)[:3],
        footnote=_footnote(snapshot, overall),
    )


def _maturity_sentence(snapshot: Snapshot) -> str:
    scored = [d for d in rows(part(snapshot, "maturity"), "domains") if number(d.get("score")) is not None]
    if not scored:
        return "Nothing has been answered yet, so maturity is not known."
    best = max(scored, key=lambda domain: domain["score"])
    worst = min(scored, key=lambda domain: domain["score"])
    if best is worst:
        return f"{short(words(best, 'title'))} stands at {score(number(best['score']))} of 5."
    return (
        f"The organisation is strongest in {_mid(words(best, 'title'))} ({score(number(best['score']))} of 5) "
        f"and weakest in {_mid(words(worst, 'title'))} ({score(number(worst['score']))})."
    )


def _mid(title: str) -> str:
    """Write a title in the middle of a sentence: small first letter, unless it is an abbreviation."""
    title = short(title)
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _plan_sentence(snapshot: Snapshot) -> str:
    roadmap = part(snapshot, "roadmap")
    if words(roadmap, "status") == "infeasible":
        return "No schedule meets all constraints at once; this report says which of them conflict."
    tasks = rows(roadmap, "initiatives")
    if not tasks:
        return ""
    first = sum(task.get("start") == 0 for task in tasks)
    start = f"{counted(first, 'begins', 'begin')} at once" if first else "none begins in the first quarter"
    return f"The plan has {counted(len(tasks), 'task')} over {counted(len(periods(snapshot)), 'quarter')}; {start}."


def _live_figure(snapshot: Snapshot) -> Figure:
    found = readiness_of(snapshot)
    if not found:
        return Figure(NOTHING, "workloads ready or planned", "Describe a workload to learn what it needs.")
    live = [item for item in found if item.is_ready or item.period is not None]
    ready = sum(item.is_ready for item in found)
    late = sum(item.late_by > 0 for item in found)
    note = f"{capitalised(counted(ready, 'is', 'are'))} ready today"
    planned = [item.period for item in live if item.period is not None and not item.is_ready]
    if planned:
        note += f"; the {'next' if ready else 'first'} follows in {when(periods(snapshot), min(planned))}"
    if late:
        note += f"; {counted(late, 'is', 'are')} late"
    return Figure(f"{len(live)} of {len(found)}", "workloads live within the plan", note + ".")


def capitalised(text: str) -> str:
    """Begin a text with a capital; "no" becomes "None" where it stands for a number of things."""
    text = "none" + text[2:].replace(" are", " is", 1) if text.startswith("no ") else text
    return text[:1].upper() + text[1:]


def _money_figure(snapshot: Snapshot) -> Figure:
    roadmap = part(snapshot, "roadmap")
    spending, budget = numbers(roadmap, "spending"), numbers(roadmap, "budget")
    if not rows(roadmap, "initiatives"):
        return Figure(NOTHING, "cost of the plan", "There is no plan to cost.")
    note = f"of {quantity(sum(budget), 'USD')} budgeted" if budget else "without a budget limit"
    share = number(part(roadmap, "robustness").get("in_budget"))
    note += f"; {chance(share)} chance to stay inside it" if share is not None and budget else ""
    peak = max(range(len(spending)), key=lambda i: spending[i], default=0)
    named = periods(snapshot)
    note += f"; most in {quarter(named[peak])}" if peak < len(named) else ""
    return Figure(quantity(sum(spending), "USD"), "cost of the plan", note[:1].upper() + note[1:] + ".")


def _maturity_figure(overall: Mapping[str, Any]) -> Figure:
    index = number(overall.get("index"))
    if index is None:
        return Figure(NOTHING, "maturity index", "No answers yet.")
    low, high = number(overall.get("p10")), number(overall.get("p90"))
    note = "" if low is None or high is None else f"P10–P90: {25 * (low - 1):.0f}–{25 * (high - 1):.0f}"
    claimed = number(overall.get("claimed_score"))
    if claimed is not None and 25 * (claimed - 1) - index >= 2:
        note += f"; {25 * (claimed - 1):.0f} claimed, the rest is without evidence"
    return Figure(f"{index:.0f} of 100", "maturity index", (note or "No interval is known") + ".")


def _footnote(snapshot: Snapshot, overall: Mapping[str, Any]) -> str:
    sure = number(overall.get("confidence"))
    parts = [f"{len(rows(part(snapshot, 'inputs'), 'answers')):,} answers"]
    if number(overall.get("coverage")) is not None:
        parts.append(f"{percent(number(overall.get('coverage')))} of what was asked is answered")
    if sure is not None:
        parts.append(
            f"confidence in the answers {percent(sure)}{' (provisional)' if overall.get('provisional') else ''}"
        )
    parts.append(f"snapshot of {date_text(words(part(snapshot, 'inputs'), 'as_of', 'an unknown date'))}")
    return "; ".join(parts) + "."
