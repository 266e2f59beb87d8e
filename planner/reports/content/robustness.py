"""How sure a plan is: the chance of each date, of the budget, and that there are people enough."""

from collections.abc import Iterator

from assessments.language import localised, say
from planner.charts.figures import chance, number
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, part, periods, whole
from planner.reports.content.model import Table
from planner.reports.content.readiness import Readiness, readiness_of
from planner.reports.content.wording import when


def robustness_table(snapshot: Snapshot) -> Table | None:
    """Return a row for each thing that may go otherwise than planned; None where the plan says no chances."""
    rows = tuple(_rows(snapshot))
    return (
        Table((say("What is planned"), say("Chance that it holds")), rows, (0.7, 0.3), (1,)) if rows else None
    )


def robustness_basis(snapshot: Snapshot) -> str:
    """Say what the chances are made of, and what that of the budget is not."""
    held = part(snapshot, "roadmap", "robustness")
    draws = whole(held, "draws") or 0
    basis = say(
        "Over {draws} draws of durations, efforts and costs, in the order of the plan. People: that those who are"
        " planned for can do all of their work in every quarter; a plan that uses a role to the last hour has a chance"
        " near one half.",
        draws=localised(f"{draws:,}"),
    )
    if number(held.get("in_budget")) is None:
        return basis
    budget = say(
        "Budget: that it is kept in every quarter, delays included. Whether the whole plan costs no more than all"
        " quarters give together is another question, which the curve of the whole cost answers."
    )
    return f"{basis} {budget}"


def _rows(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    held = part(snapshot, "roadmap", "robustness")
    dates = part(held, "go_live")
    for item in readiness_of(snapshot):
        share = number(dates.get(item.name))
        if item.period is not None and share is not None:
            yield _date(snapshot, item), chance(share)
    if (share := number(held.get("in_budget"))) is not None:
        yield say("The budget is kept in every quarter"), chance(share)
    for role, value in part(held, "people").items():
        if (share := number(value)) is not None:
            yield say("Enough people: {role}", role=role_title(role)), chance(share)


def _date(snapshot: Snapshot, item: Readiness) -> str:
    if item.period is None or item.period < 0:
        return say("{workload} can go live now", workload=item.title)
    return say(
        "{workload} live by {quarter}", workload=item.title, quarter=when(periods(snapshot), item.period)
    )
