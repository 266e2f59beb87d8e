"""The roadmap in words: what happens when, with whom, and what is left out."""

from collections.abc import Mapping
from typing import Any

from assessments.language import inside_a_sentence, localised, say, say_plural
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
from planner.reports.content.staffing import finding_people
from planner.reports.content.wording import capital, in_words, joined, quarters_text, sentence, short, when


def roadmap_page(snapshot: Snapshot) -> Page:
    """Return what the page with the Gantt says."""
    roadmap = part(snapshot, "roadmap")
    tasks, found = rows(roadmap, "initiatives"), readiness_of(snapshot)
    live = [item for item in found if item.is_ready or item.period is not None]
    if words(roadmap, "status") == "infeasible":
        conflicts = [short(str(text), 90) for text in values(roadmap, "conflicts")]
        lead = say("What would give way at the least cost is listed below.")
        return Page(_conflict(conflicts), lead, _ways_out(roadmap))
    if not tasks:
        return Page(
            say("There is no roadmap yet"), say("Nothing has to be done, or nothing has been planned.")
        )
    quarters = len(periods(snapshot))
    headline = (
        _tasks_bring(len(tasks), quarters, len(live), len(found))
        if found
        else _tasks_in(len(tasks), quarters)
    )
    return Page(capital(headline), _proof(roadmap), _left_out(roadmap))


def _conflict(conflicts: list[str]) -> str:
    if not conflicts:
        return say("No schedule meets all constraints")
    return say("No schedule meets all constraints: {conflicts} conflict", conflicts=joined(conflicts))


def _tasks_in(count: int, quarters: int) -> str:
    return say_plural(
        "one task in {time}",
        "{number} tasks in {time}",
        count,
        number=in_words(count),
        time=quarters_text(quarters),
    )


def _tasks_bring(count: int, quarters: int, live: int, workloads: int) -> str:
    return say_plural(
        "one task in {time} brings {live} of {workloads} workloads live",
        "{number} tasks in {time} bring {live} of {workloads} workloads live",
        count,
        number=in_words(count),
        time=quarters_text(quarters),
        live=live,
        workloads=workloads,
    )


def _proof(roadmap: Mapping[str, Any]) -> str:
    gap = number(roadmap.get("gap"))
    if words(roadmap, "status") == "optimal":
        return say(
            "Within the limits given, no better plan exists: the order, the choice and the dates are proven optimal."
        )
    if gap is not None:
        return say(
            "The plan meets every limit; a better one, if there is any, gains at most {gap}.",
            gap=percent(gap),
        )
    return say("The plan meets every limit; how far it is from the best one is not known.")


def _ways_out(roadmap: Mapping[str, Any]) -> tuple[Point, ...]:
    conflicts = [
        Point(say("In conflict"), sentence(short(str(text), 240)))
        for text in values(roadmap, "conflicts")[:6]
    ]
    return (
        *conflicts,
        *(
            Point(say("A way out"), sentence(short(str(text), 240)))
            for text in values(roadmap, "relaxations")[:6]
        ),
    )


def _left_out(roadmap: Mapping[str, Any]) -> tuple[Point, ...]:
    left = sorted(rows(roadmap, "left_out"), key=lambda item: -(number(item.get("cost_usd")) or 0))
    return tuple(
        Point(
            say("Left out: {task}", task=short(title_of(item))),
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
    title = role_title(words(tight, "role", say("people")))
    at = when(periods(snapshot), peak)
    if need[peak] > there:
        headline = say(
            "{role} fall short: {need} needed in {quarter}, {there} there",
            role=title,
            need=significant(need[peak]),
            quarter=at,
            there=significant(there),
        )
    elif need[peak] >= 0.999 * there:
        headline = say(
            "{role} are fully used in {quarter}: any absence delays the plan", role=title, quarter=at
        )
    else:
        headline = say(
            "The plan fits the people there are; {role} are the tightest at {share}",
            role=inside_a_sentence(title),
            share=percent(need[peak] / there),
        )
    table = Table(
        (say("Role"), say("Most needed"), say("When"), say("There then"), say("Use over the plan")),
        tuple(_role_row(snapshot, role) for role in roles),
        (0.34, 0.16, 0.18, 0.14, 0.18),
        numeric=(1, 3, 4),
    )
    lead = say("Need counts the people at work on the plan's tasks, not the daily business beside it.")
    return Page(headline, lead, tuple(finding_people(snapshot)), table)


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
        (say("What"), say("Who"), say("Cost in the quarter"), say("Done when")),
        tuple(_first_row(task, named) for task in tasks[:14]),
        (0.3, 0.21, 0.14, 0.35),
        numeric=(2,),
    )
    headline = say_plural(
        "First 90 days: one task begins in {quarter}",
        "First 90 days: {number} tasks begin in {quarter}",
        len(tasks),
        number=in_words(len(tasks)),
        quarter=quarter(named[0]),
    )
    lead = capital(_critical(sum(bool(task.get("critical")) for task in tasks)))
    return Page(headline, lead, (), table, (_more(len(tasks) - 14),) if len(tasks) > 14 else ())


def _critical(count: int) -> str:
    if not count:
        return say("None of them stands on the critical path.")
    return say_plural(
        "one of them stands on the critical path: a delay there is a delay of a go-live.",
        "{number} of them stand on the critical path: a delay there is a delay of a go-live.",
        count,
        number=in_words(count),
    )


def _more(count: int) -> str:
    return say_plural(
        "And one more task; see the roadmap.",
        "And {number} more tasks; see the roadmap.",
        count,
        number=in_words(count),
    )


def _first_row(task: Mapping[str, Any], named: list[str]) -> tuple[str, ...]:
    who = ", ".join(
        f"{significant(float(n))} {inside_a_sentence(role_title(role))}"
        for role, n in part(task, "demands").items()
        if number(n)
    )
    spent = numbers(task, "cost_by_period")
    lifts = [
        say(
            "{practice} stands at level {level}",
            practice=lift.get("practice"),
            level=localised(f"{number(lift.get('to')) or 0:g}"),
        )
        for lift in rows(task, "lifts")
    ]
    done = (
        words(task, "done_when")
        or joined(lifts)
        or say("Finished by {quarter}", quarter=when(named, (whole(task, "finish") or 0) - 1))
    )
    title = short(title_of(task))
    if task.get("critical"):
        title = say("{task} (critical)", task=title)
    return (
        title,
        who or say("to be named"),
        quantity(spent[0] if spent else None, "USD"),
        sentence(short(done, 180)),
    )
