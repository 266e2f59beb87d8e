"""The one door: output as promised, for every kind of workload."""

import json
from typing import Any

import numpy as np
import pytest

from planner.sizing.catalogue import load_catalogue
from planner.sizing.result import fingerprint
from planner.sizing.size import size
from planner.sizing.workload import Assumptions, Estate, Estimate, Stock, Workload
from tests.planner.sizing.builders import (
    batch,
    exact,
    fine_tuning,
    inference,
    only,
    retrieval,
    sized,
    training,
)

WORKLOADS: list[Workload] = [training(), fine_tuning(), inference(), retrieval(), batch()]
COMMON = {
    "accelerator", "accelerators", "nodes", "layout", "feasible", "reason", "memory_per_accelerator_bytes",
    "storage_bytes", "storage_throughput_bytes_per_second", "network_bytes_per_second", "power_watts",
    "energy_joules", "carbon_grams", "cost_usd", "derivation",
}  # fmt: skip
BY_KIND = {
    "training": {"flops", "mfu", "accelerator_hours", "days", "tokens_per_second_per_accelerator"},
    "fine_tuning": {"flops", "mfu", "accelerator_hours", "days", "tokens_per_second_per_accelerator"},
    "inference": {
        "replicas", "max_concurrency", "output_tokens_per_second", "output_tokens_per_second_per_accelerator",
        "time_to_first_token_seconds", "inter_token_latency_seconds", "utilisation",
        "cost_usd_per_million_output_tokens",
    },
    "retrieval": {"vectors", "index_bytes", "embedding_accelerator_hours", "queries_per_second_per_node"},
    "batch_inference": {"days", "output_tokens_per_second", "cost_usd_per_million_output_tokens"},
}  # fmt: skip
SAMPLES = {
    "accelerators", "memory_bytes", "memory_per_accelerator_bytes", "storage_bytes",
    "storage_throughput_bytes_per_second", "network_bytes_per_second", "power_watts", "cost_usd",
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Any:
    return size(WORKLOADS, Estate(), Assumptions(), samples=256)


def quantile_sets(value: Any) -> list[dict[str, float]]:
    if isinstance(value, dict) and set(value) == {"p10", "p50", "p90"}:
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [found for child in children for found in quantile_sets(child)]


def test_every_kind_has_the_promised_keys(result: Any) -> None:
    document = result.to_json()
    assert set(document) == {
        "engine_version",
        "catalogue_version",
        "seed",
        "samples",
        "fingerprint",
        "workloads",
    }
    for workload in document["workloads"]:
        policies = {"autoscaling"} if workload["kind"] == "inference" else set()
        assert set(workload) == {"name", "kind", "assumed", "warnings", "options", "sensitivity"} | policies
        for option in workload["options"]:
            assert COMMON | BY_KIND[workload["kind"]] <= set(option)


def test_every_estimate_ascends_and_is_finite(result: Any) -> None:
    found = quantile_sets(result.to_json())
    assert len(found) > 2000
    assert all(0 <= each["p10"] <= each["p50"] <= each["p90"] < float("inf") for each in found)


def test_every_catalogue_accelerator_is_compared_best_first(result: Any) -> None:
    for workload in result.workloads:
        assert {option.accelerator for option in workload.options} == set(load_catalogue().accelerators)
        feasible = [option.is_feasible for option in workload.options]
        assert feasible == sorted(feasible, reverse=True)
        assert all(bool(option.reason) != option.is_feasible for option in workload.options)


def test_options_keep_their_samples_for_the_verdict(result: Any) -> None:
    for workload in result.workloads:
        for option in workload.options:
            if option.is_feasible:
                assert set(option.samples) >= SAMPLES
                assert all(values.shape == (256,) for values in option.samples.values())
                assert all(
                    np.isfinite(values).all()
                    for name, values in option.samples.items()
                    if not name.endswith("cost_usd")
                )


def test_an_unknown_price_is_null_and_never_zero(result: Any) -> None:
    unpriced = [option for option in result.workloads[0].options if option.accelerator == "tpu-v7"]
    assert unpriced[0].to_json()["cost_usd"] == {"capital": None, "operating": None, "total": None}


def test_every_option_names_all_parts_of_memory(result: Any) -> None:
    parts = {"weights", "gradients", "optimizer", "activations", "kv_cache", "other", "total", "capacity"}
    for workload in result.to_json()["workloads"]:
        assert all(set(option["memory_per_accelerator_bytes"]) == parts for option in workload["options"])


def test_memory_parts_sum_to_the_total(result: Any) -> None:
    for workload in result.workloads:
        for option in workload.options:
            parts = sum(value.p50 for part, value in option.memory.items() if part != "total")
            assert parts == pytest.approx(option.memory["total"].p50)


def test_every_option_that_runs_can_be_unfolded(result: Any) -> None:
    for workload in result.workloads:
        option = workload.options[0]
        assert len(option.derivation) >= 10
        assert all(step.formula and step.unit and step.source for step in option.derivation)


def test_cost_is_capital_and_operating() -> None:
    option = only(training(accelerator="h100-sxm", accelerators=64), assumptions=Assumptions(acquire="rent"))
    cost = option.to_json()["cost_usd"]
    hours = option.to_json()["accelerator_hours"]
    assert cost["capital"]["p50"] == 0
    assert cost["total"] == cost["operating"]
    assert 2 < cost["total"]["p50"] / hours["p50"] < 10


def test_a_price_of_the_user_replaces_the_catalogue() -> None:
    assumptions = Assumptions(acquire="rent", price_usd_per_hour={"H100 SXM": exact(2.0)})
    document = only(training(accelerator="h100-sxm", accelerators=64), assumptions=assumptions).to_json()
    assert document["cost_usd"]["total"]["p50"] == pytest.approx(2 * document["accelerator_hours"]["p50"])


def test_energy_is_hours_times_power_times_pue_once() -> None:
    workload = training(accelerator="h100-sxm", accelerators=8)
    plain = only(workload, assumptions=Assumptions(pue=exact(1.0))).to_json()["energy_joules"]["p50"]
    doubled = only(workload, assumptions=Assumptions(pue=exact(2.0))).to_json()["energy_joules"]["p50"]
    assert doubled == pytest.approx(2 * plain)


def test_carbon_follows_the_grid() -> None:
    workload = training(accelerator="h100-sxm", accelerators=8)

    def grams(region: str) -> float:
        return float(only(workload, Estate(grid_region=region)).to_json()["carbon_grams"]["p50"])

    assert grams("FRA") < 0.3 * grams("DEU")


def test_renewable_contracts_lower_the_market_based_figure_only() -> None:
    workload = training(accelerator="h100-sxm", accelerators=8)
    document = only(workload, Estate(renewable_share=exact(0.8))).to_json()
    assert document["carbon_market_grams"]["p50"] == pytest.approx(0.2 * document["carbon_grams"]["p50"])


def test_accelerators_of_the_estate_are_always_among_the_options() -> None:
    estate = Estate(
        accelerators=(Stock("A100 SXM 80GB", Estimate.exact(16)), Stock("l40s", Estimate.exact(4)))
    )
    options = sized(training(accelerator="h100-sxm"), estate).options
    assert {option.accelerator for option in options} == {"h100-sxm", "a100-sxm-80gb", "l40s"}
    assert {option.accelerator for option in options if option.in_estate} == {"a100-sxm-80gb", "l40s"}


def test_an_unknown_type_or_region_in_the_estate_is_left_out_and_said_so() -> None:
    estate = Estate(accelerators=(Stock("Frobnicator 9", Estimate.exact(4)),), grid_region="Atlantis")
    assumed = sized(training(accelerator="h100-sxm"), estate).assumed
    assert any("Frobnicator" in note for note in assumed)
    assert any("Atlantis" in note for note in assumed)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    def text(seed: int) -> str:
        return json.dumps(size(WORKLOADS[:1], Estate(), Assumptions(), seed=seed, samples=128).to_json())

    assert text(1) == text(1)
    assert text(1) != text(2)


def test_a_workload_is_sized_the_same_alone_and_in_company(result: Any) -> None:
    alone = size(WORKLOADS[2:3], Estate(), Assumptions(), samples=256)
    assert alone.workloads[0].to_json() == result.workloads[2].to_json()


def test_the_fingerprint_covers_everything_else(result: Any) -> None:
    document = result.to_json()
    stated = document.pop("fingerprint")
    assert stated == fingerprint(document)


def test_ranges_widen_the_result() -> None:
    narrow = only(training(accelerator="h100-sxm", accelerators=64)).to_json()["days"]
    wide = only(
        training(tokens=Estimate(0.3e12, 1e12, 3e12), accelerator="h100-sxm", accelerators=64)
    ).to_json()["days"]
    assert wide["p90"] / wide["p10"] > 2 * narrow["p90"] / narrow["p10"]
