"""Serving against published benchmarks, and its laws."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.calibration import (
    CALIBRATION,
)
from planner.sizing.serving.frame import servers_on
from planner.sizing.serving.inference import (
    Server,
    step_seconds,
    weights_bytes,
)
from planner.sizing.serving.search import replicas_for
from planner.sizing.workload import Assumptions, Engine, Lengths, Targets, Traffic
from tests.planner.sizing.builders import batch, exact, figure, inference, only, sized

# Highest output tokens/s per accelerator: NVIDIA/TensorRT-LLM docs/source/performance/perf-overview.md, v1.0 and v1.1;
# the last two from v0.14. model, accelerator, precision, tensor, attention-data, prompt, answer, tokens/s
PUBLISHED = [
    ("llama-3.3-70b", "b200", "fp4", 1, 1, 128, 128, 11147),
    ("llama-3.3-70b", "h200-sxm", "fp8", 1, 1, 128, 128, 3803),
    ("llama-3.3-70b", "h100-sxm", "fp8", 2, 1, 128, 128, 3189),
    ("llama-3.1-405b", "b200", "fp4", 4, 1, 128, 128, 1570.25),
    ("llama-3.1-405b", "h200-sxm", "fp8", 8, 1, 128, 128, 476.75),
    ("llama-3.1-8b", "h100-sxm", "fp8", 1, 1, 128, 128, 28312),
    ("llama-3-70b", "h200-sxm", "fp8", 1, 1, 1000, 1000, 2594.22),
    ("llama-3-70b", "l40s", "fp8", 4, 1, 1000, 1000, 289.839),
    ("mixtral-8x7b", "a100-sxm-80gb", "fp16", 2, 1, 2048, 128, 319),  # v0.9, static batch of 64
]
# Weak groups of docs/method/accuracy.md: with experts in 4 bits, releases months apart differ by half (v1.0, v1.1).
PUBLISHED_SPARSE = [
    (("qwen3-235b-a22b", "b200", "fp4", 1, 8, 128, 128, 7920.25), 0.30),
    (("gpt-oss-120b", "h200-sxm", "fp4", 1, 1, 1000, 1000, 6868), 0.61),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row[0]}-{row[1]}")
def test_published_serving_throughputs_are_met_within_a_quarter(
    row: tuple[str, str, str, int, int, int, int, float],
) -> None:
    assert highest(row) == pytest.approx(row[-1], rel=0.25)


@pytest.mark.parametrize(
    ("row", "error"), PUBLISHED_SPARSE, ids=lambda part: part[0] if isinstance(part, tuple) else ""
)
def test_published_serving_throughputs_with_experts_in_four_bits_miss_by_no_more_than_is_known(
    row: tuple[str, str, str, int, int, int, int, float], error: float
) -> None:
    assert highest(row) == pytest.approx(row[-1], rel=error)


def highest(row: tuple[str, str, str, int, int, int, int, float]) -> float:
    """Return output tokens per second and accelerator at the most requests that fit."""
    model, accelerator, precision, tensor, data, prompt, answer, _ = row
    option = only(
        inference(
            model=model,
            accelerator=accelerator,
            precision=precision,
            prompt_tokens=Lengths(exact(prompt)),
            output_tokens=Lengths(exact(answer)),
            engine=Engine(
                "tensorrt-llm",
                tensor=tensor,
                pipeline=1,
                attention_data=data,
                kv_precision="fp8" if precision != "fp16" else "fp16",
                concurrency=64 if model.startswith("mixtral") else "max",
            ),
        )
    )
    return figure(option, "output_tokens_per_second_per_accelerator").p50


# InferenceX, 2025-10-29, as shipped with aiconfigurator 0.12.0: Llama 3.1 70B, vLLM, mean lengths as measured.
# accelerator, tensor, prompt, answer, concurrency, ms per output token
LATENCIES = [
    ("b200", 4, 921.6, 921.6, 8, 8.179),
    ("h100-sxm", 4, 921.6, 921.6, 16, 13.192),
    ("h100-sxm", 4, 7372.8, 921.6, 32, 32.824),
]


@pytest.mark.parametrize("row", LATENCIES)
def test_measured_times_per_output_token_are_met_within_fifteen_percent(
    row: tuple[str, int, float, float, int, float],
) -> None:
    accelerator, tensor, prompt, answer, held, milliseconds = row
    option = only(
        inference(
            model="llama-3.1-70b",
            accelerator=accelerator,
            precision="fp8",
            prompt_tokens=Lengths(exact(prompt)),
            output_tokens=Lengths(exact(answer)),
            engine=Engine("vllm", tensor=tensor, kv_precision="fp8", concurrency=held),
        )
    )
    assert 1e3 * figure(option, "inter_token_latency_seconds").p50 == pytest.approx(milliseconds, rel=0.15)


def test_requests_held_are_those_whose_cache_fits_beside_the_weights() -> None:
    """Llama 3 70B fp8 on 2 x H100: (0.94 x 80 - 36.3 weights - 3 - 0.7 activations) GB each, 80 KiB for each token.

    TensorRT-LLM reserves 2,000 tokens of a request, vLLM admits by the 1,500 that are in use on average.
    """

    def held(engine: Literal["tensorrt-llm", "vllm"]) -> float:
        option = only(
            inference(
                model="llama-3-70b",
                accelerator="h100-sxm",
                precision="fp8",
                prompt_tokens=Lengths(exact(1000)),
                output_tokens=Lengths(exact(1000)),
                engine=Engine(engine, tensor=2, kv_precision="fp8", concurrency="max"),
            )
        )
        assert option.memory["total"].p50 <= option.capacity_bytes
        return figure(option, "max_concurrency").p50

    cache = 0.94 * 80e9 - 36.325e9 - 3e9 - 0.738e9
    assert held("tensorrt-llm") == pytest.approx(cache / (81_920 * 2000), abs=1.5)
    assert held("vllm") == pytest.approx(cache / (81_920 * 1500), abs=1.5)


@given(st.floats(0.5, 200), st.floats(1.0, 10.0))
@settings(max_examples=15, deadline=None)
def test_more_requests_never_need_fewer_replicas(rate: float, factor: float) -> None:
    few = only(inference(requests_per_second=rate, accelerator="h100-sxm"))
    many = only(inference(requests_per_second=rate * factor, accelerator="h100-sxm"))
    assert figure(few, "accelerators_needed").p50 <= figure(many, "accelerators_needed").p50


def test_burstier_traffic_needs_more_replicas() -> None:
    def needed(burstiness: float) -> float:
        traffic = Traffic(exact(50), "office_hours", exact(burstiness))
        service = inference(
            requests_per_second=None, traffic=traffic, model="llama-3-70b", accelerator="h100-sxm"
        )
        return figure(only(service), "accelerators_needed").p50

    assert needed(70.0) > needed(1.0)


def test_replicas_hold_the_mean_and_its_spread() -> None:
    import numpy as np

    assert float(replicas_for(4.0, 1e-12, np.array(8.0), np.array(1.0))) == 5.0
    assert (
        float(replicas_for(4.0, 4.0, np.array(8.0), np.array(1.0))) == 7.0
    )  # 32 + 1.645 sqrt(4 x 32) = 50.6


def test_stricter_targets_are_kept_with_fewer_requests_per_replica() -> None:
    def held(milliseconds: float) -> int | float | str:
        targets = Targets(exact(3000), exact(milliseconds))
        option = only(
            inference(
                model="llama-3-70b",
                accelerator="h100-sxm",
                requests_per_second=20,
                targets=targets,
                engine=Engine(tensor=8),
            )
        )
        assert option.is_feasible, option.reason
        assert figure(option, "inter_token_latency_p95_seconds").p50 <= milliseconds / 1e3
        return option.layout["concurrency"]

    assert int(held(25)) < int(held(60))


def test_targets_beyond_the_hardware_are_answered_with_what_is_possible() -> None:
    option = only(inference(model="llama-3.1-405b", accelerator="l40s", targets=Targets(exact(1), exact(1))))
    assert not option.is_feasible
    assert "ms" in option.reason or "GB" in option.reason


def test_a_model_that_fits_nowhere_in_a_replica_says_so() -> None:
    option = only(inference(model="kimi-k2", accelerator="l4"))
    assert not option.is_feasible
    assert "do not fit" in option.reason


def test_too_few_accelerators_for_the_load_are_named() -> None:
    option = only(
        inference(
            model="llama-3-70b",
            accelerator="h100-sxm",
            accelerators=2,
            requests_per_second=500,
            precision="fp8",
        )
    )
    assert not option.is_feasible
    assert "for the load; 2 given" in option.reason


def test_an_accelerator_without_eight_bit_arithmetic_still_saves_memory_and_says_so() -> None:
    option = only(inference(model="llama-3-8b", accelerator="a100-sxm-80gb", precision="fp8"))
    assert option.is_feasible
    assert "16 bits" in option.warnings[0]


def test_cached_prefixes_shorten_the_first_token() -> None:
    def first(share: float | None) -> float:
        hits = exact(share) if share is not None else None
        engine = Engine(tensor=4, concurrency=16, prefix_hit_share=hits)
        service = inference(
            model="llama-3-70b", accelerator="h100-sxm", prompt_tokens=Lengths(exact(6000)), engine=engine
        )
        return figure(only(service), "time_to_first_token_seconds").p50

    assert first(0.6) < first(None)


def test_keys_the_method_does_not_use_are_recorded() -> None:
    service = inference(
        accelerator="h100-sxm", software_year=2026, interconnect_gbit_per_second=400, engine=Engine(expert=8)
    )
    warnings = sized(service).warnings
    assert [warning.split(":")[0] for warning in warnings] == [
        "engine.expert",
        "interconnect_gbit_per_second",
        "software_year",
    ]


def test_a_batch_ends_by_its_deadline_with_the_fewest_accelerators() -> None:
    option = only(batch(requests=5e7, deadline_days=exact(3), accelerator="l40s", precision="fp8"))
    assert figure(option, "days").p50 <= 3
    fewer = only(
        batch(requests=5e7, accelerator="l40s", precision="fp8", accelerators=option.accelerators - 1)
    )
    assert figure(fewer, "days").p50 > 3


def test_twice_the_requests_take_twice_the_days() -> None:
    def days(requests: float) -> float:
        return figure(only(batch(requests=requests, accelerator="l40s", accelerators=4)), "days").p50

    assert days(2e6) == pytest.approx(2 * days(1e6))


def test_a_higher_confidence_never_takes_fewer_replicas() -> None:
    def replicas(confidence: float) -> int | str:
        option = only(
            inference(model="llama-3-70b", accelerator="h100-sxm", requests_per_second=50),
            assumptions=Assumptions(confidence=confidence),
        )
        return option.accelerators

    assert int(replicas(0.5)) <= int(replicas(0.9))


@pytest.mark.parametrize(("share", "replicas"), [(0.1, 2), (0.01, 2), (1.0, 2), (0.0, 1)])
def test_a_service_of_one_replica_has_a_spare_one_unless_none_is_wanted(share: float, replicas: int) -> None:
    edge = inference(model="gemma-3-4b", accelerator="l4", precision="fp8", requests_per_second=0.5)
    assert only(edge, assumptions=Assumptions(spare_share=exact(share))).accelerators == replicas


def test_a_number_of_accelerators_without_a_spare_is_refused_only_where_spares_were_asked_for() -> None:
    edge = inference(
        model="gemma-3-4b", accelerator="l4", precision="fp8", requests_per_second=0.5, accelerators=1
    )
    assumed, asked = only(edge), only(edge, assumptions=Assumptions(spare_share=exact(0.1)))
    assert (assumed.is_feasible, asked.is_feasible) == (True, False)
    assert asked.reason == "needs 2 accelerators for the load; 1 given"
    assert assumed.warnings[0] == (
        "no spare replica for failures and deployments: that would take 2 accelerators"
    )


@pytest.mark.parametrize(("rate", "is_named"), [(1e6, False), (1e9, True)])
def test_more_accelerators_than_any_cluster_are_answered_and_named_with_their_power(
    rate: float, is_named: bool
) -> None:
    option = only(inference(accelerator="h100-sxm", requests_per_second=rate))
    named = [warning for warning in option.warnings if "xAI Colossus: 100,000 in 2024" in warning]
    watts = figure(option, "power_watts").p50
    assert option.is_feasible
    assert (option.accelerators > 100_000) == is_named == bool(named)
    if named:
        assert f"{option.accelerators:,} accelerators draw {watts / 1e6:,.0f} MW" in named[0]


def replica(engine: str, *, tensor: float = 1, attention_data: float = 1) -> Server:
    """One replica on H100 with 8-bit weights."""
    chip = load_catalogue().accelerator("h100-sxm")
    return servers_on(
        [chip],
        [chip.memory_bytes],
        (np.asarray(tensor), np.asarray(1.0), np.asarray(attention_data)),
        precision="fp8",
        kv_bytes=1.0,
        engine=engine,
        constants=CALIBRATION.serving,
    )


@pytest.mark.parametrize(
    ("engine", "gigabytes"), [("tensorrt-llm", 64.55), ("vllm", 64.55), ("sglang", 56.61)]
)
def test_engines_differ_in_where_the_plain_parts_lie_beside_attention_data_parallelism(
    engine: str, gigabytes: float
) -> None:
    """Llama 4 Maverick on eight H100: 48.3 GB of routed experts on each, 3.0 GB of attention, 4.1 GB of vocabulary.

    24 MLPs of 251.7 million weights and 24 shared experts of 125.8 million with their routers: 9.1 GB, in each group
    with TensorRT-LLM (`overridden_tp_size=1 if self.enable_attention_dp`) and vLLM, an eighth of it with SGLang.
    """
    model = load_catalogue().model("llama4-maverick")
    found = float(weights_bytes(model, replica(engine, attention_data=8)))
    assert found / 1e9 == pytest.approx(gigabytes, abs=0.01)


def test_layers_with_and_without_experts_are_launched_at_their_own_cost() -> None:
    model = load_catalogue().model("llama4-maverick")
    server = replica("tensorrt-llm", tensor=8)
    none = replace(CALIBRATION.serving.engines["tensorrt-llm"], layer=0.0, sparse_layer=0.0, sequence=0.0)

    def seconds(**changes: float) -> float:
        engine = replace(none, **changes)
        constants = replace(server.constants, engines={"tensorrt-llm": engine}, step_seconds=0.0)
        held, context = np.asarray(8.0), np.asarray(1000.0)
        return float(step_seconds(model, replace(server, constants=constants), held, context, 0.0)[0])

    free = seconds()
    assert seconds(layer=1e-3) - free == pytest.approx(24e-3)
    assert seconds(sparse_layer=1e-3) - free == pytest.approx(24e-3)


def test_the_time_between_tokens_is_told_more_narrowly_than_the_throughput() -> None:
    constants = CALIBRATION.serving
    option = only(
        inference(
            model="llama-3-70b",
            accelerator="h100-sxm",
            prompt_tokens=Lengths(exact(1000)),
            output_tokens=Lengths(exact(1000)),
            engine=Engine("tensorrt-llm", tensor=4, concurrency=16),
        )
    )
    inter = figure(option, "inter_token_latency_seconds")
    speed = figure(option, "output_tokens_per_second")
    widths = [np.log(each.p90 / each.p10) / (2 * 1.2815515655446004) for each in (inter, speed)]
    assert widths == pytest.approx([constants.token_error_dense, constants.error_dense], rel=0.02)
