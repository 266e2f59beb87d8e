"""People by role and quarter: needed, there, free."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say
from planner.charts.figures import number, quarter
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, numbers, part, periods, rows, words
from planner.exports.model import Column, Live, Row, Sheet, Table
from planner.exports.tables.roadmap import quarter_key
from planner.reports.content.plan import people_page

TABLE = "people"


def people_sheet(snapshot: Snapshot) -> Sheet:
    """Return what the plan asks of each role."""
    said = people_page(snapshot)
    table = _people(snapshot)
    headline, lead = (said.headline, said.lead) if said else (say("The plan names no people."), "")
    return Sheet(TABLE, say("People"), headline, lead, (table,) if table.rows else ())


def _people(snapshot: Snapshot) -> Table:
    named = periods(snapshot)
    columns = (
        Column("role", say("Role"), width=30),
        Column("measure", say("Full-time people"), width=16),
        *(Column(quarter_key(index), quarter(name), "number", 10) for index, name in enumerate(named)),
        Column("sum", say("Person-quarters"), "number", 12),
        Column("chance", say("Chance that they suffice"), "share", 14),
    )
    found: list[Row] = []
    for role in rows(part(snapshot, "roadmap"), "people"):
        found += _role(snapshot, role, len(named), len(found))
    return Table(TABLE, say("People needed against people there"), columns, tuple(found))


def _role(snapshot: Snapshot, role: Mapping[str, Any], count: int, first: int) -> Iterator[Row]:
    """Yield the three rows of a role; first: the number of the upper one."""
    need, there = ([*numbers(role, key), *([0.0] * count)][:count] for key in ("need", "capacity"))
    title, chances = role_title(words(role, "role")), part(snapshot, "roadmap", "robustness", "people")
    free = tuple(
        Live(
            there[i] - need[i], f"=<{TABLE}.{quarter_key(i)}.{first + 1}>-<{TABLE}.{quarter_key(i)}.{first}>"
        )
        for i in range(count)
    )
    chance = number(chances.get(words(role, "role")))
    yield title, say("Needed"), *need, _sum(need, first), chance
    yield title, say("There"), *there, _sum(there, first + 1), None
    yield title, say("Free"), *free, _sum([one.value for one in free], first + 2), None


def _sum(values: list[float], row: int) -> Live | None:
    if not values:
        return None
    first, last = quarter_key(0), quarter_key(len(values) - 1)
    return Live(sum(values), f"=SUM(<{TABLE}.{first}.{row}>:<{TABLE}.{last}.{row}>)")
