"""What the search for a roadmap has in hand, for people who wait for the plan: enough for a chart, and no plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from planner.roadmap.dates import quarters_late
from planner.roadmap.items import RoadmapProblem
from planner.roadmap.ledger import go_live, spending
from planner.roadmap.outcome import InHand, SearchStatus
from planner.roadmap.result import MaturityPoint, PlannedInitiative
from planner.sizing.demand import Demand

Watch = Callable[["RoadmapPreview"], None]


@dataclass(frozen=True, slots=True)
class LiveDate:
    """When a workload would go live: the period by whose end, None for never; deadline: the same, None without one."""

    workload: str
    title: str
    period: int | None
    deadline: int | None


@dataclass(frozen=True, slots=True)
class RoadmapPreview:
    """A schedule that may still change, and how far its search is.

    gap: by how much a better one might be better, known at the end of the search. periods: names of the quarters.
    spending, budget: (periods,) USD. index_now, index_then: maturity of 0 to 100, today and when all of it is done.
    """

    status: SearchStatus
    gap: float | None
    periods: tuple[str, ...]
    initiatives: tuple[PlannedInitiative, ...]
    go_live: tuple[LiveDate, ...]
    spending: tuple[float, ...]
    budget: tuple[float, ...] | None
    index_now: float | None
    index_then: float | None

    @property
    def is_improving(self) -> bool:
        """Whether the search goes on."""
        return self.status == "improving"

    def to_json(self) -> dict[str, Any]:
        """Return what charts and pages read, by the names of the `roadmap` part of a snapshot where that has it."""
        return {
            "status": self.status,
            "gap": self.gap if self.gap is not None and isfinite(self.gap) else None,
            "periods": list(self.periods),
            "initiatives": [_bar(item) for item in self.initiatives],
            "go_live": [_date(live) for live in self.go_live],
            "spending": list(self.spending),
            "budget": None if self.budget is None else list(self.budget),
            "index": {"now": self.index_now, "then": self.index_then},
        }


def preview_of(
    wanted: RoadmapProblem,
    demands: Sequence[Demand],
    in_hand: InHand,
    initiatives: tuple[PlannedInitiative, ...],
    maturity: Sequence[MaturityPoint],
) -> RoadmapPreview:
    """Return what may be shown of a schedule. initiatives, maturity: what it means, as for the plan itself."""
    problem = wanted.problem
    live = go_live(problem, in_hand.starts)
    return RoadmapPreview(
        status=in_hand.status,
        gap=in_hand.gap,
        periods=problem.period_names,
        initiatives=initiatives,
        go_live=tuple(_live(demand, live) for demand in demands),
        spending=tuple(float(value) for value in spending(problem, in_hand.starts)),
        budget=problem.budget_usd,
        index_now=maturity[0].index if maturity else None,
        index_then=maturity[-1].index if maturity else None,
    )


def _live(demand: Demand, live: Mapping[str, int | None]) -> LiveDate:
    return LiveDate(demand.name, demand.title, live.get(demand.name), demand.deadline)


def _date(live: LiveDate) -> dict[str, Any]:
    return {
        "workload": live.workload,
        "title": live.title,
        "period": live.period,
        "deadline": live.deadline,
        "late_by": quarters_late(live.period, live.deadline),
    }


def _bar(item: PlannedInitiative) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "kind": item.kind,
        "start": item.start,
        "work_start": item.work_start,
        "finish": item.finish,
        "cost_usd": item.cost_usd,
        "critical": item.is_critical,
    }
