"""How safely storage keeps data: erasure codes and copies, by the chance of losing more drives than they bear."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb

import numpy as np

from assessments.language import say, to_say
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.physics.storage import raw_bytes
from planner.sizing.result import Floats, Step
from planner.sizing.units import HOURS_PER_YEAR

TOPIC = Topic(to_say("Storage"))
BEST = 1e-30  # a smaller chance says nothing: fire, theft and mistakes are likelier


@dataclass(frozen=True, slots=True)
class Protection:
    """Each piece of data lies on `data` drives, with `parity` more that may fail."""

    data: int
    parity: int
    title: str

    @property
    def id(self) -> str:
        """The scheme as it is written.

        >>> Protection(8, 2, "").id
        '8+2'
        """
        return f"{self.data}+{self.parity}"


SCHEMES = (
    Protection(8, 2, to_say("erasure code 8+2")),
    Protection(8, 3, to_say("erasure code 8+3")),
    Protection(1, 2, to_say("three copies")),
)


def loss_chance(
    *,
    data: int,
    parity: int,
    drives: Floats | float,
    failures_per_year: Floats | float,
    repair_hours: Floats | float,
) -> Floats:
    """Chance to lose data within a year.

    A group of data + parity drives loses data when more than `parity` of them fail within one repair window:
    p = 1 - exp(-rate x window), P = sum over i > parity of C(n, i) p^i (1 - p)^(n - i), and the year and the
    estate hold (8760 / window) x (drives / n) such windows. Failures are taken as independent.

    >>> chance = loss_chance(data=8, parity=2, drives=1000, failures_per_year=0.0157, repair_hours=24.0)
    >>> 0 < float(chance) < 1e-4
    True
    """
    number, window = data + parity, np.asarray(repair_hours, dtype=float)
    fails = -np.expm1(-np.asarray(failures_per_year) * window / HOURS_PER_YEAR)
    terms = [
        comb(number, lost) * fails**lost * (1.0 - fails) ** (number - lost)
        for lost in range(parity + 1, number + 1)
    ]
    chance = np.minimum(np.sum(terms, axis=0), 1.0 - 1e-16)
    windows = HOURS_PER_YEAR / window * np.maximum(np.asarray(drives) / number, 1.0)
    return np.asarray(-np.expm1(windows * np.log1p(-chance)))


def nines(chance: Floats) -> Floats:
    """How many nines the chance to keep everything has.

    >>> float(nines(np.array(1e-11)))
    11.0
    """
    return np.asarray(-np.log10(np.clip(chance, BEST, 1.0)))


def durability_figures(around: Circumstances, logical: Floats) -> Iterator[Figure]:
    """Return raw capacity and durability of some ways to protect (S,) bytes, after compression."""
    each = around.draw("drive_bytes")
    failures, repair = around.draw("drive_failures_per_year"), around.draw("drive_repair_hours")
    steps = (
        around.step("drive_bytes", say("one drive"), "bytes"),
        around.step("drive_failures_per_year", say("drives that fail in a year"), "ratio"),
        around.step("drive_repair_hours", say("time to restore a drive"), "hours"),
    )
    for scheme in SCHEMES:
        yield from _scheme(scheme, logical, each, failures, repair, steps)


def _scheme(
    scheme: Protection,
    logical: Floats,
    each: Floats,
    failures: Floats,
    repair: Floats,
    steps: tuple[Step, ...],
) -> Iterator[Figure]:
    raw = np.asarray(raw_bytes(logical, data=scheme.data, parity=scheme.parity))
    title = say("Raw capacity with {scheme}", scheme=say(scheme.title))
    formula = say("data / compression x (data + parity) / data")
    yield TOPIC.figure(f"storage_raw_bytes:{scheme.id}", title, "bytes", raw, formula)
    chance = loss_chance(
        data=scheme.data,
        parity=scheme.parity,
        drives=np.maximum(np.ceil(raw / each), scheme.data + scheme.parity),
        failures_per_year=failures,
        repair_hours=repair,
    )
    title = say("Nines of durability in a year with {scheme}", scheme=say(scheme.title))
    formula = say(
        "-log10 of the chance that more drives of a group fail than it bears before one is restored"
    )
    yield TOPIC.figure(f"storage_nines:{scheme.id}", title, "count", nines(chance), formula, *steps)
