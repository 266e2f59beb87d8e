"""People to find and to train: how many, how long, how many hours, what it costs."""

from collections.abc import Iterator, Mapping

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.demand import ROLES
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.people.crew import crew_for
from planner.sizing.people.headcount import headcount_figures
from planner.sizing.result import Floats, Step
from planner.sizing.units import HOUR
from planner.sizing.wording import role_name, sources_text

TOPIC = Topic(to_say("People"))
FULL_TIME_HOURS = 1_720.0  # paid hours less leave and holidays in a year


def people_missing(need: Mapping[str, float], have: Mapping[str, float]) -> dict[str, float]:
    """Return full-time people to find by role: need less staff, where that is at least a twentieth.

    >>> people_missing({"ml_engineers": 2.5}, {"ml_engineers": 1.0})
    {'ml_engineers': 1.5}
    """
    gaps = {role: amount - have.get(role, 0.0) for role, amount in need.items()}
    return {role: gap for role, gap in gaps.items() if gap >= 0.05}


def training_usd(
    people: Floats | float, hours: Floats | float, fee: Floats | float, salary: Floats | float
) -> Floats | float:
    """Cost of training: people x hours x (fee + paid time), all per hour in USD.

    >>> training_usd(10, 40, 60.0, 86.0)
    58400.0
    """
    return people * hours * (fee + salary)


def people_figures(around: Circumstances) -> Iterator[Figure]:
    """Return hiring need by role, time and money to fill it, and hours and cost of training all who work on AI."""
    need: dict[str, float] = {}
    for planned, option in around.judged:
        for role, amount in crew_for(planned.demand, option.accelerators).items():
            need[role] = need.get(role, 0.0) + amount
    if not around.estate.staff:
        yield TOPIC.unknown("hires", say("People to find"), "fte", around.asked("staff"))
        return
    have: dict[str, float] = {}
    for stock in around.estate.staff:
        have[stock.role] = have.get(stock.role, 0.0) + stock.count.likely
    yield from _hiring(around, people_missing(need, have))
    yield from headcount_figures(around, have)
    yield from _training(around, sum(have.values()))


def _hiring(around: Circumstances, missing: Mapping[str, float]) -> Iterator[Figure]:
    lines = tuple(
        Step(
            role_name(role),
            say("need of all workloads - staff"),
            missing[role],
            "fte",
            say("crew table; staff answer"),
        )
        for role in ROLES
        if role in missing
    )
    hires = np.full(around.scenarios.samples, sum(missing.values()))
    yield TOPIC.figure(
        "hires", say("People to find"), "fte", hires, say("sum over the roles that are short"), *lines
    )
    wait = around.step("time_to_fill_seconds", say("time to fill a position"), "seconds")
    filled = around.draw("time_to_fill_seconds")
    yield TOPIC.figure(
        "time_to_fill_seconds", say("Time to fill a position"), "seconds", filled, say("as known"), wait
    )
    each = around.step("hire_usd", say("cost of a hire"), "usd")
    usd = np.ceil(hires) * around.draw("hire_usd")
    yield TOPIC.figure(
        "hiring_usd", say("Cost of finding them"), "usd", usd, say("positions x cost of a hire"), each
    )


def _training(around: Circumstances, staff: float) -> Iterator[Figure]:
    wanted = around.draw("training_hours_per_person")
    had = around.given("training_seconds")
    done = around.sample("training_seconds", had) / HOUR if had else np.zeros(around.scenarios.samples)
    each = np.maximum(wanted - done, 0.0)
    hours = staff * each
    target = around.step("training_hours_per_person", say("hours each year and person"), "hours")
    known = _hours_today(around)
    people = Step(say("people who work on AI"), say("answer"), staff, "fte", say("staff answer"))
    formula = say("people x (hours wanted - hours they have)")
    yield TOPIC.figure(
        "training_hours",
        say("Training still to give in a year"),
        "hours",
        hours,
        formula,
        people,
        target,
        known,
    )
    salary = around.draw("staff_usd_per_year") / FULL_TIME_HOURS
    fee = around.step("training_usd_per_hour", say("fee for an hour"), "usd")
    paid = around.step("staff_usd_per_year", say("cost of a person in a year"), "usd")
    usd = np.asarray(training_usd(staff, each, around.draw("training_usd_per_hour"), salary))
    formula = say(
        "hours x (fee + cost of a person / {full_time_hours} h)",
        full_time_hours=number(FULL_TIME_HOURS, ",.0f"),
    )
    yield TOPIC.figure("training_usd", say("Cost of this training"), "usd", usd, formula, fee, paid)
    formula = say("hours / {full_time_hours} h", full_time_hours=number(FULL_TIME_HOURS, ",.0f"))
    yield TOPIC.figure(
        "training_absence_fte", say("Work lost to it"), "fte", hours / FULL_TIME_HOURS, formula
    )


def _hours_today(around: Circumstances) -> Step:
    had = around.given("training_seconds")
    if had is None:
        return Step(say("hours they have today"), say("not known: none"), 0.0, "hours", say("assumption"))
    return Step(
        say("hours they have today"), say("answer"), had.likely / HOUR, "hours", sources_text(had.sources)
    )
