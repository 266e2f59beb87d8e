import contextlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict

from assessments.document import (
    DocumentError,
    Fault,
    nearest,
    parse_document,
    place_text,
    read_document,
    validate,
)


@dataclass(frozen=True, slots=True)
class Item:
    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Order:
    __pydantic_config__ = ConfigDict(extra="forbid")

    items: tuple[Item, ...]
    levels: dict[int, str] | None = None


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as error:
        validate(parse_document(text, file="order.yaml"), Order)
    return [str(fault) for fault in error.value.faults]


def test_plain_data_keep_the_line_of_every_place() -> None:
    document = parse_document("a:\n  - b: 1\n    c: 2\n", file="x.yaml")
    assert document.data == {"a": [{"b": 1, "c": 2}]}
    assert document.line(("a", 0, "c")) == 3
    assert document.line(("a", 0, "missing", "deep")) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15e12", 15e12),
        ("1_000", 1000),
        ("2026-11-21", "2026-11-21"),
        ("1.5 PB", "1.5 PB"),
        ("'7'", "7"),
        ("~", None),
    ],
)
def test_scalars_are_what_people_mean(text: str, value: object) -> None:
    assert parse_document(f"v: {text}", file="x.yaml").data == {"v": value}


def test_a_valid_document_becomes_objects() -> None:
    document = parse_document("items: [{name: a, count: 2}, {name: b}]", file="x.yaml")
    assert validate(document, Order) == Order((Item("a", 2), Item("b")))


def test_a_part_is_validated_where_it_stands() -> None:
    document = parse_document("orders:\n  - name: a\n    count: x\n", file="x.yaml")
    with pytest.raises(DocumentError, match=r"x.yaml:3: orders\[1\].count: "):
        validate(document, Item, data=document.data["orders"][0], at=("orders", 0))


def test_an_empty_part_is_not_taken_for_the_whole_document() -> None:
    document = parse_document("name: a\nparts: [~]\n", file="x.yaml")
    with pytest.raises(DocumentError, match=r"x.yaml:2: parts\[1\]: must be keys with values"):
        validate(document, Item, data=None, at=("parts", 0))


def test_every_fault_is_reported_with_line_place_and_reason() -> None:
    assert faults(
        "items:\n  - name: 5\n    count: many\n  - {nme: a}\n  - 3\nlevels:\n  1: a\n  2: 3\nmore: 1\n"
    ) == [
        "order.yaml:2: items[1].name: must be text: put quotes around it (got 5)",
        "order.yaml:3: items[1].count: input should be a valid integer, "
        "unable to parse string as an integer (got 'many')",
        "order.yaml:4: items[2].name: missing; this key is required",
        "order.yaml:4: items[2].nme: unknown key; did you mean name?",
        "order.yaml:5: items[3]: must be keys with values (key: value) (got 3)",
        "order.yaml:8: levels.2: must be text: put quotes around it (got 3)",
        "order.yaml:9: more: unknown key; remove it or check its spelling",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [1", "x.yaml:1: not valid YAML"),
        ("a: 1\na: 2", "x.yaml:2: a: written twice (first on line 1)"),
        ("a: &x 1\nb: *x", "x.yaml:2: aliases (*name) are not supported: write the value out"),
        ("a: !!python/object:os.system 1", "x.yaml:1: not valid YAML"),
        ("? [a, b]\n: 1", "x.yaml:1: a key must be plain text"),
        ("[" * 50 + "]" * 50, "x.yaml:1: nested too deeply or too long"),
        ("a: 1\nb: \x07", "x.yaml:2: contains a control character: save the file as plain text"),
        ("a: 1\n---\nb: 2", "x.yaml:2: not valid YAML"),
    ],
)
def test_text_that_is_no_plain_document_is_refused(text: str, fault: str) -> None:
    with pytest.raises(DocumentError) as error:
        parse_document(text, file="x.yaml")
    assert str(error.value).startswith(fault)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9")
    (tmp_path / "huge.yaml").write_bytes(b"#" * 4_000_001)
    for name, reason in (
        ("gone.yaml", "No such file or directory"),
        ("latin.yaml", "not UTF-8 text: save the file as UTF-8"),
        ("huge.yaml", "larger than 4 MB"),
    ):
        with pytest.raises(DocumentError) as error:
            read_document(tmp_path / name)
        assert error.value.faults == (Fault(str(tmp_path / name), None, "", reason),)


def test_faults_stand_in_the_order_of_the_lines() -> None:
    later, earlier = Fault("a", 9, "", "later"), Fault("a", 2, "", "earlier")
    assert DocumentError([later, earlier]).faults == (earlier, later)


def test_places_are_written_as_people_count() -> None:
    assert place_text(("workloads", 0, "model", "layers")) == "workloads[1].model.layers"


def test_the_nearest_known_names_are_the_remedy() -> None:
    assert nearest("h100-sxmm", ["l4", "h100-pcie", "h100-sxm"], 2) == "did you mean h100-sxm, h100-pcie?"
    assert nearest("x", []) == "none are known"


@given(st.text(max_size=200))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    with contextlib.suppress(DocumentError):
        assert parse_document(text, file="x.yaml").line(()) in (None, *range(1, 202))
