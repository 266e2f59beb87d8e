"""The catalogue of initiatives: complete, free of circles, and refused with its place when it is faulty."""

from dataclasses import replace
from pathlib import Path

import pytest

from assessments.document import Document, DocumentError, parse_document, write_document
from assessments.question_bank.load import SHIPPED as BANK
from assessments.question_bank.load import load_bank
from planner.roadmap.catalogue import Effort, load_initiatives, merged_initiatives, shipped_initiatives
from planner.roadmap.written_initiatives import entry_of

ENTRY = """
basis: assumption
initiatives:
  - id: I-1
    title: First
    domain: data
    summary: Something is done.
    lifts: [{practice: DA-01, from: 1, to: 3}]
    cost_usd: {low: 1, likely: 2, high: 3}
    effort: {data_engineers: 3}
    duration: 1
    risk: low
    done_when: It can be seen.
"""


def test_every_practice_of_the_bank_can_be_raised_from_1_to_4() -> None:
    steps: dict[str, set[tuple[int, int]]] = {}
    for initiative in shipped_initiatives():
        for lift in initiative.lifts:
            steps.setdefault(lift.practice, set()).add((lift.from_level, lift.to_level))
    practices = {practice.id for practice in load_bank(BANK).practices()}
    assert set(steps) == practices
    assert all(steps[practice] >= {(1, 3), (3, 4)} for practice in practices)


def test_each_initiative_says_what_it_is_and_on_what_it_rests() -> None:
    initiatives = shipped_initiatives()
    assert len(initiatives) >= 70
    for item in initiatives:
        assert item.summary.endswith("."), item.id
        assert item.done_when.endswith("."), item.id
        assert item.basis == "assumption"
        assert item.references, item.id
        assert item.effort, item.id
        for effort in item.effort.values():
            factors = (effort.low / effort.likely, effort.high / effort.likely)
            assert factors == (pytest.approx(0.6), pytest.approx(1.7)), item.id


def test_an_initiative_belongs_to_the_domain_of_its_practice() -> None:
    domains = {practice.id: domain.id for domain in load_bank(BANK).domains for practice in domain.practices}
    assert all(domains[item.lifts[0].practice] == item.domain for item in shipped_initiatives())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("from: 1, to: 3", "from: 3, to: 3", "initiatives[1].lifts[1]: `to` must be above `from`"),
        (
            "low: 1, likely: 2",
            "low: 3, likely: 2",
            "initiatives[1].cost_usd: low, likely and high must ascend",
        ),
        ("data_engineers: 3", "data_engineer: 3", "unknown role; did you mean data_engineers"),
        (
            "data_engineers: 3",
            "data_engineers: {low: 4, likely: 3, high: 5}",
            "initiatives[1].effort.data_engineers: low, likely and high must ascend",
        ),
        ("id: I-1", "id: buy-assistant", "initiatives[1].id: the names of purchases and contracts begin so"),
        (
            "basis: assumption",
            "basis: assumption\neffort_range: {low: 2}",
            "effort_range.low: input should be less",
        ),
        ("duration: 1", "duration: 1\n    after: [I-2]", "there is no initiative 'I-2'; did you mean I-1?"),
        ("duration: 1", "duration: 1\n    after: [I-1]", "each waits for the other: I-1 -> I-1"),
        ("risk: low", "risk: none", "initiatives[1].risk"),
        ("done_when: It can be seen.", "", "initiatives[1].done_when: missing; this key is required"),
        ("risk: low", "risk: low\n    owner: me", "initiatives[1].owner: unknown key"),
    ],
)
def test_a_faulty_catalogue_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    path = tmp_path / "initiatives.yaml"
    path.write_text(ENTRY.replace(old, new))
    with pytest.raises(DocumentError) as caught:
        load_initiatives(path)
    assert expected in str(caught.value)


def test_an_effort_is_a_range_or_a_number_with_the_range_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "initiatives.yaml"
    written = "{data_engineers: 3, ml_engineers: {low: 1, likely: 1, high: 4}}"
    text = ENTRY.replace("{data_engineers: 3}", written)
    path.write_text(text.replace("initiatives:", "effort_range: {low: 0.5, high: 2}\ninitiatives:"))
    [found] = load_initiatives(path)
    assert found.effort == {"data_engineers": Effort(1.5, 3, 6), "ml_engineers": Effort(1, 1, 4)}
    path.write_text(text)
    assert load_initiatives(path)[0].effort["data_engineers"] == Effort(3, 3, 3)


def test_what_is_written_of_an_initiative_is_read_back_the_same() -> None:
    shipped = shipped_initiatives()
    entries = [entry_of(item) for item in shipped]
    document = parse_document(write_document({"initiatives": entries}), file="own.yaml")
    read = merged_initiatives((), document.data["initiatives"], document, ("initiatives",))
    assert read == tuple(replace(item, basis="own") for item in shipped)


def test_an_own_initiative_takes_the_place_of_a_shipped_one_or_stands_beside_them() -> None:
    first = shipped_initiatives()[0]
    changed = entry_of(first) | {"duration": 5, "effort": {"platform_engineers": 10}}
    new = entry_of(first) | {"id": "own-1", "after": [first.id]}
    merged = merged_initiatives(
        shipped_initiatives(), [changed, new], Document("", None, {}), ("initiatives",)
    )
    assert [item.id for item in merged] == [*(item.id for item in shipped_initiatives()), "own-1"]
    assert (merged[0].duration, merged[0].basis) == (5, "own")
    assert merged[0].effort == {"platform_engineers": Effort(6, 10, 17)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"after": ["I-HW-99z"]}, "initiatives[1].after[1]: there is no initiative 'I-HW-99z'; did you mean"),
        ({"after": ["I-HW-01b"]}, "each waits for the other: I-HW-01"),
        (
            {"lifts": [{"practice": "HW-99", "from": 1, "to": 3}]},
            "lifts[1].practice: unknown practice 'HW-99'",
        ),
    ],
)
def test_own_initiatives_that_do_not_fit_the_others_are_refused(
    changes: dict[str, object], expected: str
) -> None:
    own = [entry_of(shipped_initiatives()[0]) | changes]
    waits = replace(shipped_initiatives()[1], after=("I-HW-01a",))
    shipped = (shipped_initiatives()[0], waits, *shipped_initiatives()[2:])
    with pytest.raises(DocumentError) as caught:
        merged_initiatives(
            shipped, own, Document("", None, {}), ("initiatives",), practices=["HW-01", "HW-02"]
        )
    assert expected in str(caught.value)
