"""The facts: complete, plausible, sourced, found by the names people write."""

import pytest

from planner.sizing.catalogue import CatalogueError, load_catalogue

CATALOGUE = load_catalogue()
PROMISED = """v100-sxm-32gb a100-sxm-40gb a100-sxm-80gb a100-pcie-80gb h100-sxm h100-pcie h200-sxm h200-nvl h800 a800
gh200 h20 b100 b200 b300 gb200 gb300 l4 l40s rtx-4090 rtx-5090 rtx-pro-6000 mi250x mi300x mi325x mi350x mi355x tpu-v3
tpu-v4 tpu-v5e tpu-v5p tpu-v6e tpu-v7 gaudi2 gaudi3 trainium1 trainium2"""


@pytest.mark.parametrize("name", PROMISED.split())
def test_every_promised_accelerator_is_there(name: str) -> None:
    assert CATALOGUE.accelerator(name).name == name


def test_the_catalogue_is_as_wide_as_promised() -> None:
    assert len(CATALOGUE.accelerators) >= 37
    assert len(CATALOGUE.models) >= 40
    assert len(CATALOGUE.grids) >= 200
    assert len(CATALOGUE.rent_prices) >= 30


def test_every_fact_has_a_source() -> None:
    assert all(chip.source for chip in CATALOGUE.accelerators.values())
    assert all(model.source for model in CATALOGUE.models.values())
    assert all(grid.source and grid.year >= 2005 for grid in CATALOGUE.grids.values())
    assert all(price.source and price.as_of for price in CATALOGUE.rent_prices)
    assert all(price.source and price.as_of for price in CATALOGUE.buy_prices.values())


@pytest.mark.parametrize("chip", CATALOGUE.accelerators.values(), ids=lambda chip: chip.name)
def test_an_accelerator_is_within_plausible_bounds(chip) -> None:  # type: ignore[no-untyped-def]
    assert 16e9 <= chip.memory_bytes <= 300e9
    assert 300e9 <= chip.bandwidth_bytes_per_second <= 8e12
    assert 100e12 <= chip.peak["bf16"] <= 3e15
    assert all(rate > chip.peak["bf16"] for name, rate in chip.peak.items() if name in ("fp8", "fp4"))
    assert chip.nic_bytes_per_second <= chip.link_bytes_per_second
    assert chip.per_node <= chip.domain or chip.domain in (4, 8)
    assert chip.watts < chip.watts_with_host < 4 * chip.watts + 200
    assert all(0.2 < share <= 1 for share in (*chip.ceiling.values(), *chip.serving.values(), chip.sustained))


@pytest.mark.parametrize("model", CATALOGUE.models.values(), ids=lambda model: model.name)
def test_the_parameters_counted_from_a_shape_are_the_published_ones(model) -> None:  # type: ignore[no-untyped-def]
    assert model.shape_parameters == pytest.approx(model.parameters, rel=0.015)


def test_prices_are_of_known_accelerators_and_not_listed_twice() -> None:
    keys = [(price.accelerator, price.provider, price.instance) for price in CATALOGUE.rent_prices]
    assert len(keys) == len(set(keys))
    for price in CATALOGUE.rent_prices:
        assert price.accelerator in CATALOGUE.accelerators
        assert 0.1 < price.low <= price.usd_per_hour <= price.high < 25
    assert set(CATALOGUE.buy_prices) <= set(CATALOGUE.accelerators)


def test_grids_lie_between_clean_and_coal() -> None:
    assert all(0 <= grid.grams_per_kwh <= 1400 for grid in CATALOGUE.grids.values())
    assert {grid.area for grid in CATALOGUE.grids.values()} <= set(CATALOGUE.electricity)


@pytest.mark.parametrize("name", ["Llama 3-8B", "llama3-8b", "LLAMA-3.1-8B", "meta-llama/Llama-3.1-8B"])
def test_names_are_matched_without_case_spaces_and_hyphens(name: str) -> None:
    assert CATALOGUE.model(name).name == "llama3-8b"


def test_a_grid_is_found_by_code_and_by_name() -> None:
    assert CATALOGUE.grid("fra") is CATALOGUE.grid("France")


def test_an_unknown_name_is_refused_with_the_nearest_three() -> None:
    with pytest.raises(CatalogueError, match="unknown accelerator 'h1000'; did you mean") as error:
        CATALOGUE.accelerator("h1000")
    assert str(error.value).count(",") == 2


def test_a_price_to_buy_is_estimated_from_the_rent_where_none_is_known_and_says_so() -> None:
    known, estimated = CATALOGUE.buy("h100-sxm"), CATALOGUE.buy("l40s")
    assert known is not None
    assert estimated is not None
    assert "estimated" not in known.sources[0]
    assert "estimated" in estimated.sources[0]
    assert CATALOGUE.buy("tpu-v7") is None
