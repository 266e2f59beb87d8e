"""Moving to another platform: copying, the stop at the switch, and paying for both platforms for a while."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.physics.storage import transfer_seconds
from planner.sizing.result import Floats, Step
from planner.sizing.units import YEAR

TOPIC = Topic(to_say("Moving to another platform"))


def cut_over_seconds(
    size: Floats | float, growth: Floats | float, copy_seconds: Floats | float, checks: Floats | float
) -> Floats | float:
    """Standstill at the switch: copying what came in during the first copy, and the checks.

    size: (S,) bytes moved first; growth: (S,) fraction per year; copy_seconds: (S,) of the first copy;
    checks: (S,) seconds. New data = size x growth x copy time / year, at the rate of the first copy.

    >>> round(cut_over_seconds(100e12, 0.25, 1_142_857.0, 14_400.0))
    24747
    """
    share = np.asarray(growth) * copy_seconds / YEAR
    result: Floats = share * copy_seconds + checks
    return result


def migration_figures(around: Circumstances) -> Iterator[Figure]:
    """Return copy time, length of the switch, and the cost of running both platforms."""
    size = "migration_bytes" if around.given("migration_bytes") else "data_bytes"
    missing = around.asks(size, "wan_bytes_per_second")
    if missing:
        yield TOPIC.unknown("migration_seconds", say("Copying all data"), "seconds", *missing)
        yield TOPIC.unknown("cut_over_seconds", say("Standstill at the switch"), "seconds", *missing)
    else:
        yield from _copy(around, size)
    id, title = "double_running_usd", say("Paying for both platforms")
    if around.given("old_platform_usd_per_month") is None:
        yield TOPIC.unknown(id, title, "usd", *around.asks("old_platform_usd_per_month"))
        return
    months = around.step("double_running_months", say("months with both"), "months")
    each = around.step("old_platform_usd_per_month", say("old platform in a month"), "usd")
    usd = around.draw("double_running_months") * around.draw("old_platform_usd_per_month")
    yield TOPIC.figure(id, title, "usd", usd, say("months x cost of the old platform"), months, each)


def _copy(around: Circumstances, size: str) -> Iterator[Figure]:
    moved = around.draw(size)
    rate, share = around.draw("wan_bytes_per_second"), around.draw("line_efficiency")
    copy = np.asarray(transfer_seconds(moved, 8.0 * rate, share))
    title = (
        say("data to move")
        if size == "migration_bytes"
        else say("data to move (all there are: nobody said how much)")
    )
    steps: tuple[Step, ...] = (
        around.step(size, title, "bytes"),
        around.step("wan_bytes_per_second", say("line"), "bytes_per_second"),
        around.step("line_efficiency", say("share of its rate"), "ratio"),
    )
    yield TOPIC.figure(
        "migration_seconds", say("Copying all data"), "seconds", copy, say("data / (line x share)"), *steps
    )
    checks = around.draw("switch_checks_seconds")
    stop = np.asarray(cut_over_seconds(moved, around.draw("data_growth_per_year"), copy, checks))
    growth = around.step("data_growth_per_year", say("growth per year"), "ratio")
    check = around.step("switch_checks_seconds", say("checks before opening"), "seconds")
    limit = around.given("longest_stop_seconds")
    allowed = (around.step("longest_stop_seconds", say("longest stop allowed"), "seconds"),) if limit else ()
    formula = say("copying what came in meanwhile + checks")
    yield TOPIC.figure(
        "cut_over_seconds", say("Standstill at the switch"), "seconds", stop, formula, growth, check, *allowed
    )
