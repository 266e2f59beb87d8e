"""The one door of the core: size(workloads, estate, assumptions) -> Sizing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.sizing.catalogue import Catalogue, load_catalogue, with_own
from planner.sizing.physics.calibration import CALIBRATION, Calibration
from planner.sizing.result import Option, Quantiles, SizedWorkload, Sizing, Step
from planner.sizing.retrieval.plan import size_retrieval
from planner.sizing.sensitivity import SaltelliScenarios, sensitivity_of
from planner.sizing.serving.plan import size_inference
from planner.sizing.serving.staffing import Staffing
from planner.sizing.surroundings import Surroundings, surroundings
from planner.sizing.training.plan import size_training
from planner.sizing.uncertainty import FEWEST, Scenarios
from planner.sizing.workload import Assumptions, Estate, FineTuning, Retrieval, Training, Workload

__all__ = ["ENGINE_VERSION", "Option", "Quantiles", "SizedWorkload", "Sizing", "Step", "size"]

ENGINE_VERSION = "1.2.0"
BASE = 512  # scenarios of each of Saltelli's blocks, at most; half as many as of the sizing


def size(
    workloads: Sequence[Workload],
    estate: Estate,
    assumptions: Assumptions,
    *,
    seed: int = 0,
    samples: int = 1024,
    catalogue: Catalogue | None = None,
    calibration: Calibration = CALIBRATION,
) -> Sizing:
    """Size every workload: what it takes on each accelerator, as P10, P50 and P90.

    samples: scenarios per workload, a power of two from 64 to 65,536. calibration: the fitted constants. The same
    input, seed, catalogue and calibration give the same bytes. Raises CatalogueError for a name that is not in the
    catalogue, ValueError for `samples`.
    """
    facts = catalogue or load_catalogue()
    around = surroundings(
        with_own(facts, assumptions.prices, assumptions.grids), estate, assumptions, calibration
    )
    return Sizing(
        engine_version=ENGINE_VERSION,
        catalogue_version=facts.version,
        seed=seed,
        samples=samples,
        workloads=tuple(
            _with_sensitivity(workload, around, Scenarios(samples, seed, workload.name), seed)
            for workload in workloads
        ),
    )


def _with_sensitivity(
    workload: Workload, around: Surroundings, scenarios: Scenarios, seed: int
) -> SizedWorkload:
    """Size a workload, and then its best option again at the points that tell what moves the results."""
    sized = _size_one(workload, around, scenarios)
    best = sized.options[0]
    if not best.is_feasible:
        return sized
    names = scenarios.names
    points = SaltelliScenarios(min(max(scenarios.samples // 2, FEWEST), BASE), names, seed, workload.name)
    fixed = replace(workload, accelerator=best.accelerator, accelerators=best.accelerators)
    again = {
        option.accelerator: option for option in _size_one(fixed, around, points, sized.staffing).options
    }
    found = sensitivity_of(again[best.accelerator], names, points)
    return replace(sized, sensitivity=found.to_json() if found.results else None)


def _size_one(
    workload: Workload,
    around: Surroundings,
    scenarios: Scenarios,
    staffing: Mapping[str, Staffing] | None = None,
) -> SizedWorkload:
    if isinstance(workload, Training | FineTuning):
        return size_training(workload, around, scenarios)
    if isinstance(workload, Retrieval):
        return size_retrieval(workload, around, scenarios)
    return size_inference(workload, around, scenarios, staffing)
