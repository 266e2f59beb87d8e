"""The figures of a serving option: quantiles under the names of the contract, and samples for the verdicts."""

import numpy as np

from planner.sizing.money.outlay import Outlay
from planner.sizing.physics.storage import TEXT_BYTES_PER_TOKEN
from planner.sizing.result import Floats, Quantiles
from planner.sizing.selection import Figures, money_figures, money_samples, nothing, outlay_figures
from planner.sizing.serving.frame import ServingFrame
from planner.sizing.serving.inference import WEIGHT_BYTES
from planner.sizing.serving.load import ServingLoad, batch_requests
from planner.sizing.serving.search import Replica
from planner.sizing.uncertainty import quantiles
from planner.sizing.units import DAY, YEAR
from planner.sizing.workload import BatchInference

LOAD_WEIGHTS_SECONDS = 120.0  # to bring a new replica up
VERSIONS_KEPT = 3.0  # of the weights
LOG_DAYS = 90.0
MEMORY_ERROR = 0.03


def serving_samples(
    frame: ServingFrame, replica: Replica, load: ServingLoad, memory_bytes: float, taken: Outlay, row: int
) -> dict[str, Floats]:
    """Return what each scenario needs."""
    needed = load.needed * replica.width[row]
    each = memory_bytes * frame.scenarios.error("memory model", MEMORY_ERROR)
    weights = frame.model.parameters * WEIGHT_BYTES[frame.workload.precision]
    chip = frame.chips[row]
    samples = {
        "accelerators": needed,
        "memory_bytes": each * needed,
        "memory_per_accelerator_bytes": each,
        "storage_bytes": _storage(frame, load, weights),
        "storage_throughput_bytes_per_second": weights
        / LOAD_WEIGHTS_SECONDS
        * np.maximum(1.0, np.ceil(0.1 * np.ceil(needed / chip.per_node))),
        "network_bytes_per_second": _network(frame, replica, load, needed, row),
        "power_watts": taken.power_watts / load.count * needed,
    } | money_samples(taken)
    return samples | ({"days": load.days} if load.days is not None else {})


def _requests(frame: ServingFrame, load: ServingLoad) -> Floats:
    """Return the mean requests per second over the year (or the batch)."""
    if frame.rate is not None:
        return frame.rate * frame.mean_share
    return load.at_limit.requests_per_second / frame.model_error * load.replicas


def _storage(frame: ServingFrame, load: ServingLoad, weights: float) -> Floats:
    """Weights in a few versions, and prompts with answers as logs (of the whole batch, or of 90 days)."""
    text = _requests(frame, load) * (frame.prompt + frame.answer) * TEXT_BYTES_PER_TOKEN
    logs = text * (load.days if load.days is not None else LOG_DAYS) * DAY
    return (VERSIONS_KEPT * weights + logs) * frame.scenarios.draw(
        "replication", frame.around.assumptions.replication
    )


def _network(frame: ServingFrame, replica: Replica, load: ServingLoad, needed: Floats, row: int) -> Floats:
    """Return bytes per second and accelerator: text in and out, and activations of replicas wider than a node."""
    text = _requests(frame, load) / frame.mean_share * (frame.prompt + frame.answer) * TEXT_BYTES_PER_TOKEN
    if replica.width[row] <= frame.chips[row].domain:
        return text / needed
    step = load.at_limit.cycle / frame.answer
    return text / needed + 2.0 * frame.model.hidden_size * load.held / step


def serving_figures(
    frame: ServingFrame,
    replica: Replica,
    load: ServingLoad,
    taken: Outlay,
    samples: dict[str, Floats],
    row: int,
) -> Figures:
    """Return every figure of the contract, and the 95th percentiles of the latencies."""
    tokens = load.at_limit.requests_per_second / frame.model_error * frame.answer * load.replicas
    inter = load.at_work.inter_token * frame.token_error
    figures: Figures = {
        "replicas": quantiles(load.needed),
        "max_concurrency": quantiles(np.full(frame.scenarios.samples, replica.most[row])),
        "output_tokens_per_second": quantiles(tokens),
        "output_tokens_per_second_per_accelerator": quantiles(tokens / load.count),
        "time_to_first_token_seconds": quantiles(load.first_token * frame.first_error),
        "time_to_first_token_p95_seconds": quantiles(load.first_token_p95 * frame.first_error),
        "inter_token_latency_seconds": quantiles(inter),
        "inter_token_latency_p95_seconds": quantiles(load.inter_token_p95 * frame.token_error),
        "utilisation": quantiles(load.utilisation),
        "accelerators_needed": quantiles(samples["accelerators"]),
        "cost_usd_per_million_output_tokens": _per_million(frame, load, taken),
    }
    for name in ("storage_bytes", "storage_throughput_bytes_per_second", "network_bytes_per_second"):
        figures[name] = quantiles(samples[name])
    if load.days is not None:
        figures["days"] = quantiles(load.days)
        figures["accelerator_hours"] = quantiles(load.days * 24.0 * load.count)
    return figures | outlay_figures(taken) | money_figures(taken)


def _per_million(frame: ServingFrame, load: ServingLoad, taken: Outlay) -> Quantiles | None:
    """Return the cost of a million answered tokens at the mean load (flat out in a closed loop or a batch)."""
    if not taken.acquired:
        return None
    if isinstance(frame.workload, BatchInference):
        made = batch_requests(frame, frame.workload) * frame.answer
    else:
        made = _requests(frame, load) * frame.answer * YEAR
    return quantiles(taken.total_usd / made * 1e6)


def no_figures() -> Figures:
    """Return the names of all figures for an option that cannot run."""
    names = (
        "replicas max_concurrency output_tokens_per_second output_tokens_per_second_per_accelerator "
        "time_to_first_token_seconds time_to_first_token_p95_seconds inter_token_latency_seconds "
        "inter_token_latency_p95_seconds utilisation accelerators_needed cost_usd_per_million_output_tokens "
        "storage_bytes storage_throughput_bytes_per_second network_bytes_per_second power_watts energy_joules "
        "carbon_grams carbon_market_grams carbon_embodied_grams purchase_usd"
    )
    return nothing(names)
