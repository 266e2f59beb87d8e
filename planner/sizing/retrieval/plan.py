"""Retrieval: embed a corpus on accelerators, hold it in a vector index on ordinary nodes, answer queries."""

from dataclasses import dataclass, replace

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.money.footprint import intensity_of
from planner.sizing.money.outlay import Outlay, outlay
from planner.sizing.money.prices import pue_of
from planner.sizing.physics.power import carbon_grams, energy_joules
from planner.sizing.physics.storage import TEXT_BYTES_PER_TOKEN
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats, Option, SizedWorkload, Step
from planner.sizing.retrieval.index import (
    flat_build_seconds,
    flat_bytes,
    flat_query_seconds,
    hnsw_build_seconds,
    hnsw_query_seconds,
    hnswlib_bytes,
    ivf_pq_build_seconds,
    ivf_pq_bytes,
    ivf_pq_query_seconds,
)
from planner.sizing.selection import (
    Figures,
    accelerators_for,
    best_first,
    memory_quantiles,
    model_of,
    money_figures,
    money_samples,
    outlay_figures,
)
from planner.sizing.serving.frame import compute_precision, serving_shares
from planner.sizing.serving.inference import RESERVED_BYTES, WEIGHT_BYTES
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios, least_at, median, quantiles, quantiles_at
from planner.sizing.units import DAY, GB, HOUR, HOURS_PER_YEAR
from planner.sizing.workload import Retrieval

EMBEDDING_SHARE = 0.5  # of the serving kernels' rate, for padding, tokenising and feeding
EMBEDDING_ERROR, QUERY_ERROR, INDEX_ERROR = 0.35, 0.45, 0.03
INDEX_FILL = 0.7  # of a node's memory
QUERY_HEADROOM = 0.6  # of the cores' time
EMBEDDING_DAYS = 7.0
LOAD_INDEX_SECONDS = 600.0  # to bring a node up
NODE_WATTS = Estimate(300, 450, 600, (to_say("assumed: two-socket server without accelerators"),))
LOAD = Estimate(0.55, 0.70, 0.85, (to_say("assumed: mean draw while embedding"),))
METHOD = to_say("method note, section Retrieval")


@dataclass(frozen=True, slots=True)
class _Index:
    """(S,) samples of the index, the same for every accelerator. build_days: on all cores of one copy."""

    vectors: Floats
    tokens: Floats
    dimensions: int
    bytes: Floats
    nodes: Floats
    queries_per_node: Floats
    build_days: Floats


def size_retrieval(workload: Retrieval, around: Surroundings, scenarios: Scenarios) -> SizedWorkload:
    """Size an index and the embedding of its corpus, on the accelerator asked for or all of the catalogue."""
    model, assumed = model_of(workload.model, around.catalogue)
    index = _index(workload, model, scenarios)
    chips = accelerators_for(workload.accelerator, around)
    if workload.deadline_days is None and workload.accelerators is None:
        assumed.append(
            say(
                "deadline_days: {days} for one embedding of the whole corpus",
                days=number(EMBEDDING_DAYS, "g"),
            )
        )
    if workload.dimensions is None:
        assumed.append(
            say("dimensions: {dimensions} (width of the embedding model)", dimensions=index.dimensions)
        )
    return SizedWorkload(
        name=workload.name,
        kind=workload.kind,
        assumed=(*assumed, *around.assumed),
        warnings=(),
        options=best_first([_option(workload, model, index, chip, around, scenarios) for chip in chips]),
    )


def _index(workload: Retrieval, model: Architecture, scenarios: Scenarios) -> _Index:
    chunk = scenarios.draw("chunk", workload.chunk_tokens)
    if workload.vectors:
        vectors = scenarios.draw("vectors", workload.vectors)
    else:
        step = chunk * (1.0 - scenarios.draw("overlap", workload.chunk_overlap, most=0.9))
        vectors = np.ceil(scenarios.draw("corpus", workload.corpus_tokens or Estimate.exact(1)) / step)
    dimensions = workload.dimensions or model.hidden_size
    size = _index_bytes(workload, vectors, dimensions) * scenarios.error("index model", INDEX_ERROR)
    error = scenarios.error("query model", QUERY_ERROR)
    seconds = _query_seconds(workload, vectors, dimensions) * error
    shards = np.ceil(size / (INDEX_FILL * scenarios.draw("node memory", workload.node_memory_bytes)))
    each = workload.node_cores * QUERY_HEADROOM / seconds
    wanted = scenarios.draw("queries", workload.queries_per_second)
    copies = np.maximum(workload.copies, np.ceil(wanted / each))
    built = _build_seconds(workload, vectors, dimensions) * error / (workload.node_cores * shards * DAY)
    return _Index(vectors, vectors * chunk, dimensions, size, shards * copies, each, built)


def _index_bytes(workload: Retrieval, vectors: Floats, dimensions: int) -> Floats:
    if workload.index == "hnsw":
        return np.asarray(hnswlib_bytes(vectors, dimensions, workload.links, workload.bytes_per_value))
    if workload.index == "ivf_pq":
        return np.asarray(ivf_pq_bytes(vectors, dimensions, workload.code_bytes))
    return np.asarray(flat_bytes(vectors, dimensions, workload.bytes_per_value))


def _query_seconds(workload: Retrieval, vectors: Floats, dimensions: int) -> Floats:
    if workload.index == "hnsw":
        return hnsw_query_seconds(vectors, dimensions, workload.links, workload.bytes_per_value)
    if workload.index == "ivf_pq":
        return ivf_pq_query_seconds(vectors, workload.code_bytes)
    return flat_query_seconds(vectors, dimensions, workload.bytes_per_value)


def _build_seconds(workload: Retrieval, vectors: Floats, dimensions: int) -> Floats:
    if workload.index == "hnsw":
        return hnsw_build_seconds(vectors, dimensions, workload.links, workload.bytes_per_value)
    if workload.index == "ivf_pq":
        return ivf_pq_build_seconds(vectors, dimensions)
    return flat_build_seconds(vectors, dimensions, workload.bytes_per_value)


def _embedding_rate(model: Architecture, chip: Accelerator, precision: str, chunk: float) -> float:
    """Tokens per second one accelerator embeds: forward operations against a share of the kernels' rate."""
    arithmetic = compute_precision(chip, precision)
    share = serving_shares(chip)[arithmetic]
    flops = 2.0 * model.active_layer_parameters + 2.0 * model.attention_flops_per_token(chunk)
    return (
        chip.peak[arithmetic]
        * share
        * EMBEDDING_SHARE
        * model.hidden_size
        / (model.hidden_size + 560.0)
        / flops
    )


@dataclass(frozen=True, slots=True)
class _Embedding:
    """Embedding on one accelerator; (S,). needed: accelerators for the deadline and the queries."""

    rate: Floats
    hours: Floats
    needed: Floats
    query_share: Floats
    count: int
    fewest: float

    @property
    def days(self) -> Floats:
        return self.hours / self.count / 24.0


def _embedding(
    workload: Retrieval,
    model: Architecture,
    index: _Index,
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
) -> _Embedding:
    error = scenarios.error("embedding model", EMBEDDING_ERROR)
    rate = _embedding_rate(model, chip, workload.precision, workload.chunk_tokens.likely) / error
    hours = index.tokens / rate / HOUR
    deadline = scenarios.draw("deadline", workload.deadline_days or Estimate.exact(EMBEDDING_DAYS))
    queries = scenarios.draw("queries", workload.queries_per_second)
    share = queries * scenarios.draw("query tokens", workload.query_tokens) / rate
    needed = np.maximum(1.0, np.ceil(hours * HOUR / (deadline * DAY) + share))
    fewest = least_at(needed, around.assumptions.confidence)
    return _Embedding(rate, hours, needed, share, workload.accelerators or int(fewest), fewest)


def _option(
    workload: Retrieval,
    model: Architecture,
    index: _Index,
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
) -> Option:
    embedding = _embedding(workload, model, index, chip, around, scenarios)
    memory = _memory(workload, model)
    refreshes = scenarios.draw("refreshes", workload.refreshes_per_year)
    taken = outlay(
        chip,
        around,
        scenarios,
        accelerators=np.full(scenarios.samples, float(embedding.count)),
        accelerator_hours=embedding.hours * np.maximum(refreshes, 1.0)
        + embedding.query_share * HOURS_PER_YEAR,
        load=LOAD,
        is_service=False,
        is_yearly=True,
    )
    taken = _with_nodes(taken, index, around, scenarios)
    samples = _samples(index, embedding, memory, taken, around, scenarios)
    reason = _reason(workload, index, embedding, float(memory["total"]), chip, around)
    return Option(
        accelerator=chip.name,
        accelerators=embedding.count,
        nodes=int(least_at(index.nodes, around.assumptions.confidence)),
        layout={"index": workload.index, "copies": workload.copies, "links": workload.links},
        is_feasible=not reason,
        reason=reason,
        memory=memory_quantiles(memory, scenarios, INDEX_ERROR),
        capacity_bytes=around.memory_bytes(chip),
        figures=_figures(index, embedding, samples, taken),
        samples=samples,
        derivation=(*_steps(workload, model, index, embedding), *taken.steps),
        warnings=taken.warnings,
        in_estate=around.owned(chip.name) is not None,
        acquired=taken.acquired,
        prices=taken.prices,
        load=taken.load,
    )


def _with_nodes(taken: Outlay, index: _Index, around: Surroundings, scenarios: Scenarios) -> Outlay:
    """Add the rented nodes that hold the index: a year of power, energy, carbon and rent."""
    watts = index.nodes * scenarios.draw("node watts", NODE_WATTS)
    pue = scenarios.draw("pue", pue_of(around, taken.acquired))
    energy = np.asarray(energy_joules(HOURS_PER_YEAR, watts, pue))
    carbon = np.asarray(carbon_grams(energy, scenarios.draw("grid", intensity_of(around))))
    rent = index.nodes * scenarios.draw("cpu node", around.catalogue.cpu_node) * HOURS_PER_YEAR
    made, money = taken.footprint, taken.money
    footprint = replace(
        made,
        power_watts=made.power_watts + watts,
        energy_joules=made.energy_joules + energy,
        carbon_grams=made.carbon_grams + carbon,
        carbon_market_grams=made.carbon_market_grams + carbon,
    )
    spent = replace(money, operating_usd=money.operating_usd + rent, yearly_usd=money.yearly_usd + rent)
    return replace(taken, footprint=footprint, money=spent)


def _reason(
    workload: Retrieval,
    index: _Index,
    embedding: _Embedding,
    needed_bytes: float,
    chip: Accelerator,
    around: Surroundings,
) -> str:
    capacity = around.memory_bytes(chip)
    if needed_bytes > around.assumptions.memory_utilisation * capacity:
        return say(
            "the embedding model takes {needed} GB of {capacity} GB",
            needed=number(needed_bytes / GB, ",.0f"),
            capacity=number(capacity / GB, ",.0f"),
        )
    if embedding.fewest > embedding.count:
        return say(
            "embedding in time needs {fewest} accelerators; {count} given",
            fewest=number(embedding.fewest, "g"),
            count=embedding.count,
        )
    if workload.deadline_days is None:
        return ""
    (built,) = quantiles_at(index.build_days, (around.assumptions.confidence,))
    if built > workload.deadline_days.likely:
        return say(
            "building the index takes {days} days, whatever the accelerators: give it more cores or shards",
            days=number(built, ",.1f"),
        )
    return ""


def _samples(
    index: _Index,
    embedding: _Embedding,
    memory: dict[str, Floats],
    taken: Outlay,
    around: Surroundings,
    scenarios: Scenarios,
) -> dict[str, Floats]:
    """Return what each scenario needs: accelerators to embed, ordinary nodes to search."""
    text = index.tokens * TEXT_BYTES_PER_TOKEN
    each = np.full(scenarios.samples, float(memory["total"]))
    return {
        "accelerators": embedding.needed,
        "memory_bytes": each * embedding.needed,
        "memory_per_accelerator_bytes": each,
        "storage_bytes": (2.0 * index.bytes + text)
        * scenarios.draw("replication", around.assumptions.replication),
        "storage_throughput_bytes_per_second": index.bytes / index.nodes / LOAD_INDEX_SECONDS,
        "network_bytes_per_second": text / (embedding.days * DAY) / embedding.needed,
        "power_watts": taken.power_watts,
        "days": embedding.days,
    } | money_samples(taken)


def _memory(workload: Retrieval, model: Architecture) -> dict[str, Floats]:
    zero = np.zeros(())
    parts = {
        "weights": zero + WEIGHT_BYTES[workload.precision] * model.parameters,
        "gradients": zero,
        "optimizer": zero,
        "activations": zero + 65536.0 * 12.0 * model.hidden_size,
        "kv_cache": zero,
        "other": zero + RESERVED_BYTES,
    }
    return parts | {"total": sum(parts.values(), zero)}


def _figures(index: _Index, embedding: _Embedding, samples: dict[str, Floats], taken: Outlay) -> Figures:
    figures: Figures = {
        "vectors": quantiles(index.vectors),
        "index_bytes": quantiles(index.bytes),
        "index_nodes": quantiles(index.nodes),
        "queries_per_second_per_node": quantiles(index.queries_per_node),
        "embedding_accelerator_hours": quantiles(embedding.hours),
        "days": quantiles(embedding.days),
        "accelerators_needed": quantiles(embedding.needed),
        "index_build_days": quantiles(index.build_days),
        "backfill_days": quantiles(np.maximum(embedding.days, index.build_days)),
    }
    for name in ("storage_bytes", "storage_throughput_bytes_per_second", "network_bytes_per_second"):
        figures[name] = quantiles(samples[name])
    return figures | outlay_figures(taken) | money_figures(taken)


def _steps(
    workload: Retrieval, model: Architecture, index: _Index, embedding: _Embedding
) -> tuple[Step, ...]:
    formulas = {
        "hnsw": say("vectors (b d + 8M + 12 + (4M + 4)/(M - 1) + 4)"),
        "ivf_pq": say("vectors (code + 8) + 16 d sqrt(vectors)"),
        "flat": say("vectors (b d + 8)"),
    }

    return (
        Step(
            say("vectors"),
            say("corpus / (chunk (1 - overlap))"),
            median(index.vectors),
            "vectors",
            say("given by the user"),
        ),
        Step(say("dimensions"), say("of one vector"), float(index.dimensions), "values", model.source),
        Step(say("index"), formulas[workload.index], median(index.bytes), "B", say(METHOD)),
        Step(
            say("queries of a node"),
            say("cores x 0.6 / core time of a query"),
            median(index.queries_per_node),
            "1/s",
            say(METHOD),
        ),
        Step(say("nodes"), say("shards (70 % full) x copies"), median(index.nodes), "nodes", say(METHOD)),
        Step(
            say("embedding rate"),
            say("half the kernels' rate / forward operations"),
            median(embedding.rate),
            "tokens/s",
            say(METHOD),
        ),
        Step(
            say("embedding"), say("tokens / rate"), median(embedding.hours), "accelerator-hours", say(METHOD)
        ),
        Step(
            say("building the index"),
            say("core time of all vectors / cores of one copy"),
            median(index.build_days),
            "days",
            say(METHOD),
        ),
        Step(
            say("first filling"),
            say("the slower of embedding and building, which run side by side"),
            median(np.maximum(embedding.days, index.build_days)),
            "days",
            say(METHOD),
        ),
    )
