"""Contradictions among answers, workloads and constraints, as the rules find them."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from assessments.language import current_language
from assessments.queries import Consolidated, asked_by_values
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
    rules_in,
)
from planner.services.frozen.estate import estate_from
from planner.sizing.catalogue import load_catalogue
from planner.sizing.demand import Constraints, Demand


def rules() -> tuple[Rule, ...]:
    """Return the rules in the language of the context, checked against every shipped question bank."""
    return _rules(current_language())


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    banks = [load_bank(folder) for folder in SHIPPED_VERSIONS]
    return rules_in(language, load_rules(RULES_FILE, list(reversed(banks))))


def contradictions_among(
    bank: Bank,
    values: Mapping[str, Consolidated],
    demands: Sequence[Demand],
    constraints: Constraints,
    as_of: date,
) -> tuple[Contradiction, ...]:
    """Return what the rules find; answers to questions that are not asked do not count."""
    asked = asked_by_values(bank, values)
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
