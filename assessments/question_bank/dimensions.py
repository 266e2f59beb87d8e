"""What can be measured, and in which units people write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from assessments.language import to_say

_DECIMAL = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


@dataclass(frozen=True, slots=True)
class Dimension:
    """A kind of quantity.

    units: exact factor to SI, by spelling. steps: the units in which numbers are shown, smallest first.
    refused: spellings that people mix up, each with the remedy. understood: the units, for a message.
    Title, remedies and `understood` are to be said.
    """

    id: str
    title: str
    units: Mapping[str, Decimal]
    steps: tuple[str, ...]
    understood: str
    refused: Mapping[str, str]


def _dimension(
    id: str,
    title: str,
    units: Mapping[str, str | int],
    *,
    steps: str,
    understood: str = "",
    refused: Mapping[str, str] | None = None,
) -> Dimension:
    return Dimension(
        id,
        title,
        MappingProxyType({unit: Decimal(factor) for unit, factor in units.items()}),
        tuple(steps.split()),
        understood or ", ".join(steps.split()),
        MappingProxyType(dict(refused or {})),
    )


def _prefixed(unit: str, factor: str = "1", prefixes: str = "kMGTPE") -> dict[str, str | int]:
    return {prefix + unit: f"{Decimal(factor).scaleb(_DECIMAL[prefix]):f}" for prefix in ("", *prefixes)}


def _bytes(suffix: str = "") -> dict[str, str | int]:
    binary: dict[str, str | int] = {f"{prefix}B{suffix}": 2**power for prefix, power in _BINARY.items()}
    return _prefixed(f"B{suffix}") | binary


def _per(units: Mapping[str, str | int], per: str, scale: str = "1") -> dict[str, str | int]:
    return {f"{unit}/{per}": f"{Decimal(factor) * Decimal(scale):f}" for unit, factor in units.items()}


_SECONDS: dict[str, str | int] = {"s": 1, "ms": "0.001", "us": "0.000001", "µs": "0.000001"}
_SECONDS |= {"sec": 1, "second": 1, "seconds": 1, "milliseconds": "0.001"}
_CLOCK: dict[str, str | int] = {
    "min": 60,
    "minute": 60,
    "minutes": 60,
    "h": 3600,
    "hour": 3600,
    "hours": 3600,
}
# A year is 365.25 days and a month a twelfth of it.
_CALENDAR: dict[str, str | int] = {
    "days": 86_400,
    "day": 86_400,
    "d": 86_400,
    "weeks": 604_800,
    "week": 604_800,
}
_CALENDAR |= {"months": 2_629_800, "month": 2_629_800, "years": 31_557_600, "year": 31_557_600}
_DOLLARS: dict[str, str | int] = {"USD": 1, "$": 1, "US$": 1, "dollars": 1, "dollar": 1}
_CENTS: dict[str, str | int] = {"ct": "0.01", "cents": "0.01", "cent": "0.01", "¢": "0.01"}
_GRAMS: dict[str, str | int] = {"gCO2e": 1, "gCO2": 1, "gCO2eq": 1, "g": 1}
_KILOGRAMS: dict[str, str | int] = {f"k{unit}": 1000 for unit in _GRAMS}
_TONNES: dict[str, str | int] = {"tCO2e": 1_000_000, "tCO2": 1_000_000, "t": 1_000_000}
_MASSES = _GRAMS | _KILOGRAMS | _TONNES

_ALL = (
    _dimension(
        "count",
        to_say("a number"),
        {},
        steps="",
        understood=to_say("a plain number, or thousand, million, billion, trillion"),
    ),
    _dimension(
        "data",
        to_say("an amount of data"),
        _bytes() | _prefixed("bit", "0.125") | {"byte": 1, "bytes": 1},
        steps="B kB MB GB TB PB EB",
        understood="MB, GB, TB, PB, EB, MiB, GiB, TiB, PiB, Gbit",
        refused={
            f"{prefix}b": to_say("{spelling} may mean bits or bytes: write {prefix}B or {prefix}bit")
            for prefix in "MGTPE"
        },
    ),
    _dimension(
        "data_rate",
        to_say("a data rate"),
        _bytes("/s")
        | _bytes("ps")
        | _prefixed("bit/s", "0.125")
        | _prefixed("bps", "0.125")
        | _prefixed("b/s", "0.125"),
        steps="B/s kB/s MB/s GB/s TB/s",
        understood="MB/s, GB/s, TB/s, GiB/s, Mbit/s, Gbit/s, Tbit/s",
    ),
    _dimension(
        "power",
        to_say("a power"),
        _prefixed("W", prefixes="kMG"),
        steps="W kW MW GW",
        refused={"mW": to_say("mW is a thousandth of a watt: write MW for megawatts")},
    ),
    _dimension(
        "energy",
        to_say("an energy"),
        _prefixed("J", prefixes="kMGTP") | _prefixed("Wh", "3600", "kMGT"),
        steps="Wh kWh MWh GWh TWh",
        understood="J, kJ, MJ, GJ, kWh, MWh, GWh",
        refused={"mWh": to_say("mWh is a thousandth of a watt-hour: write MWh for megawatt-hours")},
    ),
    _dimension(
        "money",
        to_say("an amount of money"),
        _DOLLARS,
        steps="USD",
        understood=to_say("USD, with thousand, million or billion; convert other currencies first"),
    ),
    _dimension(
        "duration",
        to_say("a duration"),
        _SECONDS | _CLOCK | _CALENDAR,
        steps="ms s min h days",
        understood=to_say("ms, s, min, h, days, weeks, months, years"),
    ),
    _dimension(
        "ratio",
        to_say("a share"),
        {"%": "0.01", "percent": "0.01"},
        steps="%",
        understood=to_say("%, or a plain fraction"),
    ),
    _dimension(
        "intensity",
        to_say("a carbon intensity"),
        _per(_MASSES, "kWh") | _per(_MASSES, "MWh", "0.001") | _per(_TONNES, "GWh", "0.000001"),
        steps="gCO2e/kWh",
        understood="gCO2e/kWh, kgCO2e/kWh, kgCO2e/MWh, tCO2e/MWh",
    ),
    _dimension(
        "price_energy",
        to_say("a price of energy"),
        _per(_DOLLARS | _CENTS, "kWh") | _per(_DOLLARS, "MWh", "0.001"),
        steps="USD/kWh",
        understood=to_say("USD/kWh, USD/MWh, ct/kWh; convert other currencies first"),
    ),
    _dimension(
        "latency", to_say("a response time"), _SECONDS | _CLOCK, steps="us ms s", understood="us, ms, s"
    ),
)
DIMENSIONS: Mapping[str, Dimension] = MappingProxyType({dimension.id: dimension for dimension in _ALL})
