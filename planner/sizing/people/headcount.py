"""People over time: what is needed by role and quarter, and who is still there.

short(t) = need(t) - have (1 - attrition)^t, with t in years. What closes a gap is in `closing`.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from assessments.language import number, say
from planner.sizing.demand import ROLES
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure
from planner.sizing.people.closing import TOPIC, closing_figures
from planner.sizing.people.crew import crew_for
from planner.sizing.result import Floats, Step
from planner.sizing.wording import quarter_text, role_name

LEAST = 0.05  # of a full-time person; less is no gap


def people_left(have: Floats | float, attrition: Floats | float, years: Floats | float) -> Floats:
    """Return who is still there after some years: have (1 - attrition)^years.

    >>> round(float(people_left(10.0, 0.2, 2.0)), 2)
    6.4
    """
    return np.asarray(have * (1.0 - np.asarray(attrition)) ** years)


def people_short(need: Floats | float, have: Floats | float, attrition: Floats, years: float) -> Floats:
    """Return full-time people to find by then, when nobody is replaced before: need less who is still there.

    >>> float(people_short(4.0, 5.0, np.array([0.36]), 0.5)[0])
    0.0
    """
    return np.asarray(np.maximum(need - people_left(have, attrition, years), 0.0))


def headcount_figures(around: Circumstances, have: Mapping[str, float]) -> Iterator[Figure]:
    """Return who leaves, who is short of the need at the end of the plan, and what each way to close that takes."""
    outline = around.outline
    attrition = around.draw("attrition_per_year")
    leaving = around.step("attrition_per_year", say("share of the people who leave in a year"), "ratio")
    years = _years(outline.start, outline.end)
    yield _leavers(sum(have.values()), attrition, years, leaving)
    total = np.zeros_like(attrition)
    for role in ROLES:
        short = people_short(_need(around, role, outline.end), have.get(role, 0.0), attrition, years)
        if float(np.median(short)) < LEAST:
            continue
        total = total + short
        yield TOPIC.figure(
            f"people_short:{role}",
            say("Short at the end of the plan: {role}", role=role_name(role)),
            "fte",
            short,
            say("need - staff x (1 - share)^years"),
            *_quarters(around, role, have.get(role, 0.0), float(np.median(attrition))),
            leaving,
        )
    yield from closing_figures(around, total)


def _leavers(staff: float, attrition: Floats, years: float, leaving: Step) -> Figure:
    return TOPIC.figure(
        "leavers",
        say("People who leave during the plan"),
        "fte",
        staff - people_left(staff, attrition, years),
        say("staff x (1 - (1 - share)^years)"),
        Step(say("years of the plan"), say("start to end"), years, "years", say("roadmap")),
        leaving,
    )


def _need(around: Circumstances, role: str, by: date) -> float:
    """Return full-time people in a role for all that runs by a day; what has no day runs by the end of the plan."""
    return sum(
        crew_for(planned.demand, option.accelerators).get(role, 0.0)
        for planned, option in around.judged
        if (planned.live or around.outline.end) <= by
    )


def _quarters(around: Circumstances, role: str, have: float, attrition: float) -> Iterator[Step]:
    for name, end in _quarter_ends(around.outline.start, around.outline.end):
        need = _need(around, role, end)
        left = float(people_left(have, attrition, _years(around.outline.start, end)))
        yield Step(
            quarter_text(name),
            say(
                "{need} needed, {left} of the staff still there",
                need=number(need, ".2g"),
                left=number(left, ".2g"),
            ),
            max(need - left, 0.0),
            "fte",
            say("crew table; staff answer"),
        )


def _quarter_ends(start: date, end: date) -> Iterator[tuple[str, date]]:
    """Return the quarters from one day to another, each with its last day."""
    year, quarter = start.year, (start.month - 1) // 3
    while (year, quarter) <= (end.year, (end.month - 1) // 3):
        following = date(year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1)
        yield f"{year}-Q{quarter + 1}", date.fromordinal(following.toordinal() - 1)
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)


def _years(start: date, end: date) -> float:
    return max((end - start).days, 0) / 365.25
