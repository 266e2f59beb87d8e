"""What an initiative is: what it raises, what it costs, how long it takes, what must come before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field

DOMAINS = ("hardware", "data", "security", "talent", "delivery")
RISKS: Mapping[str, float] = {"low": 0.05, "medium": 0.15, "high": 0.30}

_STRICT = ConfigDict(extra="forbid")
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Months = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Money:
    """P10, P50 and P90 of a cost in USD."""

    __pydantic_config__ = _STRICT

    low: Amount
    likely: Amount
    high: Amount


@dataclass(frozen=True, slots=True)
class Effort:
    """P10, P50 and P90 of the work of own people in person-months."""

    __pydantic_config__ = _STRICT

    low: Months
    likely: Months
    high: Months


@dataclass(frozen=True, slots=True)
class PracticeLift:
    """A practice and the levels between which an initiative raises it."""

    practice: str
    from_level: int
    to_level: int


@dataclass(frozen=True, slots=True)
class Initiative:
    """Something an organisation can do to raise a practice.

    cost_usd: paid outside, without salaries. effort: role -> person-months. duration, lead_time: quarters.
    risk: chance not to deliver in time. done_when: what can be observed at the end. basis: assumption, until
    somebody replaces the figures by their own.
    """

    id: str
    title: str
    domain: str
    summary: str
    lifts: tuple[PracticeLift, ...]
    cost_usd: Money
    effort: Mapping[str, Effort]
    duration: int
    lead_time: int
    after: tuple[str, ...]
    risk: float
    done_when: str
    references: tuple[str, ...]
    basis: str

    @property
    def risk_name(self) -> str:
        """The word for its risk: low, medium or high."""
        return next(name for name, chance in RISKS.items() if chance == self.risk)
