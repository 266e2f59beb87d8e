"""Short ways to write workloads in tests."""

from typing import Any

from planner.sizing.result import Option, Quantiles, SizedWorkload
from planner.sizing.size import explained, size
from planner.sizing.workload import (
    Assumptions,
    BatchInference,
    Estate,
    Estimate,
    FineTuning,
    Inference,
    Layout,
    Lengths,
    Retrieval,
    Training,
    Workload,
)

exact = Estimate.exact
NOTHING = Estate()
DEFAULTS = Assumptions()

_ESTIMATES = {"tokens", "deadline_days", "global_batch_tokens", "requests_per_second", "requests", "corpus_tokens",
    "vectors", "queries_per_second", "interconnect_gbit_per_second",
    "measured_tokens_per_second_per_accelerator"}  # fmt: skip


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    return {
        key: exact(value) if key in _ESTIMATES and isinstance(value, int | float) else value
        for key, value in given.items()
    }


def training(**given: Any) -> Training:
    return Training(**({"name": "run", "model": "llama-3-8b", "tokens": exact(1e12)} | _filled(given)))


def fine_tuning(**given: Any) -> FineTuning:
    return FineTuning(**({"name": "tune", "model": "llama-3-8b", "tokens": exact(1e8)} | _filled(given)))


def inference(**given: Any) -> Inference:
    base = {"name": "service", "model": "llama-3-8b", "requests_per_second": exact(5)}
    if "engine" in given and given["engine"].concurrency:
        del base["requests_per_second"]
    return Inference(**(base | _filled(given)))


def batch(**given: Any) -> BatchInference:
    base = {
        "name": "batch",
        "model": "llama-3-8b",
        "requests": exact(1e6),
        "prompt_tokens": Lengths(exact(500)),
        "output_tokens": Lengths(exact(100)),
    }
    return BatchInference(**(base | _filled(given)))


def retrieval(**given: Any) -> Retrieval:
    base = {"name": "search"} | ({} if "vectors" in given else {"corpus_tokens": exact(1e9)})
    return Retrieval(**(base | _filled(given)))


def fixed(tensor: int, pipeline: int, micro: int, **more: Any) -> Layout:
    """A layout that leaves nothing to be found but the data parallelism."""
    base: dict[str, Any] = {
        "context": 1,
        "expert": 1,
        "virtual_stages": 1,
        "sharding": "zero1",
        "recompute": "none",
    }
    return Layout(tensor=tensor, pipeline=pipeline, micro_batch=micro, **(base | more))


def sized(
    workload: Workload, estate: Estate = NOTHING, assumptions: Assumptions = DEFAULTS, **options: Any
) -> SizedWorkload:
    """Size a workload, and explain its best option."""
    given = ([workload], estate, assumptions)
    return explained(size(*given, **({"samples": 256} | options)), *given).workloads[0]


def only(workload: Workload, estate: Estate = NOTHING, assumptions: Assumptions = DEFAULTS) -> Option:
    """Size a workload whose accelerator is fixed and return its one option."""
    (option,) = size([workload], estate, assumptions, samples=256).workloads[0].options
    return option


def figure(option: Option, name: str) -> Quantiles:
    found = option.quantiles(name)
    assert found is not None, f"{name}: {option.reason}"
    return found
