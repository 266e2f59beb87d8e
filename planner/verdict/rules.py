"""Which practices a workload needs at which level: read from rules.yaml, validated."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from assessments.document import DocumentError, read_document, validate
from assessments.language import current_language
from assessments.translations import texts_in
from planner.sizing.demand import DataClass, Demand, WorkloadPlace
from planner.sizing.workload import WorkloadKind

SHIPPED = Path(__file__).with_name("rules.yaml")
RuleDimension = Literal["compute", "storage", "network", "power", "latency", "software", "data", "security"]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class When:
    """The workloads a rule is about; an empty list means all."""

    __pydantic_config__ = _STRICT

    kind: list[WorkloadKind] = field(default_factory=list)
    data_class: list[DataClass] = field(default_factory=list)
    place: list[WorkloadPlace] = field(default_factory=list)

    def covers(self, demand: Demand) -> bool:
        """Whether a workload is meant."""
        return all(
            not wanted or value in wanted
            for wanted, value in (
                (self.kind, demand.kind),
                (self.data_class, demand.data_class),
                (self.place, demand.place),
            )
        )


@dataclass(frozen=True, slots=True)
class PracticeRule:
    """A practice that certain workloads need at a level, with the reason and what it rests on."""

    __pydantic_config__ = _STRICT

    practice: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{2}$")]
    dimension: RuleDimension | Literal["people", "money", "delivery"]
    level: Annotated[int, Field(ge=2, le=5)]
    reason: Annotated[str, Field(min_length=10)]
    reference: str = ""
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True)
class _Rules:
    __pydantic_config__ = _STRICT

    rules: Annotated[list[PracticeRule], Field(min_length=1)]


def load_rules(path: Path = SHIPPED) -> tuple[PracticeRule, ...]:
    """Read a rule file, its reasons in English. Raises DocumentError, also for two rules that say the same."""
    document = read_document(path)
    rules = validate(document, _Rules).rules
    seen: list[tuple[str, str, When]] = []
    faults = []
    for index, rule in enumerate(rules):
        key = (rule.practice, rule.dimension, rule.when)
        if key in seen:
            faults.append(
                document.fault(("rules", index), f"{rule.practice} is ruled twice for the same workloads")
            )
        seen.append(key)
    if faults:
        raise DocumentError(faults)
    return tuple(rules)


def shipped_rules() -> tuple[PracticeRule, ...]:
    """Return the shipped rules, their reasons in the language of the context; each is read once."""
    return _shipped_in(current_language())


@cache
def _shipped_in(language: str) -> tuple[PracticeRule, ...]:
    rules = load_rules()
    ids = _ids(rules)
    english = {id: {"reason": rule.reason} for id, rule in zip(ids, rules, strict=True)}
    said = texts_in(language, SHIPPED, "rules", english)
    return tuple(replace(rule, reason=said[id]["reason"]) for id, rule in zip(ids, rules, strict=True))


def _ids(rules: Sequence[PracticeRule]) -> list[str]:
    """Name each rule for translators: practice and level, numbered from the second on where they repeat."""
    names = [f"{rule.practice}-{rule.level}" for rule in rules]
    times = [names[: index + 1].count(name) for index, name in enumerate(names)]
    return [name if count == 1 else f"{name}-{count}" for name, count in zip(names, times, strict=True)]


def rules_for(demand: Demand, dimension: str, rules: Sequence[PracticeRule]) -> list[PracticeRule]:
    """Return one rule per practice that a workload needs in a dimension: the one with the highest level."""
    strictest: dict[str, PracticeRule] = {}
    for rule in rules:
        if rule.dimension == dimension and rule.when.covers(demand):
            known = strictest.get(rule.practice)
            if known is None or rule.level > known.level:
                strictest[rule.practice] = rule
    return list(strictest.values())
