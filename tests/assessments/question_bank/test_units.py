import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessments.question_bank.units import (
    DIMENSIONS,
    GB,
    GIB,
    KWH,
    YEAR,
    UnitError,
    exact_text,
    format_quantity,
    is_unit,
    parse_quantity,
)

UNITS = [
    ("count", "cores"),
    ("count", "billion tokens"),
    ("data", "TB"),
    ("data", "GiB"),
    ("data_rate", "GB/s"),
    ("data_rate", "Gbit/s"),
    ("power", "kW"),
    ("energy", "MWh"),
    ("money", "USD"),
    ("duration", "months"),
    ("ratio", "%"),
    ("ratio", ""),
    ("intensity", "gCO2e/kWh"),
    ("price_energy", "ct/kWh"),
    ("latency", "ms"),
]
AMOUNTS = st.floats(min_value=1e-6, max_value=1e18, allow_nan=False) | st.just(0.0)


@pytest.mark.parametrize(
    ("text", "dimension", "unit", "si"),
    [
        ("1.5 PB", "data", "TB", 1.5e15),
        ("1500 TB", "data", "TB", 1.5e15),
        ("1,500 TB", "data", "TB", 1.5e15),
        ("1 500 TB", "data", "TB", 1.5e15),
        ("1\u202f500\u00a0TB", "data", "TB", 1.5e15),
        ("1'500TB", "data", "TB", 1.5e15),
        ("1500", "data", "TB", 1.5e15),
        ("1.5e3", "data", "TB", 1.5e15),
        (" 2 GiB ", "data", "TB", 2 * GIB),
        ("500 gb", "data", "TB", 500 * GB),
        ("400", "data_rate", "Gbit/s", 5e10),
        ("400 Gb/s", "data_rate", "GB/s", 5e10),
        ("50 GB/s", "data_rate", "Gbit/s", 5e10),
        ("2.5 MW", "power", "kW", 2.5e6),
        ("1 kWh", "energy", "kWh", KWH),
        ("$1.5M", "money", "USD", 1.5e6),
        ("USD 1.5 million", "money", "USD", 1.5e6),
        ("350k USD", "money", "USD", 3.5e5),
        ("40 %", "ratio", "%", 0.4),
        ("40", "ratio", "%", 0.4),
        ("1.25", "ratio", "", 1.25),
        ("15 trillion tokens", "count", "billion tokens", 15e12),
        ("15T", "count", "billion tokens", 15e12),
        ("15", "count", "billion tokens", 15e9),
        ("64 cores", "count", "cores", 64.0),
        ("1 year", "duration", "days", YEAR),
        ("12 ct/kWh", "price_energy", "USD/kWh", 0.12),
        ("380 kgCO2e/MWh", "intensity", "gCO2e/kWh", 380.0),
        ("30", "latency", "ms", 0.03),
        ("-5", "power", "kW", -5e3),
        ("−5", "power", "kW", -5e3),
        ("-0", "power", "kW", 0.0),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, dimension: str, unit: str, si: float) -> None:
    assert parse_quantity(text, dimension, unit) == si


@pytest.mark.parametrize(
    ("text", "dimension", "unit", "reason"),
    [
        ("12 kg", "data", "TB", "'kg' is not a unit of this; understood: MB, GB, TB"),
        ("", "power", "kW", "write a power; understood: W, kW, MW, GW (a bare number means kW)"),
        ("5", "data", "", "the unit is missing"),
        ("nan", "power", "kW", "'nan' is not a power"),
        ("inf", "power", "kW", "'inf' is not a power"),
        ("1e999", "power", "kW", "'1e999' is beyond any real power"),
        ("1e9999", "power", "kW", "'e9999' is not a unit"),
        ("9" * 61, "count", "", "is too long"),
        ("1,5 PB", "data", "TB", "is not clear: write 1.5 for one and a half"),
        ("1.500.000", "count", "", "is not clear"),
        ("1,50,000", "count", "", "is not clear"),
        ("5 Gb", "data", "TB", "Gb may mean bits or bytes: write GB or Gbit"),
        ("10 gb/s", "data_rate", "GB/s", "may mean GB/s or Gb/s: mind capital and small letters"),
        ("5 mW", "power", "kW", "mW is a thousandth of a watt: write MW"),
        ("12 EUR", "money", "USD", "convert other currencies first"),
        ("64 kg", "count", "cores", "'kg' is not a unit of this; a number of cores"),
        ("٣", "count", "", "is not a number"),
        ("many", "count", "", "'many' is not a number"),
        ("1 2", "count", "", "'2' is not a unit"),
    ],
)
def test_unreadable_amounts_are_refused_with_the_remedy(
    text: str, dimension: str, unit: str, reason: str
) -> None:
    with pytest.raises(UnitError) as error:
        parse_quantity(text, dimension, unit)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("si", "dimension", "unit", "text"),
    [
        (1.5e15, "data", None, "1.5 PB"),
        (1.5e15, "data", "TB", "1,500 TB"),
        (0.0, "data", "TB", "0 TB"),
        (12.5e9, "data_rate", "Gbit/s", "100 Gbit/s"),
        (1e6, "power", "kW", "1,000 kW"),
        (350_000, "money", "USD", "350,000 USD"),
        (1_250_000, "money", "USD", "1.25 million USD"),
        (15e12, "count", "tokens", "15 trillion tokens"),
        (15e12, "count", "billion tokens", "15,000 billion tokens"),
        (1024, "count", None, "1,024"),
        (0.4, "ratio", None, "40 %"),
        (1.25, "ratio", "", "1.25"),
        (1 / 3, "ratio", "%", "33.3333 %"),
        (0.03, "latency", None, "30 ms"),
    ],
)
def test_amounts_are_written_for_people(si: float, dimension: str, unit: str | None, text: str) -> None:
    assert format_quantity(si, dimension, unit) == text


def test_a_written_amount_can_be_rounded_to_fewer_digits() -> None:
    assert format_quantity(1_234_567_890_123, "data", "GB", digits=3) == "1,230 GB"


@given(si=AMOUNTS, unit=st.sampled_from(UNITS))
@example(si=5.669419265770154e16, unit=("energy", "MWh"))  # its shortest text is midway between two floats
def test_the_exact_text_of_an_amount_is_read_back_as_the_same_float(si: float, unit: tuple[str, str]) -> None:
    assert parse_quantity(exact_text(si, *unit), *unit) == si


@given(si=st.floats(min_value=1e-3, max_value=1e18, allow_nan=False), unit=st.sampled_from(UNITS))
def test_a_shown_amount_is_read_back_within_its_rounding(si: float, unit: tuple[str, str]) -> None:
    text = format_quantity(si, *unit, digits=8)
    assert parse_quantity(text, *unit) == pytest.approx(si, rel=1e-7)


@given(text=st.text(max_size=80), dimension=st.sampled_from(sorted(DIMENSIONS)))
def test_any_text_is_either_a_finite_amount_or_refused(text: str, dimension: str) -> None:
    with contextlib.suppress(UnitError):
        assert abs(parse_quantity(text, dimension)) <= 1e24


@pytest.mark.parametrize(("dimension", "unit"), UNITS)
def test_units_of_questions_are_recognised(dimension: str, unit: str) -> None:
    assert is_unit(unit, dimension)


@pytest.mark.parametrize(
    ("dimension", "unit"), [("data", "kg"), ("data", ""), ("power", "mW"), ("money", "EUR")]
)
def test_other_units_are_not(dimension: str, unit: str) -> None:
    assert not is_unit(unit, dimension)
