"""Hold rules against facts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.contradictions.facts import Fact
from planner.contradictions.model import Comparison, Limit, Rule

PLACEHOLDER = re.compile(r"\{([a-z0-9][a-z0-9_.-]*)\}")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a rule found. questions, workloads: what to look at again."""

    rule: str
    title: str
    statement: str
    questions: tuple[str, ...]
    workloads: tuple[str, ...]


def find_contradictions(rules: Sequence[Rule], facts: Mapping[str, Fact]) -> tuple[Contradiction, ...]:
    """Return what the rules find, in their order. What is not known contradicts nothing."""
    return tuple(
        _contradiction(rule, facts)
        for rule in rules
        if all(name in facts for name in rule.facts) and all(holds(part, facts) for part in rule.all_of)
    )


def holds(comparison: Comparison, facts: Mapping[str, Fact]) -> bool:
    """Return whether a comparison of known facts holds."""
    fact = facts[comparison.fact]
    if comparison.has:
        return not fact.members.isdisjoint(comparison.has)
    if comparison.lacks:
        return fact.members.isdisjoint(comparison.lacks)
    if comparison.apart_from:
        other = facts[comparison.apart_from].members
        return bool(fact.members) and bool(other) and fact.members.isdisjoint(other)
    return _compares(comparison, fact.amount, facts)


def _compares(comparison: Comparison, amount: float | None, facts: Mapping[str, Fact]) -> bool:
    if amount is None:
        return False
    for limit, is_held in (
        (comparison.at_least, float.__ge__),
        (comparison.at_most, float.__le__),
        (comparison.above, float.__gt__),
        (comparison.below, float.__lt__),
    ):
        bound = _bound(limit, facts) if limit else None
        if limit and (bound is None or not is_held(amount, bound)):
            return False
    return True


def _bound(limit: Limit, facts: Mapping[str, Fact]) -> float | None:
    if limit.number is not None:
        return limit.number
    amount = facts[limit.fact].amount
    return None if amount is None else limit.times * amount


def _contradiction(rule: Rule, facts: Mapping[str, Fact]) -> Contradiction:
    said = PLACEHOLDER.sub(lambda match: facts[match[1]].shown, rule.says)
    looked_at = [facts[name] for name in rule.facts]
    return Contradiction(
        rule=rule.id,
        title=rule.title,
        statement=f"{said} {rule.remedy}",
        questions=tuple(dict.fromkeys(id for fact in looked_at for id in fact.questions)),
        workloads=tuple(dict.fromkeys(name for fact in looked_at for name in fact.workloads)),
    )
