"""Step times against published benchmarks, and the laws of training."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.sizing.result import Option, Quantiles
from planner.sizing.workload import Assumptions, Estate, Estimate, Stock
from tests.planner.sizing.builders import exact, figure, fine_tuning, fixed, only, sized, training

LLAMA_405B = fixed(8, 9, 1, virtual_stages=7, context=2)
MPT_13B = fixed(1, 1, 3, sharding="zero3", recompute="full")

# model, accelerator, number, sequence, batch (sequences), precision, framework, layout, tokens/s per accelerator
PUBLISHED = [
    # NVIDIA/dgxc-benchmarking llama3.1/README_70b.md @v25.02
    (
        "llama-3-70b",
        "h100-sxm",
        64,
        8192,
        128,
        "bf16",
        "megatron",
        fixed(4, 4, 1, virtual_stages=5, context=2),
        1121.2,
    ),
    # NVIDIA/dgxc-benchmarking llama3.1/README_405b.md @v24.11.1
    (
        "llama-3.1-405b",
        "h100-sxm",
        576,
        8192,
        252,
        "bf16",
        "megatron",
        fixed(8, 9, 1, virtual_stages=7, context=2),
        208.37,
    ),
    # NVIDIA/dgxc-benchmarking nemo_megatron/README_175b.md @v25.02
    (
        "gpt3-175b-51200",
        "h100-sxm",
        256,
        2048,
        512,
        "fp8",
        "megatron",
        fixed(4, 8, 1, virtual_stages=12),
        715.46,
    ),
    # NVIDIA/NeMo docs/source/performance/performance_summary.md, 2024-08
    ("llama2-70b", "h100-sxm", 64, 4096, 128, "fp8", "megatron", fixed(4, 4, 1, virtual_stages=20), 1707),
    # NVIDIA-NeMo/Megatron-Bridge docs/performance-summary-archive.md, NeMo 25.11 and 26.06
    ("llama-3-8b", "gb200", 8, 8192, 128, "fp8", "megatron", fixed(1, 1, 2), 31508),
    ("llama-3-8b", "b200", 8, 8192, 128, "fp8", "megatron", fixed(1, 1, 2), 30624),
    ("llama-3.1-405b", "gb300", 256, 8192, 1536, "fp8", "megatron", fixed(4, 8, 1, virtual_stages=4), 1048),
    # foundation-model-stack/fms-fsdp README.md, 2024-06
    ("llama2-7b", "h100-sxm", 96, 4096, 192, "bf16", "fsdp", fixed(1, 1, 2, sharding="zero3"), 9600),
    # mosaicml/llm-foundry scripts/train/benchmarking/README.md @495218376
    (
        "mpt-13b",
        "a100-sxm-80gb",
        8,
        16384,
        72,
        "bf16",
        "other",
        fixed(1, 1, 3, sharding="zero3", recompute="full"),
        1431,
    ),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}")
def test_published_throughputs_are_met_within_twelve_percent(row: tuple[Any, ...]) -> None:
    model, accelerator, number, sequence, batch, precision, framework, layout, tokens_per_second = row
    option = only(
        training(
            model=model,
            accelerator=accelerator,
            accelerators=number,
            sequence_length=sequence,
            precision=precision,
            framework=framework,
            layout=layout,
            global_batch_tokens=exact(batch * sequence),
            software_year=2025,
        )
    )
    assert figure(option, "tokens_per_second_per_accelerator").p50 == pytest.approx(
        tokens_per_second, rel=0.12
    )


# Published accelerator-hours: model, tokens, sequence, accelerator, number, hours; number assumed where not published.
RUNS = [
    ("llama-3-8b", 15e12, 8192, "h100-sxm", 2048, 1.3e6),  # meta-llama Llama 3 model card
    ("llama-3-70b", 15e12, 8192, "h100-sxm", 2048, 6.4e6),  # meta-llama Llama 3 model card
    ("llama-65b", 1.4e12, 2048, "a100-sxm-80gb", 2048, 1_022_362),  # LLaMA paper, arXiv 2302.13971, table 15
    ("llama-7b", 1e12, 2048, "a100-sxm-80gb", 512, 82_432),  # LLaMA paper
    ("nemotron4-15b", 8e12, 4096, "h100-sxm", 2304, 687_514),  # Nemotron-4 report via Epoch AI
    ("open-llama-7b", 1e12, 2048, "tpu-v4", 512, 126_263),  # openlm-research/open_llama README
]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run[0])
def test_published_runs_lie_between_p10_and_p90(run: tuple[Any, ...]) -> None:
    model, tokens, sequence, accelerator, number, published = run
    option = only(
        training(
            model=model, tokens=tokens, sequence_length=sequence, accelerator=accelerator, accelerators=number
        )
    )
    hours = figure(option, "accelerator_hours")
    assert hours.p10 <= published <= hours.p90


def test_bloom_with_its_own_layout_is_predicted_within_a_quarter() -> None:
    """BLOOM: 384 A100, TP4 PP12 DP8, full recomputation, 1,082,990 h (arXiv 2211.02001, bigscience chronicles)."""
    option = only(
        training(
            model="bloom-176b",
            tokens=366e9,
            sequence_length=2048,
            accelerator="a100-sxm-80gb",
            accelerators=384,
            global_batch_tokens=2048 * 2048,
            software_year=2022,
            layout=fixed(4, 12, 2, data=8, recompute="full"),
        )
    )
    assert figure(option, "accelerator_hours").p50 == pytest.approx(1_082_990, rel=0.25)


def test_a_measured_throughput_replaces_the_model_and_narrows_the_range() -> None:
    modelled = only(training(accelerator="h100-sxm", accelerators=256))
    measured = only(
        training(accelerator="h100-sxm", accelerators=256, measured_tokens_per_second_per_accelerator=9000)
    )
    hours = figure(measured, "accelerator_hours")
    assert figure(measured, "tokens_per_second_per_accelerator").p50 == pytest.approx(9000, rel=1e-3)
    assert hours.p50 == pytest.approx(1e12 / 9000 / 3600 / 0.9, rel=0.02)
    wide = figure(modelled, "accelerator_hours")
    assert hours.p90 / hours.p10 < 0.7 * wide.p90 / wide.p10


def test_a_better_team_needs_fewer_hours() -> None:
    def hours(efficiency: float) -> float:
        assumptions = Assumptions(team_efficiency=exact(efficiency))
        option = only(training(accelerator="h100-sxm", accelerators=256), assumptions=assumptions)
        return figure(option, "accelerator_hours").p50

    assert hours(1.5) == pytest.approx(hours(1.0) / 1.5) == pytest.approx(hours(0.5) / 3)


@given(st.floats(1e9, 1e14), st.floats(1.0, 100.0))
@settings(max_examples=20, deadline=None)
def test_more_tokens_never_take_fewer_hours_and_scale_exactly(tokens: float, factor: float) -> None:
    few = figure(only(training(tokens=tokens, accelerator="h100-sxm", accelerators=64)), "accelerator_hours")
    many = figure(
        only(training(tokens=tokens * factor, accelerator="h100-sxm", accelerators=64)), "accelerator_hours"
    )
    assert many.p50 == pytest.approx(few.p50 * factor)


@given(
    st.sampled_from(["h100-sxm", "a100-sxm-40gb", "b200", "l40s", "mi300x", "tpu-v5p"]),
    st.sampled_from(["llama-3-8b", "llama-3-70b", "mixtral-8x7b"]),
    st.integers(3, 7),
)
@settings(max_examples=25, deadline=None)
def test_more_accelerators_never_take_more_days(accelerator: str, model: str, power: int) -> None:
    def days(number: int) -> float:
        option = only(training(model=model, accelerator=accelerator, accelerators=number))
        found = option.quantiles("days") if option.is_feasible else None
        return found.p50 if found else float("inf")

    assert days(2 ** (power + 1)) <= days(2**power) * (1 + 1e-9)


@given(st.sampled_from(["h100-sxm", "a100-sxm-80gb", "mi300x"]), st.floats(20, 300))
@settings(max_examples=15, deadline=None)
def test_the_number_chosen_meets_the_deadline_and_a_node_fewer_does_not(
    accelerator: str, deadline: float
) -> None:
    option = only(training(tokens=3e12, accelerator=accelerator, deadline_days=deadline))
    assert option.is_feasible, option.reason
    assert figure(option, "days").p50 <= deadline * (1 + 1e-9)
    fewer = only(training(tokens=3e12, accelerator=accelerator, accelerators=option.accelerators - 8))
    assert figure(fewer, "days").p50 > deadline * 0.99


def test_a_deadline_that_cannot_be_met_is_answered_with_the_reason() -> None:
    option = only(training(tokens=1e15, accelerator="l4", deadline_days=1))
    assert not option.is_feasible
    assert option.reason


def test_a_deadline_missed_with_the_given_number_says_by_how_much() -> None:
    option = only(training(tokens=15e12, accelerator="h100-sxm", accelerators=64, deadline_days=10))
    assert not option.is_feasible
    assert "the deadline is 10 days" in option.reason


def test_too_little_clean_data_is_pointed_out() -> None:
    workload = sized(training(tokens=1e12, accelerator="h100-sxm"), Estate(clean_tokens=exact(1e10)))
    assert any("passes" in warning for warning in workload.warnings)


def test_few_tokens_for_the_size_are_pointed_out() -> None:
    workload = sized(training(model="llama-3-70b", tokens=1e10, accelerator="h100-sxm"))
    assert any("few for" in warning for warning in workload.warnings)


def test_a_slower_network_between_nodes_never_helps() -> None:
    def hours(gigabits: float) -> float:
        run = training(
            model="llama-3-70b",
            accelerator="h100-sxm",
            accelerators=256,
            interconnect_gbit_per_second=gigabits,
        )
        return figure(only(run), "accelerator_hours").p50

    assert hours(400) <= hours(100) <= hours(10)


def test_what_is_owned_is_not_bought_again() -> None:
    stock = Stock("H100 SXM", Estimate.exact(512))
    estate = Estate(accelerators=(stock,))
    option = only(training(accelerator="h100-sxm", accelerators=256), estate)
    cost = option.to_json()["cost_usd"]
    assert (option.acquired, option.in_estate, cost["capital"]["p50"]) == ("own", True, 0.0)
    assert option.to_json()["purchase_usd"]["p50"] == 0.0


def test_checkpoints_follow_from_size_failures_and_tolerated_stall() -> None:
    """Young 1974: sqrt(2 T_failure T_save); Llama 3 report: 419 interruptions in 54 days of 16,384 H100."""
    option = only(training(model="llama-3.1-405b", accelerator="h100-sxm", accelerators=16384, tokens=15e12))
    days = figure(option, "days").p50
    assert figure(option, "checkpoint_bytes").p50 == pytest.approx(14 * 405.85e9, rel=0.001)
    assert figure(option, "interruptions").p50 == pytest.approx(419 / 54 * days, rel=0.01)
    failure = 54 * 86400 / 419
    save = 2 * failure * 0.02**2
    assert figure(option, "checkpoint_interval_seconds").p50 == pytest.approx(
        (2 * failure * save) ** 0.5, rel=0.01
    )
    assert figure(option, "checkpoint_write_bytes_per_second").p50 == pytest.approx(
        14 * 405.85e9 / save, rel=0.01
    )
    assert 0.05 < figure(option, "interruption_share").p50 < 0.2


def test_a_run_that_is_interrupted_more_than_its_goodput_allows_says_so() -> None:
    often = Assumptions(failures_per_accelerator_day=exact(0.05))
    option = only(training(accelerator="h100-sxm", accelerators=1024), assumptions=often)
    assert any("interruptions take" in warning for warning in option.warnings)
    assert not any(
        "interruptions take" in warning
        for warning in only(training(accelerator="h100-sxm", accelerators=64)).warnings
    )


def test_an_eight_bit_optimiser_is_saved_in_fewer_bytes() -> None:
    option = only(training(accelerator="h100-sxm", accelerators=64, optimizer="adam_8bit"))
    assert figure(option, "checkpoint_bytes").p50 == pytest.approx(8 * 8.03e9, rel=0.001)


def test_repeated_text_is_worth_less_the_more_often_it_is_read() -> None:
    """Muennighoff et al. 2023, arXiv 2305.16264: up to four passes are nearly as good as fresh text."""
    clean = Estate(clean_tokens=exact(1e11))

    def worth(passes: float) -> float:
        option = only(training(tokens=passes * 1e11, accelerator="h100-sxm"), clean)
        assert figure(option, "passes_over_data").p50 == pytest.approx(passes)
        return figure(option, "effective_tokens").p50 / (passes * 1e11)

    assert worth(1) == pytest.approx(1)
    assert worth(4) > 0.9
    assert worth(4) > worth(16) > worth(64)
    assert worth(64) < 0.3


def test_text_that_nobody_counted_leaves_its_passes_open() -> None:
    option = only(training(accelerator="h100-sxm")).to_json()
    assert (option["passes_over_data"], option["effective_tokens"]) == (None, None)
    assert option["compute_optimal_tokens"]["p50"] == pytest.approx(20 * 8.03e9, rel=0.01)


def test_fine_tuning_reads_its_text_once_for_each_epoch() -> None:
    option = only(fine_tuning(accelerator="h100-sxm", epochs=exact(3)))
    assert figure(option, "passes_over_data").p50 == 3
    workload = sized(fine_tuning(accelerator="h100-sxm", epochs=exact(8)))
    assert any("8.0 passes" in warning for warning in workload.warnings)


def test_the_data_loader_reads_four_bytes_for_each_token() -> None:
    option = only(training(accelerator="h100-sxm", accelerators=64))
    each = figure(option, "tokens_per_second_per_accelerator").p50
    assert figure(option, "data_read_bytes_per_second").p50 == pytest.approx(4 * 64 * each)


def test_frozen_weights_are_for_adapters() -> None:
    with pytest.raises(ValueError, match="frozen_weights is for lora"):
        fine_tuning(frozen_weights="int8")


@given(
    st.floats(1e8, 1e12),
    st.sampled_from(["h100-sxm", "a100-sxm-80gb", "mi300x"]),
    st.sampled_from(["llama-3-8b", "mixtral-8x7b"]),
    st.sampled_from([None, 9, 16]),
)
@settings(deadline=None, max_examples=10)
def test_the_rate_of_the_run_times_its_hours_is_its_tokens(
    tokens: float, accelerator: str, model: str, accelerators: int | None
) -> None:
    option = only(training(accelerator=accelerator, model=model, tokens=tokens, accelerators=accelerators))
    hours, rate = figure(option, "accelerator_hours"), figure(option, "run_tokens_per_second_per_accelerator")
    assert [low * 3600 * high for low, high in zip(_ends(hours), reversed(_ends(rate)), strict=True)] == (
        pytest.approx([tokens] * 3, rel=2e-3)
    )
    benchmark, mfu = figure(option, "tokens_per_second_per_accelerator"), figure(option, "mfu")
    assert figure(option, "run_mfu").p50 / rate.p50 == pytest.approx(mfu.p50 / benchmark.p50)
    assert rate.p50 < benchmark.p50


def _ends(found: Quantiles) -> list[float]:
    return [found.p10, found.p50, found.p90]


def test_the_derivation_names_the_rate_of_the_benchmark_and_that_of_the_run() -> None:
    option = only(training(accelerator="h100-sxm"))
    lines = {step.step: step.value for step in option.derivation}
    assert lines["throughput"] == pytest.approx(figure(option, "tokens_per_second_per_accelerator").p50)
    assert lines["throughput of the run"] == pytest.approx(
        figure(option, "run_tokens_per_second_per_accelerator").p50
    )


def test_a_run_of_two_hours_buys_nothing_unless_other_work_uses_the_rest() -> None:
    run = fine_tuning(method="lora", tokens=5e7, accelerator="b200", accelerators=1)

    def cheapest(**given: Any) -> Option:
        return only(run, assumptions=Assumptions(price_usd_per_hour={"b200": exact(8.0)}, **given))

    once, shared = cheapest(), cheapest(owned_utilisation=exact(0.9))
    assert (once.acquired, shared.acquired) == ("rent", "buy")
    whole, part = (
        next(step for step in option.derivation if step.step == "purchase charged")
        for option in (once, shared)
    )
    assert whole.formula.startswith("in full: the run happens once")
    assert whole.value == pytest.approx(figure(once, "purchase_usd").p50)
    assert part.formula == "the share of the life that the work uses: other work uses the rest"
    assert part.value == pytest.approx(figure(shared, "amortised_usd").p50)


def test_a_run_that_is_cheaper_to_buy_for_pays_the_whole_purchase() -> None:
    run = training(accelerator="rtx-4090", accelerators=1, tokens=2e10, deadline_days=5000)
    prices = {"price_usd_per_hour": {"rtx-4090": exact(5.0)}, "price_usd_to_buy": {"rtx-4090": exact(1000.0)}}
    option = only(run, assumptions=Assumptions(**prices))
    capital = option.quantiles("cost_usd", "capital")
    assert option.acquired == "buy"
    assert capital is not None
    assert capital.p50 == pytest.approx(1000.0)
