"""Layouts of a training: what fits, what is found, and what a refusal says."""

from planner.sizing.workload import Layout, ModelShape
from tests.planner.sizing.builders import figure, fine_tuning, fixed, only, training


def test_a_layout_that_does_not_fit_is_answered_not_dropped() -> None:
    layout = fixed(1, 1, 8, data=8, sharding="none")
    option = only(training(model="llama-3-70b", accelerator="h100-sxm", accelerators=8, layout=layout))
    assert not option.is_feasible
    assert "needs" in option.reason
    assert option.layout["micro_batch"] == 8
    assert option.memory["total"].p50 > option.capacity_bytes


def test_a_ten_trillion_model_does_not_fit_one_laptop_accelerator() -> None:
    option = only(training(model=ModelShape(parameters=1e13), accelerator="rtx-4090", accelerators=1))
    assert not option.is_feasible
    assert "GB" in option.reason


def test_an_accelerator_without_the_precision_says_so() -> None:
    option = only(training(accelerator="a100-sxm-80gb", accelerators=64, precision="fp8"))
    assert (option.is_feasible, option.reason) == (False, "a100-sxm-80gb has no fp8 arithmetic")


def test_adapters_need_fewer_accelerators_than_full_fine_tuning() -> None:
    def fewest(method: str) -> int:
        tune = fine_tuning(model="llama-3-70b", tokens=1e6, accelerator="h100-sxm", method=method)
        return only(tune).accelerators

    assert fewest("qlora") == 1
    assert fewest("qlora") <= fewest("lora") < fewest("full")


def test_accelerators_that_do_not_fill_a_layout_stay_idle_and_it_says_so() -> None:
    option = only(
        training(model="llama-3-70b", accelerator="h100-sxm", accelerators=65, layout=Layout(tensor=8))
    )
    assert any("1 accelerators stay idle" in warning for warning in option.warnings)


def test_a_deadline_that_cannot_be_met_does_not_change_the_layout() -> None:
    def layout(tokens: float) -> dict[str, int | str]:
        run = training(
            tokens=tokens,
            model="qwen3-32b",
            accelerator="h200-sxm",
            accelerators=8,
            sequence_length=2048,
        )
        return only(run).layout

    assert layout(1e10) == layout(1.8e11) == layout(1e13)


META = {
    "model": "llama-3.1-405b",
    "tokens": 15.6e12,
    "sequence_length": 8192,
    "accelerator": "h100-sxm",
    "accelerators": 16384,
    "global_batch_tokens": 16e6,
    "software_year": 2024,
}


def test_meta_could_train_its_largest_model_as_it_did() -> None:
    """arXiv 2407.21783, table 4: tensor 8, context 1, pipeline 16 on 16,384 H100; all layers kept do not fit."""
    kept = only(training(**META, layout=Layout(tensor=8, context=1, pipeline=16, recompute="none")))
    found = only(training(**META, layout=Layout(tensor=8, context=1, pipeline=16)))
    assert not kept.is_feasible
    assert found.is_feasible
    assert found.layout["recompute"] == "partial"
    assert 0 < found.layout["recomputed_share"] < 1  # type: ignore[operator]  # -- a number
    assert found.memory["total"].p50 <= 0.94 * found.capacity_bytes


def test_naming_the_layout_that_is_found_changes_nothing() -> None:
    given = {"model": "llama-3-8b", "tokens": 1e12, "accelerator": "h100-sxm", "accelerators": 64}
    found = only(training(**given))
    words = ("tensor", "pipeline", "context", "micro_batch", "sharding", "recompute")
    named = only(training(**given, layout=Layout(**{word: found.layout[word] for word in words})))
    assert figure(named, "accelerator_hours") == figure(found, "accelerator_hours")


def test_a_layout_that_is_worse_takes_more_hours_and_keeps_more_of_its_speed() -> None:
    given = {"model": "llama-3-70b", "tokens": 1e12, "accelerator": "h100-sxm", "accelerators": 512}
    found = only(training(**given))
    worse = only(training(**given, layout=Layout(tensor=8, pipeline=8, micro_batch=1, recompute="full")))
    ratio = [
        figure(worse, name).p50 / figure(found, name).p50
        for name in ("accelerator_hours", "tokens_per_second_per_accelerator")
    ]
    assert 1 < ratio[0] < 1 / ratio[1]


def test_a_refusal_names_what_would_help() -> None:
    refused = only(
        fine_tuning(model="llama-3-8b", accelerator="rtx-4090", accelerators=1, global_batch_tokens=4096)
    )
    assert not refused.is_feasible
    assert "offload: optimizer" in refused.reason
    assert "method: " in refused.reason


def test_what_a_refusal_names_does_help() -> None:
    """torchtune trains all of Llama 3.1 8B on one card of 24 GB (README of September 2024: 18.9 GiB)."""
    found = only(
        fine_tuning(
            model="llama-3-8b",
            accelerator="rtx-4090",
            accelerators=1,
            sequence_length=2048,
            global_batch_tokens=4096,
            framework="fsdp",
            loss="chunked",
            optimizer="adam_8bit",
            master_weights="none",
            optimizer_in_backward=True,
            offload="optimizer",
            layout=Layout(micro_batch=2, recompute="full"),
        )
    )
    assert found.is_feasible
    assert found.memory["total"].p10 <= 18.9 * 2**30 <= found.memory["total"].p90
