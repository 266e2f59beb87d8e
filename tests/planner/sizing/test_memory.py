"""Training memory against measurements."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.memory import local_parameters, training_memory, tuned_memory
from planner.sizing.physics.parallelism import RECOMPUTES, SHARDINGS, Layouts
from planner.sizing.physics.stages import first_stage, last_stage
from planner.sizing.physics.states import Tuning
from planner.sizing.physics.transformer import Architecture
from planner.sizing.units import GIB

CATALOGUE = load_catalogue()


def layout(**given: float) -> Layouts:
    base = {
        "tensor": 1,
        "pipeline": 1,
        "context": 1,
        "expert": 1,
        "data": 1,
        "virtual_stages": 1,
        "micro_batch": 1,
    }
    modes = {"sharding": 1, "recompute": 0}
    return Layouts(**{name: np.array([float(value)]) for name, value in (base | modes | given).items()})


def truncated(name: str, layers: int) -> Architecture:
    return replace(CATALOGUE.model(name), layers=layers, counted_parameters=0.0)


# Peak memory measured on 8 x B200 with Megatron-LM, truncated models: MooreThreads/SimuMax,
# docs/b200/b200_release_v1.2_summary.md.
@pytest.mark.parametrize(
    ("model", "sequence", "given", "gib"),
    [
        (truncated("llama-3-70b", 12), 4096, {"tensor": 2, "data": 4}, 60.68),
        (truncated("llama-3.1-405b", 4), 4096, {"pipeline": 2, "data": 4}, 87.08),
        (truncated("llama-3.1-405b", 4), 4096, {"tensor": 2, "data": 4}, 81.59),
        (truncated("llama-3.1-405b", 4), 4096, {"tensor": 4, "data": 2}, 52.89),
        (truncated("llama-3.1-405b", 4), 4096, {"tensor": 8, "data": 1}, 38.57),
        (truncated("llama-3.1-405b", 4), 32768, {"tensor": 2, "context": 4}, 87.03),
        (truncated("llama-3.1-405b", 4), 32768, {"context": 8}, 139.22),
    ],
)
def test_measured_peaks_of_dense_models_are_met_within_three_percent(
    model: Architecture, sequence: int, given: dict[str, float], gib: float
) -> None:
    memory = training_memory(model, layout(**given), sequence_length=sequence, micro_batches=np.array([64.0]))
    assert float(memory["total"][0]) / GIB == pytest.approx(gib, rel=0.03)


# The same source, 4 layers of DeepSeek-V2, of which the first has no experts.
@pytest.mark.parametrize(
    ("given", "gib"), [({"expert": 8, "data": 8}, 45.63), ({"pipeline": 2, "expert": 4, "data": 4}, 44.70)]
)
def test_measured_peaks_of_sparse_models_are_met_within_three_percent(
    given: dict[str, float], gib: float
) -> None:
    model = truncated("deepseek-v2", 4)
    memory = training_memory(model, layout(**given), sequence_length=4096, micro_batches=np.array([64.0]))
    assert float(memory["total"][0]) / GIB == pytest.approx(gib, rel=0.03)


# torchtitan benchmarks/llama3_h100_202412, tables 5 and 6: Llama 3.1 405B on 512 H100, as many micro-batches as stages.
@pytest.mark.parametrize(
    ("sequence", "micro_batches", "given", "gib"),
    [
        (8192, 8, {"micro_batch": 4, "data": 8}, 82.5),
        (8192, 16, {"micro_batch": 2, "data": 8, "virtual_stages": 2}, 72.7),
        (32768, 8, {"data": 8}, 75.3),
        (65536, 8, {"context": 2, "data": 4}, 75.9),
        (131072, 8, {"context": 4, "data": 2}, 77.1),
        (262144, 8, {"context": 8, "data": 1}, 84.9),
    ],
)
def test_measured_peaks_of_sharded_training_in_a_pipeline_are_met_within_eight_percent(
    sequence: int, micro_batches: int, given: dict[str, float], gib: float
) -> None:
    shape = layout(tensor=8, pipeline=8, sharding=3, recompute=2, **given)
    memory = training_memory(
        CATALOGUE.model("llama-3.1-405b"),
        shape,
        sequence_length=sequence,
        micro_batches=np.array([float(micro_batches)]),
        framework="fsdp",
        software_year=2024.96,
    )
    assert float(memory["total"][0]) / GIB == pytest.approx(gib, rel=0.08)


def test_sharded_training_in_a_pipeline_holds_weights_and_gradients_whole_beside_the_shards() -> None:
    """torchtitan's apply_fsdp: no resharding after forward in a pipeline; 16-bit weights, 32-bit gradients."""
    model = CATALOGUE.model("llama-3.1-405b")
    shape = layout(tensor=8, pipeline=8, data=8, sharding=3, recompute=2)
    memory = training_memory(
        model, shape, sequence_length=8192, micro_batches=np.array([8.0]), framework="fsdp"
    )
    states = sum(float(memory[part][0]) for part in ("weights", "gradients", "optimizer"))
    here = sum(float(part[0]) for part in local_parameters(model, shape))
    layer = model.parameters / model.layers / 8
    assert states == pytest.approx(here * (2 + 4 + 16 / 8) + 4 * layer)


def test_stages_of_later_versions_do_not_hold_outputs_and_logits_of_every_micro_batch() -> None:
    """PyTorch, pull requests 153383 (May 2025) and 165822 (October 2025)."""
    model = CATALOGUE.model("llama-3.1-405b")
    shape = layout(tensor=8, pipeline=8, data=8, sharding=3, recompute=2)

    def activations(micro_batches: float, year: float) -> float:
        memory = training_memory(
            model,
            shape,
            sequence_length=8192,
            micro_batches=np.array([micro_batches]),
            framework="fsdp",
            software_year=year,
        )
        return float(memory["activations"][0])

    boundary, logits = 2 * 8192 * 16384 / 8, 2 * 8192 * 128_256 / 8
    assert activations(512, 2026) - activations(256, 2026) == pytest.approx(256 * boundary)
    assert activations(512, 2025) - activations(256, 2025) == pytest.approx(256 * max(2 * boundary, logits))


def test_plain_layers_at_the_start_are_on_the_first_stage() -> None:
    """DeepSeek-V3, arXiv 2412.19437: 3 of 61 layers without experts, before all others."""
    model, shape = CATALOGUE.model("deepseek-v3"), layout(pipeline=8)
    first, last = (end(model, shape, np.ones(1)) for end in (first_stage, last_stage))
    assert (first.layers - first.expert_layers).tolist() == [3.0]
    assert (last.layers - last.expert_layers).tolist() == [0.0]


def test_layers_that_alternate_are_alike_on_every_stage() -> None:
    """Llama 4 Maverick, config.json: experts in every second of 48 layers."""
    model, shape = CATALOGUE.model("llama4-maverick"), layout(pipeline=4)
    ends = [end(model, shape, np.ones(1)) for end in (first_stage, last_stage)]
    assert [end.expert_layers.tolist() for end in ends] == [[6.0], [6.0]]


def test_parts_of_the_model_that_take_turns_keep_more_micro_batches() -> None:
    """Narayanan et al. 2021, arXiv 2104.04473, section 2.2: 1 + (p - 1) / (p v) times the activations."""
    model, shape = CATALOGUE.model("llama-3-70b"), layout(pipeline=4, virtual_stages=5)
    many = np.array([64.0])
    assert first_stage(model, shape, many).in_flight.tolist() == [4 * (1 + 3 / (4 * 5))]
    assert last_stage(model, shape, many).in_flight.tolist() == [(4 * 4 + 1) / 5]
    assert first_stage(model, shape, np.array([2.0])).in_flight.tolist() == [2.0]


@pytest.mark.parametrize(("accelerators", "gib"), [(32, 47.96), (64, 46.97)])
def test_sharded_training_with_operator_wise_recomputation(accelerators: int, gib: float) -> None:
    """torchtitan benchmarks/llama3-8b_h200_202506: Llama 3.1 8B, FSDP, sequence 8192, two per accelerator."""
    shape = layout(data=accelerators, micro_batch=2, sharding=3, recompute=1)
    memory = training_memory(
        CATALOGUE.model("llama-3-8b"), shape, sequence_length=8192, micro_batches=np.ones(1), framework="fsdp"
    )
    assert float(memory["total"][0]) / GIB == pytest.approx(gib, rel=0.03)


layouts = st.builds(
    layout,
    tensor=st.sampled_from([1, 2, 4, 8]),
    pipeline=st.sampled_from([1, 2, 4, 8]),
    context=st.sampled_from([1, 2, 8]),
    expert=st.sampled_from([1, 4, 8]),
    data=st.integers(1, 512),
    micro_batch=st.sampled_from([1, 2, 4]),
    sharding=st.integers(0, len(SHARDINGS) - 1),
    recompute=st.integers(0, len(RECOMPUTES) - 1),
)


@given(
    layouts,
    st.sampled_from(["llama-3-8b", "mixtral-8x7b", "deepseek-v3"]),
    st.sampled_from(["full", "lora", "qlora"]),
    st.sampled_from(["adam", "adam_8bit"]),
    st.sampled_from([None, "bf16", "int8", "nf4"]),
    st.floats(0, 0.3),
)
def test_the_parts_sum_to_the_total(
    shape: Layouts, name: str, method: str, optimizer: str, frozen: str | None, fragmentation: float
) -> None:
    memory = training_memory(
        CATALOGUE.model(name),
        shape,
        sequence_length=4096,
        micro_batches=np.array([8.0]),
        method=method,
        optimizer=optimizer,
        frozen_weights=frozen,
        fragmentation=fragmentation,
    )
    parts = [value for part, value in memory.items() if part != "total"]
    assert float(np.sum(parts, axis=0)[0]) == pytest.approx(float(memory["total"][0]))
    assert all((value >= 0).all() for value in parts)


@given(layouts)
def test_recomputing_and_sharding_never_take_more(shape: Layouts) -> None:
    model = CATALOGUE.model("llama-3-70b")

    def total(**changes: float) -> float:
        changed = replace(shape, **{name: np.array([float(value)]) for name, value in changes.items()})
        memory = training_memory(model, changed, sequence_length=4096, micro_batches=np.array([8.0]))
        return float(memory["total"][0])

    assert total(recompute=2) <= total(recompute=0) * (1 + 1e-12)
    assert total(sharding=2) <= total(sharding=1) * (1 + 1e-12) <= total(sharding=0) * (1 + 1e-12)
    assert total(data=64) <= total(data=1) + 4 * model.parameters / model.layers


def test_adapters_take_a_fraction_of_full_training() -> None:
    model = CATALOGUE.model("llama-3-70b")

    def total(method: str) -> float:
        memory = training_memory(
            model, layout(recompute=2), sequence_length=2048, micro_batches=np.ones(1), method=method
        )
        return float(memory["total"][0])

    assert total("qlora") < 0.45 * total("lora") < 0.2 * total("full")


def test_frozen_weights_take_what_their_form_says() -> None:
    """QLoRA, arXiv 2305.14314: 4-bit weights with double-quantised scales; vocabulary tables stay at 16 bits."""
    model = CATALOGUE.model("llama-3-70b")
    tables = 2 * model.embedding_parameters
    layers = model.parameters - tables

    def weights(method: str, frozen: str | None = None) -> float:
        memory = training_memory(
            model,
            layout(recompute=2),
            sequence_length=2048,
            micro_batches=np.ones(1),
            method=method,
            frozen_weights=frozen,
        )
        return float(memory["weights"][0])

    adapters = weights("lora") - 2 * model.parameters
    assert weights("lora", "int8") == pytest.approx(layers + 2 * tables + adapters)
    assert weights("qlora") == pytest.approx(0.55 * layers + 2 * tables + adapters)
    assert weights("lora", "nf4") == weights("qlora")


def test_an_eight_bit_optimiser_takes_six_bytes_less_for_each_parameter() -> None:
    """Dettmers et al. 2021, arXiv 2110.02861: two moments of one byte instead of four."""
    model = CATALOGUE.model("llama-3-8b")
    plain, small = (
        training_memory(
            model, layout(sharding=0), sequence_length=2048, micro_batches=np.ones(1), optimizer=optimizer
        )
        for optimizer in ("adam", "adam_8bit")
    )
    assert float((plain["total"] - small["total"])[0]) == pytest.approx(6 * model.parameters)


def test_fragmentation_is_a_share_of_the_activations_and_part_of_other() -> None:
    model = CATALOGUE.model("llama-3-8b")
    tight, loose = (
        training_memory(
            model, layout(), sequence_length=8192, micro_batches=np.ones(1), fragmentation=fragmentation
        )
        for fragmentation in (0.0, 0.1)
    )
    assert float((loose["other"] - tight["other"])[0]) == pytest.approx(0.1 * float(tight["activations"][0]))


def test_longer_sequences_are_split_by_context_parallelism() -> None:
    model = CATALOGUE.model("llama-3-8b")
    whole, split = (
        training_memory(model, layout(context=context), sequence_length=131072, micro_batches=np.ones(1))[
            "activations"
        ][0]
        for context in (1, 8)
    )
    assert float(split) < 0.2 * float(whole)


def test_paged_optimiser_states_leave_room_for_65_billion_parameters_on_48_gb() -> None:
    """Dettmers et al. 2023, arXiv 2305.14314: 65B with adapters of rank 64 on one card of 48 GB, paged optimiser."""
    model = CATALOGUE.model("llama-65b")

    def memory(method: str) -> dict[str, float]:
        parts = training_memory(
            model,
            layout(recompute=2),
            sequence_length=512,
            micro_batches=np.ones(1),
            method=method,
            frozen_weights="nf4",
            rank=64,
        )
        return {part: float(value[0]) for part, value in parts.items()}

    paged, kept = memory("qlora"), memory("lora")
    assert paged["optimizer"] == pytest.approx(kept["optimizer"] / model.layers)
    assert paged["total"] == pytest.approx(kept["total"] - kept["optimizer"] + paged["optimizer"])
    assert paged["total"] < 0.94 * 48e9 < kept["total"]


def test_the_logits_take_what_the_form_of_the_loss_says() -> None:
    """Counted: plain 2 + 4 + 4 + 4 bytes, one kernel 6, an eighth of the tokens at a time 14 / 8."""
    model = CATALOGUE.model("llama-3-8b")

    def activations(loss: str | None, framework: str = "fsdp", year: float | None = None) -> float:
        memory = training_memory(
            model,
            layout(recompute=2, sharding=3),
            sequence_length=4096,
            micro_batches=np.ones(1),
            framework=framework,
            software_year=year,
            loss=loss,
        )
        return float(memory["activations"][0])

    entries = 4096 * model.vocabulary_size
    assert activations("plain") - activations("chunked") == pytest.approx((14 - 14 / 8) * entries)
    assert activations("plain") - activations("fused") == pytest.approx(8 * entries)
    assert activations(None) == activations("fused")
    assert activations(None, year=2024.5) == activations("plain", year=2024.5)
    assert activations(None, "other") == activations("plain", "other")


# torchtune, README of September 2024 and recipes/configs/llama3_1/8B_full_single_device.yaml: bf16 without a 32-bit
# copy, 8-bit Adam whose states are paged, updates in the backward pass, two sequences of 2,048, full recomputation.
@pytest.mark.parametrize(("offload", "gib"), [("optimizer", 18.9), ("none", 37.4)])
def test_eight_billion_parameters_are_trained_whole_on_one_card(offload: str, gib: float) -> None:
    memory = tuned_memory(
        CATALOGUE.model("llama-3-8b"),
        layout(recompute=2, micro_batch=2, sharding=3),
        Tuning(optimizer="adam_8bit", master_weights="none", optimizer_in_backward=True, offload=offload),
        sequence_length=2048,
        micro_batches=np.ones(1),
        framework="fsdp",
        loss="chunked",
    )
    assert float(memory["total"][0]) / GIB == pytest.approx(gib, rel=0.12)


def test_gradients_of_several_micro_batches_are_added_up() -> None:
    model, tuning = CATALOGUE.model("llama-3-8b"), Tuning(optimizer_in_backward=True)
    one, two = (
        tuned_memory(model, layout(), tuning, sequence_length=2048, micro_batches=np.array([count]))[
            "gradients"
        ]
        for count in (1.0, 2.0)
    )
    assert float(one[0]) == pytest.approx(float(two[0]) / model.layers)


def test_parameters_in_main_memory_leave_the_layers_at_work() -> None:
    model = CATALOGUE.model("llama-3-8b")
    memory = tuned_memory(
        model, layout(), Tuning(offload="parameters"), sequence_length=2048, micro_batches=np.ones(1)
    )
    at_work = max(4 * model.parameters / model.layers, 2 * model.embedding_parameters)
    assert float(memory["weights"][0]) == pytest.approx(at_work)


def test_a_share_of_the_layers_is_recomputed_in_between() -> None:
    model = CATALOGUE.model("llama-3-70b")

    def kept(word: str, share: float = 1.0) -> float:
        shape = replace(layout(recompute=RECOMPUTES.index(word)), share=np.array([share]))
        memory = training_memory(model, shape, sequence_length=8192, micro_batches=np.ones(1))
        return float(memory["activations"][0])

    assert kept("partial", 0.0) == kept("none")
    assert kept("partial", 1.0) == pytest.approx(kept("full"))
    assert kept("partial", 0.25) == pytest.approx(0.75 * kept("none") + 0.25 * kept("full"))
