import contextlib
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.document import DocumentError
from assessments.question_bank.load import load_bank
from assessments.question_bank.model import Column, Condition, Option, Question
from tests.assessments.question_bank.banks import (
    LEVELS,
    choice,
    document,
    load,
    practice,
    quantity,
    several,
    table,
    text,
    write,
)

WRITTEN_OUT = """
key: small
version: "1"
title: Small
upgrade: {from: "0"}
domains:
  - id: one
    title: One
    intro: Who
    groups:
      - id: page
        title: Page
        practices:
          - id: HW-01
            title: T
            scope: S
            levels: {1: a, 2: b, 3: c, 4: d, 5: e}
            questions:
              - {id: q, text: T, help: H, why: W, levels: {1: a, 2: b, 3: c, 4: d, 5: e}}
              - id: r
                kind: table
                text: T
                help: H
                why: There
                when: {question: q, at_least: 2}
                columns: [{id: kind, title: Kind, kind: text}]
"""


def refused(folder: Path, *questions: dict[str, Any], **keys: Any) -> list[str]:
    with pytest.raises(DocumentError) as error:
        load(folder, *questions, **keys)
    return [f"{fault.place}: {fault.reason}" for fault in error.value.faults]


NOT_MONOTONE = "must rise from level 2 to level 5, or fall when less is better, without repeats"
QUESTION = "domains[1].groups[1].practices[1].questions[1]"


def test_a_choice_question_is_read_whole(tmp_path: Path) -> None:
    written = choice(evidence="A plan", who="IT", weight=2, gate=3, half_life_months=6)
    assert list(load(tmp_path, written).questions()) == [
        Question(
            id="hw-01-sizing",
            kind="choice",
            text="How is work sized?",
            help="Think of all projects.",
            why="It saves money.",
            evidence="A plan",
            who="IT",
            weight=2.0,
            gate=3,
            half_life_months=6.0,
            levels=tuple(LEVELS.values()),
        )
    ]


def test_amounts_of_a_quantity_are_kept_in_si(tmp_path: Path) -> None:
    written = quantity(
        thresholds=[10, "50 TB", "1 PB", "5 PB"], minimum="1 GB", maximum="1 EB", estate="storage_bytes"
    )
    (question,) = load(tmp_path, written).questions()
    assert question.thresholds == (1e13, 5e13, 1e15, 5e15)
    assert (question.minimum, question.maximum) == (1e9, 1e18)
    assert (question.weight, question.is_scored, question.estate) == (1.0, True, "storage_bytes")


def test_a_quantity_without_thresholds_is_not_scored(tmp_path: Path) -> None:
    (question,) = load(tmp_path, quantity()).questions()
    assert (question.weight, question.is_scored) == (0.0, False)


def test_options_have_texts_and_may_have_levels(tmp_path: Path) -> None:
    options = {"mfa": {"text": "A second factor", "level": 3}, "sso": "One sign-in"}
    (question,) = load(tmp_path, several(options=options)).questions()
    assert question.options == (Option("mfa", "A second factor", 3), Option("sso", "One sign-in"))
    assert question.is_scored


def test_columns_are_choices_quantities_or_texts(tmp_path: Path) -> None:
    (question,) = load(tmp_path, table()).questions()
    assert question.columns == (
        Column("type", "Type", "choice", options=("h100-sxm", "h100-pcie", "a100-sxm-80gb", "l4")),
        Column("count", "Number", "quantity", minimum=1.0),
        Column("memory", "Memory", "quantity", dimension="data", unit="GB", required=False),
    )


def test_lists_of_the_bank_are_used_by_name(tmp_path: Path) -> None:
    column = {"id": "country", "title": "Country", "kind": "choice", "options": "countries"}
    lists = {"countries": {"DEU": "Germany", "FRA": "France"}}
    bank = load(tmp_path, text(options="countries"), table(columns=[column]), lists=lists)
    where, sites = bank.questions()
    assert where.options == (Option("DEU", "Germany"), Option("FRA", "France"))
    assert sites.columns[0].choices == (("DEU", "Germany"), ("FRA", "France"))


def test_amounts_of_conditions_have_the_unit_of_the_question_they_look_at(tmp_path: Path) -> None:
    when = {
        "any_of": [
            {"question": "hw-01-storage", "at_least": "1 PB"},
            {"question": "hw-01-storage", "at_most": 5},
        ]
    }
    question = load(tmp_path, quantity(), choice(when=when)).question("hw-01-sizing")
    assert question.when == Condition(
        any_of=(Condition("hw-01-storage", at_least=1e15), Condition("hw-01-storage", at_most=5e12))
    )


def test_domains_may_stand_in_their_own_files(tmp_path: Path) -> None:
    data = document(practice(choice()))
    inline = load_bank(write(tmp_path, data))
    (tmp_path / "hardware.yaml").write_text(yaml.safe_dump(data["domains"][0]))
    write(tmp_path, data | {"domains": ["hardware.yaml"]})
    assert load_bank(tmp_path) == inline


@pytest.mark.parametrize(
    ("question", "faults"),
    [
        (choice(hint="x"), [f"{QUESTION}.hint: unknown key; remove it or check its spelling"]),
        (
            choice(levels={1: "a", 2: "b", 3: "c", 5: "e"}),
            [f"{QUESTION}.levels: level 4 is missing; all five levels are described"],
        ),
        (
            choice(levels={**LEVELS, 6: "f"}),
            [f"{QUESTION}.levels: level 6 is unknown; the levels are 1 to 5"],
        ),
        (
            choice(levels={**LEVELS, 1: False}),
            [f"{QUESTION}.levels: level 1 must be text: put quotes around it (got False)"],
        ),
        (
            choice(levels="five"),
            [f"{QUESTION}.levels: describe the five levels as keys 1 to 5, each with its text"],
        ),
        (choice(weight=0), [f"{QUESTION}.weight: input should be greater than 0 (got 0)"]),
        (choice(weight=-1), [f"{QUESTION}.weight: input should be greater than 0 (got -1)"]),
        (choice(weight=True), [f"{QUESTION}.weight: must be a number"]),
        (choice(gate=1), [f"{QUESTION}.gate: input should be greater than or equal to 2 (got 1)"]),
        (choice(gate=6), [f"{QUESTION}.gate: input should be less than or equal to 5 (got 6)"]),
        (
            choice(id="HW 01!"),
            [f"{QUESTION}.id: an id has at most 80 letters, digits, hyphens and underscores (got 'HW 01!')"],
        ),
        (choice(text=5), [f"{QUESTION}.text: must be text: put quotes around it (got 5)"]),
        (
            choice(kind="chioce"),
            [f"{QUESTION}.kind: unknown kind 'chioce'; did you mean choice, text, table?"],
        ),
        (
            choice(kind=["choice"]),
            [f"{QUESTION}.kind: unknown kind ['choice']; did you mean choice, text, table?"],
        ),
        (
            quantity(unit="kg"),
            [
                f"{QUESTION}.unit: 'kg' is not a unit of data; "
                "understood: MB, GB, TB, PB, EB, MiB, GiB, TiB, PiB, Gbit"
            ],
        ),
        (
            quantity(dimension="dat"),
            [f"{QUESTION}.dimension: unknown dimension 'dat'; did you mean data, duration, ratio?"],
        ),
        (
            quantity(thresholds=[1, 3, 2, 4]),
            [f"{QUESTION}.thresholds: {NOT_MONOTONE}"],
        ),
        (
            quantity(thresholds=[1, 1, 2, 3]),
            [f"{QUESTION}.thresholds: {NOT_MONOTONE}"],
        ),
        (
            quantity(thresholds=[1, 2, 3]),
            [f"{QUESTION}.thresholds: the list should have at least 4 items, not 3"],
        ),
        (
            quantity(thresholds=["1 kg", 2, 3, 4]),
            [
                f"{QUESTION}.thresholds[1]: 'kg' is not a unit of this; understood: MB, GB, TB, PB, EB, "
                "MiB, GiB, TiB, PiB, Gbit (a bare number means TB)"
            ],
        ),
        (quantity(minimum=5, maximum=5), [f"{QUESTION}.maximum: must be above the minimum"]),
        (
            quantity(weight=1),
            [f"{QUESTION}.weight: has no effect: the question has no thresholds and is not scored"],
        ),
        (
            quantity(gate=3),
            [f"{QUESTION}.gate: has no effect: the question has no thresholds and is not scored"],
        ),
        (several(options={}), [f"{QUESTION}.options: there must be at least one option"]),
        (several(options=["a", "a"]), [f"{QUESTION}.options: option a is written twice"]),
        (
            several(options={"a": True}),
            [f"{QUESTION}.options: option a: id and text must be text: put quotes around them"],
        ),
        (several(options="places"), [f"{QUESTION}.options: the bank has no list 'places'; none are known"]),
        (
            several(thresholds=[1, 2, 3, 5]),
            [f"{QUESTION}.thresholds: must lie between 1 and the number of options (4)"],
        ),
        (
            several(thresholds=[4, 3, 2, 1]),
            [f"{QUESTION}.thresholds: must rise: more ticked options never lower the level"],
        ),
        (table(columns=[]), [f"{QUESTION}.columns: the list should have at least 1 item, not 0"]),
        (
            table(columns=[{"id": "a", "title": "A", "kind": "choice"}]),
            [f"{QUESTION}.columns[1].options: missing; this key is required"],
        ),
        (
            table(columns=[{"id": "a", "title": "A", "kind": "text", "unit": "GB"}]),
            [f"{QUESTION}.columns[1].unit: has no meaning in a column of kind text"],
        ),
        (
            table(columns=[{"id": "a", "title": "A", "kind": "text"}] * 2),
            [f"{QUESTION}.columns: column a is written twice"],
        ),
        (
            choice(when={"question": "hw-01-sizng", "at_least": 2}),
            [f"{QUESTION}.when: unknown question 'hw-01-sizng'; did you mean hw-01-sizing?"],
        ),
        (
            choice(when={"question": "hw-01-sizing", "at_least": 2}),
            [f"{QUESTION}.when: the condition depends on itself: hw-01-sizing → hw-01-sizing"],
        ),
        (
            choice(when={"at_least": 2}),
            [
                f"{QUESTION}.when: write `question` with at_least, at_most or includes; "
                "or one of all_of, any_of, none_of with a list"
            ],
        ),
    ],
)
def test_faults_name_place_and_remedy(tmp_path: Path, question: dict[str, Any], faults: list[str]) -> None:
    assert refused(tmp_path, question) == faults


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ({"includes": "mfaa"}, "hw-01-controls has no option 'mfaa'; did you mean mfa, sso, review?"),
        ({"at_least": 3, "at_most": 2}, "at_least is above at_most: the condition never holds"),
    ],
)
def test_conditions_that_cannot_be_understood_are_refused(
    tmp_path: Path, when: dict[str, Any], reason: str
) -> None:
    (fault,) = refused(tmp_path, several(), choice(when={"question": "hw-01-controls"} | when))
    assert fault.endswith(f".when: {reason}")


def test_conditions_in_a_circle_are_refused_once(tmp_path: Path) -> None:
    questions = [
        choice("hw-01-a", when={"question": "hw-01-b", "at_least": 2}),
        choice("hw-01-b", when={"none_of": [{"question": "hw-01-c", "at_least": 2}]}),
        choice("hw-01-c", when={"question": "hw-01-a", "at_least": 2}),
    ]
    assert refused(tmp_path, *questions) == [
        f"{QUESTION}.when: the condition depends on itself: hw-01-a → hw-01-b → hw-01-c → hw-01-a"
    ]


def test_an_id_used_twice_names_the_first_place(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, choice(), choice())
    assert fault.startswith(
        "domains[1].groups[1].practices[1].questions[2].id: the question id 'hw-01-sizing'"
    )
    assert f"is already used at {tmp_path}/bank.yaml:" in fault


def test_all_faults_of_all_files_are_reported_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(
        "key: small\nversion: 1\ntitle: Small\ndomains: [one.yaml, ../two.yaml, gone.yaml]\n"
    )
    (tmp_path / "one.yaml").write_text(
        "id: one\ntitle: One\nintro: Who\nnote: x\ngroups:\n  - id: page\n    title: Page\n    practices:\n"
        "      - id: HW-01\n        title: T\n        scope: S\n        questions:\n"
        "          - {id: q, kind: text, text: T}\n"
    )
    with pytest.raises(DocumentError) as error:
        load_bank(tmp_path)
    assert [str(fault).removeprefix(f"{tmp_path}/") for fault in error.value.faults] == [
        'bank.yaml:2: version: put the version in quotes: "1"',
        "bank.yaml:4: domains[2]: '../two.yaml' must be the name of a file in the same folder",
        "gone.yaml: No such file or directory",
        "one.yaml:4: note: unknown key; remove it or check its spelling",
        "one.yaml:9: groups[1].practices[1].levels: missing; this key is required",
        "one.yaml:13: groups[1].practices[1].questions[1].help: missing; this key is required",
        "one.yaml:13: groups[1].practices[1].questions[1].why: missing; this key is required",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "place", "remedy"),
    [
        ("title: Small", "titel: Small", "titel", "title"),
        ("intro: Who", "intros: Who", "domains[1].intros", "intro"),
        ("practices:", "practises:", "domains[1].groups[1].practises", "practices"),
        ("scope: S", "scop: S", "domains[1].groups[1].practices[1].scop", "scope"),
        ("why: W", "whys: W", "domains[1].groups[1].practices[1].questions[1].whys", "why"),
        (
            "at_least: 2",
            "atleast: 2",
            "domains[1].groups[1].practices[1].questions[2].when.atleast",
            "at_least",
        ),
        (
            "{question: q, at_least: 2}",
            "{any_of: [{questoin: q, at_least: 2}]}",
            "domains[1].groups[1].practices[1].questions[2].when.any_of[1].questoin",
            "question",
        ),
        (
            "title: Kind",
            "titel: Kind",
            "domains[1].groups[1].practices[1].questions[2].columns[1].titel",
            "title",
        ),
        ('from: "0"', 'form: "0"', "upgrade.form", "from"),
    ],
)
def test_an_unknown_key_anywhere_in_a_bank_names_the_key_that_was_meant(
    tmp_path: Path, right: str, wrong: str, place: str, remedy: str
) -> None:
    text = WRITTEN_OUT.replace(right, wrong)
    assert text != WRITTEN_OUT
    (tmp_path / "bank.yaml").write_text(text)
    with pytest.raises(DocumentError) as error:
        load_bank(tmp_path)
    found = [fault.reason for fault in error.value.faults if fault.place == place]
    assert found == [f"unknown key; did you mean {remedy}?"]


def test_the_bank_of_which_keys_are_misspelt_above_is_a_bank(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(WRITTEN_OUT)
    assert [question.id for question in load_bank(tmp_path).questions()] == ["q", "r"]


@pytest.mark.parametrize(
    "content", ["", "[]", "a", "domains: 3", "domains: [[], 3, null, {groups: [null, {practices: x}]}]"]
)
def test_documents_of_another_shape_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "bank.yaml").write_text(content)
    with pytest.raises(DocumentError):
        load_bank(tmp_path)


def test_a_domain_file_alone_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "hardware.yaml").write_text("id: hardware\ngroups: []\n")
    with pytest.raises(DocumentError, match="name the folder or the bank's first file"):
        load_bank(tmp_path / "hardware.yaml")


def test_a_missing_bank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"bank\.yaml: No such file or directory"):
        load_bank(tmp_path)


def test_a_fault_of_a_shared_list_is_reported_once_and_hides_nothing(tmp_path: Path) -> None:
    lists = {"countries": {"NOR": "Norway", "SWE": True}, "others": "countries"}
    asked = [text(options="countries"), several(options="others"), choice(hint="x")]
    assert refused(tmp_path, *asked, lists=lists, version=1) == [
        'version: put the version in quotes: "1"',
        "domains[1].groups[1].practices[1].questions[3].hint: unknown key; remove it or check its spelling",
        "lists.countries.options: option SWE: id and text must be text: put quotes around them",
        "lists.others: write the options out: a list cannot name another list",
    ]


def test_a_list_of_the_bank_that_is_not_there_is_named(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, text(options="countrys"), lists={"countries": ["DEU"]})
    assert fault == f"{QUESTION}.options: the bank has no list 'countrys'; did you mean countries?"


def every_place(data: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in items:
        yield (*place, key)
        yield from every_place(inner, (*place, key))


WHOLE = [
    choice(gate=3),
    quantity(thresholds=[1, 2, 3, 4], minimum=0, maximum=9),
    several(thresholds=[1, 2, 3, 4]),
    table(),
    text(options="countries"),
    choice("hw-01-asked", when={"all_of": [{"question": "hw-01-storage", "at_least": "1 TB"}]}),
]
PLACES = list(every_place(document(practice(*WHOLE), lists={"countries": {"DEU": "Germany"}})))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(categories=["L", "P"]), max_size=9)
)
ODD = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(SCALARS.map(str), inner, max_size=2),
    max_leaves=4,
)


@given(place=st.sampled_from(PLACES), odd=ODD)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_bank_with_anything_at_any_place_is_either_read_or_refused(
    tmp_path: Path, place: tuple[str | int, ...], odd: Any
) -> None:
    data: Any = document(practice(*copy.deepcopy(WHOLE)), lists={"countries": {"DEU": "Germany"}})
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = odd
    with contextlib.suppress(DocumentError):
        assert len(load_bank(write(tmp_path, data)).fingerprint) == 64
