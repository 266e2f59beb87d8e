"""Prices and grids that an organisation knows better than the catalogue: an offer, a contract, its own supply."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from planner.sizing.estimate import Positive

PriceKind = Literal["rent", "reserved", "spot", "buy"]
Area = Literal["africa", "asia", "europe", "north_america", "oceania", "south_america", "world"]
Text = Annotated[str, Field(min_length=1, max_length=300)]
AsOf = Annotated[
    str,
    Field(pattern=r"^20\d\d(-(0[1-9]|1[0-2])(-\d\d)?)?$"),
    BeforeValidator(lambda raw: str(raw) if type(raw) is int else raw),  # YAML reads a year as a number
]

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A price of one accelerator in USD: per hour (rent, reserved, spot), or to buy with its share of the server.

    Takes the place of all catalogue prices of that accelerator and kind. source: where it comes from; shown as such.
    """

    __pydantic_config__ = _STRICT

    accelerator: Text
    kind: PriceKind
    usd: Positive
    as_of: AsOf
    source: Text


@dataclass(frozen=True, slots=True)
class OwnGrid:
    """Electricity of a place that the catalogue does not have, or has otherwise.

    name: a code or name of the catalogue, whose values it replaces, or a new one. area: whose price of electricity
    applies where none is given; that of the replaced grid, or the world's, unless named.
    """

    __pydantic_config__ = _STRICT

    name: Text
    grams_per_kwh: Annotated[float, Field(ge=0, le=2000)]
    year: Annotated[int, Field(ge=2000, le=2100)]
    source: Text
    area: Area | None = None
