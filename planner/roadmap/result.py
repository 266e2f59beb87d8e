"""The roadmap that people read: initiatives in quarters, money, people, dates, and the reasons."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from planner.roadmap.cheapest_result import PlannedWay
from planner.roadmap.model import SolutionStatus, Stage
from planner.sizing.estimate import Estimate

InitiativeKind = Literal["initiative", "purchase", "contract"]


@dataclass(frozen=True, slots=True)
class Lift:
    """A practice raised from one level to another."""

    practice: str
    from_level: float
    to_level: float

    def to_json(self) -> dict[str, Any]:
        return {"practice": self.practice, "from": self.from_level, "to": self.to_level}


@dataclass(frozen=True, slots=True)
class PlannedInitiative:
    """One bar of the roadmap. start: the period of the order or of the work; finish: exclusive.

    work_start: when the people begin. cost_by_period: (periods,) USD. demands: role -> people while at work.
    is_critical: a delay of it delays a workload. running_usd: per quarter, within the plan and after it; None for what
    is paid for at its end.
    """

    id: str
    title: str
    kind: InitiativeKind
    domain: str
    summary: str
    start: int
    work_start: int
    finish: int
    cost_usd: float
    cost_by_period: tuple[float, ...]
    demands: Mapping[str, float]
    why: str
    lifts: tuple[Lift, ...]
    unlocks: tuple[str, ...]
    after: tuple[str, ...]
    is_critical: bool
    risk: float
    done_when: str
    cost_low_usd: float
    cost_high_usd: float
    running_usd: Estimate | None = None

    def to_json(self) -> dict[str, Any]:
        data = {name: getattr(self, name) for name in self.__dataclass_fields__}
        del data["is_critical"], data["running_usd"]
        return data | {
            "cost_by_period": list(self.cost_by_period),
            "demands": dict(self.demands),
            "lifts": [lift.to_json() for lift in self.lifts],
            "unlocks": list(self.unlocks),
            "after": list(self.after),
            "critical": self.is_critical,
            "running_usd_per_quarter": _range(self.running_usd),
        }


def _range(usd: Estimate | None) -> dict[str, float] | None:
    return None if usd is None else {"low": usd.low, "likely": usd.likely, "high": usd.high}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An initiative that the plan leaves out, and why."""

    id: str
    title: str
    kind: InitiativeKind
    domain: str
    cost_usd: float
    why_not: str


@dataclass(frozen=True, slots=True)
class RoleCurve:
    """People of one role: needed and available in each period."""

    role: str
    need: tuple[float, ...]
    capacity: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GoLive:
    """When a workload goes live.

    period: by whose end, None for never.
    late_by: periods; None without a deadline, or when it never goes live.
    """

    workload: str
    title: str
    period: int | None
    deadline: int | None
    late_by: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class MaturityPoint:
    """Projected maturity at the end of a period (-1 is today). index: 0 to 100; domains: scores 1 to 5."""

    period: int
    index: float | None
    domains: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Robustness:
    """Chances when durations, efforts and costs vary. go_live: workload -> chance of the planned date.

    people: role -> chance that those there are can do its work in every period; only roles with a limit.
    """

    in_budget: float | None
    go_live: Mapping[str, float]
    draws: int
    people: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The plan of a snapshot. `seconds` is no part of its fingerprint."""

    status: SolutionStatus
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    start: str
    periods: tuple[str, ...]
    initiatives: tuple[PlannedInitiative, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    spending: tuple[float, ...] = ()
    budget: tuple[float, ...] | None = None
    carry_over: bool = True
    people: tuple[RoleCurve, ...] = ()
    go_live: tuple[GoLive, ...] = ()
    maturity_by_period: tuple[MaturityPoint, ...] = ()
    conflicts: tuple[str, ...] = ()
    relaxations: tuple[str, ...] = ()
    robustness: Robustness | None = None
    stages: tuple[Stage, ...] = ()
    stopped_by_clock: bool = False
    assumptions: tuple[str, ...] = field(default_factory=tuple)
    cheapest: tuple[PlannedWay, ...] = ()

    def to_json(self, *, with_seconds: bool = False) -> dict[str, Any]:
        """Return the `roadmap` part of a snapshot; the time taken only when asked for."""
        robustness = None
        if self.robustness:
            robustness = asdict(self.robustness)
        return {
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            **({"seconds": self.seconds} if with_seconds else {}),
            "start": self.start,
            "periods": list(self.periods),
            "initiatives": [item.to_json() for item in self.initiatives],
            "left_out": [asdict(item) for item in self.left_out],
            "spending": list(self.spending),
            "budget": None if self.budget is None else list(self.budget),
            "carry_over": self.carry_over,
            "people": [
                {"role": curve.role, "need": list(curve.need), "capacity": list(curve.capacity)}
                for curve in self.people
            ],
            "go_live": [asdict(item) for item in self.go_live],
            "maturity_by_period": [
                {"period": point.period, "index": point.index, "domains": dict(point.domains)}
                for point in self.maturity_by_period
            ],
            "conflicts": list(self.conflicts),
            "relaxations": list(self.relaxations),
            "robustness": robustness,
            "stages": [stage.to_json() for stage in self.stages],
            "stopped_by_clock": self.stopped_by_clock,
            "assumptions": list(self.assumptions),
            "cheapest": [way.to_json() for way in self.cheapest],
        }
