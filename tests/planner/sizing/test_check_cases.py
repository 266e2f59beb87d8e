"""Worked numbers from published sources, by the number of the case. [*]: an input or the output was not re-read."""

import math

import numpy as np
import pytest

from planner.sizing.business.unit_cost import usd_per_hour
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import shipped_catalogue
from planner.sizing.money.finance import (
    internal_rate,
    internal_rates,
    net_present_value,
    payment,
    return_on_investment,
    sign_changes,
)
from planner.sizing.physics.network import egress_usd
from planner.sizing.physics.power import (
    carbon_grams,
    embodied_grams,
    energy_joules,
    market_based_grams,
    mix_grams_per_kwh,
    software_carbon_intensity,
    watts_at,
)
from planner.sizing.physics.storage import failure_seconds, transfer_seconds
from planner.sizing.place.placement import place_customers
from planner.sizing.sensitivity import saltelli_points, sobol_indices
from planner.sizing.serving.queues import erlang_b, erlang_c, fewest_servers, mean_queue
from planner.sizing.uncertainty import Scenarios, quantiles
from planner.sizing.units import KWH
from planner.sizing.workload import Assumptions, Engine, Lengths, ModelShape
from tests.planner.sizing.builders import figure, inference, only

MWH = 1e3 * KWH
TONNE = 1e6


# Energy and carbon


def test_01_bloom() -> None:
    """Luccioni et al., arXiv 2211.02001: 1,082,990 h x 0.4 kW; x 57 g/kWh [*]; idle hours; 11.2 t embodied [*]."""
    energy, idle = energy_joules(1_082_990, 400.0), energy_joules(1.0, 256.646e6)
    assert energy / MWH == pytest.approx(433.196, abs=1e-9)
    assert carbon_grams(energy, 57.0) / TONNE == pytest.approx(24.69, abs=0.01)
    assert carbon_grams(idle, 57.0) / TONNE == pytest.approx(14.63, abs=0.01)
    total = software_carbon_intensity(energy + idle, 57.0, 11.2 * TONNE)
    assert total / TONNE == pytest.approx(50.5, abs=0.05)


def test_02_llama_2() -> None:
    """Llama 2 model card; the 350 W of the 34B row [*]."""
    rows = [(184_320, 400.0), (368_640, 400.0), (1_038_336, 350.0), (1_720_320, 400.0)]
    assert sum(hours for hours, _ in rows) == 3_311_616
    total = sum(carbon_grams(energy_joules(hours, watts), 423.45) for hours, watts in rows)
    assert total / TONNE == pytest.approx(539.0, abs=0.3)


def test_03_llama_3_1() -> None:
    """Llama 3.1 model card: 39.3 million hours, 700 W, 11,390 t location-based, 0 market-based."""
    located = carbon_grams(energy_joules(39.3e6, 700.0), 414.0)
    assert located / TONNE == pytest.approx(11_390, abs=5)
    assert market_based_grams(located, 1.0) == 0


def test_04_gpt_3() -> None:
    """Patterson et al. 2021 [*]: 10,000 V100 x 330 W x 14.8 days x PUE 1.10; 1,287 MWh x 0.429 kg/kWh."""
    energy = energy_joules(10_000 * 14.8 * 24, 330.0, 1.10)
    assert energy / MWH == pytest.approx(1287, abs=3)
    assert carbon_grams(1287 * MWH, 429.0) / TONNE == pytest.approx(552.1, abs=0.2)


def test_05_grid_mix() -> None:
    """CodeCarbon documentation: 25 % coal, 35 % petroleum, 26 % gas, 14 % nuclear (which prints kg by mistake)."""
    shares = {"coal": 0.25, "petroleum": 0.35, "natural_gas": 0.26, "nuclear": 0.14}
    grams = mix_grams_per_kwh(shares, shipped_catalogue().fuels)  # type: ignore[arg-type]  # -- plain shares
    assert grams == pytest.approx(731.59, abs=1e-9)


def test_06_software_carbon_intensity() -> None:
    """Green Software Foundation, SCI case study eShoppen: application and database."""
    application = software_carbon_intensity(0.023 * KWH, 951.0, 4.305)
    assert application == pytest.approx(26.178, abs=1e-9)
    assert application + 14.2416 == pytest.approx(40.4196, abs=1e-9)


def test_07_energy_of_a_request() -> None:
    """EcoLogits 0.11.3: 7.3 B parameters, 200 tokens, batch 64, PUE 1.26: 1.536243521642994e-05 kWh.

    Another model of the same thing, so an oracle for the size of ours only: one H100 that answers 64 at
    a time, within a factor of three.
    """
    service = inference(
        model=ModelShape(parameters=7.3e9),
        prompt_tokens=Lengths(Estimate.exact(200)),
        output_tokens=Lengths(Estimate.exact(200)),
        accelerator="h100-sxm",
        engine=Engine(concurrency=64),
    )
    option = only(service, assumptions=Assumptions(pue=Estimate.exact(1.26)))
    answers_a_year = figure(option, "output_tokens_per_second").p50 / 200 * 8760 * 3600
    each = figure(option, "energy_joules").p50 / answers_a_year / KWH
    assert 1 / 3 < each / 1.536243521642994e-05 < 3


def test_08_power_between_idle_and_full() -> None:
    """Cloud Carbon Footprint: an A100 at 50 % draws 46 + 0.5 x 361 W."""
    assert watts_at(0.5, idle_watts=46.0, full_watts=407.0) == 226.5


# Finance


def test_09_forrester() -> None:
    """Forrester TEI example: costs and benefits over three years at 10 %."""
    spent, earned = (53_150, 666_715, 636_772, 647_783), (0, 1_606_511, 3_061_331, 4_229_760)
    costs, benefits = net_present_value(0.10, spent), net_present_value(0.10, earned)
    assert costs == pytest.approx(1_672_201, abs=2)
    assert benefits == pytest.approx(7_168_371, abs=2)
    assert benefits - costs == pytest.approx(5_496_170, abs=2)
    assert 100 * return_on_investment(0.10, earned, spent) == pytest.approx(329, abs=0.5)


def test_10_numpy_financial() -> None:
    """numpy-financial documentation."""
    assert net_present_value(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]) == pytest.approx(
        3065.22267, abs=1e-5
    )
    assert float(payment(0.075 / 12, 180, 200_000)) == pytest.approx(1854.02472, abs=1e-5)
    assert internal_rates([-100, 39, 59, 55, 20]) == pytest.approx((0.28095,), abs=1e-5)
    assert internal_rate(np.array([[-100.0, 39, 59, 55, 20]])) == pytest.approx([0.28095], abs=1e-5)
    assert internal_rates([-5, 10.5, 1, -8, 1]) == pytest.approx((-0.8702, 0.0886, 0.7096), abs=1e-4)
    assert sign_changes([-5, 10.5, 1, -8, 1]) == 3


def test_11_warehouse_scale_data_centre() -> None:
    """Hennessy & Patterson after Hamilton [*]: 88 M USD facility over 120 months, 66.7 M servers over 36, 12.81 M
    network over 48, at 5 % a year; 8 MW at 80 % and PUE 1.45; 82 % of the facility is power and cooling."""
    rate = 0.05 / 12
    facility = float(payment(rate, 120, 88e6))
    bill = {
        "servers": float(payment(rate, 36, 66.7e6)),
        "network": float(payment(rate, 48, 12.81e6)),
        "power and cooling": 0.82 * facility,
        "other facility": 0.18 * facility,
        "power": energy_joules(8760 / 12, 8e6 * 0.8, 1.45) / KWH * 0.07,
        "people": 85_000.0,
    }
    expected = (1_999_059, 295_005, 765_369, 168_008, 474_208, 85_000)
    assert list(bill.values()) == pytest.approx(expected, rel=2e-3)
    assert sum(bill.values()) == pytest.approx(3_786_649, rel=1e-3)


def test_12_h100_cluster() -> None:
    """Public sheet, August 2024, 128 nodes: the catalogue's price and 50,000 USD a node for facility."""
    price = shipped_catalogue().buy("h100-sxm")
    assert price is not None
    assert price.likely + 6.4e6 / 1024 == pytest.approx(49_247.5, abs=0.1)


def test_13_power_over_five_years() -> None:
    """Public sheet, August 2024: 1,024 x 0.7 kW x 0.7 load x PUE 1.2 x 5 years x 0.08 USD/kWh."""
    joules = energy_joules(1024 * 8760 * 5, 700.0 * 0.7, 1.2)
    assert joules / KWH * 0.08 == pytest.approx(2.1098e6, rel=1e-4)


@pytest.mark.parametrize(("node", "total"), [(98.32, 483.0e6), (55.04, 270.4e6)])
def test_14_price_of_llama_3_1(node: float, total: float) -> None:
    """Llama 3.1 model card, 39.3 million hours; on-demand prices of a node of eight H100."""
    assert 39.3e6 * node / 8 == pytest.approx(total, abs=0.05e6)
    assert usd_per_hour(np.array([total]), np.array([39.3e6])) == pytest.approx([node / 8], rel=1e-3)


# Network and storage


def test_15_transfer() -> None:
    """100 TB at 1 Gbit/s and 70 %; 10 TiB at 1 Gbit/s."""
    assert transfer_seconds(100e12, 1e9, 0.7) == pytest.approx(1_142_857, abs=1)
    assert transfer_seconds(10 * 2**40, 1e9) / 3600 == pytest.approx(24.43, abs=0.01)


def test_16_egress() -> None:
    """AWS price example: (5,120 - 100) GB x 0.09 to the internet and 1,000 GB x 0.01 to another zone."""
    internet = egress_usd(5120, shipped_catalogue().egress_tiers)
    assert internet + egress_usd(1000, [(math.inf, 0.01)]) == pytest.approx(461.80)


def test_18_llama_3_interruptions_and_state() -> None:
    """Llama 3 report: 419 unexpected interruptions in 54 days of 16,384; 405 B x 16 bytes written at 2 TB/s."""
    assumed = Assumptions().failures_per_accelerator_day
    assert failure_seconds(16_384, assumed.likely) / 3600 == pytest.approx(3.09, abs=0.01)
    assert transfer_seconds(405e9 * 16, 8 * 2e12) == pytest.approx(3.24)


# Queues


def test_20_erlang_c() -> None:
    """pyworkforce documentation: 100 calls in 30 minutes of 3 minutes each, 20 seconds, shrinkage 0.3."""
    found = fewest_servers(
        100 * 3 / 30, service_seconds=180.0, target_seconds=20.0, level=0.8, most_occupancy=0.85
    )
    assert found.servers == 14
    assert math.ceil(found.servers / (1 - 0.3)) == 20
    assert found.level == pytest.approx(0.8883500191794669, abs=1e-12)
    assert found.occupancy == pytest.approx(0.7142857142857143, abs=1e-12)
    assert found.waiting == pytest.approx(0.1741319335950498, abs=1e-12)


def test_21_two_servers_and_lost_calls() -> None:
    """Textbook M/M/2 with 2 and 3 an hour: P0 1/2, Lq 1/12, Wq 1/24 h. Erlang B(17, 10)."""
    load = 2 / 3
    assert erlang_c(2, load) * (1 - load / 2) * 2 / load**2 == pytest.approx(1 / 2)
    assert mean_queue(2, load) == pytest.approx(1 / 12)
    assert mean_queue(2, load) / 2 == pytest.approx(1 / 24)
    assert erlang_b(17, 10.0) == pytest.approx(0.012948875, abs=1e-9)


# Place


def test_24_warehouse_location() -> None:
    """CSPLib problem 34, ten stores and five warehouses: the optimum is 383."""
    supply = [
        [20, 24, 11, 25, 30],
        [28, 27, 82, 83, 74],
        [74, 97, 71, 96, 70],
        [2, 55, 73, 69, 61],
        [46, 96, 59, 83, 4],
        [42, 22, 29, 67, 59],
        [1, 5, 73, 59, 56],
        [10, 73, 13, 43, 96],
        [93, 35, 63, 85, 46],
        [47, 65, 55, 71, 95],
    ]
    found = place_customers(np.array(supply), opening=np.full(5, 30), capacity=np.array([1, 4, 2, 1, 3]))
    assert found is not None
    assert (found.cost, found.is_proven) == (383, True)


# Uncertainty


@pytest.mark.parametrize("seed", range(3))
def test_26_ishigami(seed: int) -> None:
    """Ishigami and Homma 1990, a = 7, b = 0.1: variance and indices in closed form; Saltelli's points, Jansen."""
    angles = (2 * saltelli_points(8192, 3, np.random.default_rng(seed)) - 1) * np.pi
    values = (
        np.sin(angles[:, 0]) + 7 * np.sin(angles[:, 1]) ** 2 + 0.1 * angles[:, 2] ** 4 * np.sin(angles[:, 0])
    )
    found = sobol_indices(values, 3)
    assert float(np.var(values[: 2 * 8192])) == pytest.approx(13.844588, rel=2e-3)
    assert found.first == pytest.approx([0.313905, 0.442411, 0.0], abs=0.0015)
    assert found.total == pytest.approx([0.557589, 0.442411, 0.243684], abs=0.0015)


def test_28_p90s_are_never_added() -> None:
    """Ten independent lognormals, sigma 0.5: adding P90s gives 18.98, the true P90 is 13.84."""
    scenarios = Scenarios(4096, 0, "sum")
    parts = [scenarios.error(f"part {index}", 0.5) for index in range(10)]
    assert sum(quantiles(part).p90 for part in parts) == pytest.approx(18.98, rel=0.01)
    assert quantiles(np.sum(parts, axis=0)).p90 == pytest.approx(13.84, rel=0.02)


# Inference


def test_deepseek_online_system() -> None:
    """DeepSeek-V3/R1 inference system overview, 2025: 226.75 nodes of eight H800 in the mean, 2 USD an hour."""
    a_day = 226.75 * 8 * 24
    assert a_day * 2.0 == 87_072
    assert usd_per_hour(np.array([87_072.0]), np.array([a_day])) == pytest.approx([2.0])


def test_embodied_carbon_of_an_accelerator_used_for_its_whole_life() -> None:
    """NVIDIA HGX H100 and BoaviztAPI, as used by EcoLogits, 2025: 164 kg and an eighth of 5,700 kg."""
    table = shipped_catalogue().embodied
    grams = embodied_grams(
        table["lifetime_years"] * 8760,
        accelerator_grams=table["accelerator_grams"],
        server_grams=table["server_grams"],
        per_node=8,
        years=table["lifetime_years"],
    )
    assert grams == 164e3 + 5.7e6 / 8
