"""What all options of one serving workload share: the model, the request lengths and the load, per scenario."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assessments.language import say
from planner.sizing.catalogue import Accelerator
from planner.sizing.physics.calibration import ServingConstants
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats
from planner.sizing.serving.inference import WEIGHT_BYTES, Server, Speculation
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.workload import BatchInference, Inference, Lengths, Profile

Service = Inference | BatchInference

DEFAULT_SERVING = {"bf16": 0.70, "fp8": 0.55, "fp4": 0.40, "bandwidth": 0.75}
EIGHT_BITS_OVER_SIXTEEN = 0.76  # share of the peak in serving kernels, 8 over 16 bits: 0.58 / 0.76 on H100
SMALL_WEIGHTS = ("fp8", "fp4", "int8", "int4")
MEAN_OF_PEAK = {
    "constant": 1.0,
    "office_hours": 0.30,
    "consumer": 0.60,
    "code": 0.35,
    "assistant_week": 0.60,
    "coding_week": 0.33,
}
UNSAID_PROFILE: Profile = "consumer"  # of a service of which nothing is known but its peak
UNSAID_BURSTINESS = 2.0
Z95 = 1.6448536269514722
DEFAULT_FIRST_TOKEN_SECONDS, DEFAULT_INTER_TOKEN_SECONDS = 2.0, 0.1


@dataclass(frozen=True, slots=True)
class ServingFrame:
    """Arrays are (S,). prompt and answer: mean tokens per request; long_prompt: its 95th percentile.

    rate: requests per second at the peak, None when only a closed loop is asked for. mean_share: mean over peak.
    model_error: time over the model's; token_error, first_error: the same for the time between tokens, which is known
    better, and for the first token; as of what was measured until `at` widens them. speculation: drawn, None without.
    unmeasured: variance that was added to that of the step's error.
    """

    workload: Service
    model: Architecture
    chips: Sequence[Accelerator]
    around: Surroundings
    scenarios: Scenarios
    prompt: Floats
    long_prompt: Floats
    answer: Floats
    computed_share: Floats
    rate: Floats | None
    mean_share: float
    burstiness: Floats
    first_target: float
    inter_target: float
    model_error: Floats
    token_error: Floats
    first_error: Floats
    speculation: Speculation | None
    unmeasured: float = 0.0

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm of the step's error."""
        return _wider(_sigma(self.model, self.around), self.unmeasured)

    def sigma_of(self, row: int) -> float:
        """Standard deviation of the logarithm of the step's error on the accelerator of a row."""
        return _wider(_sigma(self.model, self.around), self.unmeasured_of(row) + self._unmeasured_engine)

    @property
    def _unmeasured_engine(self) -> float:
        engine = self.workload.engine
        held = engine.concurrency if isinstance(engine.concurrency, int) else None
        return self.around.calibration.serving.unmeasured_engine(engine.name, held)

    def unmeasured_of(self, row: int) -> float:
        """Variance that comes to every error on the accelerator of a row."""
        chip = self.chips[row]
        return self.around.calibration.serving.unmeasured(
            chip.name,
            has_kernels=bool(chip.serving),
            expands_weights=expands_weights(chip, self.workload.precision),
        )

    def at(self, row: int) -> "ServingFrame":
        """Return the frame with errors as wide as what the record has of the accelerator of a row allows."""
        more, base = self.unmeasured_of(row), _sigma(self.model, self.around)
        token = _wider(_token_sigma(self.model, self.around), more)
        first = self.around.calibration.serving.first_token_error
        return replace(
            self,
            model_error=self.model_error ** (self.sigma_of(row) / base),
            token_error=self.model_error ** (token / base),
            first_error=self.first_error ** (_wider(first, more) / first),
            unmeasured=more + self._unmeasured_engine,
        )

    @property
    def kv_bytes(self) -> float:
        """Bytes per cached value: as asked for, else 8 bits with 8-bit or smaller weights."""
        given = self.workload.engine.kv_precision
        if given:
            return 1.0 if given == "fp8" else 2.0
        return 1.0 if self.workload.precision in ("fp8", "fp4") else 2.0


def make_frame(
    workload: Service,
    model: Architecture,
    chips: Sequence[Accelerator],
    around: Surroundings,
    scenarios: Scenarios,
) -> tuple[ServingFrame, list[str]]:
    """Draw the inputs of a service; also returns what had to be assumed."""
    assumed: list[str] = []
    prompt, long_prompt = _lengths(workload.prompt_tokens, "prompt", scenarios)
    answer, _ = _lengths(workload.output_tokens, "answer", scenarios)
    rate, mean_share, burst = _load(workload, scenarios, assumed)
    first, inter = _targets(workload, assumed)
    hit = workload.engine.prefix_hit_share
    slowness = scenarios.error("serving model", _sigma(model, around))
    frame = ServingFrame(
        workload=workload,
        model=model,
        chips=chips,
        around=around,
        scenarios=scenarios,
        prompt=prompt,
        long_prompt=long_prompt,
        answer=answer,
        computed_share=1.0
        - (scenarios.draw("prefix hits", hit, most=0.99) if hit else np.zeros(scenarios.samples)),
        rate=rate,
        mean_share=mean_share,
        burstiness=burst,
        first_target=first,
        inter_target=inter,
        model_error=slowness,
        token_error=slowness ** (_token_sigma(model, around) / _sigma(model, around)),
        first_error=scenarios.error("first token model", around.calibration.serving.first_token_error),
        speculation=_speculation(workload, scenarios),
    )
    return frame, assumed


def _wider(sigma: float, variance: float) -> float:
    return math.sqrt(sigma**2 + variance)


def _speculation(workload: Service, scenarios: Scenarios) -> Speculation | None:
    given = workload.engine.speculative
    if given is None:
        return None
    return Speculation(
        given.tokens,
        scenarios.draw("accepted drafts", given.acceptance, most=1.0),
        scenarios.draw("draft cost", given.draft_cost, most=1.0),
    )


def _sigma(model: Architecture, around: Surroundings) -> float:
    constants = around.calibration.serving
    return constants.error_sparse if model.is_mixture else constants.error_dense


def _token_sigma(model: Architecture, around: Surroundings) -> float:
    constants = around.calibration.serving
    return constants.token_error_sparse if model.is_mixture else constants.token_error_dense


def _lengths(lengths: Lengths, name: str, scenarios: Scenarios) -> tuple[Floats, Floats]:
    """Return (mean, 95th percentile) of lognormal lengths with the given median and 95th percentile."""
    middle = scenarios.draw(name, lengths.p50)
    if lengths.p95 is None:
        return middle, middle
    ratio = np.maximum(scenarios.draw(f"long {name}", lengths.p95) / middle, 1.0)
    return middle * np.exp((np.log(ratio) / Z95) ** 2 / 2), middle * ratio


def _load(workload: Service, scenarios: Scenarios, assumed: list[str]) -> tuple[Floats | None, float, Floats]:
    steady = np.ones(scenarios.samples)
    if isinstance(workload, BatchInference):
        return None, 1.0, steady
    if workload.traffic:
        burst = scenarios.draw("burstiness", workload.traffic.burstiness)
        given = workload.traffic.mean_share
        share = max(given.likely, 0.001) if given else MEAN_OF_PEAK[workload.traffic.profile]
        return scenarios.draw("rate", workload.traffic.peak), share, burst
    if workload.requests_per_second is None:
        return None, 1.0, steady
    assumed.append(
        say("traffic: mean 0.6 of the peak, as in the Azure conversation week of 2024; burstiness 2")
    )
    rate = scenarios.draw("rate", workload.requests_per_second)
    return rate, MEAN_OF_PEAK[UNSAID_PROFILE], UNSAID_BURSTINESS * steady


def _targets(workload: Service, assumed: list[str]) -> tuple[float, float]:
    """Return the 95th percentiles to keep, seconds; infinite where nobody waits."""
    if isinstance(workload, BatchInference) or workload.engine.concurrency is not None:
        given = workload.targets if isinstance(workload, Inference) else None
        first = given.time_to_first_token_ms_p95 if given else None
        inter = given.inter_token_latency_ms_p95 if given else None
        return (first.likely / 1e3 if first else math.inf), (inter.likely / 1e3 if inter else math.inf)
    targets = workload.targets
    if targets.time_to_first_token_ms_p95 is None:
        assumed.append(f"time_to_first_token_ms_p95: {1e3 * DEFAULT_FIRST_TOKEN_SECONDS:g}")
    if targets.inter_token_latency_ms_p95 is None:
        assumed.append(f"inter_token_latency_ms_p95: {1e3 * DEFAULT_INTER_TOKEN_SECONDS:g}")
    first, inter = targets.time_to_first_token_ms_p95, targets.inter_token_latency_ms_p95
    return (
        first.likely / 1e3 if first else DEFAULT_FIRST_TOKEN_SECONDS,
        inter.likely / 1e3 if inter else DEFAULT_INTER_TOKEN_SECONDS,
    )


def compute_precision(chip: Accelerator, precision: str) -> str:
    """Return the precision of the arithmetic: 16 bits when the chip cannot multiply in the weights' own."""
    return precision if precision in ("fp8", "fp4") and precision in chip.peak else "bf16"


def expands_weights(chip: Accelerator, precision: str) -> bool:
    """Tell whether weights of fewer bits are expanded to 16 because the chip does not multiply in theirs."""
    return precision in SMALL_WEIGHTS and compute_precision(chip, precision) == "bf16"


def serving_shares(chip: Accelerator) -> dict[str, float]:
    """Return the shares of peak and bandwidth that serving kernels reach on a chip.

    Without kernel tables the usual ones, but no more than the largest share that was measured of one product.
    """
    largest = chip.ceiling.get("bf16", 1.0)
    usual = DEFAULT_SERVING | {
        "bf16": min(DEFAULT_SERVING["bf16"], largest),
        "fp8": min(DEFAULT_SERVING["fp8"], EIGHT_BITS_OVER_SIXTEEN * largest),
    }
    return usual | dict(chip.serving)


def server_at(frame: ServingFrame, row: int, tensor: float, pipeline: float, attention_data: float) -> Server:
    """Return one replica on the accelerator of a row, as scalars."""
    columns = server_of(frame, np.asarray(tensor), np.asarray(pipeline), np.asarray(attention_data))
    return replace(
        columns,
        rate=np.asarray(columns.rate[row]),
        rate16=np.asarray(columns.rate16[row]),
        bandwidth=np.asarray(columns.bandwidth[row]),
        memory_bytes=np.asarray(columns.memory_bytes[row]),
        link=np.asarray(columns.link[row]),
        nic=np.asarray(columns.nic[row]),
        domain=np.asarray(columns.domain[row]),
        expands_weights=np.asarray(columns.expands_weights[row]),
    )


def server_of(frame: ServingFrame, tensor: Floats, pipeline: Floats, attention_data: Floats) -> Server:
    """Return the replicas of all accelerators as columns (A, 1, ...) against the given widths."""
    replicas = servers_on(
        frame.chips,
        [frame.around.memory_bytes(chip) for chip in frame.chips],
        (tensor, pipeline, attention_data),
        precision=frame.workload.precision,
        kv_bytes=frame.kv_bytes,
        engine=frame.workload.engine.name,
        constants=_constants(frame),
    )
    return replace(replicas, speculation=_median_speculation(frame))


def _constants(frame: ServingFrame) -> ServingConstants:
    """Return the fitted constants; for requests that arrive one by one without the others' prompts at the start.

    Benchmarks send ten times as many requests as they hold, the first of them all at once: that start makes `burst`.
    The `halting_burst` stays: an engine whose answers halt while it reads prompts gathers requests by itself.
    """
    constants = frame.around.calibration.serving
    return constants if frame.rate is None else replace(constants, burst=0.0)


def _median_speculation(frame: ServingFrame) -> Speculation | None:
    drawn = frame.speculation
    if drawn is None:
        return None
    return replace(
        drawn,
        acceptance=np.asarray(np.median(drawn.acceptance)),
        draft_cost=np.asarray(np.median(drawn.draft_cost)),
    )


def servers_on(
    chips: Sequence[Accelerator],
    memory_bytes: Sequence[float],
    widths: tuple[Floats, Floats, Floats],
    *,
    precision: str,
    kv_bytes: float,
    engine: str,
    constants: ServingConstants,
) -> Server:
    """Return replicas of the given (tensor, pipeline, attention-data) widths on each of A accelerators.

    memory_bytes: of each accelerator. The columns of the result are (A, 1, ...) against the widths.
    """
    tensor, pipeline, attention_data = widths
    shape = (-1, *([1] * tensor.ndim)) if tensor.ndim else (-1,)

    def column(values: Sequence[float]) -> Floats:
        return np.array(values, dtype=float).reshape(shape)

    arithmetic = [compute_precision(chip, precision) for chip in chips]
    shares = [serving_shares(chip) for chip in chips]
    return Server(
        tensor=tensor,
        pipeline=pipeline,
        attention_data=attention_data,
        rate=column([c.peak[p] * s[p] for c, p, s in zip(chips, arithmetic, shares, strict=True)]),
        rate16=column([c.peak["bf16"] * s["bf16"] for c, s in zip(chips, shares, strict=True)]),
        bandwidth=column(
            [c.bandwidth_bytes_per_second * s["bandwidth"] for c, s in zip(chips, shares, strict=True)]
        ),
        memory_bytes=column(memory_bytes),
        link=column([chip.link_bytes_per_second for chip in chips]),
        nic=column([chip.nic_bytes_per_second for chip in chips]),
        domain=column([float(max(chip.domain, chip.per_node)) for chip in chips]),
        expands_weights=column([float(expands_weights(chip, precision)) for chip in chips]),
        weight_bytes=WEIGHT_BYTES[precision],
        kv_bytes=kv_bytes,
        engine=engine,
        constants=constants,
    )
