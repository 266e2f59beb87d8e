"""What laws ask for and when: assessments and records due while the plan runs, each with its date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assessments.language import current_language, say, to_say
from assessments.translations import texts_in
from planner.sizing.organisation.circumstances import ANSWER, ASSUMPTION, Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Step

TOPIC = Topic(to_say("Duties by law"))
SHIPPED = Path(__file__).parent.parent / "catalogue" / "obligations.yaml"
_DUE = {"assessment": to_say("Assessments due"), "record": to_say("Records due")}
_DUE_IN_PLAN = {
    "assessment": to_say("Assessments due in the plan"),
    "record": to_say("Records due in the plan"),
}
SENSITIVE = ("personal", "health", "payment")


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty. kind: assessment or record. every_months: None for once, on a date or before each go-live."""

    id: str
    law: str
    title: str
    reference: str
    kind: str
    counted_by: str
    every_months: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty with its day and how many times it has to be done. is_past: it was due before the plan."""

    due: date
    law: str
    title: str
    reference: str
    kind: str
    count: int
    is_past: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "due": self.due.isoformat(),
            "law": self.law,
            "title": self.title,
            "reference": self.reference,
            "kind": self.kind,
            "count": self.count,
            "is_past": self.is_past,
        }


def shipped_rules(path: Path = SHIPPED) -> tuple[Rule, ...]:
    """Return the duties of the catalogue, their titles in the language of the context; each is read once."""
    return _rules_in(current_language(), path)


@cache
def _rules_in(language: str, path: Path) -> tuple[Rule, ...]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    rules = [
        Rule(**{**item, "on": date.fromisoformat(item["on"]) if item.get("on") else None})
        for item in raw["obligations"]
    ]
    said = texts_in(language, path, "obligations", {rule.id: {"title": rule.title} for rule in rules})
    return tuple(replace(rule, title=said[rule.id]["title"]) for rule in rules)


def months_after(day: date, months: int) -> date:
    """Return the day some months later, the 28th at the latest.

    >>> months_after(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, 28))


def calendar(
    rules: Sequence[Rule],
    laws: Sequence[str],
    counts: Mapping[str, int],
    starts: Sequence[date],
    *,
    first: date,
    last: date,
) -> tuple[Obligation, ...]:
    """Return every duty from the first day to the last, in order; of duties by a date also those that are past.

    counts: how many there are by `counted_by`; a duty that counts nothing is left out.
    starts: go-live days of workloads with sensitive data.

    >>> rule = Rule("x", "gdpr", "Review", "article", "record", "once", every_months=12)
    >>> days = {"first": date(2026, 11, 1), "last": date(2029, 1, 1)}
    >>> [item.due.year for item in calendar([rule], ["gdpr"], {"once": 1}, [], **days)]
    [2027, 2028]
    """
    applying = [rule for rule in rules if rule.law in laws or (rule.law == "any" and laws)]
    found = [
        Obligation(due, rule.law, rule.title, rule.reference, rule.kind, count, due < first)
        for rule in applying
        for due in _days(rule, starts, first, last)
        if (count := 1 if rule.counted_by == "go_live" else counts.get(rule.counted_by, 0))
    ]
    return tuple(sorted(found, key=lambda item: (item.due, item.law, item.title)))


def _days(rule: Rule, starts: Sequence[date], first: date, last: date) -> Iterator[date]:
    if rule.counted_by == "go_live":
        yield from (day for day in starts if day <= last)
    elif rule.on is not None:
        yield from (rule.on for _ in range(rule.on <= last))
    elif rule.every_months:
        due = months_after(first, rule.every_months)
        while due <= last:
            yield due
            due = months_after(due, rule.every_months)


def obligations_of(around: Circumstances) -> tuple[Obligation, ...]:
    """Return the calendar of an organisation; empty when nobody has said which laws apply."""
    starts = [
        planned.live or around.outline.end
        for planned in around.workloads
        if planned.demand.data_class in SENSITIVE
    ]
    return calendar(
        shipped_rules(),
        around.facts.laws or (),
        _counts(around),
        starts,
        first=around.outline.as_of,
        last=around.outline.end,
    )


def _counts(around: Circumstances) -> dict[str, int]:
    """Return how many there are of each thing; without an answer, those that the plan itself names."""
    planned = len(around.workloads)
    sensitive = sum(item.demand.data_class in SENSITIVE for item in around.workloads)
    systems, activities = around.given("ai_systems"), around.given("processing_activities")
    return {
        "once": 1,
        "systems": round(systems.likely) if systems else planned,
        "activities": round(activities.likely) if activities else sensitive,
    }


def duty_figures(around: Circumstances) -> Iterator[Figure]:
    """Return how many assessments and records fall due while the plan runs."""
    if around.facts.laws is None:
        for kind in ("assessment", "record"):
            yield TOPIC.unknown(f"{kind}s_due", say(_DUE[kind]), "count", around.asked("laws"))
        return
    counts = _counts(around)
    steps = tuple(
        Step(title, ANSWER if around.given(name) else ASSUMPTION, counts[key], "count", source)
        for key, name, title in (
            ("activities", "processing_activities", say("purposes with personal data")),
            ("systems", "ai_systems", say("AI systems")),
        )
        for source in [
            say(ANSWER)
            if around.given(name)
            else say("only the workloads of this plan: nobody has counted the others")
        ]
    )
    due = [item for item in obligations_of(around) if not item.is_past]
    for kind in ("assessment", "record"):
        number = sum(item.count for item in due if item.kind == kind)
        samples = np.full(around.scenarios.samples, float(number))
        title, formula = (
            say(_DUE_IN_PLAN[kind]),
            say("duties by date x what each is for"),
        )
        yield TOPIC.figure(f"{kind}s_due", title, "count", samples, formula, *steps)
