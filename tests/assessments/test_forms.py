"""What a page sends, read: contents, or faults that keep the text."""

from typing import Any

import pytest
from django.http import QueryDict

from assessments.forms import SentAnswer, fill, read_answer
from assessments.language import speaking
from assessments.models import Content
from tests.assessments.samples import sample_bank


def sent(question_id: str, **fields: Any) -> SentAnswer:
    """Read a question from its fields; `rows_0_type` stands for `.rows.0.type`."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        full = name if name == "clear" else f"{question_id}.{name.replace('_', '.')}"
        data.setlist(full, value if isinstance(value, list) else [value])
    return read_answer(sample_bank().question(question_id), data)


def test_a_level_is_an_answer() -> None:
    read = sent("hw-level", level="3", basis="measured", comment=" As of May ", evidence="wiki")
    assert read.content == Content("answered", {"level": 3}, "measured", "As of May", "", "wiki")


def test_nothing_chosen_is_no_answer_but_may_have_a_comment() -> None:
    assert sent("hw-level", comment="Ask Ada").content == Content(comment="Ask Ada")


@pytest.mark.parametrize(("question", "name"), [("hw-level", "level"), ("hw-storage", "status")])
def test_not_knowing_is_an_answer_without_a_value(question: str, name: str) -> None:
    assert sent(question, **{name: "unknown"}).content == Content("unknown")


def test_not_applicable_needs_a_reason() -> None:
    refused = sent("hw-storage", status="not_applicable", amount="3 PB", shown="answered")
    assert (refused.content, list(refused.faults)) == (None, ["reason"])
    assert sent("hw-level", level="not_applicable", reason="Rented").content == Content(
        "not_applicable", reason="Rented"
    )


@pytest.mark.parametrize("text", ["1.5 PB", "1500 TB", "1,500 TB", "1500"])
def test_an_amount_is_read_with_its_unit(text: str) -> None:
    assert sent("hw-storage", amount=text).content == Content(
        "answered", {"low": 1.5e15, "likely": 1.5e15, "high": 1.5e15}
    )


def test_a_range_has_three_amounts() -> None:
    read = sent("hw-storage", shape="range", low="1 PB", likely="1.5 PB", high="2 PB", amount="7")
    assert read.content == Content("answered", {"low": 1e15, "likely": 1.5e15, "high": 2e15})


@pytest.mark.parametrize("shape", ["single", "range"])
def test_switching_between_number_and_range_alone_changes_nothing(shape: str) -> None:
    single = sent("hw-storage", shape=shape, amount="2 PB", low="", likely="", high="")
    ranged = sent("hw-storage", shape=shape, amount="", low="1 PB", likely="2 PB", high="3 PB")
    assert single.content is not None
    assert single.content.value == {"low": 2e15, "likely": 2e15, "high": 2e15}
    assert ranged.content is not None
    assert ranged.content.value == {"low": 1e15, "likely": 2e15, "high": 3e15}


def test_what_is_not_understood_is_a_fault_and_keeps_its_text() -> None:
    read = sent("hw-storage", amount="3 bananas", comment="of course")
    assert read.content is None
    assert "bananas" in read.faults["amount"]
    assert (read.filled.value, read.filled.comment) == ({"amount": "3 bananas"}, "of course")


def test_rows_are_read_in_order_without_the_blank_ones() -> None:
    read = sent(
        "hw-gpus",
        rows_10_type="a100-sxm-80gb", rows_10_count="4", rows_10_memory="",
        rows_2_type="h100-sxm", rows_2_count="16", rows_2_memory="80 GB",
        rows_3_type="", rows_3_count="", rows_3_memory="",
    )  # fmt: skip
    assert read.content is not None
    assert read.content.value == {
        "rows": [{"type": "h100-sxm", "count": 16.0, "memory": 80e9}, {"type": "a100-sxm-80gb", "count": 4.0}]
    }


def test_a_row_that_is_not_complete_is_a_fault_with_its_place() -> None:
    assert list(sent("hw-gpus", rows_0_type="h100-sxm", rows_0_count="").faults) == ["rows.1.count"]


@pytest.mark.parametrize(("question", "value"), [("hw-gpus", {"rows": []}), ("hw-where", {"options": []})])
def test_none_of_them_is_an_answer(question: str, value: dict[str, Any]) -> None:
    assert sent(question, none="1").content == Content("answered", value)


def test_several_options_are_kept_in_the_order_of_the_bank() -> None:
    read = sent("hw-where", options=["cloud", "own"], none="1")
    assert read.content == Content("answered", {"options": ["own", "cloud"]})


def test_without_javascript_what_was_filled_in_beats_a_status_left_over() -> None:
    assert sent("hw-note", status="unknown", shown="unknown", text="Now I know").content == Content(
        "answered", {"text": "Now I know"}
    )
    assert sent("hw-note", status="unknown", shown="answered", text="I did").content == Content("unknown")


def test_clearing_takes_the_answer_back_and_leaves_the_comment() -> None:
    assert sent("hw-level", level="3", comment="why", clear="hw-level").content == Content(comment="why")


def test_line_ends_and_nul_of_browsers_are_put_right() -> None:
    assert sent("hw-level", comment="one\r\ntwo\x00").content == Content(comment="one\ntwo")


def test_texts_have_an_end() -> None:
    assert list(sent("hw-level", level="3", comment="x" * 10_001).faults) == ["comment"]


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("revision", "7", 7),
        ("revision", "", None),
        ("revision", "-1", None),
        ("revision", "9" * 12, 2**31 - 1),
    ],
)
def test_a_base_that_is_no_number_is_none(field: str, text: str, expected: int | None) -> None:
    assert sent("hw-level", **{field: text}).sender.base_revision == expected


def test_a_saved_range_fills_the_range_and_a_number_the_number() -> None:
    storage = sample_bank().question("hw-storage")
    ranged = fill(storage, Content("answered", {"low": 1e15, "likely": 1.5e15, "high": 2e15}))
    single = fill(storage, Content("answered", {"low": 1e15, "likely": 1e15, "high": 1e15}))
    assert (ranged.shape, sorted(ranged.value)) == ("range", ["high", "likely", "low"])
    assert (single.shape, list(single.value)) == ("single", ["amount"])


@pytest.mark.parametrize(("typed_in", "terabytes"), [("en", 1.234), ("de", None), ("", None), ("??", None)])
def test_an_amount_keeps_its_meaning_when_the_page_changes_its_language(
    typed_in: str, terabytes: float | None
) -> None:
    with speaking("de"):
        read = sent("hw-storage", amount="1.234 TB", language=typed_in)
    value = read.content.value if read.content else None
    assert value == (terabytes and dict.fromkeys(("low", "likely", "high"), terabytes * 1e12))


def test_a_row_keeps_its_meaning_when_the_page_changes_its_language() -> None:
    row = {"rows_0_type": "h100-sxm", "rows_0_count": "16", "rows_0_memory": "1,5 TB"}
    german = sent("hw-gpus", language="de", **row)
    assert german.content is not None
    assert german.content.value == {"rows": [{"type": "h100-sxm", "count": 16.0, "memory": 1.5e12}]}
    assert sent("hw-gpus", language="en", **row).content is None


def test_controls_say_in_which_language_they_are_filled() -> None:
    saved = Content("answered", {"low": 1.5e12, "likely": 1.5e12, "high": 1.5e12})
    question = sample_bank().question("hw-storage")
    with speaking("de"):
        german, refused = fill(question, saved), sent("hw-storage", amount="1,5x", language="en").filled
    assert (german.value, german.language, german.other_language) == ({"amount": "1,5 TB"}, "de", "Deutsch")
    assert fill(question, saved).language == "en"
    with speaking("de"):
        assert (german.other_language, refused.other_language) == ("", "English")
