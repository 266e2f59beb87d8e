"""The roadmap in words: what happens when, with whom, and what is left out."""

from collections.abc import Mapping
from typing import Any

from planner.charts.figures import (
    number,
    percent,
    quantity,
    quarter,
    significant,
)
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, numbers, part, periods, rows, title_of, values, whole, words
from planner.reports.content.model import Page, Point, Table
from planner.reports.content.readiness import readiness_of
from planner.reports.content.wording import capital, counted, joined, sentence, short, when


def roadmap_page(snapshot: Snapshot) -> Page:
    """Return what the page with the Gantt says."""
    roadmap = part(snapshot, "roadmap")
    tasks, found = rows(roadmap, "initiatives"), readiness_of(snapshot)
    live = [item for item in found if item.is_ready or item.period is not None]
    if words(roadmap, "status") == "infeasible":
        conflicts = [short(str(text), 90) for text in values(roadmap, "conflicts")]
        headline = "No schedule meets all constraints" + (
            f": {joined(conflicts)} conflict" if conflicts else ""
        )
        return Page(headline, "What would give way at the least cost is listed below.", _ways_out(roadmap))
    if not tasks:
        return Page("There is no roadmap yet", "Nothing has to be done, or nothing has been planned.")
    years = counted(len(periods(snapshot)), "quarter")
    headline = f"{counted(len(tasks), 'task').capitalize()} in {years}"
    if found:
        headline += f" bring {len(live)} of {len(found)} workloads live"
    return Page(headline, _proof(roadmap), _left_out(roadmap))


def _proof(roadmap: Mapping[str, Any]) -> str:
    gap = number(roadmap.get("gap"))
    if words(roadmap, "status") == "optimal":
        return "Within the limits given, no better plan exists: the order, the choice and the dates are proven optimal."
    if gap is not None:
        return f"The plan meets every limit; a better one, if there is any, gains at most {percent(gap)}."
    return "The plan meets every limit; how far it is from the best one is not known."


def _ways_out(roadmap: Mapping[str, Any]) -> tuple[Point, ...]:
    conflicts = [
        Point("In conflict", sentence(short(str(text), 240))) for text in values(roadmap, "conflicts")[:6]
    ]
    return (
        *conflicts,
        *(Point("A way out", sentence(short(str(text), 240))) for text in values(roadmap, "relaxations")[:6]),
    )


def _left_out(roadmap: Mapping[str, Any]) -> tuple[Point, ...]:
    left = sorted(rows(roadmap, "left_out"), key=lambda item: -(number(item.get("cost_usd")) or 0))
    return tuple(
        Point(
            f"Left out: {short(title_of(item))}",
            sentence(short(words(item, "why_not"), 240)),
            quantity(number(item.get("cost_usd")), "USD"),
        )
        for item in left[:4]
    )


def people_page(snapshot: Snapshot) -> Page | None:
    """Return what the people page says; None if the plan names none."""
    roles = [r for r in rows(part(snapshot, "roadmap"), "people") if any(numbers(r, "need"))]
    if not roles:
        return None
    tight = max(roles, key=_pressure)
    need, have = numbers(tight, "need"), numbers(tight, "capacity")
    peak = max(range(len(need)), key=lambda i: _ratio(need, have, i))
    there = have[peak] if peak < len(have) else 0.0
    title = role_title(words(tight, "role", "people"))
    at = when(periods(snapshot), peak)
    if need[peak] > there:
        headline = f"{title} fall short: {significant(need[peak])} needed in {at}, {significant(there)} there"
    elif need[peak] >= 0.999 * there:
        headline = f"{title} are fully used in {at}: any absence delays the plan"
    else:
        used = percent(need[peak] / there)
        headline = f"The plan fits the people there are; {title.lower()} are the tightest at {used}"
    table = Table(
        ("Role", "Most needed", "When", "There then", "Use over the plan"),
        tuple(_role_row(snapshot, role) for role in roles),
        (0.34, 0.16, 0.18, 0.14, 0.18),
        numeric=(1, 3, 4),
    )
    lead = "Need counts the people at work on the plan's tasks, not the daily business beside it."
    return Page(headline, lead, (), table)


def _ratio(need: list[float], have: list[float], index: int) -> float:
    there = have[index] if index < len(have) else 0.0
    return need[index] / there if there > 0 else (1e9 if need[index] > 0 else 0.0)


def _pressure(role: Mapping[str, Any]) -> float:
    need, have = numbers(role, "need"), numbers(role, "capacity")
    return max((_ratio(need, have, i) for i in range(len(need))), default=0.0)


def _role_row(snapshot: Snapshot, role: Mapping[str, Any]) -> tuple[str, ...]:
    need, have = numbers(role, "need"), numbers(role, "capacity")
    peak = max(range(len(need)), key=lambda i: need[i])
    there = have[peak] if peak < len(have) else 0.0
    use = sum(need) / sum(have) if sum(have) else None
    return (
        role_title(words(role, "role")),
        significant(need[peak]),
        when(periods(snapshot), peak),
        significant(there),
        percent(use),
    )


def first_days_page(snapshot: Snapshot) -> Page | None:
    """Return what begins in the first quarter: what, who, cost, done when."""
    named = periods(snapshot)
    tasks = [t for t in rows(part(snapshot, "roadmap"), "initiatives") if t.get("start") == 0]
    if not tasks or not named:
        return None
    tasks.sort(key=lambda task: (not task.get("critical"), whole(task, "finish") or 0, title_of(task)))
    table = Table(
        ("What", "Who", "Cost in the quarter", "Done when"),
        tuple(_first_row(task, named) for task in tasks[:14]),
        (0.3, 0.21, 0.14, 0.35),
        numeric=(2,),
    )
    begins = "begins" if len(tasks) == 1 else "begin"
    headline = f"First 90 days: {counted(len(tasks), 'task')} {begins} in {quarter(named[0])}"
    critical = sum(bool(task.get("critical")) for task in tasks)
    lead = (
        f"{capital(counted(critical, 'of them stands', 'of them stand'))} on the critical path: "
        "a delay there is a delay of a go-live."
        if critical
        else "None of them stands on the critical path."
    )
    notes = (f"And {counted(len(tasks) - 14, 'more task')}; see the roadmap.",) if len(tasks) > 14 else ()
    return Page(headline, lead, (), table, notes)


def _first_row(task: Mapping[str, Any], named: list[str]) -> tuple[str, ...]:
    who = ", ".join(
        f"{significant(float(n))} {role_title(role).lower()}"
        for role, n in part(task, "demands").items()
        if number(n)
    )
    spent = numbers(task, "cost_by_period")
    lifts = [
        f"{lift.get('practice')} stands at level {number(lift.get('to')) or 0:g}"
        for lift in rows(task, "lifts")
    ]
    done = (
        words(task, "done_when")
        or joined(lifts)
        or f"Finished by {when(named, (whole(task, 'finish') or 0) - 1)}"
    )
    title = short(title_of(task)) + (" (critical)" if task.get("critical") else "")
    return (
        title,
        who or "to be named",
        quantity(spent[0] if spent else None, "USD"),
        sentence(short(done, 180)),
    )
