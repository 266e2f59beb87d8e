"""The cheapest way to an aim, as people read it."""

from dataclasses import dataclass
from typing import Any, Literal

WayStatus = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True)
class Step:
    """An initiative, a purchase or a search for people on the way. start: of the order; finish: exclusive.

    is_decided: it is part of every plan already, and costs nothing more.
    """

    id: str
    title: str
    start: int
    finish: int
    cost_usd: float
    why: str
    is_critical: bool
    is_decided: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "start": self.start,
            "finish": self.finish,
            "cost_usd": self.cost_usd,
            "why": self.why,
            "critical": self.is_critical,
            "decided": self.is_decided,
        }


@dataclass(frozen=True, slots=True)
class Way:
    """Steps in the order of their start, with money and time.

    cost_usd: of what is not decided yet, with P10 and P90. finish: periods until the aim is reached.
    chance: that it is reached by then when durations vary.
    """

    steps: tuple[Step, ...]
    cost_usd: float
    cost_low_usd: float
    cost_high_usd: float
    finish: int
    chance: float

    @property
    def chosen(self) -> frozenset[str]:
        """The steps that are not decided yet."""
        return frozenset(step.id for step in self.steps if not step.is_decided)

    def to_json(self) -> dict[str, Any]:
        return {
            "cost_usd": self.cost_usd,
            "cost_low_usd": self.cost_low_usd,
            "cost_high_usd": self.cost_high_usd,
            "finish": self.finish,
            "chance": self.chance,
            "steps": [step.to_json() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Search:
    """The way that was found, with its proof.

    bound_usd: no way costs less. gap: relative distance to it. reasons: why there is no way.
    """

    status: WayStatus
    way: Way | None = None
    bound_usd: float | None = None
    gap: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheapestWay:
    """The cheapest way to an aim, and the cheapest of those that do without a part of it.

    trade: what the other way costs and brings, in words.
    """

    first: Search
    other: Search
    trade: str = ""


@dataclass(frozen=True, slots=True)
class PlannedWay:
    """The cheapest way to an aim of a plan.

    kind: "workload", "practice", "domain" or "overall"; subject: its name or id, "" for the whole.
    given_up: the limits that no way keeps: "deadline", "budget". score_today, score_needed: 1 to 5; None for workloads.
    """

    kind: str
    subject: str
    title: str
    found: CheapestWay
    given_up: tuple[str, ...] = ()
    score_today: float | None = None
    score_needed: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return one entry of the snapshot's `roadmap.cheapest`."""
        first, other = self.found.first, self.found.other
        return {
            "kind": self.kind,
            "subject": self.subject,
            "title": self.title,
            "today": self.score_today,
            "needed": self.score_needed,
            "given_up": list(self.given_up),
            "status": first.status,
            "bound_usd": first.bound_usd,
            "gap": first.gap,
            "reasons": list(first.reasons),
            "way": first.way.to_json() if first.way else None,
            "other_status": other.status,
            "other": other.way.to_json() if other.way else None,
            "trade": self.found.trade,
        }
