"""What a training step exchanges and how fast its products run: one layout beside another."""

from dataclasses import replace

import numpy as np
import pytest

from planner.sizing.catalogue import load_catalogue
from planner.sizing.chips import chips_of
from planner.sizing.physics.calibration import CALIBRATION
from planner.sizing.physics.parallelism import RECOMPUTES, SHARDINGS, Layouts, candidate_layouts
from planner.sizing.training.step import HOST_LINK, HOST_MEMORY, StepTime, step_time
from planner.sizing.workload import Layout
from tests.planner.sizing.builders import fine_tuning, only, training

SEQUENCE, BATCH = 8192, 64
CATALOGUE = load_catalogue()
LLAMA = CATALOGUE.model("llama-3-70b")


def layout(**more: float) -> Layouts:
    base = {
        "tensor": 1, "pipeline": 1, "context": 1, "expert": 1, "data": 8, "virtual_stages": 1, "micro_batch": 1,
        "sharding": SHARDINGS.index("zero1"), "recompute": 0,
    }  # fmt: skip
    return Layouts(**{name: np.array([float(value)]) for name, value in (base | more).items()})


def step(layouts: Layouts, accelerator: str = "h100-sxm") -> StepTime:
    return step_time(
        LLAMA,
        chips_of([CATALOGUE.accelerator(accelerator)], "bf16"),
        layouts,
        sequence_length=SEQUENCE,
        global_batch_tokens=BATCH * SEQUENCE,
        constants=CALIBRATION.training,
    )


def test_context_parallelism_gathers_keys_and_values_and_starts_three_exchanges_a_layer() -> None:
    """3 x 2 x kv x 2 B x tokens x (CP - 1) x L / (0.8 link), with what is hidden; and 3 L latencies of 10 us."""
    found = step(layout(context=2, data=4))
    tokens, count = SEQUENCE / 2, BATCH / 4
    moved = 12.0 * 1024 * tokens * 80
    hidden = CALIBRATION.training.tensor_overlap
    expected = (1 - hidden) * moved / (0.8 * 450e9) + 3 * 80 * 10e-6
    assert found.exposed_tensor[0, 0] == pytest.approx(count * expected)


def test_the_latency_of_an_exchange_shows_where_a_micro_batch_is_small() -> None:
    whole, cut = step(layout(tensor=8)), step(layout(tensor=8, context=8, data=1))
    assert cut.exposed_tensor[0, 0] / cut.compute[0, 0] > whole.exposed_tensor[0, 0] / whole.compute[0, 0]


@pytest.mark.parametrize("data", [8, 64, 512])
def test_sharded_weights_expose_at_least_what_replicated_ones_do(data: int) -> None:
    replicated = step(layout(data=data))
    sharded = step(layout(data=data, sharding=SHARDINGS.index("zero3")))
    assert sharded.exposed_data[0, 0] >= replicated.exposed_data[0, 0]


def test_attention_is_slower_where_matrix_products_reach_less_of_the_peak() -> None:
    chip = CATALOGUE.accelerator("h100-sxm")
    halved = replace(chip, ceiling={"bf16": chip.ceiling["bf16"] / 2})

    def compute(accelerator: object) -> float:
        found = step_time(
            LLAMA,
            chips_of([accelerator], "bf16"),  # type: ignore[list-item]  # -- an accelerator of the catalogue
            layout(),
            sequence_length=SEQUENCE,
            global_batch_tokens=BATCH * SEQUENCE,
            constants=CALIBRATION.training,
        )
        return float(found.compute[0, 0])

    moved = LLAMA.layers * SEQUENCE * LLAMA.hidden_size * CALIBRATION.training.elementwise_bytes
    elementwise = BATCH / 8 * moved / (0.85 * chip.bandwidth_bytes_per_second)
    assert compute(halved) - elementwise == pytest.approx(2 * (compute(chip) - elementwise))


@pytest.mark.parametrize(("sequence", "choices"), [(4096, {1}), (8192, {1, 2, 4}), (16384, {1, 2, 4, 8})])
def test_sequences_are_split_from_eight_thousand_tokens_on(sequence: int, choices: set[int]) -> None:
    found = candidate_layouts(LLAMA, Layout(), sequence_length=sequence, widest=8, framework="megatron")
    assert {int(context) for context in found.context} == choices


def test_sequences_are_split_rather_than_recomputed_where_memory_is_short() -> None:
    """MLPerf Training v5.0 split Llama 3.1 405B on H100 into tensor 8, pipeline 8, context 2."""
    run = training(
        model="llama-3.1-405b",
        accelerator="h100-sxm",
        accelerators=512,
        sequence_length=SEQUENCE,
        precision="fp8",
    )
    found = only(run).layout
    assert (found["tensor"], found["context"], found["recompute"]) == (8, 2, "none")


@pytest.mark.parametrize(("precision", "each"), [("bf16", 2.0), ("fp8", 1.0), ("fp4", 1.0)])
def test_frozen_weights_are_kept_no_wider_than_their_products_need(precision: str, each: float) -> None:
    fixed = Layout(tensor=8, pipeline=1, micro_batch=1, sharding="zero1")
    run = fine_tuning(
        model="llama-3-70b",
        method="lora",
        precision=precision,
        accelerator="b200",
        accelerators=8,
        layout=fixed,
    )
    tables = 2 * LLAMA.embedding_parameters  # stay at 16 bits
    frozen = (each * (LLAMA.parameters - tables) + 2 * tables) / 8
    assert frozen <= only(run).memory["weights"].p50 <= 1.02 * frozen


def test_kernels_for_attention_did_not_make_tpus_faster() -> None:
    """XLA fused what stands between the products before trainers on CUDA had kernels for it."""

    def slower(accelerator: str) -> float:
        old, new = (
            step_time(
                LLAMA,
                chips_of([CATALOGUE.accelerator(accelerator)], "bf16"),
                layout(),
                sequence_length=2048,
                global_batch_tokens=BATCH * 2048,
                software_year=year,
                constants=replace(CALIBRATION.training, exposed_gradients=0.0),
            )
            for year in (2022.99, 2023.99)
        )
        return float((old.total - old.optimizer)[0, 0] / (new.total - new.optimizer)[0, 0])

    assert slower("tpu-v4") == pytest.approx(1.0)
    assert slower("a100-sxm-80gb") == pytest.approx(1 / CALIBRATION.training.before_flash_attention)


def test_a_share_of_the_layers_is_recomputed_in_proportion() -> None:
    none, part, whole = (
        step(replace(layout(recompute=RECOMPUTES.index(word)), share=np.array([0.25]))).compute[0, 0]
        for word in ("none", "partial", "full")
    )
    assert part - none == pytest.approx(0.25 * (whole - none))


def test_states_in_main_memory_cost_time_on_the_way() -> None:
    """Out 2 B, back 2 B, 28 B read and written there per parameter; weights come twice more for each micro-batch."""
    one = layout(data=1)

    def optimizer(offload: str) -> float:
        found = step_time(
            LLAMA,
            chips_of([CATALOGUE.accelerator("h100-sxm")], "bf16"),
            one,
            sequence_length=SEQUENCE,
            global_batch_tokens=4 * SEQUENCE,
            offload=offload,
            constants=CALIBRATION.training,
        )
        return float(np.broadcast_to(found.optimizer, (1, 1))[0, 0])

    update = LLAMA.parameters * (4 / HOST_LINK + 28 / HOST_MEMORY)
    assert optimizer("optimizer") == pytest.approx(update)
    assert optimizer("parameters") == pytest.approx(update + 4 * 4 * LLAMA.parameters / HOST_LINK)
    assert optimizer("none") < 0.05 * update
