"""The facts: complete, plausible, sourced, found by the names people write."""

import pytest

from planner.sizing.catalogue import CatalogueError, RentPrice, load_catalogue
from planner.sizing.catalogue.dates import is_old, months_between
from planner.sizing.catalogue.facts import Accelerator, name_key
from planner.sizing.catalogue.load import FOLDER
from planner.sizing.physics.transformer import Architecture

CATALOGUE = load_catalogue()
PROMISED = """v100-sxm-32gb a100-sxm-40gb a100-sxm-80gb a100-pcie-80gb h100-sxm h100-pcie h200-sxm h200-nvl h800 a800
gh200 h20 b100 b200 b300 gb200 gb300 l4 l40s rtx-4090 rtx-5090 rtx-pro-6000 mi250x mi300x mi325x mi350x mi355x tpu-v3
tpu-v4 tpu-v5e tpu-v5p tpu-v6e tpu-v7 gaudi2 gaudi3 trainium1 trainium2 ascend-910b"""

OPEN_MODELS = """qwen3-235b-a22b qwen3-coder-480b-a35b deepseek-v3 kimi-k2 glm-4.6 minimax-m2 gpt-oss-120b
gpt-oss-20b llama4-maverick gemma-3-27b mistral-small-24b olmo3-32b apertus-70b smollm3-3b phi-4 qwen3-next-80b-a3b
qwen3.5-397b-a17b qwen3.6-35b-a3b deepseek-v3.2 glm-4.7 glm-4.7-flash glm-5 minimax-m2.5 minimax-m3 kimi-k2.5 hy3
mistral-small-3.2-24b mistral-small-4-119b ministral-3-8b gemma-4-31b gemma-4-26b-a4b granite-4.1-3b solar-open-100b
ling-1t ling-mini-2.0 qwen3-embedding-4b"""
# Billions of parameters, as model cards (count of the weight files), papers and vendors' pages state them; without
# towers for images and sound where the catalogue leaves them out.
PUBLISHED = """llama2-7b 6.74 llama2-13b 13.0 llama2-70b 69.0 llama3-8b 8.03 llama3-70b 70.6 llama3.1-405b 406
llama3.2-1b 1.24 llama3.2-3b 3.21 llama4-scout 109 llama4-maverick 402 mistral-7b 7.24 mistral-nemo-12b 12.2
mistral-small-24b 23.6 mistral-large-123b 123 ministral-8b 8.02 ministral-3-8b 8.4 mistral-small-4-119b 119
mixtral-8x7b 46.7 mixtral-8x22b 141 qwen2.5-0.5b 0.49 qwen2.5-1.5b 1.54 qwen2.5-3b 3.09 qwen2.5-7b 7.61
qwen2.5-14b 14.7 qwen2.5-32b 32.5 qwen2.5-72b 72.7 qwen3-0.6b 0.6 qwen3-1.7b 1.7 qwen3-4b 4.0 qwen3-8b 8.2
qwen3-14b 14.8 qwen3-32b 32.8 qwen3-30b-a3b 30.5 qwen3-235b-a22b 235 qwen3-coder-480b-a35b 480 qwen3-next-80b-a3b 80
qwen3.5-35b-a3b 35 qwen3.5-397b-a17b 397 qwen3-embedding-0.6b 0.596 qwen3-embedding-4b 4.02 qwen3-embedding-8b 7.57
deepseek-67b 67 deepseek-v2 236 deepseek-v3 671 kimi-k2 1026 glm-4.5 355 glm-4.5-air 106 glm-4.7-flash 29.9 glm-5 744
gpt-oss-20b 20.9 gpt-oss-120b 117 minimax-m2 228.7 minimax-m3 428 hy3 295 solar-open-100b 102.6 ling-1t 1000
ernie-4.5-300b-a47b 300 hunyuan-a13b 80 seed-oss-36b 36 exaone-4-32b 32.0 gemma-2-9b 9.24 gemma-2-27b 27.2
gemma-3-1b 1.0 gemma-3-4b 3.88 gemma-3-12b 11.8 gemma-3-27b 27.0 gemma-4-31b 30.7 gemma-4-26b-a4b 25.2 phi-2 2.78
phi-3-mini 3.82 phi-3-medium 14.0 phi-3.5-moe 41.9 phi-4 14.7 phi-4-mini 3.84 granite3-2b 2.53 granite3-8b 8.17
granite4-3b 3.4 olmo2-7b 7.3 olmo2-13b 13.7 olmo2-32b 32.2 olmo3-7b 7.3 olmo3-32b 32.2 olmoe-1b-7b 6.92
smollm2-1.7b 1.71 smollm3-3b 3.08 apertus-8b 8.05 apertus-70b 70.6 nemotron4-340b 341 minitron-8b 8.27
starcoder-15b 15.5 starcoder2-3b 3.03 starcoder2-7b 7.17 starcoder2-15b 16.0 falcon-7b 6.92 falcon-40b 41.8
falcon-180b 180 falcon2-11b 11.1 dbrx 132 arctic 480 grok1 314 bloom-176b 176.2 opt-175b 175 gpt3-175b 175
palm-540b 540.4 mtnlg-530b 530 lamda-137b 137 glm-130b 130 gpt-neox-20b 20.6 gpt-j-6b 6.05 openelm-3b 3.04
jais-13b 13.0 skywork-13b 13.85 internlm-7b 7.32 tinyllama-1.1b 1.1 bge-m3 0.568 e5-large 0.56
e5-mistral-7b 7.11 nomic-embed-text 0.137 bert-large 0.335 all-minilm-l6 0.0227"""
# What a shape leaves out, where that is more than three percent of what is published.
UNCOUNTED = {
    "gopher-280b": (280.0, "one matrix of width times width for relative positions in each layer"),
    "chinchilla-70b": (70.0, "one matrix of width times width for relative positions in each layer"),
    "alexatm-20b": (19.75, "encoder and decoder: the second attention of each decoder layer"),
    "idefics-80b": (80.0, "vision tower and the attention to it"),
    "luminous-supreme": (70.0, "the published number is rounded up"),
}
# Shapes that stand for something else: their means, or linear attention as windows.
APPROXIMATE = {"openelm-3b", "qwen3.5-35b-a3b"}
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
    assert len(CATALOGUE.accelerators) >= 38
    assert len(CATALOGUE.models) >= 200
    assert len(CATALOGUE.grids) >= 200
    assert len(CATALOGUE.rent_prices) >= 40
    hourly = (*CATALOGUE.rent_prices, *CATALOGUE.reserved_prices, *CATALOGUE.spot_prices)
    electricity = len(CATALOGUE.electricity) + len(CATALOGUE.electricity_of_countries)
    assert len(hourly) + len(CATALOGUE.buy_prices) + electricity >= 80


def test_every_fact_has_a_source() -> None:
    assert all(chip.source for chip in CATALOGUE.accelerators.values())
    assert all(model.source for model in CATALOGUE.models.values())
    assert not any("not re-read" in path.read_text() for path in FOLDER.glob("*.yaml"))
    assert all(grid.source and grid.year >= 2005 for grid in CATALOGUE.grids.values())
    hourly = (*CATALOGUE.rent_prices, *CATALOGUE.reserved_prices, *CATALOGUE.spot_prices)
    assert all(price.source and price.as_of for price in hourly)
    assert CATALOGUE.electricity_source
    assert CATALOGUE.electricity_of_countries_source
    assert all(price.source and price.as_of for price in CATALOGUE.buy_prices.values())


@pytest.mark.parametrize("chip", CATALOGUE.accelerators.values(), ids=lambda chip: chip.name)
def test_an_accelerator_is_within_plausible_bounds(chip: Accelerator) -> None:
    assert 16e9 <= chip.memory_bytes <= 300e9
    assert 300e9 <= chip.bandwidth_bytes_per_second <= 8e12
    assert 100e12 <= chip.peak["bf16"] <= 3e15
    assert all(rate > chip.peak["bf16"] for name, rate in chip.peak.items() if name in ("fp8", "fp4"))
    assert chip.peak.get("fp8", 2 * chip.peak["bf16"]) == pytest.approx(2 * chip.peak["bf16"], rel=0.03)
    assert chip.nic_bytes_per_second <= chip.link_bytes_per_second
    assert chip.per_node <= chip.domain or chip.domain in (4, 8)
    assert chip.watts < chip.watts_with_host < 4 * chip.watts + 200
    assert all(0.2 < share <= 1 for share in (*chip.ceiling.values(), *chip.serving.values()))


@pytest.mark.parametrize("model", CATALOGUE.models.values(), ids=lambda model: model.name)
def test_the_parameters_counted_from_a_shape_are_the_published_ones(model: Architecture) -> None:
    assert model.shape_parameters == pytest.approx(
        model.parameters, rel=0.03 if model.name in APPROXIMATE else 0.015
    )


@pytest.mark.parametrize(("name", "billions"), [*zip(*[iter(PUBLISHED.split())] * 2, strict=True)])
def test_the_parameters_counted_from_a_shape_are_within_three_percent_of_those_others_publish(
    name: str, billions: str
) -> None:
    assert CATALOGUE.model(name).shape_parameters / 1e9 == pytest.approx(float(billions), rel=0.03)


@pytest.mark.parametrize("name", UNCOUNTED)
def test_what_a_shape_leaves_out_is_known(name: str) -> None:
    published, reason = UNCOUNTED[name]
    model = CATALOGUE.model(name)
    assert model.shape_parameters < 0.97e9 * published
    if "relative positions" in reason:
        positions = model.layers * model.hidden_size**2
        assert model.shape_parameters + positions == pytest.approx(1e9 * published, rel=0.005)


# Billions of parameters that serve a token, as published; with both vocabulary tables, which some leave out.
@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("deepseek-v3", 37), ("deepseek-v2", 21), ("kimi-k2", 32), ("glm-5", 40), ("glm-4.5", 32), ("hy3", 21),
        ("mixtral-8x7b", 12.9), ("mixtral-8x22b", 39), ("dbrx", 36), ("llama4-scout", 17), ("llama4-maverick", 17),
        ("qwen3-30b-a3b", 3.3), ("qwen3-235b-a22b", 22), ("qwen3-coder-480b-a35b", 35), ("ernie-4.5-300b-a47b", 47),
        ("hunyuan-a13b", 13), ("ling-1t", 50), ("ling-mini-2.0", 1.4), ("solar-open-100b", 12),
        ("mistral-small-4-119b", 6.5), ("gemma-4-26b-a4b", 3.8), ("phi-3.5-moe", 6.6), ("olmoe-1b-7b", 1.3),
    ],
)  # fmt: skip
def test_the_parameters_that_serve_a_token_are_near_the_published_ones(name: str, billions: float) -> None:
    assert CATALOGUE.model(name).active_parameters / 1e9 == pytest.approx(billions, rel=0.06)


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


@pytest.mark.parametrize("name", ["h100-sxm", "h200-sxm", "a100-sxm-40gb"])
def test_a_contract_costs_more_than_spot_and_less_than_on_demand(name: str) -> None:
    assert CATALOGUE.spot_share(name).likely < CATALOGUE.reserved_share(name).likely < 1


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
