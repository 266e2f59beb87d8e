"""The one door of the core: size(workloads, estate, assumptions) -> Sizing."""

from collections.abc import Sequence

from planner.sizing.catalogue import Catalogue, load_catalogue
from planner.sizing.inference_plan import size_inference
from planner.sizing.result import Option, Quantiles, SizedWorkload, Sizing, Step
from planner.sizing.retrieval_plan import size_retrieval
from planner.sizing.surroundings import Surroundings, surroundings
from planner.sizing.training_plan import size_training
from planner.sizing.uncertainty import Scenarios
from planner.sizing.workload import Assumptions, Estate, FineTuning, Retrieval, Training, Workload

__all__ = ["ENGINE_VERSION", "Option", "Quantiles", "SizedWorkload", "Sizing", "Step", "size"]

ENGINE_VERSION = "1.1.0"


def size(
    workloads: Sequence[Workload],
    estate: Estate,
    assumptions: Assumptions,
    *,
    seed: int = 0,
    samples: int = 1024,
    catalogue: Catalogue | None = None,
) -> Sizing:
    """Size every workload: what it takes on each accelerator, as P10, P50 and P90.

    samples: scenarios per workload, a power of two from 64 to 65,536. The same input, seed and catalogue give
    the same bytes. Raises CatalogueError for a name that is not in the catalogue, ValueError for `samples`.
    """
    facts = catalogue or load_catalogue()
    around = surroundings(facts, estate, assumptions)
    return Sizing(
        engine_version=ENGINE_VERSION,
        catalogue_version=facts.version,
        seed=seed,
        samples=samples,
        workloads=tuple(
            _size_one(workload, around, Scenarios(samples, seed, workload.name)) for workload in workloads
        ),
    )


def _size_one(workload: Workload, around: Surroundings, scenarios: Scenarios) -> SizedWorkload:
    if isinstance(workload, Training | FineTuning):
        return size_training(workload, around, scenarios)
    if isinstance(workload, Retrieval):
        return size_retrieval(workload, around, scenarios)
    return size_inference(workload, around, scenarios)
