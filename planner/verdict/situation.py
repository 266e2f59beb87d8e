"""What one judgement works on: a workload, the option that is judged, the estate, and their samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.sizing.demand import Acquire, AskedQuestion, Constraints, Demand, Standing
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import (
    Acquisition,
    acquisitions,
    can_stand_here,
    owned_accelerators,
    price_of,
)
from planner.sizing.size import Option, SizedWorkload, Sizing
from planner.sizing.uncertainty import Scenarios
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
    return tuple(
        _situation(demand, sized[demand.name], sizing, estate, standings, constraints, questions)
        for demand in demands
    )


def _situation(
    demand: Demand,
    sized: SizedWorkload,
    sizing: Sizing,
    estate: Estate,
    standings: Mapping[str, Standing],
    constraints: Constraints,
    questions: Mapping[str, AskedQuestion],
) -> Situation:
    scenarios = Scenarios(sizing.samples, sizing.seed, "estate")
    index = choose_option(sized.options, demand, estate, scenarios, acquire=constraints.acquire)
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
) -> int | None:
    """Return the index of the option to judge: an owned accelerator that suffices, else the first that may be.

    Options come best first. On own premises only what can be bought counts, in the cloud only what can be rented.
    acquire: the one way that is wanted; what cannot be had that way counts only where nothing can.
    """
    possible = [
        index for index, option in enumerate(options) if option.is_feasible and _is_allowed(option, demand)
    ]
    allowed = [index for index in possible if _can_be_had(options[index], acquire)] or possible
    if demand.place != "cloud":
        chances = {index: coverage_by_owned(options[index], estate, scenarios) for index in allowed}
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


def coverage_by_owned(option: Option, estate: Estate, scenarios: Scenarios) -> float:
    """Return the chance that the estate's accelerators of this type suffice."""
    owned = owned_accelerators(estate, option.accelerator)
    if owned.high <= 0:
        return 0.0
    have = np.floor(scenarios.draw(f"accelerators {option.accelerator}", owned) + 1e-9)
    return float(np.mean(have >= option.samples["accelerators"]))
