"""What a serving step and a replica depend on, and how wide its figures are told where nothing was measured."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.calibration import (
    CALIBRATION,
    MEASURED_ACCELERATORS,
    MEASURED_HIGHEST,
    MOST_MEASURED,
)
from planner.sizing.result import Quantiles
from planner.sizing.serving.frame import DEFAULT_SERVING, servers_on, serving_shares
from planner.sizing.serving.inference import (
    Server,
    reserved_bytes,
    step_activations,
    step_seconds,
)
from planner.sizing.workload import Engine, Lengths
from tests.benchmarks.accuracy import record
from tests.planner.sizing.builders import exact, figure, inference, only


def width_of(quantity: Quantiles) -> float:
    """Return the standard deviation of the logarithm that a range stands for."""
    return float(np.log(quantity.p90 / quantity.p10) / (2 * 1.2815515655446004))


def test_the_words_for_what_was_measured_are_those_of_the_record() -> None:
    highest_rows, loops = record.serving_throughputs(), record.serving_latencies()
    assert {row.accelerator for row in (*highest_rows, *loops)} == MEASURED_ACCELERATORS
    assert {row.engine for row in highest_rows} == MEASURED_HIGHEST
    assert max(row.concurrency or 0 for row in loops if row.engine == "vllm") == MOST_MEASURED


def test_ranges_are_wider_where_nothing_was_measured() -> None:
    constants = CALIBRATION.serving

    def stated(accelerator: str, precision: str, engine: Literal["tensorrt-llm", "vllm"], held: int) -> float:
        service = inference(
            model="llama-3-8b",
            accelerator=accelerator,
            precision=precision,
            prompt_tokens=Lengths(exact(1000)),
            output_tokens=Lengths(exact(1000)),
            engine=Engine(engine, tensor=1, concurrency=held),
        )
        return width_of(figure(only(service), "output_tokens_per_second"))

    dense = constants.error_dense
    assert stated("h100-sxm", "bf16", "tensorrt-llm", 256) == pytest.approx(dense, rel=0.02)
    assert stated("h100-sxm", "bf16", "vllm", 64) == pytest.approx(dense, rel=0.02)
    assert stated("h100-sxm", "bf16", "vllm", 256) == pytest.approx(
        np.hypot(dense, constants.no_highest), rel=0.02
    )
    assert stated("h100-sxm", "int4", "vllm", 64) == pytest.approx(
        np.hypot(dense, constants.no_small_weights), rel=0.02
    )
    unknown = np.sqrt(dense**2 + constants.no_kernels**2 + constants.no_rows**2)
    assert stated("mi300x", "bf16", "vllm", 64) == pytest.approx(unknown, rel=0.02)


def test_an_accelerator_without_measured_kernels_is_told_and_taken_at_no_more_than_its_best_product() -> None:
    option = only(inference(model="llama-3-70b", accelerator="mi300x"))
    assert any("no kernels of serving engines measured on mi300x" in warning for warning in option.warnings)
    chips = load_catalogue()
    assert serving_shares(chips.accelerator("mi300x"))["bf16"] == chips.accelerator("mi300x").ceiling["bf16"]
    assert serving_shares(chips.accelerator("l4")) == DEFAULT_SERVING


def replica_on(
    accelerator: str, model: str, precision: str = "bf16", tensor: int = 1, data: int = 1
) -> Server:
    """Return one replica as arrays of one."""
    chip = load_catalogue().accelerator(accelerator)
    widths = (np.array([float(tensor)]), np.array([1.0]), np.array([float(data)]))
    return servers_on(
        [chip],
        [chip.memory_bytes],
        widths,
        precision=precision,
        kv_bytes=2.0,
        engine="vllm",
        constants=CALIBRATION.serving,
    )


def test_weights_of_fewer_bits_cost_time_to_expand_where_many_tokens_share_a_step() -> None:
    """AWQ and GPTQ of Qwen3-8B are 7 and 31 % slower than 16 bits on A100 under load, and faster for one request."""
    model = load_catalogue().model("qwen3-8b")

    def seconds(precision: str, held: float) -> float:
        server = replica_on("a100-sxm-80gb", "qwen3-8b", precision)
        return float(step_seconds(model, server, np.asarray(held), 500.0, 0.0).item())

    assert 1.05 < seconds("int4", 1024) / seconds("bf16", 1024) < 1.45
    assert seconds("int4", 1) < seconds("bf16", 1)


def test_narrow_experts_take_longer_than_wide_ones_of_as_many_operations() -> None:
    mixtral = load_catalogue().model("mixtral-8x7b")
    narrow = replace(mixtral, experts=64, experts_per_token=16, expert_ffn_size=mixtral.expert_ffn_size // 8)
    assert narrow.active_layer_parameters == pytest.approx(mixtral.active_layer_parameters, rel=0.01)
    server = replica_on("h100-sxm", "mixtral-8x7b", "fp8", tensor=8)
    times = [
        float(step_seconds(model, server, np.asarray(4096.0), 500.0, 4096.0).item())
        for model in (mixtral, narrow)
    ]
    assert times[1] > 1.1 * times[0]


def test_attention_groups_beyond_the_link_exchange_over_the_network() -> None:
    model = load_catalogue().model("deepseek-v3")
    server = replica_on("h100-sxm", "deepseek-v3", "fp8", data=32)
    joined = replace(server, domain=np.asarray(32.0))
    held = np.asarray(32 * 256.0)
    across, inside = (float(step_seconds(model, each, held, 2000.0, 0.0).item()) for each in (server, joined))
    assert across > 1.2 * inside


def test_attention_data_alone_makes_a_replica_wider_than_a_node_with_as_many_requests_for_each_group() -> (
    None
):
    service = inference(
        model="deepseek-v3",
        accelerator="h100-sxm",
        precision="fp8",
        prompt_tokens=Lengths(exact(1000)),
        output_tokens=Lengths(exact(200)),
        engine=Engine("sglang", attention_data=72, accelerators=72, concurrency="max"),
    )
    option = only(service)
    assert option.is_feasible, option.reason
    assert option.layout["attention_data"] == 72
    assert int(option.layout["concurrency"]) > 8192


def test_what_fits_only_beyond_the_link_is_refused_for_its_width_and_not_for_its_weights() -> None:
    option = only(inference(model="kimi-k2", accelerator="l4"))
    assert "do not fit into the 8 accelerators that the link joins" in option.reason
    assert "attention data" in option.reason


def test_the_refusal_names_what_the_runtime_takes_beside_the_weights() -> None:
    """Llama 3 70B at 8 bits on one H100: 72.7 GB with tables in 16 bits; activations of 8,192 tokens, and 3 GB."""
    option = only(
        inference(
            model="llama-3-70b", accelerator="h100-sxm", precision="fp8", engine=Engine(tensor=1, pipeline=1)
        )
    )
    assert not option.is_feasible
    assert "72.7 GB of weights per accelerator, 4.5 GB for runtime and activations" in option.reason


def test_the_runtime_takes_less_of_a_small_accelerator() -> None:
    small, large = replica_on("rtx-4090", "llama-3-8b"), replica_on("h100-sxm", "llama-3-8b")
    model = load_catalogue().model("llama-3-8b")
    assert float(reserved_bytes(small).item()) == pytest.approx(1.2e9)
    assert float(reserved_bytes(large).item()) == 3e9
    assert float((step_activations(model, large) / step_activations(model, small)).item()) == 4.0


def test_a_closed_loop_has_as_many_replicas_as_its_accelerators_make() -> None:
    option = only(
        inference(
            model="llama-3-8b",
            accelerator="h100-sxm",
            engine=Engine("vllm", tensor=1, accelerators=8, concurrency=64),
        )
    )
    assert (option.layout["data"], figure(option, "replicas").p50) == (8, 8.0)
    assert figure(option, "accelerators_needed").p50 == 8.0


def test_a_service_that_is_nearly_idle_draws_little_more_than_its_idle_power() -> None:
    def draw(rate: float) -> float:
        option = only(inference(requests_per_second=rate, model="llama-3-8b", accelerator="h100-sxm"))
        assert option.load is not None
        return option.load.likely

    assert draw(0.01) == pytest.approx(0.20, abs=0.01)
    assert 0.25 < draw(500.0) < 0.60
