"""The facts: complete, plausible, sourced, found by the names people write."""

import pytest

from planner.sizing.catalogue import CatalogueError, RentPrice, load_catalogue
from planner.sizing.catalogue.dates import is_old, months_between
from planner.sizing.catalogue.facts import name_key

CATALOGUE = load_catalogue()
PROMISED = """v100-sxm-32gb a100-sxm-40gb a100-sxm-80gb a100-pcie-80gb h100-sxm h100-pcie h200-sxm h200-nvl h800 a800
gh200 h20 b100 b200 b300 gb200 gb300 l4 l40s rtx-4090 rtx-5090 rtx-pro-6000 mi250x mi300x mi325x mi350x mi355x tpu-v3
tpu-v4 tpu-v5e tpu-v5p tpu-v6e tpu-v7 gaudi2 gaudi3 trainium1 trainium2"""

OPEN_MODELS = """qwen3-235b-a22b qwen3-coder-480b-a35b deepseek-v3 kimi-k2 glm-4.6 minimax-m2 gpt-oss-120b
gpt-oss-20b llama4-maverick gemma-3-27b mistral-small-24b olmo3-32b apertus-70b smollm3-3b phi-4"""
PROMISED_MODELS = """\
alexatm-20b amber-7b apertus-70b apertus-8b arctic bloom-176b bloomberggpt-50b chameleon-34b chinchilla-70b
codefuse-13b codellama-34b dbrx deepseek-67b deepseek-v2 deepseek-v3 falcon-180b falcon-40b falcon-7b
falcon2-11b glm-130b gopher-280b gpt-j-6b gpt-neox-20b gpt-oss-120b gpt3-175b gpt3-175b-51200 gpt3-20b gpt3-5b
granite-13b granite3-2b granite3-8b grok1 idefics-80b instella-3b internlm-7b jais-13b k2-65b kimi-k2 lamda-137b
llama-13b llama-33b llama-65b llama-7b llama2-13b llama2-34b llama2-70b llama2-7b llama3-70b llama3-8b
llama3.1-405b llama3.2-1b llama3.2-3b llama4-maverick llama4-scout luminous-supreme marin-32b marin-8b mc-1.7b
mc-119b mc-16b mc-177b mc-314b mc-32b mc-462b mc-7.1b mc-70b megatron-1t megatron-22b mixtral-8x22b mixtral-8x7b
mpt-125m mpt-13b mpt-1b mpt-30b mpt-350m mpt-3b mpt-70b mpt-760m mpt-7b mtnlg-530b nemotron3-22b nemotron3-8b
nemotron3-8b-base nemotron4-15b nemotron4-340b olmo-7b olmo2-13b olmo2-32b olmo2-7b olmo3-32b olmo3-7b
olmoe-1b-7b open-llama-7b openelm-3b opt-175b palm-540b phi-1.5 phi-2 phi-3-medium phi-3-mini phi-3.5-moe phi-4
plamo-13b poro-34b pythia-1.4b pythia-12b pythia-1b pythia-2.8b pythia-6.9b qwen3-235b-a22b qwen3-30b-a3b
sc21-1.7b sc21-145b sc21-18b sc21-1t sc21-3.6b sc21-310b sc21-39b sc21-530b sc21-7.5b sc21-76b skywork-13b
smollm2-1.7b smollm3-3b stablelm-3b-4e1t stablelm2-1.6b starcoder-15b starcoder2-15b starcoder2-3b starcoder2-7b
tinyllama-1.1b trinity-large vt-175b vt-18.4b vt-3.6b vt-39.1b xgen-7b yalm-100b"""


@pytest.mark.parametrize("name", PROMISED_MODELS.split())
def test_every_promised_model_is_there(name: str) -> None:
    assert CATALOGUE.model(name).name == name


@pytest.mark.parametrize("name", PROMISED.split())
def test_every_promised_accelerator_is_there(name: str) -> None:
    assert CATALOGUE.accelerator(name).name == name


def test_the_catalogue_is_as_wide_as_promised() -> None:
    assert len(CATALOGUE.accelerators) >= 37
    assert len(CATALOGUE.models) >= 40
    assert len(CATALOGUE.grids) >= 200
    assert len(CATALOGUE.rent_prices) >= 40
    hourly = (*CATALOGUE.rent_prices, *CATALOGUE.reserved_prices, *CATALOGUE.spot_prices)
    electricity = len(CATALOGUE.electricity) + len(CATALOGUE.electricity_of_countries)
    assert len(hourly) + len(CATALOGUE.buy_prices) + electricity >= 80


def test_every_fact_has_a_source() -> None:
    assert all(chip.source for chip in CATALOGUE.accelerators.values())
    assert all(model.source for model in CATALOGUE.models.values())
    assert all(grid.source and grid.year >= 2005 for grid in CATALOGUE.grids.values())
    hourly = (*CATALOGUE.rent_prices, *CATALOGUE.reserved_prices, *CATALOGUE.spot_prices)
    assert all(price.source and price.as_of for price in hourly)
    assert CATALOGUE.electricity_source
    assert CATALOGUE.electricity_of_countries_source
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
    assert all(0.2 < share <= 1 for share in (*chip.ceiling.values(), *chip.serving.values()))


@pytest.mark.parametrize("model", CATALOGUE.models.values(), ids=lambda model: model.name)
def test_the_parameters_counted_from_a_shape_are_the_published_ones(model) -> None:  # type: ignore[no-untyped-def]
    assert model.shape_parameters == pytest.approx(model.parameters, rel=0.015)


@pytest.mark.parametrize(
    "prices",
    [CATALOGUE.rent_prices, CATALOGUE.reserved_prices, CATALOGUE.spot_prices],
    ids=["rent", "reserved", "spot"],
)
def test_prices_are_of_known_accelerators_and_not_listed_twice(prices: tuple[RentPrice, ...]) -> None:
    keys = [(price.accelerator, price.provider, price.instance) for price in prices]
    assert len(keys) == len(set(keys))
    for price in prices:
        assert price.accelerator in CATALOGUE.accelerators
        assert 0.1 < price.low <= price.usd_per_hour <= price.high < 25
    assert set(CATALOGUE.buy_prices) <= set(CATALOGUE.accelerators)


def test_spot_and_reserved_cost_less_than_on_demand_of_the_same_provider() -> None:
    on_demand = {(price.accelerator, price.provider): price.usd_per_hour for price in CATALOGUE.rent_prices}
    for price in (*CATALOGUE.spot_prices, *CATALOGUE.reserved_prices):
        assert price.usd_per_hour < on_demand[price.accelerator, price.provider], price
    for name in CATALOGUE.accelerators:
        for share in (CATALOGUE.spot_share(name), CATALOGUE.reserved_share(name)):
            assert 0.05 < share.low <= share.likely <= share.high <= 1
            assert share.sources


def test_a_share_without_prices_is_the_usual_one() -> None:
    assert CATALOGUE.spot_share("l4") == CATALOGUE.ways["spot_share"]
    assert CATALOGUE.spot_share("h100-sxm") != CATALOGUE.ways["spot_share"]


def test_electricity_has_plausible_prices_and_that_of_a_country_before_its_area() -> None:
    prices = (*CATALOGUE.electricity.values(), *CATALOGUE.electricity_of_countries.values())
    assert all(0.03 < price < 0.6 for price in prices)
    assert set(CATALOGUE.electricity_of_countries) <= set(CATALOGUE.grids)
    germany, austria = (CATALOGUE.electricity_price(CATALOGUE.grid(name)).likely for name in ("DEU", "AUT"))
    assert (germany, austria) == (0.252, CATALOGUE.electricity["europe"])


@pytest.mark.parametrize(
    ("as_of", "old"),
    [("2024", True), ("2024-10", True), ("2024-11", False), ("2024-12-23", False), ("2026, undated", False)],
)
def test_a_fact_of_more_than_two_years_is_old(as_of: str, old: bool) -> None:
    assert is_old(as_of, "2026-11") == old


def test_a_date_without_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match="no year"):
        is_old("last summer", "2026-11")


def test_every_date_of_a_price_can_be_read() -> None:
    hourly = (*CATALOGUE.rent_prices, *CATALOGUE.reserved_prices, *CATALOGUE.spot_prices)
    for price in (*hourly, *CATALOGUE.buy_prices.values()):
        assert -1 <= months_between(price.as_of, CATALOGUE.as_of) < 60, price


def test_only_an_accelerator_all_of_whose_prices_are_old_has_an_old_price() -> None:
    assert CATALOGUE.has_old_rent("l4")
    assert not CATALOGUE.has_old_rent("h100-sxm")
    assert CATALOGUE.has_old_price_to_buy("h100-sxm")
    assert not CATALOGUE.has_old_price_to_buy("b200")
    assert not CATALOGUE.has_old_rent("gaudi2")


@pytest.mark.parametrize("name", OPEN_MODELS.split())
def test_open_models_of_today_are_there(name: str) -> None:
    assert CATALOGUE.model(name).parameters > 1e9


def test_no_two_names_of_the_catalogue_are_read_as_the_same() -> None:
    for names in (CATALOGUE.accelerators, [*CATALOGUE.models, *CATALOGUE.model_aliases], CATALOGUE.grids):
        assert len({name_key(name) for name in names}) == len(list(names))


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
