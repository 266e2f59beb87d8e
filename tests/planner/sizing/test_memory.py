"""Training memory against measurements."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.memory import training_memory
from planner.sizing.physics.parallelism import RECOMPUTES, SHARDINGS, Layouts
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


# The same source, 4 layers of DeepSeek-V2.
@pytest.mark.parametrize(
    ("given", "gib"), [({"expert": 8, "data": 8}, 45.63), ({"pipeline": 2, "expert": 4, "data": 4}, 44.70)]
)
def test_measured_peaks_of_sparse_models_are_met_within_eight_percent(
    given: dict[str, float], gib: float
) -> None:
    model = truncated("deepseek-v2", 4)
    memory = training_memory(model, layout(**given), sequence_length=4096, micro_batches=np.array([64.0]))
    assert float(memory["total"][0]) / GIB == pytest.approx(gib, rel=0.08)


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
    assert float(sum(parts)[0]) == pytest.approx(float(memory["total"][0]))  # type: ignore[index]
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
    """QLoRA, arXiv 2305.14314: 4-bit weights with double-quantised scales, 0.55 bytes each with what is not packed."""
    model = CATALOGUE.model("llama-3-70b")

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
    assert weights("lora", "int8") == pytest.approx(model.parameters + adapters, rel=1e-3)
    assert weights("qlora") == pytest.approx(0.55 * model.parameters + adapters, rel=1e-3)
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
