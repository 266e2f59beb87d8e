"""Numbers as people write them, in and out of forms."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from assessments.language import LANGUAGES, speaking
from planner.forms.fields import EstimateField, PerQuarterField, QuantityField, WholeNumberField, plain_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("15T", 15e12), ("2.5 million", 2.5e6), ("1,200", 1200.0), ("15e12", 15e12), ("0.4", 0.4), (" 7 ", 7.0)],
)
def test_a_number_is_read_as_people_write_it(text: str, number: float) -> None:
    assert QuantityField().clean(text) == number


@pytest.mark.parametrize("text", ["-1", "many", "nan", "inf", "1e400", "12 kg", "9" * 70])
def test_what_is_no_number_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        QuantityField().clean(text)
    assert all(len(message) > 10 for message in refusal.value.messages)


def test_an_empty_optional_number_is_nothing_and_not_zero() -> None:
    assert QuantityField(required=False).clean("") is None


def test_a_count_of_things_is_whole() -> None:
    assert WholeNumberField().clean("1,024") == 1024
    with pytest.raises(ValidationError, match="whole"):
        WholeNumberField().clean("1.5")


@given(st.floats(min_value=1e-3, max_value=1e18))
def test_a_number_that_is_shown_is_read_back_the_same(number: float) -> None:
    assert QuantityField().clean(plain_number(number)) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("400k", [400e3]), ("500k 250k; 0", [500e3, 250e3, 0.0]), ("1,000,000", [1e6])],
)
def test_money_per_quarter_is_one_number_or_one_for_each(text: str, numbers: list[float]) -> None:
    assert PerQuarterField(dimension="money").clean(text) == numbers


@given(st.lists(st.floats(min_value=0, max_value=1e9).map(round), min_size=1, max_size=12))
def test_a_list_of_quarters_that_is_shown_is_read_back_the_same(numbers: list[int]) -> None:
    field = PerQuarterField()
    shown = field.prepare_value([float(number) for number in numbers])
    read = field.clean(shown)
    assert read in (
        [float(number) for number in numbers],
        [float(numbers[0])] if len(set(numbers)) == 1 else None,
    )


def test_a_wrong_quarter_is_named() -> None:
    with pytest.raises(ValidationError, match="lots"):
        PerQuarterField().clean("100 lots")


@pytest.mark.parametrize("text", ["4 / 6 / 10", "4 to 6 to 10", "4…6…10"])
def test_an_estimate_may_be_a_range(text: str) -> None:
    assert EstimateField().clean(text) == {"low": 4.0, "likely": 6.0, "high": 10.0}


def test_an_estimate_may_be_one_number() -> None:
    assert EstimateField().clean("6k") == 6000.0


@pytest.mark.parametrize("text", ["4 / 10", "10 / 6 / 4", "4 / six / 10", "-4 / 6 / 10", "4 /  / 10"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        EstimateField().clean(text)


@given(st.lists(st.floats(min_value=1e-3, max_value=1e15), min_size=3, max_size=3).map(sorted))
def test_a_range_that_is_shown_is_read_back_the_same(numbers: list[float]) -> None:
    value = dict(zip(("low", "likely", "high"), numbers, strict=True))
    assert EstimateField().clean(EstimateField().prepare_value(value)) == value


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=st.floats(min_value=1e-6, max_value=1e18, allow_nan=False) | st.integers(0, 10**15).map(float))
def test_what_is_shown_is_read_back_in_every_language(language: str, number: float) -> None:
    field = QuantityField(required=False)
    with speaking(language):
        assert field.clean(field.prepare_value(number)) == number


def test_a_german_form_reads_and_shows_german_numbers() -> None:
    field = EstimateField()
    with speaking("de"):
        assert field.clean("1,5 bis 2 bis 2,5") == {"low": 1.5, "likely": 2.0, "high": 2.5}
        assert field.prepare_value({"low": 1.5, "likely": 2.0, "high": 2.5}) == "1,5 / 2 / 2,5"
        assert PerQuarterField().clean("1.200 2,5M") == [1200.0, 2.5e6]
        assert PerQuarterField(dimension="money").clean("3 Mio. USD 2,5 Mrd.; 0") == [3e6, 2.5e9, 0.0]
        assert plain_number(1.5e12) == "1,5 Bio."
        assert plain_number(2512.0) == "2512"
