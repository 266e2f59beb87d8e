"""What was fitted on published measurements, in one place; everything else in the models is physics or datasheet.

The record and the fit are in `tests/benchmarks` (`python -m tests.benchmarks.accuracy`); what the figures are worth on
families that the fit has not seen stands in docs/method/accuracy.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from planner.sizing.units import GB


@dataclass(frozen=True, slots=True)
class TrainingConstants:
    """Time of a training step; shares and bytes from published throughputs with known layout.

    gain_16_bits, gain_8_bits, gain_4_bits: matrix products of a tuned step over the largest measured share of the
        peak; the measurement was of one product, library versions since then are faster.
    sustained_clock: share of the clock that accelerators marked `power_limited` keep up for hours.
    saturation_hidden, saturation_ffn: widths, and saturation_tokens: tokens, at which a product reaches half its rate.
    attention_share: of the 16-bit peak, in scores and mixing, where the largest measured share is 0.8; else in
        proportion to it.
    elementwise_bytes: moved per layer, token and hidden unit, forward and backward; dispatch_bytes: the same per copy
        of a token that is sent to an expert (sorted and joined).
    mixture_share: rate of the products of routed experts over plain ones.
    without_synchronisation: speed of models with experts since the host no longer waits for the router (mid 2026).
    tensor_overlap, expert_overlap, sharded_overlap: shares of an exchange that are hidden behind arithmetic.
    exposed_gradients: share of the gradient exchange that is not hidden, with replicated weights.
    fsdp_share, other_share: speed of PyTorch FSDP trainers and of others, over Megatron-LM.
    before_flash_attention: speed of software of 2022 and before over later software.
    scale_loss: time added by each doubling beyond one node.
    error_dense, error_sparse: standard deviation of ln(measured / predicted) time.
    """

    gain_16_bits: float = 1.23
    gain_8_bits: float = 1.03
    gain_4_bits: float = 1.21
    sustained_clock: float = 0.787
    saturation_hidden: float = 560.0
    saturation_ffn: float = 550.0
    saturation_tokens: float = 329.0
    attention_share: float = 0.356
    elementwise_bytes: float = 60.6
    dispatch_bytes: float = 5.46
    mixture_share: float = 0.358
    without_synchronisation: float = 1.39
    tensor_overlap: float = 0.811
    expert_overlap: float = 0.860
    sharded_overlap: float = 0.73
    exposed_gradients: float = 0.47
    fsdp_share: float = 0.762
    other_share: float = 0.811
    before_flash_attention: float = 0.609
    scale_loss: float = 0.006
    error_dense: float = 0.10
    error_sparse: float = 0.20

    def gain(self, precision: str) -> float:
        """Return the gain over the measured ceiling at a precision; none is known for fp32."""
        by_bits = {"fp32": 1.0, "fp8": self.gain_8_bits, "fp4": self.gain_4_bits}
        return by_bits.get(precision, self.gain_16_bits)

    def framework_share(self, framework: str) -> float:
        """Return the speed of a framework over Megatron-LM's."""
        return {"fsdp": self.fsdp_share, "other": self.other_share}.get(framework, 1.0)


@dataclass(frozen=True, slots=True)
class RunConstants:
    """Throughput of a real run, before restarts (goodput) and team, over the tuned benchmark of the time model.

    dense, sparse: with the best layout that the search finds; median over published runs with known accelerator-hours,
        of which all of one organisation count as one.
    own_layout: with the layout that it has, where that is so much worse than the best that this is less; from 16 runs
        that published theirs.
    """

    dense: float = 0.585
    sparse: float = 0.954
    own_layout: float = 0.83

    def of_best_layout(self, *, is_mixture: bool) -> float:
        return self.sparse if is_mixture else self.dense


@dataclass(frozen=True, slots=True)
class MemoryConstants:
    """Memory of training.

    framework_bytes: allocator's share of the framework. What CUDA and the collectives take outside the allocator
        (3 to 5 GB) is kept free by `Assumptions.memory_utilisation` when capacity is compared.
    plain_logit_bytes: per token and entry of the vocabulary with a loss of plain PyTorch operators: logits 2, their
        32-bit copy 4, softmax 4, gradient 4. fused_logit_bytes: with one kernel for the loss (Megatron-LM,
        torch.compile). chunked_logit_bytes: plain, with head and loss on an eighth of the tokens at a time (torchtune's
        LinearCrossEntropyLoss; Liger-Kernel and NeMo AutoModel cut finer). All are counted, not fitted.
    gathered_bytes: per token and hidden unit, of activations that an FSDP trainer with tensor parallelism gathers: five
        copies; chosen by hand on the two rows of Llama 3.1 70B.
    error: standard deviation of ln(measured / predicted) where the record has many measurements that agree;
        error_elsewhere: with FSDP beside tensor or pipeline parallelism, and with experts; error_unmeasured: with
        trainers, adapters or ways to save memory of which the record has few rows or none.
    """

    framework_bytes: float = 0.968 * GB
    plain_logit_bytes: float = 14.0
    fused_logit_bytes: float = 6.0
    chunked_logit_bytes: float = 1.75
    gathered_bytes: float = 10.0
    error: float = 0.02
    error_elsewhere: float = 0.05
    error_unmeasured: float = 0.13

    def logit_bytes(self, loss: str) -> float:
        """Return bytes per token and entry of the vocabulary that a form of the loss takes."""
        by_form = {"plain": self.plain_logit_bytes, "fused": self.fused_logit_bytes}
        return by_form.get(loss, self.chunked_logit_bytes)

    def deviation(
        self, framework: str, *, is_mixture: bool, ranks: float, is_unmeasured: bool = False
    ) -> float:
        """Return the standard deviation of the error; ranks: accelerators over which a copy of the model is cut."""
        if is_unmeasured or framework == "other":
            return self.error_unmeasured
        return self.error_elsewhere if is_mixture or (framework == "fsdp" and ranks > 1) else self.error


# With rows of serving in the record, and engines with rows of their highest throughput.
MEASURED_ACCELERATORS = frozenset(
    {"a100-pcie-80gb", "a100-sxm-80gb", "b200", "gb200", "h100-sxm", "h200-sxm", "l40s"}
)
MEASURED_HIGHEST = frozenset({"tensorrt-llm"})
MOST_MEASURED = 144  # requests at once in the latencies of the other engines


@dataclass(frozen=True, slots=True)
class EngineConstants:
    """Time that a serving engine takes besides arithmetic and memory traffic, seconds.

    layer, sparse_layer: per layer and step (kernel launches and small kernels), without and with experts.
    sequence: per sequence, layer and step (small kernels that work sequence by sequence).
    sparse_request: to accept, tokenise and schedule a request and launch its first step, with experts.
    """

    layer: float
    sparse_layer: float
    sequence: float
    sparse_request: float


def _engines() -> Mapping[str, EngineConstants]:
    return MappingProxyType(
        {
            "tensorrt-llm": EngineConstants(
                layer=46.9e-6,
                sparse_layer=148e-6,
                sequence=0.197e-6,
                sparse_request=0.213,
            ),
            "vllm": EngineConstants(
                layer=52.8e-6,
                sparse_layer=79.3e-6,
                sequence=0.734e-6,
                sparse_request=0.0971,
            ),
            "sglang": EngineConstants(
                layer=0.16e-6,
                sparse_layer=117e-6,
                sequence=0.0298e-6,
                sparse_request=0.164,
            ),
        }
    )


@dataclass(frozen=True, slots=True)
class ServingConstants:
    """Time of a serving step, from the throughput tables of TensorRT-LLM and the latencies of InferenceX.

    engines: overheads by engine. request: like their sparse_request, without experts; the same for all engines.
    saturation_tokens: tokens in a step (or per expert) at which a product reaches half its rate.
    attention_bandwidth: share of the serving bandwidth in reading the cache; prefill_attention: share of the serving
        rate in the scores of a prompt.
    copy_bytes: moved per layer with experts, copy of a token that an expert gets, and hidden unit (sorting, joining,
        intermediate results).
    expansion_bytes: of reading, as long as expanding a weight of fewer bits to 16 takes, for each 128 rows.
        Kernels of A100 alone would say 0.2 (8 bits) and 0.4 (4 bits; tables of ai-dynamo/aiconfigurator), H100's more.
    link_share: share of the link in all-reduces; all_reduce_seconds: latency of one; step_seconds: of one step.
    queue_weight: of waiting for prompts of others, in rho / (1 - rho): half, as where service takes a constant time
        (Pollaczek and Khinchine); not fitted.
    burst: share of the others' prompts that a new one finds waiting, because a benchmark starts all requests at once:
        one of ten requests waits for half of them; not fitted.
    halting_burst: what comes to it with an engine whose answers halt while it reads prompts, so that requests of
        unequal length keep together, too.
    companions: prompts that one waits for where all requests are equally long and share their steps.
    no_kernels, no_rows, no_highest, no_small_weights: standard deviations that come to the errors below, in squares:
        on an accelerator without kernel tables, on one without rows in the record, for the throughput of an engine of
        which the record has latencies only, and with weights of fewer bits on a chip that cannot multiply in them. As
        wide as published results show that no constant is fitted to (MI300X, RTX PRO 6000, vLLM at hundreds of
        requests, AWQ and GPTQ on A100).
    error_dense, error_sparse: standard deviations of ln(measured / predicted) of throughput; token_error_dense,
        token_error_sparse: of the time per output token; first_token_error: of the first token. Each covers 80 of 100
        rows of the record that were left out, by model and by accelerator together (rounded up).
    """

    engines: Mapping[str, EngineConstants] = field(default_factory=_engines)
    saturation_tokens: float = 44.7
    attention_bandwidth: float = 0.97
    prefill_attention: float = 0.99
    copy_bytes: float = 86.1
    expansion_bytes: float = 0.799
    link_share: float = 0.495
    all_reduce_seconds: float = 0.0745e-6
    step_seconds: float = 0.00524
    request: float = 0.0641
    queue_weight: float = 0.5
    burst: float = 0.05
    halting_burst: float = 0.138
    companions: float = 2.09
    no_kernels: float = 0.35
    no_rows: float = 0.12
    no_highest: float = 0.20
    no_small_weights: float = 0.15
    error_dense: float = 0.15
    error_sparse: float = 0.24
    token_error_dense: float = 0.14
    token_error_sparse: float = 0.20
    first_token_error: float = 0.40

    def unmeasured(self, accelerator: str, *, has_kernels: bool, expands_weights: bool) -> float:
        """Return the variance that comes to the errors for what the record does not have."""
        variance = 0.0 if has_kernels else self.no_kernels**2
        variance += 0.0 if accelerator in MEASURED_ACCELERATORS else self.no_rows**2
        return variance + (self.no_small_weights**2 if expands_weights else 0.0)

    def unmeasured_engine(self, engine: str, concurrency: int | None) -> float:
        """Return the variance that comes to the error of the throughput for what the record does not have.

        concurrency: requests at once, None where they are not given.
        """
        is_measured = concurrency is not None and concurrency <= MOST_MEASURED
        return 0.0 if is_measured or engine in MEASURED_HIGHEST else self.no_highest**2

    def request_seconds(self, engine: str, *, is_mixture: bool) -> float:
        """Return the time to accept, tokenise and schedule a request and launch its first step."""
        return self.engines[engine].sparse_request if is_mixture else self.request


@dataclass(frozen=True, slots=True)
class Calibration:
    """All fitted constants. A refit is another value of this class, passed to `size(..., calibration=...)`."""

    training: TrainingConstants = field(default_factory=TrainingConstants)
    run: RunConstants = field(default_factory=RunConstants)
    memory: MemoryConstants = field(default_factory=MemoryConstants)
    serving: ServingConstants = field(default_factory=ServingConstants)


CALIBRATION = Calibration()
