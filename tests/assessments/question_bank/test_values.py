import contextlib
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_bank.model import Column, Option, Question
from assessments.question_bank.values import (
    ValueFault,
    form_value,
    level_of,
    parse_value,
    same_value,
    show_value,
)

TEXTS = ("Nobody", "Some", "All", "Measured", "Tuned")


def question(kind: Any, **keys: Any) -> Question:
    return Question(id="q", kind=kind, text="What?", help="", why="", **keys)


CHOICE = question("choice", levels=TEXTS)
STORAGE = question("quantity", dimension="data", unit="TB", maximum=1e18, weight=0)
WAITING = question(
    "quantity", dimension="duration", unit="days", thresholds=(90 * 86400, 30 * 86400, 864000, 172800)
)
GROWTH = question("quantity", dimension="ratio", unit="%", thresholds=(0.15, 0.3, 0.5, 0.7), maximum=1.0)
OVERHEAD = question("quantity", dimension="ratio", unit="", minimum=1.0, weight=0)
CONTROLS = question(
    "several",
    options=(
        Option("mfa", "A second factor"),
        Option("sso", "One sign-in"),
        Option("logs", "A log"),
        Option("keys", "Keys"),
    ),
    thresholds=(1.0, 2.0, 3.0, 4.0),
)
LEVELLED = question("several", options=(Option("a", "A", 2), Option("b", "B", 4), Option("c", "C")))
TABLE = question(
    "table",
    columns=(
        Column("type", "Type", "choice", options=("h100-sxm", "h100-pcie", "a100-sxm-80gb", "l4")),
        Column("count", "Number", "quantity", minimum=1.0, maximum=1e6),
        Column("memory", "Memory", "quantity", dimension="data", unit="GB", required=False),
        Column("note", "Note", "text", required=False),
    ),
    weight=0,
)
COUNTRY = question("text", options=(Option("DEU", "Germany"), Option("FRA", "France")), weight=0)
GOALS = question("text", weight=0)


def amount(si: float) -> dict[str, float]:
    return {"low": si, "likely": si, "high": si}


@pytest.mark.parametrize(
    ("asked", "raw", "value"),
    [
        (CHOICE, {"level": "3"}, {"level": 3}),
        (CHOICE, {"level": 3.0}, {"level": 3}),
        (STORAGE, {"amount": "1.5 PB"}, amount(1.5e15)),
        (STORAGE, {"amount": "1,500 TB"}, amount(1.5e15)),
        (STORAGE, {"amount": 1500}, amount(1.5e15)),
        (
            STORAGE,
            {"amount": "", "low": "1", "likely": 2.5, "high": "4 PB"},
            {"low": 1e12, "likely": 2.5e12, "high": 4e15},
        ),
        (OVERHEAD, {"amount": "1.3"}, amount(1.3)),
        (CONTROLS, {"options": ["sso", "A Second Factor", "mfa"]}, {"options": ["mfa", "sso"]}),
        (CONTROLS, {"options": "mfa"}, {"options": ["mfa"]}),
        (CONTROLS, {"options": []}, {"options": []}),
        (
            TABLE,
            {
                "rows": [
                    {"type": "H100 SXM", "count": "1,024", "memory": "80 GB", "note": " new "},
                    {"type": "", "count": None},
                ]
            },
            {"rows": [{"type": "h100-sxm", "count": 1024.0, "memory": 8e10, "note": "new"}]},
        ),
        (
            TABLE,
            {"rows": [{"type": "a100_SXM 80GB", "count": 8}]},
            {"rows": [{"type": "a100-sxm-80gb", "count": 8.0}]},
        ),
        (TABLE, {"rows": []}, {"rows": []}),
        (COUNTRY, {"text": "germany"}, {"text": "DEU"}),
        (COUNTRY, {"text": "deu"}, {"text": "DEU"}),
        (GOALS, {"text": " Faster\r\nanswers "}, {"text": "Faster\nanswers"}),
    ],
)
def test_answers_are_brought_to_one_normal_form(
    asked: Question, raw: dict[str, Any], value: dict[str, Any]
) -> None:
    assert parse_value(asked, raw) == value


@pytest.mark.parametrize(
    ("asked", "raw", "faults"),
    [
        (CHOICE, {}, ["level: choose one of the five levels"]),
        (CHOICE, {"level": "6"}, ["level: the level must be 1 to 5 (got '6')"]),
        (CHOICE, {"level": True}, ["level: the level must be 1 to 5 (got True)"]),
        (CHOICE, {"level": 2.5}, ["level: the level must be 1 to 5 (got 2.5)"]),
        (CHOICE, {"level": 10**5000}, ["level: the level must be 1 to 5 (got a huge number)"]),
        (STORAGE, {"amount": "-1 TB"}, ["amount: must not be negative"]),
        (STORAGE, {"amount": "2 EB"}, ["amount: must be at most 1,000,000 TB"]),
        (STORAGE, {"amount": math.nan}, ["amount: nan is not a finite number"]),
        (STORAGE, {"amount": -math.inf}, ["amount: -inf is not a finite number"]),
        (STORAGE, {"amount": True}, ["amount: True is not a number"]),
        (STORAGE, {"amount": ["1"]}, ["amount: ['1'] is not a number"]),
        (STORAGE, {"amount": 10**5000}, ["amount: the number is beyond any real amount"]),
        (
            STORAGE,
            {"amount": "12 kg"},
            [
                "amount: 'kg' is not a unit of this; understood: MB, GB, TB, PB, EB, MiB, GiB, TiB, PiB, Gbit "
                "(a bare number means TB)"
            ],
        ),
        (STORAGE, {"amount": "1", "low": "1"}, ["amount: give either one amount or a range, not both"]),
        (
            STORAGE,
            {"low": "3", "likely": "2", "high": "1"},
            ["low: must not be above the likely amount", "high: must not be below the likely amount"],
        ),
        (OVERHEAD, {"amount": "0.9"}, ["amount: must be at least 1"]),
        (CONTROLS, {}, ["options: write a list of options; an empty list means none of them"]),
        (
            CONTROLS,
            {"options": ["mfaa"]},
            ["options: unknown option 'mfaa'; did you mean A second factor, A log, One sign-in?"],
        ),
        (
            CONTROLS,
            {"options": [3]},
            ["options: unknown option 3; did you mean One sign-in, A second factor, A log?"],
        ),
        (TABLE, {}, ["rows: write a list of rows"]),
        (TABLE, {"rows": "h100"}, ["rows: write a list of rows"]),
        (TABLE, {"rows": [{}] * 201}, ["rows: at most 200 rows; put like rows together (got 201)"]),
        (
            TABLE,
            {"rows": [{"type": "H100 SXMM", "count": "0"}, 3, {"count": "1", "colour": "red"}]},
            [
                "rows.1.type: unknown option 'H100 SXMM'; did you mean h100-sxm, a100-sxm-80gb, h100-pcie?",
                "rows.1.count: must be at least 1",
                "rows.2: write the row as column: value",
                "rows.3: unknown column 'colour'; did you mean count, memory, note?",
                "rows.3.type: Type is missing",
            ],
        ),
        (
            TABLE,
            {"rows": [{"type": "l4", "count": 1, "note": "x" * 201}]},
            ["rows.1.note: at most 200 characters (got 201)"],
        ),
        (COUNTRY, {"text": "Germny"}, ["text: unknown option 'Germny'; did you mean Germany, France?"]),
        (GOALS, {"text": "  "}, ["text: write an answer"]),
        (GOALS, {"text": "a\x00b"}, ["text: contains a control character: type the text again"]),
        (GOALS, {"text": "a\ud800"}, ["text: contains a control character: type the text again"]),
        (GOALS, {"text": "x" * 5001}, ["text: at most 5,000 characters (got 5,001)"]),
        (GOALS, {"text": {"a": 1}}, ["text: must be text (got {'a': 1})"]),
    ],
)
def test_odd_input_is_refused_with_every_reason(
    asked: Question, raw: dict[str, Any], faults: list[str]
) -> None:
    with pytest.raises(ValueFault) as error:
        parse_value(asked, raw)
    assert [str(fault) for fault in error.value.faults] == faults


def test_a_fault_has_its_place_in_the_raw_value() -> None:
    with pytest.raises(ValueFault) as error:
        parse_value(TABLE, {"rows": [{}, {"type": "l4", "count": "-1"}]})
    assert (error.value.field, error.value.place) == ("rows.2.count", ("rows", 1, "count"))


@pytest.mark.parametrize(
    ("asked", "value", "level"),
    [
        (CHOICE, {"level": 4}, 4.0),
        (GROWTH, amount(0.1), 1.0),
        (GROWTH, amount(0.15), 2.0),
        (GROWTH, {"low": 0.0, "likely": 0.6, "high": 1.0}, 4.0),
        (WAITING, amount(100 * 86400), 1.0),
        (WAITING, amount(90 * 86400), 2.0),
        (WAITING, amount(86400), 5.0),
        (CONTROLS, {"options": []}, 1.0),
        (CONTROLS, {"options": ["mfa", "logs"]}, 3.0),
        (LEVELLED, {"options": []}, 1.0),
        (LEVELLED, {"options": ["c"]}, 1.0),
        (LEVELLED, {"options": ["a", "b"]}, 4.0),
        (STORAGE, amount(1e12), None),
        (GOALS, {"text": "More"}, None),
        (CHOICE, None, None),
    ],
)
def test_values_claim_a_level(asked: Question, value: dict[str, Any] | None, level: float | None) -> None:
    assert level_of(asked, value) == level


@pytest.mark.parametrize(
    ("asked", "value", "shown"),
    [
        (CHOICE, {"level": 3}, "3 Defined: All"),
        (STORAGE, amount(1.5e15), "1,500 TB"),
        (STORAGE, {"low": 1e12, "likely": 2e12, "high": 4e12}, "2 TB (between 1 TB and 4 TB)"),
        (CONTROLS, {"options": ["mfa", "logs"]}, "A second factor; A log"),
        (CONTROLS, {"options": []}, "none of these"),
        (
            TABLE,
            {"rows": [{"type": "h100-sxm", "count": 8.0, "memory": 8e10}]},
            "H100 SXM 80GB, number 8, memory 80 GB",
        ),
        (TABLE, {"rows": []}, "none"),
        (COUNTRY, {"text": "DEU"}, "Germany"),
        (GOALS, {"text": "More"}, "More"),
        (GOALS, None, ""),
    ],
)
def test_values_are_shown_with_units(asked: Question, value: dict[str, Any] | None, shown: str) -> None:
    assert show_value(asked, value) == shown


def test_the_same_amount_in_other_units_is_the_same_value() -> None:
    one, two = parse_value(STORAGE, {"amount": "1.5 PB"}), parse_value(STORAGE, {"amount": "1500 TB"})
    assert one == two
    assert same_value(STORAGE, one, two)
    assert same_value(STORAGE, one, amount(1.5e15 * (1 + 1e-12)))
    assert not same_value(STORAGE, one, amount(1.501e15))


@pytest.mark.parametrize(
    ("asked", "one", "two", "is_same"),
    [
        (CONTROLS, {"options": ["mfa", "sso"]}, {"options": ["sso", "mfa"]}, True),
        (CHOICE, {"level": 2}, {"level": 3}, False),
        (CHOICE, {"level": 2}, None, False),
        (CHOICE, None, None, True),
        (TABLE, {"rows": [{"type": "l4", "count": 8}]}, {"rows": [{"type": "l4", "count": 8.0}]}, True),
        (
            TABLE,
            {"rows": [{"type": "l4", "count": 8}]},
            {"rows": [{"type": "l4", "count": 8, "memory": 1.0}]},
            False,
        ),
        (TABLE, {"rows": []}, {"rows": [{"type": "l4", "count": 8}]}, False),
    ],
)
def test_values_are_compared_by_meaning(asked: Question, one: Any, two: Any, is_same: bool) -> None:
    assert same_value(asked, one, two) is is_same


amounts = st.floats(min_value=0, max_value=1e18, allow_nan=False, allow_subnormal=False).filter(
    lambda number: number == 0 or number > 1e-9
)
cells = st.fixed_dictionaries(
    {"type": st.sampled_from(TABLE.columns[0].options), "count": st.integers(1, 10**6).map(float)},
    optional={
        "memory": amounts,
        "note": st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40),
    },
)
ANSWERS: list[tuple[Question, st.SearchStrategy[dict[str, Any]]]] = [
    (CHOICE, st.fixed_dictionaries({"level": st.integers(1, 5)})),
    (STORAGE, st.tuples(amounts, amounts, amounts).map(
        lambda three: dict(zip(("low", "likely", "high"), sorted(three), strict=True))
    )),
    (CONTROLS, st.sets(st.sampled_from(["mfa", "sso", "logs", "keys"])).map(
        lambda ids: {"options": [option.id for option in CONTROLS.options if option.id in ids]}
    )),
    (TABLE, st.lists(cells, max_size=5).map(lambda rows: {"rows": rows})),
    (COUNTRY, st.sampled_from(["DEU", "FRA"]).map(lambda text: {"text": text})),
]  # fmt: skip


@given(data=st.data())
def test_what_fills_a_form_is_read_back_as_the_same_value(data: st.DataObject) -> None:
    asked, values = data.draw(st.sampled_from(ANSWERS))
    value = data.draw(values)
    again = parse_value(asked, form_value(asked, value))
    assert again == value
    assert json.loads(json.dumps(again)) == again


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    asked=st.sampled_from([CHOICE, STORAGE, GROWTH, CONTROLS, TABLE, COUNTRY, GOALS]),
    raw=st.dictionaries(
        st.sampled_from(["level", "amount", "low", "likely", "high", "rows", "options", "text"]), anything
    ),
)
def test_whatever_is_sent_is_either_a_value_or_a_fault(asked: Question, raw: dict[str, Any]) -> None:
    with contextlib.suppress(ValueFault):
        value = parse_value(asked, raw)
        json.dumps(value, allow_nan=False).encode()
        assert parse_value(asked, form_value(asked, value)) == value
