"""What respondents read and type in German: amounts, units, refusals, conditions."""

import contextlib
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessments.language import speaking
from assessments.question_bank.conditions import explain_condition, reason
from assessments.question_bank.dimensions import DIMENSIONS
from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import level_names
from assessments.question_bank.units import UnitError, exact_text, format_quantity, parse_quantity
from assessments.question_bank.values import ValueFault, form_value, parse_value, same_value, show_value
from tests.assessments.question_bank.test_units import AMOUNTS, UNITS

ENGLISH = re.compile(r"\b(the|is|are|and|or|not|write|must|of|at least|at most|understood|unit|days)\b")


@pytest.mark.parametrize(
    ("text", "dimension", "unit", "si"),
    [
        ("3,5 kW", "power", "kW", 3500.0),
        ("1.200 TB", "data", "TB", 1.2e15),
        ("1.200.000", "count", "", 1.2e6),
        ("1.234,5 TB", "data", "TB", 1.2345e15),
        ("1 234,5 TB", "data", "TB", 1.2345e15),
        ("1,234 TB", "data", "TB", 1.234e12),
        ("0,125 TB", "data", "TB", 1.25e11),
        ("1500", "data", "TB", 1.5e15),
        ("1,5 Mio. USD", "money", "USD", 1.5e6),
        ("15 Mrd. Token", "count", "billion tokens", 15e9),
        ("15 Billionen Token", "count", "billion tokens", 15e12),
        ("64 Kerne", "count", "cores", 64.0),
        ("3 Tage", "duration", "days", 3 * 86_400.0),
        ("1 Tag", "duration", "days", 86_400.0),
        ("40 Prozent", "ratio", "%", 0.4),
    ],
)
def test_german_amounts_are_read(text: str, dimension: str, unit: str, si: float) -> None:
    assert parse_quantity(text, dimension, unit, "de") == si


@pytest.mark.parametrize("text", ["1.234 TB", "1,200 TB", "1.5 TB", "1,200.5 TB", "1,200,000 TB", "0.125 TB"])
def test_what_an_english_hand_may_have_written_is_refused(text: str) -> None:
    with speaking("de"), pytest.raises(UnitError, match="nicht eindeutig: Schreiben Sie 1,5 für eineinhalb"):
        parse_quantity(text, "data", "TB", "de")


def test_a_billion_means_two_numbers() -> None:
    with pytest.raises(UnitError, match="two different numbers"):
        parse_quantity("2 Billion", "count", "", "de")


def test_documents_are_in_english_whoever_reads_them() -> None:
    with speaking("de"):
        assert parse_quantity("1,500 TB", "data", "TB") == 1.5e15
        assert exact_text(1.5e12, "data", "TB") == "1.5 TB"


@pytest.mark.parametrize(
    ("si", "dimension", "unit", "text"),
    [
        (3500.0, "power", "kW", "3,5 kW"),
        (1.5e15, "data", "TB", "1.500 TB"),
        (1_250_000, "money", "USD", "1,25 Mio. USD"),
        (15e12, "count", "billion tokens", "15.000 Mrd. Token"),
        (86_400.0, "duration", "days", "1 Tag"),
        (0.4, "ratio", None, "40 %"),
    ],
)
def test_amounts_are_written_in_german(si: float, dimension: str, unit: str | None, text: str) -> None:
    with speaking("de"):
        assert format_quantity(si, dimension, unit) == text


@given(si=AMOUNTS, unit=st.sampled_from(UNITS))
@example(si=1.125e12, unit=("data", "TB"))
def test_what_fills_a_german_form_is_read_back_and_never_misread_in_english(
    si: float, unit: tuple[str, str]
) -> None:
    text = exact_text(si, *unit, "de")
    assert parse_quantity(text, *unit, "de") == si
    with contextlib.suppress(UnitError):
        assert parse_quantity(text, *unit) == si


@given(si=AMOUNTS, unit=st.sampled_from(UNITS))
@example(si=1.125e12, unit=("data", "TB"))
def test_what_fills_an_english_form_is_never_misread_in_german(si: float, unit: tuple[str, str]) -> None:
    with contextlib.suppress(UnitError):
        assert parse_quantity(exact_text(si, *unit), *unit, "de") == si


@given(
    text=st.from_regex(r"[-+]?[0-9]{1,4}([., '][0-9]{1,4}){0,3} ?(TB|Tage|Mio\.|billion)?", fullmatch=True)
)
def test_whatever_is_typed_is_a_number_or_refused_in_german(text: str) -> None:
    with speaking("de"):
        refused = _refusal(text)
    assert not ENGLISH.search(re.sub("„[^“]*“", "", refused)), refused


def test_a_german_unit_that_does_not_fit_is_named_in_german() -> None:
    with speaking("de"):
        assert _refusal("3 Tage").startswith("„Tage“ ist hier keine Einheit")


def test_the_words_of_every_dimension_are_german() -> None:
    with speaking("de"):
        for dimension in DIMENSIONS:
            with pytest.raises(UnitError) as error:
                parse_quantity("viel", dimension, "", "de")
            assert not ENGLISH.search(str(error.value)), str(error.value)


def test_every_answer_is_shown_refused_and_explained_in_german() -> None:
    bank = load_bank(SHIPPED)
    names = [question.text for question in bank.questions()] + [
        option.text for question in bank.questions() for option in question.options
    ]
    with speaking("de"):
        assert level_names()[3] == "Gesteuert"
        for question in bank.questions():
            said = [reason(bank, question), explain_condition(bank, question.when, {})]
            with pytest.raises(ValueFault) as refused:
                parse_value(question, {}, "de")
            said += [fault.reason for fault in refused.value.faults]
            for text in said:
                assert not ENGLISH.search(_without(text, names)), text


def test_an_amount_survives_its_german_form() -> None:
    bank = load_bank(SHIPPED)
    [asked, *_] = [question for question in bank.questions() if question.kind == "quantity"]
    least = (asked.minimum or 0.0) + 1.0
    value = {"low": least, "likely": least * 1.5, "high": least * 2}
    with speaking("de"):
        again = parse_value(asked, form_value(asked, value, "de"), "de")
        assert " bis " in show_value(asked, value)
    assert same_value(asked, value, again)


def _refusal(text: str) -> str:
    try:
        parse_quantity(text, "data", "TB", "de")
    except UnitError as error:
        return str(error)
    return ""


def _without(text: str, names: list[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "…")
    return text
