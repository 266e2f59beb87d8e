"""What cannot be although each number alone could: refused at the border, at the key that says it."""

import math
from collections.abc import Iterator, Mapping

from assessments.document import Place
from assessments.language import number, say
from planner.sizing.catalogue import Catalogue
from planner.sizing.estimate import Estimate
from planner.sizing.physics.transformer import Architecture, infer_architecture
from planner.sizing.workload import (
    Assumptions,
    BatchInference,
    FineTuning,
    Inference,
    ModelShape,
    Retrieval,
    Training,
    Workload,
)

Found = Iterator[tuple[Place, str]]

LARGEST_MODEL = 1e15  # parameters
SMALLEST_MODEL = 1e6
MOST_VECTORS = 1e15
MOST_SEQUENCES = 4096  # of one micro-batch
SMALLEST_NODE_BYTES = 1e9
BOUNDS: Mapping[str, tuple[float, float]] = {
    "team_efficiency": (0.05, 5),
    "goodput": (0.01, 1),
    "owned_utilisation": (0.01, 1),
    "years": (0.1, 50),
    "discount_rate": (0, 1),
    "electricity_usd_per_kwh": (0, 100),
    "grams_per_kwh": (0, 5000),
    "stall_share": (1e-4, 1),
    "checkpoints_kept": (0.1, 10_000),
    "replication": (0.1, 100),
    "failures_per_accelerator_day": (0, 1),
    "default_deadline_days": (0.01, 36_500),
}


def implausible_assumptions(assumptions: Assumptions) -> Found:
    """Yield the key and the reason of what no organisation can mean, such as a discount rate of 8 for 8 %."""
    for name, (smallest, largest) in BOUNDS.items():
        given = getattr(assumptions, name)
        low, high = (given.low, given.high) if isinstance(given, Estimate) else (given, given)
        if given is not None and not smallest <= low <= high <= largest:
            yield (name,), _between(smallest, largest, low if not smallest <= low <= largest else high)
    for fuel, share in assumptions.electricity_mix.items():
        if not math.isfinite(share):
            yield ("electricity_mix", fuel), say("must be a finite number")


def implausible_workload(workload: Workload, catalogue: Catalogue) -> Found:
    """Yield the key and the reason of what contradicts the workload's own model or accelerator.

    Names must be of the catalogue.
    """
    if isinstance(workload, Retrieval):
        yield from _retrieval(workload)
        return
    given = workload.model
    if isinstance(given, ModelShape):
        faults = list(_shape(given))
        yield from faults
        if faults:
            return
    model = infer_architecture(given) if isinstance(given, ModelShape) else catalogue.model(given)
    if isinstance(workload, Training | FineTuning):
        yield from _spread(
            workload.layout.tensor, workload.layout.pipeline, workload.layout.expert, model, "layout"
        )
        yield from _run(workload, model, catalogue)
    if isinstance(workload, Inference | BatchInference):
        engine = workload.engine
        yield from _spread(engine.tensor, engine.pipeline, engine.expert, model, "engine")


def _between(smallest: float, largest: float, given: float) -> str:
    return say(
        "must lie between {smallest} and {largest} (got {given})",
        smallest=number(smallest, "g"),
        largest=number(largest, "g"),
        given=number(given, "g"),
    )


def _shape(shape: ModelShape) -> Found:
    heads, kv_heads = shape.attention_heads, shape.kv_heads
    if heads and kv_heads and heads % kv_heads:
        yield (
            ("model", "kv_heads"),
            say(
                "must divide the {heads} attention heads of the model (got {given})",
                heads=heads,
                given=kv_heads,
            ),
        )
    stated = shape.parameters or LARGEST_MODEL
    if not SMALLEST_MODEL <= stated <= LARGEST_MODEL:
        yield ("model", "parameters"), _between(SMALLEST_MODEL, LARGEST_MODEL, stated)
    if not shape.layers or not shape.hidden_size or shape.latent_attention:
        return
    width = heads * shape.head_size if heads and shape.head_size else shape.hidden_size
    least = 2.0 * shape.layers * shape.hidden_size * width
    if least > stated:
        yield (
            ("model",),
            say(
                "layers and hidden_size alone make {least} parameters, more than the {stated} there can be",
                least=number(least, "g"),
                stated=number(stated, "g"),
            ),
        )


def _spread(
    tensor: int | None, pipeline: int | None, expert: int | None, model: Architecture, part: str
) -> Found:
    if tensor and model.attention_heads % tensor:
        yield (
            (part, "tensor"),
            say(
                "must divide the {heads} attention heads of the model (got {given})",
                heads=model.attention_heads,
                given=tensor,
            ),
        )
    if pipeline and pipeline > model.layers:
        yield (
            (part, "pipeline"),
            say(
                "must not exceed the {layers} layers of the model (got {given})",
                layers=model.layers,
                given=pipeline,
            ),
        )
    if expert and expert > 1 and not model.is_mixture:
        yield (part, "expert"), say("the model has no experts; leave this key out")
    elif expert and expert > 1 and model.experts % expert:
        yield (
            (part, "expert"),
            say(
                "must divide the {experts} experts of the model (got {given})",
                experts=model.experts,
                given=expert,
            ),
        )


def _run(workload: Training | FineTuning, model: Architecture, catalogue: Catalogue) -> Found:
    micro = workload.layout.micro_batch
    if micro and micro > MOST_SEQUENCES:
        yield ("layout", "micro_batch"), _between(1, MOST_SEQUENCES, micro)
    batch, measured = workload.global_batch_tokens, workload.measured_tokens_per_second_per_accelerator
    if batch and batch.low > workload.tokens.high:
        yield (
            ("global_batch_tokens",),
            say(
                "a step must not take more than the {tokens} tokens there are",
                tokens=number(workload.tokens.high, "g"),
            ),
        )
    if measured and workload.accelerator:
        peak = max(catalogue.accelerator(workload.accelerator).peak.values())
        most = peak / (2 * model.active_parameters)
        if measured.low > most:
            yield (
                ("measured_tokens_per_second_per_accelerator",),
                say(
                    "the accelerator's peak allows {most} at most; is it of all accelerators?",
                    most=number(most, ".3g"),
                ),
            )


def _retrieval(workload: Retrieval) -> Found:
    if workload.chunk_overlap.high >= 1:
        yield ("chunk_overlap",), say("must be below 1: passages must move on")
    if workload.node_memory_bytes.low < SMALLEST_NODE_BYTES:
        yield (
            ("node_memory_bytes",),
            say(
                "must be at least {least} bytes (got {given}); 256 GB are 256e9",
                least=number(SMALLEST_NODE_BYTES, "g"),
                given=number(workload.node_memory_bytes.low, "g"),
            ),
        )
    for name in ("vectors", "corpus_tokens"):
        given = getattr(workload, name)
        most = MOST_VECTORS * (1 if name == "vectors" else 1000)
        if given and given.high > most:
            yield (name,), _between(1, most, given.high)
