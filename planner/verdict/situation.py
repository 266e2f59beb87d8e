"""What one judgement works on: a workload, the option that is judged, the estate, and their samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from planner.sizing.demand import Acquire, AskedQuestion, Constraints, Demand, Standing
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import (
    LEAD_QUARTERS,
    Acquisition,
    acquisitions,
    can_stand_here,
    free_accelerators,
    owned_accelerators,
    price_of,
)
from planner.sizing.result import Floats
from planner.sizing.size import Option, SizedWorkload, Sizing
from planner.sizing.uncertainty import Scenarios, median
from planner.sizing.workload import Estate

ENOUGH = 0.5  # an owned accelerator is preferred when it suffices at least this probably


@dataclass(frozen=True, slots=True)
class Situation:
    """One workload in its surroundings. option: the sized option that is judged, None when none is feasible."""

    demand: Demand
    sized: SizedWorkload
    index: int | None
    estate: Estate
    constraints: Constraints
    standings: Mapping[str, Standing]
    scenarios: Scenarios
    questions: Mapping[str, AskedQuestion]
    ways: tuple[Acquisition, ...] = field(default=())

    @property
    def option(self) -> Option | None:
        """The option that is judged."""
        return None if self.index is None else self.sized.options[self.index]

    @property
    def is_rented(self) -> bool:
        """Whether a provider would bring the machines: the place says so, or nothing is owned and renting is cheapest.

        Accelerators that nobody has answered for may be owned.
        """
        if self.option is None or self.demand.place != "either":
            return self.demand.place == "cloud"
        if self.estate.accelerators is None or owned_accelerators(self.estate, self.option.accelerator).high:
            return False
        way = cheapest_way(self)
        return way is not None and way.way == "rent"

    def question_ids(self, name: str) -> tuple[str, ...]:
        """Return the question that asks for a quantity of the estate; empty when the bank has none."""
        return (self.questions[name].id,) if name in self.questions else ()

    def draw(self, name: str, estimate: Estimate) -> np.ndarray:
        """Return (S,) samples of something in the estate, the same for every workload."""
        return self.scenarios.draw(name, estimate)


def situations(
    demands: Sequence[Demand],
    sizing: Sizing,
    estate: Estate,
    standings: Mapping[str, Standing],
    constraints: Constraints,
    questions: Mapping[str, AskedQuestion],
) -> tuple[Situation, ...]:
    """Return one situation per demand. Raises ValueError for a demand that was not sized."""
    sized = {workload.name: workload for workload in sizing.workloads}
    unknown = [demand.name for demand in demands if demand.name not in sized]
    if unknown:
        raise ValueError(f"these workloads were not sized: {', '.join(unknown)}")
    taken: dict[str, Floats] = {}
    found: dict[str, Situation] = {}
    for demand in sorted(demands, key=lambda demand: (-demand.value, demand.name)):
        case = _situation(
            demand, sized[demand.name], sizing, estate, standings, constraints, questions, taken
        )
        found[demand.name] = case
        _take(case, taken)
    return tuple(found[demand.name] for demand in demands)


def _take(case: Situation, taken: dict[str, Floats]) -> None:
    """Note what a workload takes of the accelerators that are owned; the next one looks for what is left."""
    if case.option is None or case.demand.place == "cloud":
        return
    name = case.option.accelerator
    taken[name] = taken.get(name, np.zeros(case.scenarios.samples)) + case.option.samples["accelerators"]


def _situation(
    demand: Demand,
    sized: SizedWorkload,
    sizing: Sizing,
    estate: Estate,
    standings: Mapping[str, Standing],
    constraints: Constraints,
    questions: Mapping[str, AskedQuestion],
    taken: Mapping[str, Floats],
) -> Situation:
    scenarios = Scenarios(sizing.samples, sizing.seed, "estate")
    index = choose_option(sized.options, demand, estate, scenarios, acquire=constraints.acquire, taken=taken)
    ways: tuple[Acquisition, ...] = ()
    if index is not None:
        ways = acquisitions(
            sized.options[index],
            estate,
            demand.place,
            electricity_usd_per_kwh=constraints.electricity_usd_per_kwh,
            seed=sizing.seed,
            acquire=constraints.acquire,
        )
    return Situation(demand, sized, index, estate, constraints, standings, scenarios, questions, ways)


def choose_option(
    options: Sequence[Option],
    demand: Demand,
    estate: Estate,
    scenarios: Scenarios,
    *,
    acquire: Acquire = "any",
    taken: Mapping[str, Floats] = MappingProxyType({}),
) -> int | None:
    """Return the index of the option to judge: an owned accelerator that suffices, else the first that may be.

    taken: (S,) accelerators by type that more valuable workloads use. A type of which enough is left comes first,
    then one that would suffice for this workload alone.

    Options come best first. On own premises only what can be bought counts, in the cloud only what can be rented.
    acquire: the one way that is wanted; what cannot be had that way counts only where nothing can.
    """
    possible = [
        index for index, option in enumerate(options) if option.is_feasible and _is_allowed(option, demand)
    ]
    allowed = [index for index in possible if _can_be_had(options[index], acquire)] or possible
    if demand.place != "cloud":
        for used in (taken, MappingProxyType[str, Floats]({})):
            chances = {index: coverage_by_owned(options[index], estate, scenarios, used) for index in allowed}
            enough = [index for index in allowed if chances[index] >= ENOUGH]
            if enough:
                return max(enough, key=lambda index: (chances[index], -index))
    return allowed[0] if allowed else None


def _is_allowed(option: Option, demand: Demand) -> bool:
    if demand.place == "on_premises":
        return option.in_estate or can_stand_here(option.accelerator)
    if demand.place == "cloud":
        return price_of(option, "rent") is not None
    return True


def _can_be_had(option: Option, acquire: Acquire) -> bool:
    if acquire == "any" or option.in_estate:
        return True
    return price_of(option, acquire) is not None and (acquire == "rent" or can_stand_here(option.accelerator))


def coverage_by_owned(
    option: Option,
    estate: Estate,
    scenarios: Scenarios,
    taken: Mapping[str, Floats] = MappingProxyType({}),
) -> float:
    """Return the chance that the estate's free accelerators of this type suffice, without those that are taken."""
    free = free_accelerators(estate, option.accelerator)
    if free.high <= 0:
        return 0.0
    have = np.floor(scenarios.draw(f"accelerators {option.accelerator}", free) + 1e-9)
    left = have - taken.get(option.accelerator, 0.0)
    return float(np.mean(left >= option.samples["accelerators"]))


def quarters_to_run(situation: Situation, way: Acquisition) -> int:
    """Return for how many quarters of the plan a workload would run when it starts as soon as it can."""
    lead = LEAD_QUARTERS["accelerators"] if way.way == "buy" else LEAD_QUARTERS["rent"]
    return max(situation.constraints.periods - lead, 0)


def cheapest_way(situation: Situation) -> Acquisition | None:
    """Return the way that costs least within the plan; nothing is rented where usually nothing is missing."""

    def cost(way: Acquisition) -> tuple[bool, float]:
        is_idle = way.way == "rent" and not median(way.missing)
        return is_idle, median(way.cost_usd(quarters_to_run(situation, way)))

    return min(situation.ways, key=cost, default=None)
