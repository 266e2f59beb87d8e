"""The door of the core: size(workloads, estate, assumptions) -> Sizing; explained() tells what one option rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from planner.sizing.catalogue import Catalogue, load_catalogue, with_own
from planner.sizing.physics.calibration import CALIBRATION, Calibration
from planner.sizing.result import Option, Quantiles, ScalingPolicy, SizedWorkload, Sizing, Step
from planner.sizing.retrieval.plan import size_retrieval
from planner.sizing.sensitivity import SaltelliScenarios, sensitivity_of
from planner.sizing.serving.plan import scaling_policies, size_inference
from planner.sizing.serving.staffing import Staffing
from planner.sizing.surroundings import Surroundings, surroundings
from planner.sizing.training.plan import size_training
from planner.sizing.uncertainty import FEWEST, Scenarios
from planner.sizing.workload import (
    Assumptions,
    Estate,
    FineTuning,
    Inference,
    Retrieval,
    Training,
    Workload,
)

__all__ = [
    "ENGINE_VERSION",
    "Option",
    "Quantiles",
    "Scope",
    "SizedWorkload",
    "Sizing",
    "Step",
    "explained",
    "size",
]

ENGINE_VERSION = "1.5.0"
BASE = 512  # scenarios of each of Saltelli's blocks, at most; half as many as of the sizing


@dataclass(frozen=True, slots=True)
class Scope:
    """How much of one workload is sized when not all is wanted.

    accelerators: by catalogue name, those that are compared when the workload names none, None for all; those of the
    estate always are. staffing: of a service, as its options were simulated before at some load, by accelerator; only
    what is missing is simulated. wanted: accelerators that are simulated whatever their rank.
    """

    accelerators: frozenset[str] | None
    staffing: Mapping[str, Staffing] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()


def size(
    workloads: Sequence[Workload],
    estate: Estate,
    assumptions: Assumptions,
    *,
    seed: int = 0,
    samples: int = 1024,
    catalogue: Catalogue | None = None,
    calibration: Calibration = CALIBRATION,
    scopes: Mapping[str, Scope] | None = None,
) -> Sizing:
    """Size every workload: what it takes on each accelerator, as P10, P50 and P90, the best option first.

    samples: scenarios per workload, a power of two from 64 to 65,536. calibration: the fitted constants. scopes: by
    workload, of those that are not sized in full. The same input, seed, catalogue and calibration give the same bytes.
    Raises CatalogueError for a name that is not in the catalogue, ValueError for `samples`.
    """
    facts = catalogue or load_catalogue()
    around = _around(facts, estate, assumptions, calibration)
    return Sizing(
        engine_version=ENGINE_VERSION,
        catalogue_version=facts.version,
        seed=seed,
        samples=samples,
        workloads=tuple(
            _with_inputs(workload, around, Scenarios(samples, seed, workload.name), scopes or {})
            for workload in workloads
        ),
    )


def explained(
    sizing: Sizing,
    workloads: Sequence[Workload],
    estate: Estate,
    assumptions: Assumptions,
    *,
    options: Mapping[str, int | None] | None = None,
    catalogue: Catalogue | None = None,
    calibration: Calibration = CALIBRATION,
) -> Sizing:
    """Tell of one option of each workload what moves its results, and what it takes by each policy of scaling.

    options: by workload the index of that option, None where there is none; the best ones unless given. The rest is
    what was sized. Only that option is sized again, at the points that tell causes apart.
    """
    around = _around(catalogue or load_catalogue(), estate, assumptions, calibration)
    by_name = {sized.name: sized for sized in sizing.workloads}
    told = tuple(
        _explained(
            workload, by_name[workload.name], 0 if options is None else options[workload.name], around, sizing
        )
        for workload in workloads
    )
    return replace(sizing, workloads=told)


def _around(
    facts: Catalogue, estate: Estate, assumptions: Assumptions, calibration: Calibration
) -> Surroundings:
    own = with_own(facts, assumptions.prices, assumptions.grids)
    return surroundings(own, estate, assumptions, calibration)


def _with_inputs(
    workload: Workload, around: Surroundings, scenarios: Scenarios, scopes: Mapping[str, Scope]
) -> SizedWorkload:
    scope = scopes.get(workload.name)
    if scope is None:
        sized = _size_one(workload, around, scenarios)
    else:
        around = replace(around, compared=scope.accelerators)
        sized = _size_one(workload, around, scenarios, known=scope.staffing, wanted=scope.wanted)
    return replace(sized, inputs=scenarios.names)


def _explained(
    workload: Workload, sized: SizedWorkload, index: int | None, around: Surroundings, sizing: Sizing
) -> SizedWorkload:
    option = None if index is None else sized.options[index]
    if option is None or not option.is_feasible:
        return sized
    asked = replace(workload, accelerator=option.accelerator)
    around = around.with_only(option.accelerator)
    base = min(max(sizing.samples // 2, FEWEST), BASE)
    points = SaltelliScenarios(base, sized.inputs, sizing.seed, workload.name)
    fixed = replace(asked, accelerators=option.accelerators)
    (again,) = _size_one(fixed, around, points, sized.staffing).options
    found = sensitivity_of(again, sized.inputs, points)
    policies: tuple[ScalingPolicy, ...] = ()
    if isinstance(asked, Inference):
        scenarios = Scenarios(sizing.samples, sizing.seed, workload.name)
        policies = scaling_policies(asked, around, scenarios, sized.staffing)
    return replace(sized, sensitivity=found.to_json() if found.results else None, autoscaling=policies)


def _size_one(
    workload: Workload,
    around: Surroundings,
    scenarios: Scenarios,
    staffing: Mapping[str, Staffing] | None = None,
    *,
    known: Mapping[str, Staffing] | None = None,
    wanted: frozenset[str] = frozenset(),
) -> SizedWorkload:
    if isinstance(workload, Training | FineTuning):
        return size_training(workload, around, scenarios)
    if isinstance(workload, Retrieval):
        return size_retrieval(workload, around, scenarios)
    return size_inference(workload, around, scenarios, staffing, known=known, wanted=wanted)
