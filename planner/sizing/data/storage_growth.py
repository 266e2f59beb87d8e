"""Storage over the next three years: growth, retention, compression, protection, tiers."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.data.durability import durability_figures
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Step
from planner.sizing.units import YEAR

_TIERS = {"hot": to_say("of it hot"), "warm": to_say("of it warm"), "archive": to_say("of it archive")}
TOPIC = Topic(to_say("Storage"))
YEARS = 3.0


def kept_bytes(
    today: Floats | float, growth: Floats | float, years: float, retention_years: Floats | float = np.inf
) -> Floats | float:
    """Data held after some years when the stock grows by a fraction a year and old data are deleted.

    today: (S,) bytes; growth: (S,) fraction per year; retention_years: (S,), infinite when nothing is deleted.
    D(t) = today (1 + g)^t is all that ever came in; kept is D(t) - D(t - retention).

    >>> round(float(kept_bytes(100e12, 0.25, 3)) / 1e12, 4)
    195.3125
    >>> round(float(kept_bytes(100e12, 0.25, 3, 5)) / 1e12, 4)
    131.3125
    """
    base = 1.0 + np.asarray(growth)
    gone = np.where(np.isinf(retention_years), 0.0, base ** (years - np.minimum(retention_years, 1e3)))
    result: Floats = np.asarray(today) * (base**years - gone)
    return result


def stored_bytes(
    logical: Floats | float, compression: Floats | float, replication: Floats | float
) -> Floats | float:
    """Raw capacity: logical x copies / compression.

    >>> stored_bytes(100.0, compression=2.0, replication=1.25)
    62.5
    """
    return logical / compression * replication


def storage_figures(around: Circumstances) -> Iterator[Figure]:
    """Return capacity after 36 months and its parts by tier; the workloads' own needs are added."""
    today = around.given("data_bytes")
    if today is None:
        title, missing = say("Storage in 36 months"), around.asks("data_bytes")
        yield TOPIC.unknown("storage_36_months_bytes", title, "bytes", *missing)
        return
    kept = kept_bytes(
        around.draw("data_bytes"), around.draw("data_growth_per_year"), YEARS, _retention(around)
    )
    workloads = around.total("storage_bytes")
    logical = kept if workloads is None else kept + workloads
    raw = stored_bytes(logical, around.draw("compression_ratio"), around.draw("replication"))
    steps = (*_steps(around),)
    formula = say("(kept data + workloads) / compression x copies")
    yield TOPIC.figure("storage_36_months_bytes", say("Storage in 36 months"), "bytes", raw, formula, *steps)
    compressed = np.asarray(logical / around.draw("compression_ratio"))
    yield from _tiers(around, raw)
    yield from durability_figures(around, compressed)


def _tiers(around: Circumstances, raw: Floats | float) -> Iterator[Figure]:
    hot = around.draw("hot_share")
    cold = (1 - hot) * around.draw("archive_share")
    shares = {"hot": hot, "warm": 1 - hot - cold, "archive": cold}
    step = around.step("hot_share", say("share read every week"), "ratio")
    aside = around.step("archive_share", say("share of the rest that nobody reads"), "ratio")
    for tier, share in shares.items():
        title = say(_TIERS[tier])
        yield TOPIC.figure(
            f"storage_{tier}_bytes",
            title,
            "bytes",
            raw * share,
            say("capacity x share of the tier"),
            step,
            aside,
        )


def _retention(around: Circumstances) -> Floats | float:
    kept = around.given("data_retention_seconds")
    return np.inf if kept is None else around.draw("data_retention_seconds") / YEAR


def _steps(around: Circumstances) -> Iterator[Step]:
    yield around.step("data_bytes", say("data today"), "bytes")
    yield around.step("data_growth_per_year", say("growth per year"), "ratio")
    if around.given("data_retention_seconds"):
        yield around.step("data_retention_seconds", say("kept for"), "seconds")
    else:
        yield Step(
            say("kept for"),
            say("no limit: nobody has said that data are deleted"),
            say("for good"),
            "",
            say("assumption"),
        )
    yield around.step("compression_ratio", say("compression"), "times")
    yield around.step("replication", say("stored bytes for each byte"), "times")
