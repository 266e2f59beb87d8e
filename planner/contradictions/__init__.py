"""Contradictions between answers, quantities and workloads, found by rules."""

from planner.contradictions.facts import Fact, Situation, facts_of
from planner.contradictions.find import Contradiction, find_contradictions
from planner.contradictions.load import RULES_FILE, load_rules, rules_in
from planner.contradictions.model import Comparison, Rule

__all__ = [
    "RULES_FILE",
    "Comparison",
    "Contradiction",
    "Fact",
    "Rule",
    "Situation",
    "facts_of",
    "find_contradictions",
    "load_rules",
    "rules_in",
]
