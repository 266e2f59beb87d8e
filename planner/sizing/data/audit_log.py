"""Proof and protection: audit log written in a day and kept, and what encryption takes of the processors."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Step
from planner.sizing.units import DAY, YEAR

TOPIC = Topic(to_say("Audit log and encryption"))
# Shortest time that a law asks for, in years, by the option of the question on laws.
RETENTION_YEARS = {
    "hipaa": (6.0, to_say("HIPAA, 45 CFR 164.316(b)(2)(i): six years")),
    "pci_dss": (1.0, to_say("PCI DSS v4.0.1, requirement 10.5.1: twelve months")),
    "eu_ai_act": (0.5, to_say("EU AI Act, articles 19(1) and 26(6): at least six months")),
}
DEFAULT_YEARS = 1.0


def log_bytes_per_day(
    requests: Floats | float,
    events: Floats | float,
    machine_events: Floats | float,
    event_bytes: Floats | float,
) -> Floats | float:
    """Audit log of a day: (requests x events of each + events of the machines) x bytes of an event.

    >>> log_bytes_per_day(1e6, 5, 0, 1000) / 1e9
    5.0
    """
    return (requests * events + machine_events) * event_bytes


def encryption_share(
    bytes_per_second: Floats | float, per_core: Floats | float, cores: Floats | float
) -> Floats | float:
    """Share of the processors that encrypting all traffic takes: each byte once at rest and once on its way.

    >>> encryption_share(6e9, per_core=3e9, cores=400)
    0.01
    """
    return 2.0 * bytes_per_second / per_core / cores


def protection_figures(around: Circumstances) -> Iterator[Figure]:
    """Return log in a day, log kept, and the share of the processors that encryption takes."""
    daily, steps = _daily(around)
    yield TOPIC.figure(
        "audit_log_bytes_per_day",
        say("Audit log in a day"),
        "bytes",
        daily,
        say("events x bytes of an event"),
        *steps,
    )
    years, why = _retention(around)
    kept = daily * around.sample("audit_log_retention_seconds", years) / DAY / around.draw("log_compression")
    squeezed = around.step("log_compression", say("compression"), "times")
    formula = say("log in a day x days kept / compression")
    yield TOPIC.figure("audit_log_bytes_kept", say("Audit log kept"), "bytes", kept, formula, why, squeezed)
    yield from _encryption(around)


def _daily(around: Circumstances) -> tuple[Floats, tuple[Step, ...]]:
    if around.given("audit_log_bytes_per_day"):
        step = around.step("audit_log_bytes_per_day", say("audit log in a day"), "bytes")
        return around.draw("audit_log_bytes_per_day"), (step,)
    requests = around.requests_per_day()
    machines = around.total("accelerators")
    count = machines if machines is not None else np.zeros(around.scenarios.samples)
    other = count * around.draw("log_events_per_accelerator_day")
    daily = log_bytes_per_day(
        requests, around.draw("log_events_per_request"), other, around.draw("log_event_bytes")
    )
    return np.asarray(daily), (
        Step(
            say("requests in a day"),
            say("all services"),
            float(np.median(requests)),
            "count",
            say("workloads"),
        ),
        around.step("log_events_per_request", say("events of a request"), "count"),
        around.step("log_events_per_accelerator_day", say("other events of an accelerator"), "count"),
        around.step("log_event_bytes", say("bytes of an event"), "bytes"),
    )


def _retention(around: Circumstances) -> tuple[Estimate, Step]:
    """Return how long logs are kept: as answered, but at least what the laws ask for."""
    named = [RETENTION_YEARS[law] for law in around.facts.laws or () if law in RETENTION_YEARS]
    years, source = max(
        named, default=(DEFAULT_YEARS, to_say("assumption: one year, as no law is named that says more"))
    )
    given = around.given("audit_log_retention_seconds")
    if given is not None and given.likely >= years * YEAR:
        return given, around.step("audit_log_retention_seconds", say("kept for"), "seconds")
    return Estimate.exact(years * YEAR, source), Step(
        say("kept for"), say("least time"), years * YEAR, "seconds", say(source)
    )


def _encryption(around: Circumstances) -> Iterator[Figure]:
    id, title = "encryption_share", say("Processors taken by encryption")
    rate = around.total("storage_throughput_bytes_per_second")
    if rate is None or around.given("cpu_cores") is None:
        yield TOPIC.unknown(id, title, "ratio", *around.asks("cpu_cores"))
        return
    speed = around.draw("encryption_bytes_per_core_second")
    share = np.minimum(encryption_share(rate, speed, np.maximum(around.draw("cpu_cores"), 1.0)), 1.0)
    moved = Step(
        say("data read and written"),
        say("all workloads at full speed"),
        float(np.median(rate)),
        "bytes_per_second",
        say("sizing"),
    )
    pace = around.step("encryption_bytes_per_core_second", say("one core encrypts"), "bytes_per_second")
    cores = around.step("cpu_cores", say("cores"), "count")
    yield TOPIC.figure(
        id, title, "ratio", share, say("2 x data / speed of a core / cores"), moved, pace, cores
    )
