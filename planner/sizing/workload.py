"""What is asked of the core: workloads by kind, the estate, and assumptions. Frozen; units in their names."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag

from assessments.language import number, say
from planner.sizing.assumptions import Assumptions
from planner.sizing.estate import Estate, RoleStock, Site, Stock
from planner.sizing.estimate import Estimate, NotNegative, Positive, Share

__all__ = [
    "Assumptions",
    "BatchInference",
    "Engine",
    "Estate",
    "Estimate",
    "FineTuning",
    "Inference",
    "LatentAttention",
    "Layout",
    "Lengths",
    "ModelShape",
    "Retrieval",
    "RoleStock",
    "Site",
    "Speculative",
    "Stock",
    "Targets",
    "Traffic",
    "Training",
    "Workload",
    "WorkloadKind",
]

WorkloadKind = Literal["training", "fine_tuning", "inference", "retrieval", "batch_inference"]
Precision = Literal["fp32", "tf32", "bf16", "fp16", "fp8", "fp4", "int8", "int4"]
Profile = Literal["constant", "office_hours", "consumer", "code", "assistant_week", "coding_week"]
MOST_ARRIVALS, MOST_PARTS = 50_000, 2_016
MOST_TOKENS = 1e9  # of one request; the longest contexts of today are a hundredth of it
Name = Annotated[str, Field(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Size = Annotated[int, Field(ge=0, le=10_000_000)]

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class LatentAttention:
    """Ranks and head parts of multi-head latent attention (DeepSeek-V2, arXiv 2405.04434)."""

    __pydantic_config__ = _STRICT

    kv_rank: Count
    rope_size: Count
    nope_size: Count
    value_size: Count
    query_rank: Size = 0


@dataclass(frozen=True, slots=True)
class ModelShape:
    """A transformer as the user knows it: its parameters, its shape, or both. None is inferred."""

    __pydantic_config__ = _STRICT

    parameters: Annotated[float, Field(gt=0, le=1e15)] | None = None
    active_parameters: Annotated[float, Field(gt=0, le=1e15)] | None = None
    layers: Count | None = None
    hidden_size: Count | None = None
    attention_heads: Count | None = None
    kv_heads: Count | None = None
    head_size: Count | None = None
    ffn_size: Count | None = None
    gated_mlp: bool | None = None
    vocabulary_size: Count | None = None
    tied_embeddings: bool | None = None
    experts: Size = 0
    experts_per_token: Size = 0
    shared_experts: Size = 0
    expert_ffn_size: Size = 0
    dense_layers: Size = 0
    latent_attention: LatentAttention | None = None
    sliding_window: Size = 0
    sliding_window_fraction: Annotated[float, Field(ge=0, le=1)] = 0.0

    def __post_init__(self) -> None:
        if self.parameters is None and (self.layers is None or self.hidden_size is None):
            raise ValueError(say("needs `parameters`, or at least `layers` and `hidden_size`"))
        if self.active_parameters and self.parameters and self.active_parameters > self.parameters:
            raise ValueError(say("active_parameters must not exceed parameters"))
        if self.experts_per_token > max(self.experts, 0):
            raise ValueError(say("experts_per_token must not exceed experts"))


def _how_given(raw: Any) -> str:
    """Tell the two ways apart, so that a fault is named once. Tags with a space are left out of places."""
    return "by shape" if isinstance(raw, dict | ModelShape) else "by name"


Model = Annotated[
    Annotated[str, Tag("by name")] | Annotated[ModelShape, Tag("by shape")],
    Discriminator(_how_given),
]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a training run is spread; None is chosen by the search.

    recompute: partial is as few layers as memory needs, which is also what the search compares.
    """

    __pydantic_config__ = _STRICT

    tensor: Count | None = None
    pipeline: Count | None = None
    context: Count | None = None
    expert: Count | None = None
    data: Count | None = None
    virtual_stages: Count | None = None
    micro_batch: Count | None = None
    sharding: Literal["none", "zero1", "zero2", "zero3"] | None = None
    recompute: Literal["none", "selective", "full", "partial"] | None = None


@dataclass(frozen=True, slots=True)
class _TrainingRun:
    """What training and fine-tuning share.

    loss: how the loss is computed: plain (32-bit logits of the whole micro-batch), fused (one kernel), chunked (head
    and loss by parts of the tokens: Liger-Kernel, torchtune); by framework and software year unless given.
    master_weights: 32-bit copy of the weights that are trained. offload: what waits in main memory.
    optimizer_in_backward: a layer is updated as soon as its gradient is there; one micro-batch per step.
    """

    __pydantic_config__ = _STRICT

    name: Name
    model: Model
    tokens: Positive
    sequence_length: Count = 4096
    precision: Precision = "bf16"
    accelerator: str | None = None
    accelerators: Count | None = None
    deadline_days: Positive | None = None
    global_batch_tokens: Positive | None = None
    interconnect_gbit_per_second: Positive | None = None
    layout: Layout = field(default_factory=Layout)
    framework: Literal["megatron", "fsdp", "other"] = "megatron"
    software_year: Annotated[int, Field(ge=2017, le=2040)] | None = None
    measured_tokens_per_second_per_accelerator: Positive | None = None
    dataset_bytes: NotNegative | None = None
    optimizer: Literal["adam", "adam_8bit"] = "adam"
    loss: Literal["plain", "fused", "chunked"] | None = None
    master_weights: Literal["fp32", "none"] = "fp32"
    offload: Literal["none", "optimizer", "parameters"] = "none"
    optimizer_in_backward: bool = False

    def __post_init__(self) -> None:
        if self.precision in ("int8", "int4"):
            raise ValueError(
                say(
                    "precision {precision} is for serving; training takes fp32, tf32, bf16, fp16, fp8, fp4",
                    precision=self.precision,
                )
            )


@dataclass(frozen=True, slots=True)
class Training(_TrainingRun):
    """Train a model from scratch, or continue training it. tokens: all that are read, repeats included."""

    kind: Literal["training"] = "training"


@dataclass(frozen=True, slots=True)
class FineTuning(_TrainingRun):
    """Adapt a model. tokens: of one pass over the data; `epochs` passes are made.

    method: full (all weights), lora (adapters on frozen weights), qlora (adapters on 4-bit weights).
    frozen_weights: form of the weights under adapters; bf16 with lora and nf4 with qlora unless given.
    """

    kind: Literal["fine_tuning"] = "fine_tuning"
    method: Literal["full", "lora", "qlora"] = "full"
    rank: Annotated[int, Field(ge=1, le=4096)] = 16
    epochs: Positive = field(default=Estimate.exact(1))
    runs: Positive = field(default=Estimate.exact(1))
    frozen_weights: Literal["bf16", "int8", "nf4"] | None = None

    def __post_init__(self) -> None:
        _TrainingRun.__post_init__(self)
        if self.method == "full" and self.frozen_weights:
            raise ValueError(say("frozen_weights is for lora and qlora; method full trains all weights"))


@dataclass(frozen=True, slots=True)
class Lengths:
    """Tokens of a request: the median, and the 95th percentile (the median when all are alike)."""

    __pydantic_config__ = _STRICT

    p50: Positive
    p95: Positive | None = None

    def __post_init__(self) -> None:
        if self.p95 is not None and self.p95.likely < self.p50.likely:
            raise ValueError(say("p95 must not be below p50"))
        for name, length in (("p50", self.p50), ("p95", self.p95)):
            if length is not None and length.high > MOST_TOKENS:
                raise ValueError(
                    say(
                        "{name} must be at most {most} tokens (got {given})",
                        name=name,
                        most=number(MOST_TOKENS, "g"),
                        given=number(length.high, "g"),
                    )
                )


def _read_lengths(raw: Any) -> Any:
    """Accept one number or a range in place of {p50, p95}."""
    if isinstance(raw, int | float) or (isinstance(raw, dict) and "likely" in raw):
        return {"p50": raw}
    return raw


TokenLengths = Annotated[Lengths, BeforeValidator(_read_lengths)]


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests over time. profile: the shape of a day or week; peak: requests per second in the busiest hour.

    burstiness: variance of the number of arrivals over that of a Poisson stream, on the scale of seconds.
    mean_share: mean over peak; that of the profile unless given. Of a trace: arrivals: seconds, of the requests of its
    busiest hour; shape: the rate of each five minutes over the peak.
    """

    __pydantic_config__ = _STRICT

    peak: Positive
    profile: Profile = "office_hours"
    burstiness: Positive = field(default=Estimate(1.0, 2.0, 4.0, ("assumed",)))
    mean_share: Share | None = None
    arrivals: Annotated[tuple[float, ...], Field(max_length=MOST_ARRIVALS)] = ()
    shape: Annotated[tuple[Annotated[float, Field(ge=0, le=1)], ...], Field(max_length=MOST_PARTS)] = ()


@dataclass(frozen=True, slots=True)
class Targets:
    """What a user of the service must not have to wait for (95th percentiles)."""

    __pydantic_config__ = _STRICT

    time_to_first_token_ms_p95: Positive | None = None
    inter_token_latency_ms_p95: Positive | None = None


@dataclass(frozen=True, slots=True)
class Speculative:
    """Speculative decoding. acceptance: chance that a drafted token is kept; tokens: drafted per step.

    draft_cost: time to draft one token, as a share of a step of the model.
    """

    __pydantic_config__ = _STRICT

    acceptance: Share
    tokens: Annotated[int, Field(ge=1, le=16)] = 4
    draft_cost: Share = field(default=Estimate.exact(0.05, "assumed"))


@dataclass(frozen=True, slots=True)
class Engine:
    """The serving engine and how wide one replica is; None is chosen by the search.

    prefix_hit_share: share of the prompt tokens whose cache is still there from earlier requests.
    """

    __pydantic_config__ = _STRICT

    name: Literal["vllm", "sglang", "tensorrt-llm"] = "vllm"
    tensor: Count | None = None
    pipeline: Count | None = None
    attention_data: Count | None = None
    expert: Count | None = None
    kv_precision: Literal["fp16", "bf16", "fp8"] | None = None
    concurrency: Count | Literal["max"] | None = None
    accelerators: Count | None = None
    prefix_hit_share: Share | None = None
    speculative: Speculative | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """Serve a model to users. requests_per_second is the peak."""

    __pydantic_config__ = _STRICT

    name: Name
    model: Model
    requests_per_second: Positive | None = None
    traffic: Traffic | None = None
    prompt_tokens: TokenLengths = field(default_factory=lambda: Lengths(Estimate.exact(1000, "assumed")))
    output_tokens: TokenLengths = field(default_factory=lambda: Lengths(Estimate.exact(250, "assumed")))
    targets: Targets = field(default_factory=Targets)
    precision: Precision = "bf16"
    accelerator: str | None = None
    accelerators: Count | None = None
    engine: Engine = field(default_factory=Engine)
    interconnect_gbit_per_second: Positive | None = None
    software_year: Annotated[int, Field(ge=2017, le=2040)] | None = None
    kind: Literal["inference"] = "inference"

    def __post_init__(self) -> None:
        if self.requests_per_second is not None and self.traffic is not None:
            raise ValueError(say("give requests_per_second or traffic, not both"))
        if self.requests_per_second is None and self.traffic is None and self.engine.concurrency is None:
            raise ValueError(say("needs requests_per_second, traffic, or engine.concurrency"))


@dataclass(frozen=True, slots=True)
class BatchInference:
    """Work through a fixed number of requests by a deadline; nobody waits for a single answer."""

    __pydantic_config__ = _STRICT

    name: Name
    model: Model
    requests: Positive
    prompt_tokens: TokenLengths
    output_tokens: TokenLengths
    deadline_days: Positive | None = None
    precision: Precision = "bf16"
    accelerator: str | None = None
    accelerators: Count | None = None
    engine: Engine = field(default_factory=Engine)
    interconnect_gbit_per_second: Positive | None = None
    software_year: Annotated[int, Field(ge=2017, le=2040)] | None = None
    kind: Literal["batch_inference"] = "batch_inference"


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Find passages for a question: embed a corpus, hold it in a vector index, answer queries.

    Give the corpus as `vectors`, or as `corpus_tokens` cut into chunks. index: hnsw (graph in memory),
    ivf_pq (compressed codes), flat (exact search).
    """

    __pydantic_config__ = _STRICT

    name: Name
    model: Model = "bge-m3"
    vectors: Positive | None = None
    corpus_tokens: Positive | None = None
    chunk_tokens: Positive = field(default=Estimate.exact(512, "assumed"))
    chunk_overlap: Share = field(default=Estimate.exact(0.1, "assumed"))
    dimensions: Count | None = None
    bytes_per_value: Literal[1, 2, 4] = 4
    index: Literal["hnsw", "ivf_pq", "flat"] = "hnsw"
    links: Annotated[int, Field(ge=4, le=128)] = 16
    code_bytes: Annotated[int, Field(ge=4, le=1024)] = 64
    queries_per_second: Positive = field(default=Estimate.exact(10, "assumed"))
    query_tokens: Positive = field(default=Estimate.exact(32, "assumed"))
    node_memory_bytes: Positive = field(default=Estimate.exact(256e9, "assumed"))
    node_cores: Count = 32
    copies: Count = 2
    refreshes_per_year: NotNegative = field(default=Estimate.exact(1, "assumed"))
    deadline_days: Positive | None = None
    precision: Precision = "bf16"
    accelerator: str | None = None
    accelerators: Count | None = None
    kind: Literal["retrieval"] = "retrieval"

    def __post_init__(self) -> None:
        if (self.vectors is None) == (self.corpus_tokens is None):
            raise ValueError(say("give either vectors or corpus_tokens"))


Workload = Training | FineTuning | Inference | Retrieval | BatchInference
