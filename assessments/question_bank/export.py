"""A bank as the document that it can be read from again: the same content, and so the same fingerprint."""

from collections.abc import Mapping
from typing import Any

from assessments.document import write_document
from assessments.question_bank.model import Bank, Column, Condition, Domain, Group, Option, Practice, Question
from assessments.question_bank.units import exact_text

Plain = dict[str, Any]


def bank_to_yaml(bank: Bank) -> str:
    """Return a bank as one YAML document, its domains written out in it."""
    return write_document(bank_document(bank))


def bank_document(bank: Bank) -> Plain:
    """Return a bank as plain data in the form that people write."""
    questions = {question.id: question for question in bank.questions()}
    document: Plain = {"key": bank.key, "version": bank.version, "title": bank.title}
    if bank.upgrade:
        document["upgrade"] = _filled(
            {
                "from": bank.upgrade.version,
                "renamed": dict(bank.upgrade.renamed),
                "changed": list(bank.upgrade.changed),
            }
        )
    return document | {"domains": [_domain(domain, questions) for domain in bank.domains]}


def _domain(domain: Domain, questions: Mapping[str, Question]) -> Plain:
    return {
        "id": domain.id,
        "title": domain.title,
        "intro": domain.intro,
        "weight": domain.weight,
        "groups": [_group(group, questions) for group in domain.groups],
    }


def _group(group: Group, questions: Mapping[str, Question]) -> Plain:
    practices = [_practice(practice, questions) for practice in group.practices]
    return {"id": group.id, "title": group.title, "practices": practices}


def _practice(practice: Practice, questions: Mapping[str, Question]) -> Plain:
    head = _filled(
        {
            "id": practice.id,
            "title": practice.title,
            "scope": practice.scope,
            "weight": practice.weight,
            "critical": practice.is_critical,
            "references": list(practice.references),
        }
    )
    return head | {
        "levels": _levels(practice.levels),
        "questions": [_question(question, questions) for question in practice.questions],
    }


def _question(question: Question, questions: Mapping[str, Question]) -> Plain:
    head = {
        "id": question.id,
        "kind": question.kind,
        "text": question.text,
        "help": question.help,
        "why": question.why,
    }
    return head | _filled(
        {
            "evidence": question.evidence,
            "who": question.who,
            "quick": question.is_quick,
            "references": list(question.references),
            "half_life_months": question.half_life_months,
            "weight": question.weight if question.is_scored else None,
            "gate": question.gate,
            "levels": _levels(question.levels),
            "dimension": question.dimension,
            "unit": question.unit,
            "minimum": _amount(question.minimum, question),
            "maximum": _amount(question.maximum, question),
            "thresholds": _thresholds(question),
            "options": _options(question.options),
            "columns": [_column(column) for column in question.columns],
            "estate": question.estate,
            "when": _condition(question.when, questions),
        }
    )


def _column(column: Column) -> Plain:
    head: Plain = {"id": column.id, "title": column.title, "kind": column.kind}
    if not column.required:
        head["required"] = False
    if column.kind == "choice":
        return head | {"options": dict(zip(column.options, column.labels or column.options, strict=True))}
    if column.kind == "text":
        return head
    amounts = {
        name: exact_text(amount, column.dimension, column.unit)
        for name, amount in (("minimum", column.minimum), ("maximum", column.maximum))
        if amount is not None
    }
    return head | {"dimension": column.dimension, "unit": column.unit} | amounts


def _thresholds(question: Question) -> list[Any]:
    if question.kind == "several":
        return [int(count) for count in question.thresholds]
    return [_amount(amount, question) for amount in question.thresholds]


def _amount(amount: float | None, question: Question) -> str | None:
    return None if amount is None else exact_text(amount, question.dimension, question.unit)


def _options(options: tuple[Option, ...]) -> Plain:
    return {
        option.id: option.text if option.level is None else {"text": option.text, "level": option.level}
        for option in options
    }


def _condition(condition: Condition, questions: Mapping[str, Question]) -> Plain:
    """Return a condition; {} for one that always holds. Amounts are in the unit of the question they look at."""
    if condition.question:
        target = questions[condition.question]
        limits = {"at_least": condition.at_least, "at_most": condition.at_most}
        compared = {
            name: _amount(limit, target) if target.kind == "quantity" else limit
            for name, limit in limits.items()
            if limit is not None
        }
        named = {} if condition.includes is None else {"includes": condition.includes}
        return {"question": target.id} | compared | named
    groups = {"all_of": condition.all_of, "any_of": condition.any_of, "none_of": condition.none_of}
    return {
        name: [_condition(inner, questions) for inner in group] for name, group in groups.items() if group
    }


def _levels(levels: tuple[str, ...]) -> dict[int, str]:
    return dict(enumerate(levels, start=1))


def _filled(part: Plain) -> Plain:
    """Return the part without what says nothing."""
    return {name: value for name, value in part.items() if value not in (None, "", False, [], {})}
