"""Watching: how much is measured and what that costs; how many checks and days show that quality fell."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Step
from planner.sizing.units import DAY, GB

TOPIC = Topic(to_say("Monitoring"))
Z_ALARM, Z_POWER = 1.6448536269514722, 0.8416212335729143  # 5 % false alarms (one-sided), 80 % found
MOST_CHECKED_PER_DAY = 200.0


def metric_bytes_per_day(
    accelerators: Floats, series: Floats, interval: Floats, sample_bytes: Floats
) -> Floats:
    """Metrics of a day: accelerators x series x seconds of a day / interval x bytes of a sample.

    >>> one = np.array([1.0])
    >>> float(metric_bytes_per_day(100 * one, 200 * one, 15 * one, 1.5 * one)[0]) / 1e6
    172.8
    """
    return np.asarray(accelerators * series * DAY / interval * sample_bytes)


def checks_to_notice(share: Floats | float, rise: Floats | float) -> Floats:
    """Checked outputs before and after that show a rise of the share of wrong ones: two proportions compared.

    n = (z_a sqrt(2 m (1 - m)) + z_b sqrt(p (1 - p) + q (1 - q)))^2 / rise^2, q = p + rise, m = (p + q) / 2
    (Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 2003, chapter 4; one-sided 5 %, power 80 %).

    >>> float(checks_to_notice(0.10, 0.05))
    540.0
    """
    p = np.asarray(share, dtype=float)
    q = np.minimum(p + rise, 0.999)
    middle = (p + q) / 2
    root = Z_ALARM * np.sqrt(2 * middle * (1 - middle)) + Z_POWER * np.sqrt(p * (1 - p) + q * (1 - q))
    return np.asarray(np.ceil((root / np.maximum(q - p, 1e-6)) ** 2))


def monitoring_figures(around: Circumstances) -> Iterator[Figure]:
    """Return volume and cost of metrics and logs, and the checks and days until a fall in quality shows."""
    count = around.total("accelerators")
    machines = count if count is not None else np.zeros(around.scenarios.samples)
    metrics = metric_bytes_per_day(
        machines,
        around.draw("metric_series_per_accelerator"),
        around.draw("metric_interval_seconds"),
        around.draw("metric_sample_bytes"),
    )
    lines = around.requests_per_day() * around.draw("log_events_per_request") * around.draw("log_event_bytes")
    daily = metrics + lines
    steps = (
        around.step("metric_series_per_accelerator", say("series of an accelerator"), "count"),
        around.step("metric_interval_seconds", say("interval"), "seconds"),
        around.step("metric_sample_bytes", say("bytes of a sample"), "bytes"),
        around.step("log_event_bytes", say("bytes of a log event"), "bytes"),
    )
    title, formula = (
        say("Metrics and logs in a day"),
        say("accelerators x series / interval x bytes + requests x events x bytes"),
    )
    yield TOPIC.figure("monitoring_bytes_per_day", title, "bytes", daily, formula, *steps)
    price = around.step("monitoring_usd_per_gigabyte", say("taking in and keeping one GB"), "usd")
    usd = daily * 365.0 / GB * around.draw("monitoring_usd_per_gigabyte")
    title, formula = say("Cost of monitoring in a year"), say("metrics and logs x price")
    yield TOPIC.figure("monitoring_usd_per_year", title, "usd", usd, formula, price)
    yield from _drift(around)


def _drift(around: Circumstances) -> Iterator[Figure]:
    needed = checks_to_notice(around.draw("error_share"), around.draw("noticed_rise"))
    wrong = around.step("error_share", say("wrong outputs today"), "ratio")
    rise = around.step("noticed_rise", say("rise to be noticed"), "ratio")
    formula = say("two shares compared, 5 % false alarms, 80 % found")
    yield TOPIC.figure(
        "drift_samples", say("Checks that show a fall in quality"), "count", needed, formula, wrong, rise
    )
    checked, step = _checked(around)
    if checked is None:
        return
    title, formula = say("Days until it shows"), say("checks / outputs checked in a day")
    yield TOPIC.figure("drift_days", title, "days", np.ceil(needed / checked), formula, step)


def _checked(around: Circumstances) -> tuple[Floats | None, Step]:
    if around.given("checked_outputs_per_day"):
        step = around.step("checked_outputs_per_day", say("outputs checked in a day"), "count")
        return np.maximum(around.draw("checked_outputs_per_day"), 1.0), step
    requests = around.requests_per_day()
    step = around.step("checked_share", say("share of outputs that is checked"), "ratio")
    if not requests.any():
        return None, step
    return np.clip(requests * around.draw("checked_share"), 1.0, MOST_CHECKED_PER_DAY), step
