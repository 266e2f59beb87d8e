"""The roadmap: what is done in which quarter, by whom, for how much and why; what is left out."""

from collections.abc import Mapping
from typing import Any

from assessments.language import localised, say
from planner.charts.figures import number, quarter
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, numbers, part, periods, rows, title_of, values, whole, words
from planner.charts.timeline import kind_word
from planner.exports.model import Column, Row, Sheet, Table, Value, column_sum, live
from planner.exports.tables.reading import period, yes_no
from planner.reports.content.plan import roadmap_page

TASKS = "initiatives"


def roadmap_sheet(snapshot: Snapshot) -> Sheet:
    """Return the tasks with their quarters, then what is left out, or what cannot hold together."""
    said = roadmap_page(snapshot)
    tables = (_tasks(snapshot), _left_out(snapshot), _conflicts(snapshot))
    return Sheet(
        "roadmap", say("Roadmap"), said.headline, said.lead, tuple(table for table in tables if table.rows)
    )


def quarter_key(index: int) -> str:
    """Return the key of a quarter's column, counted from 0."""
    return f"quarter-{index + 1}"


def planned_tasks(snapshot: Snapshot) -> list[Mapping[str, Any]]:
    """Return the tasks in the order of the sheet: as they start."""
    tasks = rows(part(snapshot, "roadmap"), "initiatives")
    return sorted(tasks, key=lambda t: (whole(t, "start") or 0, whole(t, "finish") or 0, words(t, "id")))


def spent_in(task: Mapping[str, Any], count: int) -> list[float]:
    """Return what a task costs in each of so many quarters."""
    return [*numbers(task, "cost_by_period"), *([0.0] * count)][:count]


def _tasks(snapshot: Snapshot) -> Table:
    named, tasks = periods(snapshot), planned_tasks(snapshot)
    spent = [spent_in(task, len(named)) for task in tasks]
    columns = (
        Column("title", say("Initiative"), width=46),
        Column("id", say("Id"), width=14),
        Column("kind", say("Kind"), width=11),
        Column("order", say("Ordered in"), width=11),
        Column("from", say("Work from"), width=11),
        Column("to", say("Done by the end of"), width=11),
        Column("critical", say("Critical"), width=9),
        Column("cost", say("Cost, USD"), "usd", 13),
        Column("low", say("Cost, low, USD"), "usd", 13),
        Column("high", say("Cost, high, USD"), "usd", 13),
        *(Column(quarter_key(i), f"{quarter(name)}, USD", "usd", 12) for i, name in enumerate(named)),
        Column("people", say("People"), width=34),
        Column("why", say("Reason"), width=60),
        Column("lifts", say("Lifts"), width=24),
        Column("unlocks", say("Unlocks"), width=30),
        Column("after", say("After"), width=18),
        Column("done", say("Done when"), width=60),
        Column("risk", say("Risk of failing"), "share", 10),
    )
    found = tuple(
        _task(snapshot, task, money, index)
        for index, (task, money) in enumerate(zip(tasks, spent, strict=True))
    )
    return Table(
        TASKS, say("Initiatives, purchases and contracts"), columns, found, _total(columns, tasks, spent)
    )


def _total(
    columns: tuple[Column, ...], tasks: list[Mapping[str, Any]], spent: list[list[float]]
) -> Row | None:
    """Return the sums of the plan and of each quarter."""
    if not tasks:
        return None
    by_key = {"cost": [number(task.get("cost_usd")) or 0.0 for task in tasks]}
    by_key |= {quarter_key(i): list(money) for i, money in enumerate(zip(*spent, strict=True))}
    return (
        say("Sum"),
        *(column_sum(TASKS, c.key, by_key[c.key]) if c.key in by_key else None for c in columns[1:]),
    )


def _task(snapshot: Snapshot, task: Mapping[str, Any], money: list[float], index: int) -> Row:
    named = periods(snapshot)
    start, finish = whole(task, "start"), whole(task, "finish")
    work = whole(task, "work_start")
    return (
        words(task, "title", title_of(task)),
        words(task, "id"),
        kind_word(words(task, "kind", "initiative")),
        period(named, start),
        period(named, start if work is None else work),
        period(named, None if finish is None else finish - 1),
        yes_no(task.get("critical")),
        _cost(task, money, index),
        number(task.get("cost_low_usd")),
        number(task.get("cost_high_usd")),
        *money,
        ", ".join(_people(task)),
        words(task, "why"),
        ", ".join(_lifts(task)),
        ", ".join(_unlocked(snapshot, task)),
        ", ".join(str(name) for name in values(task, "after")),
        words(task, "done_when"),
        number(task.get("risk")),
    )


def _cost(task: Mapping[str, Any], money: list[float], index: int) -> Value:
    cost = number(task.get("cost_usd"))
    if not money:
        return cost
    first, last = quarter_key(0), quarter_key(len(money) - 1)
    return live(cost, sum(money), f"=SUM(<{TASKS}.{first}.{index}>:<{TASKS}.{last}.{index}>)")


def _people(task: Mapping[str, Any]) -> list[str]:
    asked = ((role, number(count)) for role, count in part(task, "demands").items())
    return [f"{localised(f'{count:g}')} {role_title(role)}" for role, count in asked if count]


def _lifts(task: Mapping[str, Any]) -> list[str]:
    return [
        f"{words(lift, 'practice')} {_level(lift, 'from')} → {_level(lift, 'to')}"
        for lift in rows(task, "lifts")
    ]


def _level(lift: Mapping[str, Any], name: str) -> str:
    return localised(f"{number(lift.get(name)) or 0:g}")


def _unlocked(snapshot: Snapshot, task: Mapping[str, Any]) -> list[str]:
    titles = {words(w, "name"): words(w, "title") for w in rows(part(snapshot, "verdicts"), "workloads")}
    return [titles.get(str(name)) or str(name) for name in values(task, "unlocks")]


def _left_out(snapshot: Snapshot) -> Table:
    columns = (
        Column("title", say("Left out"), width=46),
        Column("id", say("Id"), width=14),
        Column("kind", say("Kind"), width=11),
        Column("cost", say("Cost, USD"), "usd", 13),
        Column("why", say("Reason"), span=8),
    )
    found = tuple(
        (
            words(item, "title", title_of(item)),
            words(item, "id"),
            kind_word(words(item, "kind", "initiative")),
            number(item.get("cost_usd")),
            words(item, "why_not"),
        )
        for item in rows(part(snapshot, "roadmap"), "left_out")
    )
    return Table("left-out", say("Left out, and why"), columns, found)


def _conflicts(snapshot: Snapshot) -> Table:
    roadmap = part(snapshot, "roadmap")
    found = [(say("In conflict"), str(text)) for text in values(roadmap, "conflicts")]
    found += [(say("A way out"), str(text)) for text in values(roadmap, "relaxations")]
    columns = (Column("what", say("What"), width=46), Column("text", say("Text"), span=8))
    return Table("conflicts", say("What cannot hold together"), columns, tuple(found))
