"""Contradictions among answers, workloads and constraints, as the rules find them."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from assessments.queries import Consolidated
from assessments.question_bank.conditions import applicable
from assessments.question_bank.load import SHIPPED_VERSIONS, load_bank
from assessments.question_bank.model import Bank
from planner.contradictions import (
    RULES_FILE,
    Contradiction,
    Rule,
    Situation,
    facts_of,
    find_contradictions,
    load_rules,
)
from planner.services.estate import estate_from
from planner.sizing.catalogue import load_catalogue
from planner.sizing.demand import Constraints, Demand


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, checked against every shipped version of the question bank."""
    banks = [load_bank(folder) for folder in SHIPPED_VERSIONS]
    return load_rules(RULES_FILE, list(reversed(banks)))


def contradictions_among(
    bank: Bank,
    values: Mapping[str, Consolidated],
    demands: Sequence[Demand],
    constraints: Constraints,
    as_of: date,
) -> tuple[Contradiction, ...]:
    """Return what the rules find; answers to questions that are not asked do not count."""
    asked = applicable(
        bank, {item.id: values[item.id].value if item.id in values else None for item in bank.questions()}
    )
    counted = {id: value for id, value in values.items() if asked.get(id)}
    situation = Situation(
        bank=bank,
        values={id: value.value for id, value in counted.items()},
        estate=estate_from(bank, counted),
        demands=demands,
        constraints=constraints,
        start=constraints.start,
        as_of=as_of,
        accelerators=load_catalogue().accelerators,
    )
    return find_contradictions(rules(), facts_of(situation))
