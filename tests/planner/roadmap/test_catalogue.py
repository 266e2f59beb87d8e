"""The catalogue of initiatives: complete, free of circles, and refused with its place when it is faulty."""

from pathlib import Path

import pytest

from assessments.document import DocumentError
from assessments.question_bank.load import SHIPPED as BANK
from assessments.question_bank.load import load_bank
from planner.roadmap.catalogue import load_initiatives, shipped_initiatives

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
