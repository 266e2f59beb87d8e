"""Numbers are written with a fitting unit and no more digits than are known."""

import pytest

from assessments.language import speaking
from planner.charts.figures import (
    Interval,
    chance,
    fitting_scale,
    interval,
    percent,
    quantity,
    quarter,
    short,
    significant,
    span,
    symbol,
    with_span,
)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1.5e15, "bytes", "1.5 PB"),
        (80e9, "bytes", "80 GB"),
        (12.5e9, "bytes_per_second", "12 GB/s"),
        (90e3, "watts", "90 kW"),
        (3.6e9, "joules", "1 MWh"),
        (2_340_000, "usd", "2.3 M USD"),
        (0, "usd", "0 USD"),
        (0.42, "seconds", "420 ms"),
        (86_400 * 41, "seconds", "41 days"),
        (16, "count", "16"),
        (12_345, "count", "12,300"),
        (5_430_000, "count", "5.4 M"),
        (0.36, "ratio", "36 %"),
        (6e11, "tokens", "600 bn tokens"),
        (3, "periods", "3 quarters"),
        (2.5e6, "grams", "2.5 t"),
        (999.9e6, "usd", "1 bn USD"),
        (None, "watts", "–"),
        (7, "widgets", "7 widgets"),
    ],
)
def test_a_quantity_has_the_unit_in_which_it_reads_well(
    value: float | None, unit: str, expected: str
) -> None:
    assert quantity(value, unit) == expected


def test_units_of_verdicts_and_of_people_mean_the_same() -> None:
    assert symbol("bytes_per_second") == symbol("bytes/s") == "B/s"
    assert symbol("watts") == symbol("W") == "W"


def test_two_figures_are_kept_and_no_more() -> None:
    assert [significant(value) for value in (0.03671, 1.26, 9.96, 1234.5, 96.4)] == [
        "0.037",
        "1.3",
        "10",
        "1,200",
        "96",
    ]


def test_an_interval_is_written_in_one_unit() -> None:
    assert span(Interval(0.9e6, 1.2e6, 1.6e6), "USD") == "0.9–1.6 M USD"
    assert with_span(Interval(16, 16, 16), "count") == "16"
    assert with_span(Interval(3.1e6, 4.2e6, 6.0e6), "USD") == "4.2 M USD (3.1–6)"


@pytest.mark.parametrize(
    "nothing", [None, "many", {}, {"p10": 1, "p90": 2}, float("nan"), True, {"p50": "x"}]
)
def test_what_is_no_number_is_nothing(nothing: object) -> None:
    assert interval(nothing) is None


def test_both_forms_of_an_interval_are_read() -> None:
    assert (
        interval({"p10": 1, "p50": 2, "p90": 3})
        == interval({"low": 1, "likely": 2, "high": 3})
        == Interval(1, 2, 3)
    )
    assert interval({"p50": 2}) == interval(2) == Interval(2, 2, 2)


def test_a_chance_short_of_certain_is_never_written_as_certain() -> None:
    assert [percent(share) for share in (0.0, 0.004, 0.5, 0.996, 1.0)] == [
        "0 %",
        "under 1 %",
        "50 %",
        "over 99 %",
        "100 %",
    ]


def test_a_chance_from_draws_is_never_certain() -> None:
    assert [chance(share) for share in (1.0, 0.0, 0.42, None)] == ["over 99 %", "under 1 %", "42 %", "–"]


def test_a_quarter_is_written_as_people_say_it() -> None:
    assert quarter("2027-Q3") == "Q3 2027"
    assert quarter("Today") == "Today"


def test_a_scale_fits_the_largest_value() -> None:
    assert fitting_scale(600e3, "USD").text(250e3, 3) == "250"


@pytest.mark.parametrize(
    ("value", "unit", "english", "german"),
    [
        (1_234_567.0, "USD", "1.2 M USD", "1,2 Mio. USD"),
        (45_000.0, "usd", "45 k USD", "45 Tsd. USD"),
        (4e12, "tokens", "4 tn tokens", "4 Bio. Token"),
        (7.06e10, "parameters", "71 bn parameters", "71 Mrd. Parameter"),
        (2.06e23, "FLOP", "210 ZFLOP", "210 ZFLOP"),
        (1.0, "quarters", "1 quarters", "1 Quartal"),
        (2.5, "fte", "2.5 FTE", "2,5 Stellen"),
        (1.3, "years", "1.3 years", "1,3 Jahre"),
        (0.5, "years", "6 months", "6 Monate"),
        (0.035, "years", "13 days", "13 Tage"),
        (0.2, "seconds", "200 ms", "200 ms"),
    ],
)
def test_a_quantity_is_written_in_the_language_of_the_context(
    value: float, unit: str, english: str, german: str
) -> None:
    assert quantity(value, unit) == english
    with speaking("de"):
        assert quantity(value, unit) == german


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("Elastizität, Orchestrierung und Zuteilung", 16, "Elastizität…"),
        ("Elastizität, Orchestrierung und Zuteilung", 28, "Elastizität, Orchestrierung…"),
        ("Elastizität, Orchestrierung und Zuteilung", 41, "Elastizität, Orchestrierung und Zuteilung"),
        ("Rechtsschutzversicherungsgesellschaften und mehr", 24, "Rechtsschutzversicherun…"),
        ("a Rechtsschutzversicherungsgesellschaften", 30, "a Rechtsschutzversicherungsge…"),
    ],
)
def test_a_long_name_is_cut_between_words_unless_a_word_is_very_long(
    text: str, length: int, expected: str
) -> None:
    assert short(text, length) == expected
    assert len(short(text, length)) <= length
