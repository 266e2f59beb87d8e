"""The rule file: which practices a workload needs."""

from pathlib import Path

import pytest

from assessments.document import DocumentError
from assessments.question_bank.load import SHIPPED as BANK
from assessments.question_bank.load import load_bank
from planner.verdict.rules import load_rules, rules_for, shipped_rules
from tests.planner.situation import demand


def test_every_practice_that_a_rule_names_is_in_the_shipped_bank() -> None:
    known = {practice.id for practice in load_bank(BANK).practices()}
    assert {rule.practice for rule in shipped_rules()} <= known


def test_of_several_rules_for_a_practice_the_highest_level_counts() -> None:
    rules = rules_for(demand(data_class="health"), "security", shipped_rules())
    assert {rule.practice: rule.level for rule in rules}["SE-01"] == 3
    assert len({rule.practice for rule in rules}) == len(rules)


def test_sensitive_data_never_needs_less_than_internal_data() -> None:
    for kind in ("training", "fine_tuning", "inference", "retrieval", "batch_inference"):
        plain = {r.practice: r.level for r in rules_for(demand(kind=kind), "security", shipped_rules())}
        health = {
            r.practice: r.level
            for r in rules_for(demand(kind=kind, data_class="health"), "security", shipped_rules())
        }
        raised = {practice: level for practice, level in plain.items() if health.get(practice, 0) < level}
        assert set(raised) <= {
            "SE-04"
        }  # health data in training is guarded by masking, not by service guards


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "rules: [{practice: SE-1, dimension: security, level: 3, reason: long enough}]",
            "rules[1].practice",
        ),
        (
            "rules: [{practice: SE-01, dimension: safety, level: 3, reason: long enough}]",
            "rules[1].dimension",
        ),
        ("rules: [{practice: SE-01, dimension: security, level: 6, reason: long enough}]", "rules[1].level"),
        (
            "rules: [{practice: SE-01, dimension: security, level: 3, reason: long enough, when: {kinds: []}}]",
            "rules[1].when.kinds: unknown key",
        ),
        (
            "rules:\n- {practice: SE-01, dimension: security, level: 3, reason: long enough}\n"
            "- {practice: SE-01, dimension: security, level: 2, reason: long enough}\n",
            "rules.yaml:3: rules[2]: SE-01 is ruled twice for the same workloads",
        ),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    with pytest.raises(DocumentError, match=r"rules\.yaml") as caught:
        load_rules(path)
    assert expected in str(caught.value)
