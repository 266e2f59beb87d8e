"""Worked numbers from published sources."""

import pytest

from planner.sizing.cost import (
    break_even_utilisation,
    internal_rates,
    payback_periods,
    payment,
    present_value,
)
from planner.sizing.network import egress_usd
from planner.sizing.power import carbon_grams, energy_joules, market_based_grams
from planner.sizing.storage import (
    checkpoint_interval_seconds,
    checkpoint_write_rate,
    failure_seconds,
    raw_bytes,
    transfer_seconds,
)

MWH = 3.6e9
TONNE = 1e6


def test_bloom() -> None:
    """Luccioni et al., arXiv 2211.02001: 1,082,990 h x 0.4 kW; x 57 g/kWh (the 57 g were not re-read)."""
    energy = energy_joules(1_082_990, 400.0)
    assert energy / MWH == pytest.approx(433.196, abs=1e-9)
    assert carbon_grams(energy, 57.0) / TONNE == pytest.approx(24.69, abs=0.01)
    assert carbon_grams(256.646 * MWH, 57.0) / TONNE == pytest.approx(14.63, abs=0.01)


def test_llama_2() -> None:
    """Llama 2 model card; the 34B row is from the paper and was not re-read."""
    rows = [(184_320, 400.0), (368_640, 400.0), (1_038_336, 350.0), (1_720_320, 400.0)]
    assert sum(hours for hours, _ in rows) == 3_311_616
    total = sum(carbon_grams(energy_joules(hours, watts), 423.45) for hours, watts in rows)
    assert total / TONNE == pytest.approx(539.0, abs=0.3)


def test_llama_3_1() -> None:
    """Llama 3.1 model card: 39.3 million hours, 700 W, 11,390 t location-based, 0 market-based."""
    located = carbon_grams(energy_joules(39.3e6, 700.0), 414.0)
    assert located / TONNE == pytest.approx(11_390, abs=5)
    assert market_based_grams(located, 1.0) == 0


def test_gpt_3() -> None:
    """Patterson et al. 2021 (inputs not re-read): 10,000 V100 x 330 W x 14.8 days x PUE 1.10."""
    energy = energy_joules(10_000 * 14.8 * 24, 330.0, 1.10)
    assert energy / MWH == pytest.approx(1287, abs=3)
    assert carbon_grams(1287 * MWH, 429.0) / TONNE == pytest.approx(552.1, abs=0.2)


def test_forrester() -> None:
    """Forrester TEI example: costs and benefits over three years at 10 %."""
    costs = present_value(0.10, [53_150, 666_715, 636_772, 647_783])
    benefits = present_value(0.10, [0, 1_606_511, 3_061_331, 4_229_760])
    assert costs == pytest.approx(1_672_201, abs=2)
    assert benefits == pytest.approx(7_168_371, abs=2)
    assert 100 * (benefits - costs) / costs == pytest.approx(329, abs=0.5)


def test_numpy_financial() -> None:
    """numpy-financial documentation."""
    assert present_value(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]) == pytest.approx(3065.22267, abs=1e-5)
    assert float(payment(0.075 / 12, 180, 200_000)) == pytest.approx(1854.02472, abs=1e-5)
    assert internal_rates([-100, 39, 59, 55, 20]) == pytest.approx((0.28095,), abs=1e-5)
    assert internal_rates([-5, 10.5, 1, -8, 1]) == pytest.approx((-0.8702, 0.0886, 0.7096), abs=1e-4)


def test_warehouse_scale_data_centre() -> None:
    """Hennessy & Patterson after Hamilton (not re-read): facility, servers and network written off at 5 % a year."""
    rate = 0.05 / 12
    servers = float(payment(rate, 36, 66.7e6))
    network = float(payment(rate, 48, 12.81e6))
    assert servers == pytest.approx(1_999_059, rel=2e-4)
    assert network == pytest.approx(295_005, rel=2e-4)
    power = energy_joules(730.0, 8e6 * 0.8, 1.45) / 3.6e6 * 0.07
    assert power == pytest.approx(474_208, rel=2e-3)


def test_h100_cluster() -> None:
    """Public sheet, August 2024: 128 nodes of eight H100."""
    assert pytest.approx(49_247.5, abs=0.1) == (6.4e6 + 39.68e6 + 1.728e6 + 2.62144e6) / 1024


def test_power_over_five_years() -> None:
    """1,024 x 0.7 kW x 0.7 load x PUE 1.2 x 5 years x 0.08 USD/kWh."""
    joules = energy_joules(1024 * 8760 * 5, 700.0 * 0.7, 1.2)
    assert joules / 3.6e6 * 0.08 == pytest.approx(2.1098e6, rel=1e-4)


def test_transfer() -> None:
    """100 TB at 1 Gbit/s and 70 %; 10 TiB at 1 Gbit/s."""
    assert transfer_seconds(100e12, 1e9, 0.7) == pytest.approx(1_142_857, abs=1)
    assert transfer_seconds(10 * 2**40, 1e9) / 3600 == pytest.approx(24.43, abs=0.01)


def test_egress() -> None:
    """(5,120 - 100) x 0.09 + 1,000 x 0.01 = 461.80 USD."""
    internet = egress_usd(5120, [(100, 0.0), (10_240, 0.09)])
    assert internet + egress_usd(1000, [(float("inf"), 0.01)]) == pytest.approx(461.80)


def test_llama_3_interruptions_and_state() -> None:
    """Llama 3 report: 419 unexpected interruptions in 54 days of 16,384; 16 B per parameter written at 2 TB/s."""
    assert failure_seconds(16_384, 419 / (54 * 16_384)) / 3600 == pytest.approx(3.09, abs=0.01)
    assert pytest.approx(6.48e12) == 405e9 * 16
    assert pytest.approx(3.24) == 405e9 * 16 / 2e12


def test_writing_checkpoints_at_youngs_interval_takes_the_tolerated_share() -> None:
    failure, size, share = 11_124.0, 5.67e12, 0.02
    save = size / checkpoint_write_rate(size, failure, share)
    assert save / checkpoint_interval_seconds(failure, save) == pytest.approx(share)


def test_small_formulas() -> None:
    assert raw_bytes(100.0, data=8, parity=3) == 137.5
    assert payback_periods([-100, 40, 40, 40]) == pytest.approx(2.5)
    assert payback_periods([-100, 10]) is None
    assert break_even_utilisation(1.2, 3.0) == pytest.approx(0.4)
    assert float(payment(0.0, 10, 100.0)) == pytest.approx(10.0)
