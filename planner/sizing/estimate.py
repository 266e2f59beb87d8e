"""A number as people know it: exact, or a range with its likely value."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from assessments.language import number, say
from planner.sizing.units import LARGEST, SMALLEST, parse_quantity

_KEYS = {"low", "likely", "high"}


@dataclass(frozen=True, slots=True)
class Estimate:
    """P10, P50 and P90 of a quantity in SI units; all equal when it is exact.

    sources: what the number rests on (question ids, catalogue entries, "assumed").
    """

    low: float
    likely: float
    high: float
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        values = (self.low, self.likely, self.high)
        if not all(math.isfinite(value) for value in values):
            raise ValueError(say("must be a finite number"))
        if not self.low <= self.likely <= self.high:
            raise ValueError(
                say(
                    "low, likely and high must ascend (got {low}, {likely}, {high})",
                    low=number(self.low, "g"),
                    likely=number(self.likely, "g"),
                    high=number(self.high, "g"),
                )
            )

    @classmethod
    def exact(cls, value: float, *sources: str) -> "Estimate":
        """Return a number without a range.

        >>> Estimate.exact(3.0).is_exact
        True
        """
        return cls(float(value), float(value), float(value), sources)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def scaled(self, factor: float) -> "Estimate":
        """Return the same estimate in another unit."""
        return Estimate(self.low * factor, self.likely * factor, self.high * factor, self.sources)


def read_estimate(raw: Any) -> Any:
    """Turn a plain number, or a mapping with low, likely and high, into an Estimate.

    Raises ValueError for anything else.
    """
    if isinstance(raw, Estimate) or raw is None:
        return raw
    if isinstance(raw, Mapping):
        return _read_range(raw)
    return Estimate.exact(_read_number(raw))


def _read_range(raw: Mapping[str, Any]) -> Estimate:
    unknown = sorted(set(raw) - _KEYS - {"sources"})
    if unknown:
        raise ValueError(
            say("a range has the keys low, likely and high; {key} is unknown", key=", ".join(unknown))
        )
    missing = sorted(_KEYS - set(raw))
    if missing:
        raise ValueError(say("a range needs low, likely and high; {key} is missing", key=", ".join(missing)))
    low, likely, high = (_read_number(raw[key]) for key in ("low", "likely", "high"))
    return Estimate(low, likely, high, tuple(str(source) for source in raw.get("sources", ())))


def _read_number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError(
            say("must be a number, or a range with low, likely and high (got {given})", given=repr(raw))
        )
    if math.isfinite(raw) and raw != 0 and not SMALLEST <= abs(raw) <= LARGEST:
        raise ValueError(
            say(
                "must lie between {smallest} and {largest} (got {given})",
                smallest=number(SMALLEST, "g"),
                largest=number(LARGEST, "g"),
                given=number(raw, "g"),
            )
        )
    return float(raw)


def quantity(dimension: str) -> Callable[[Any], Any]:
    """Return a reader that also understands text with a unit, such as "1.5 PB", alone or in a range."""

    def read(raw: Any) -> Any:
        if isinstance(raw, str):
            return Estimate.exact(parse_quantity(raw, dimension))
        if isinstance(raw, Mapping):
            raw = {
                key: parse_quantity(value, dimension) if isinstance(value, str) and key in _KEYS else value
                for key, value in raw.items()
            }
        return read_estimate(raw)

    return read


def _positive(value: Estimate) -> Estimate:
    if value.low <= 0:
        raise ValueError(say("must be greater than zero (got {given})", given=number(value.low, "g")))
    return value


def _not_negative(value: Estimate) -> Estimate:
    if value.low < 0:
        raise ValueError(say("must not be negative (got {given})", given=number(value.low, "g")))
    return value


def _share(value: Estimate) -> Estimate:
    if value.low < 0 or value.high > 1:
        raise ValueError(
            say(
                "must be a share between 0 and 1 (got {low} to {high})",
                low=number(value.low, "g"),
                high=number(value.high, "g"),
            )
        )
    return value


def _pue(value: Estimate) -> Estimate:
    if value.low < 1 or value.high > 3:
        raise ValueError(
            say(
                "a PUE lies between 1 and 3, written as 1.4 and not as a percentage (got {given})",
                given=number(value.likely, "g"),
            )
        )
    return value


Number = Annotated[Estimate, BeforeValidator(read_estimate)]
Positive = Annotated[Estimate, AfterValidator(_positive), BeforeValidator(read_estimate)]
NotNegative = Annotated[Estimate, AfterValidator(_not_negative), BeforeValidator(read_estimate)]
Share = Annotated[Estimate, AfterValidator(_share), BeforeValidator(read_estimate)]
Pue = Annotated[Estimate, AfterValidator(_pue), BeforeValidator(read_estimate)]
Bytes = Annotated[Estimate, AfterValidator(_not_negative), BeforeValidator(quantity("data"))]
BytesPerSecond = Annotated[Estimate, AfterValidator(_not_negative), BeforeValidator(quantity("data_rate"))]
Watts = Annotated[Estimate, AfterValidator(_not_negative), BeforeValidator(quantity("power"))]
Usd = Annotated[Estimate, AfterValidator(_not_negative), BeforeValidator(quantity("money"))]
