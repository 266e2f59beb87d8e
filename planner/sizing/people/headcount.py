"""People over time: what is needed by role and quarter, who is still there, and ways to close the gap.

short(t) = need(t) - have (1 - attrition)^t, with t in years. A gap is closed by hiring, by training people of the
organisation, or by a partner; each has a lead time, and the first two a time until the work is full.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.demand import ROLES
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.people.crew import crew_for
from planner.sizing.result import Floats, Step
from planner.sizing.wording import quarter_text, role_name

TOPIC = Topic(to_say("People"))
LEAST = 0.05  # of a full-time person; less is no gap
SLOW_START = 0.5  # mean share of full work while somebody settles in (assumption)


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
    staff = sum(have.values())
    gone = staff - people_left(staff, attrition, years)
    yield TOPIC.figure(
        "leavers",
        say("People who leave during the plan"),
        "fte",
        gone,
        say("staff x (1 - (1 - share)^years)"),
        Step(say("years of the plan"), say("start to end"), years, "years", say("roadmap")),
        leaving,
    )
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
    yield from _ways(around, total)


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


def _ways(around: Circumstances, short: Floats) -> Iterator[Figure]:
    """Return when each way closes the gap, and what it costs in a year beyond the salaries of people who are there."""
    salary = around.draw("staff_usd_per_year")
    ramp, lead = around.draw("ramp_seconds"), around.draw("time_to_fill_seconds")
    year = 365.25 * 86_400.0
    hire = around.draw("hire_usd") + SLOW_START * salary * np.minimum(ramp / year, 1.0)
    learn = around.draw("reskill_seconds")
    partner = np.maximum(12.0 * around.draw("partner_usd_per_month") - salary, 0.0)
    paid = around.step("staff_usd_per_year", say("cost of a person in a year"), "usd")
    settle = around.step("ramp_seconds", say("from the first day to full work"), "seconds")
    people = Step(
        say("people short"), say("at the end of the plan"), float(np.median(short)), "fte", say("computed")
    )
    yield TOPIC.figure(
        "hire_ready_seconds",
        say("At full work when hired after"),
        "seconds",
        lead + ramp,
        say("time to fill a position + settling in"),
        around.step("time_to_fill_seconds", say("time to fill a position"), "seconds"),
        settle,
    )
    yield TOPIC.figure(
        "hire_extra_usd",
        say("Hiring all of them, beyond salaries"),
        "usd",
        short * hire,
        say("people x (cost of a hire + half of the pay while settling in)"),
        people,
        around.step("hire_usd", say("cost of a hire"), "usd"),
        paid,
        settle,
    )
    yield TOPIC.figure(
        "reskill_ready_seconds",
        say("At full work when trained from within after"),
        "seconds",
        learn,
        say("as known"),
        around.step("reskill_seconds", say("time to learn another role"), "seconds"),
    )
    yield TOPIC.figure(
        "reskill_extra_usd",
        say("Training all of them from within"),
        "usd",
        short * around.draw("reskill_usd"),
        say("people x cost to learn another role; who takes over their work comes on top"),
        people,
        around.step("reskill_usd", say("cost to learn another role"), "usd"),
    )
    yield TOPIC.figure(
        "partner_ready_seconds",
        say("At work through a partner after"),
        "seconds",
        around.draw("partner_lead_seconds"),
        say("as known"),
        around.step("partner_lead_seconds", say("time to contract a partner"), "seconds"),
    )
    yield TOPIC.figure(
        "partner_extra_usd",
        say("A partner for all of them in a year, beyond salaries"),
        "usd",
        short * partner,
        say("people x (12 x cost of a month - cost of a person in a year)"),
        people,
        around.step("partner_usd_per_month", say("partner, a month of one person"), "usd"),
        paid,
    )
    bridge = short * (lead + ramp) / (year / 12)
    yield TOPIC.figure(
        "bridge_person_months",
        say("Person-months of a partner until the hired are at full work"),
        "count",
        bridge,
        say("people x (time to fill a position + settling in)"),
        people,
        settle,
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
