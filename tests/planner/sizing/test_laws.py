"""Laws that every sizing keeps, whatever the workload: tried on random ones."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.parallelism import candidate_layouts
from planner.sizing.result import Option
from planner.sizing.size import size
from planner.sizing.workload import Assumptions, Estate, Estimate, Layout, Training, Workload
from tests.effort import examples
from tests.planner.sizing.builders import batch, exact, figure, fine_tuning, inference, retrieval, training

# A sizing takes a tenth of a second: a failing one is shown as it was drawn, not looked for in a smaller form.
TRIES = examples(5, deadline=None, phases=(Phase.explicit, Phase.generate))
SAMPLES = 64
MODELS = ("llama-3-8b", "qwen3-32b", "llama-3-70b", "mixtral-8x7b", "deepseek-v3")
CHIPS = ("a100-sxm-80gb", "h100-sxm", "h200-sxm", "b200", "mi300x")
PARTS = ("weights", "gradients", "optimizer", "activations", "kv_cache", "other")

models, chips = st.sampled_from(MODELS), st.sampled_from(CHIPS)
factors = st.floats(1.05, 20.0)


def best(workload: Workload, estate: Estate | None = None, **assumed: object) -> Option:
    assumptions = Assumptions(acquire="rent", **assumed)  # type: ignore[arg-type]  # -- fields drawn by name
    return size([workload], estate or Estate(), assumptions, samples=SAMPLES).workloads[0].options[0]


@st.composite
def runs(draw: st.DrawFn) -> Training:
    return training(
        model=draw(models),
        accelerator=draw(chips),
        tokens=draw(st.floats(1e10, 1e12)),
        sequence_length=draw(st.sampled_from([2048, 4096, 8192, 32768])),
        deadline_days=draw(st.floats(20, 200)),
    )


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    model, chip, scale = draw(models), draw(chips), draw(st.floats(0.2, 5.0))
    kinds: list[Workload] = [
        training(model=model, accelerator=chip, tokens=1e11 * scale),
        fine_tuning(model=model, accelerator=chip, tokens=1e8 * scale, method="lora"),
        inference(model=model, accelerator=chip, requests_per_second=5 * scale, precision="fp8"),
        batch(model=model, accelerator=chip, requests=1e6 * scale),
        retrieval(accelerator=chip, corpus_tokens=1e9 * scale),
    ]
    return draw(st.sampled_from(kinds))


def quantiles_of(value: object) -> list[tuple[float, float, float]]:
    if isinstance(value, dict):
        if set(value) == {"p10", "p50", "p90"}:
            return [(value["p10"], value["p50"], value["p90"])]
        return [found for part in value.values() for found in quantiles_of(part)]
    return [found for part in value for found in quantiles_of(part)] if isinstance(value, list) else []


@given(workloads())
@TRIES
def test_p10_p50_and_p90_ascend_everywhere(workload: Workload) -> None:
    found = quantiles_of(best(workload).to_json())
    assert found
    assert all(low <= middle <= high for low, middle, high in found)


@given(workloads())
@TRIES
def test_parts_of_memory_sum_to_the_total(workload: Workload) -> None:
    memory = best(workload).memory
    assert sum(memory[part].p50 for part in PARTS) == pytest.approx(memory["total"].p50, rel=1e-6)


@given(workloads())
@TRIES
def test_what_is_rented_costs_no_capital(workload: Workload) -> None:
    option = best(workload)
    capital, operating, total = (
        option.quantiles("cost_usd", part) for part in ("capital", "operating", "total")
    )
    if total is not None:
        assert capital is not None
        assert operating is not None
        assert (capital.p10, capital.p90) == (0, 0)  # all is rented
        assert operating == total


@given(runs(), factors)
@TRIES
def test_more_tokens_never_take_less(run: Training, factor: float) -> None:
    larger = replace(run, tokens=run.tokens.scaled(factor))
    before, after = best(run), best(larger)
    assert after.accelerators >= before.accelerators
    # Whole nodes may run more efficiently than a few accelerators: hours are compared on the same number.
    fixed = max(before.accelerators, 8)
    few, many = (best(replace(each, accelerators=fixed, deadline_days=None)) for each in (run, larger))
    for name in ("flops", "accelerator_hours", "days", "energy_joules"):
        assert figure(many, name).p50 == pytest.approx(factor * figure(few, name).p50, rel=1e-6)
    costs = few.quantiles("cost_usd", "total"), many.quantiles("cost_usd", "total")
    assert costs[0] is None or costs[1] is None or costs[1].p50 > costs[0].p50


@given(st.sampled_from(["llama-3-8b", "llama-3-70b"]), chips, st.floats(0.5, 10), factors)
@TRIES
def test_more_requests_never_take_less(model: str, chip: str, rate: float, factor: float) -> None:
    before = best(inference(model=model, accelerator=chip, precision="bf16", requests_per_second=rate))
    after = best(
        inference(model=model, accelerator=chip, precision="bf16", requests_per_second=rate * factor)
    )
    assert after.accelerators >= before.accelerators


@given(runs())
@TRIES
def test_one_node_fewer_misses_the_date_or_does_not_fit(run: Training) -> None:
    option = best(run)
    node = load_catalogue().accelerator(option.accelerator).per_node
    fewer = option.accelerators - (node if option.accelerators > node else 1)
    if not option.is_feasible or fewer < 1:
        return
    assert run.deadline_days is not None
    assert figure(option, "days").p50 <= run.deadline_days.likely * 1.001
    less = best(replace(run, accelerators=fewer, deadline_days=None))
    days = less.quantiles("days")
    assert not less.is_feasible or days is None or days.p50 > run.deadline_days.likely * 0.97


@given(runs())
@TRIES
def test_a_layout_multiplies_to_the_accelerators(run: Training) -> None:
    option = best(run)
    width = [int(option.layout[name]) for name in ("tensor", "pipeline", "context", "data")]
    assert int(np.prod(width)) == option.accelerators
    assert option.nodes >= option.accelerators / load_catalogue().accelerator(option.accelerator).per_node
    if option.is_feasible:
        shard = width[0] * width[2] * width[3]
        assert shard % int(option.layout["expert"]) == 0


@given(models, st.sampled_from([4096, 32768]), st.sampled_from(["megatron", "fsdp"]))
@TRIES
def test_every_candidate_can_be_built(model: str, tokens: int, framework: str) -> None:
    shape = load_catalogue().model(model)
    found = candidate_layouts(shape, Layout(), sequence_length=tokens, widest=8, framework=framework)
    assert np.all(shape.attention_heads % found.tensor == 0)
    assert np.all(found.tensor <= 8)
    assert np.all(found.pipeline <= shape.layers)
    assert np.all((found.expert == 1) | (shape.experts % found.expert == 0))
    assert len(
        set(zip(*(getattr(found, name) for name in Layout.__slots__ if name in _AXES), strict=True))
    ) == len(found.tensor)


_AXES = ("tensor", "pipeline", "context", "expert", "micro_batch", "sharding", "recompute")


@given(runs(), st.floats(1.5, 4.0))
@TRIES
def test_cost_scales_with_the_price(run: Training, factor: float) -> None:
    fixed = replace(run, accelerators=64, deadline_days=None)
    costs = []
    for price in (2.0, 2.0 * factor):
        option = best(fixed, price_usd_per_hour={run.accelerator: exact(price)})
        total = option.quantiles("cost_usd", "total")
        assert total is not None
        costs.append(total.p50)
    assert costs[1] == pytest.approx(factor * costs[0], rel=1e-6)


@given(runs(), st.floats(1.1, 1.8))
@TRIES
def test_energy_and_carbon_scale_with_pue(run: Training, factor: float) -> None:
    fixed = replace(run, accelerators=64, deadline_days=None)
    one, two = (best(fixed, pue=exact(pue)) for pue in (1.2, 1.2 * factor))
    for name in ("energy_joules", "carbon_grams"):
        assert figure(two, name).p50 == pytest.approx(factor * figure(one, name).p50, rel=1e-6)


@given(runs(), st.floats(0.02, 0.5))
@TRIES
def test_a_range_widens_the_result_and_keeps_its_middle(run: Training, spread: float) -> None:
    fixed = replace(run, accelerators=64, deadline_days=None)
    likely = fixed.tokens.likely
    wide = replace(fixed, tokens=Estimate(likely / (1 + spread), likely, likely * (1 + spread)))
    before, after = figure(best(fixed), "days"), figure(best(wide), "days")
    assert after.p50 == pytest.approx(before.p50, rel=0.15)
    assert after.p90 / after.p10 > 0.97 * before.p90 / before.p10
