"""The publish checks: what a bank must fulfil beyond being readable, before people answer it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from assessments.document import Fault, nearest, place_text
from assessments.question_bank.consistency import named_questions
from assessments.question_bank.estate import ESTATE, misfit
from assessments.question_bank.load import Source, read_bank
from assessments.question_bank.model import LEVELS, Bank, Domain, Practice, Question
from assessments.question_bank.profile import quick_findings
from assessments.question_bank.reachability import can_be_asked, reachable_levels
from assessments.question_bank.texts import text_findings
from assessments.question_bank.translation_files import read_translations

Finding = tuple[str, str, str]  # the id of what is wrong, the key inside it, the reason
Check = Callable[[Bank], Iterable[Finding]]

PRACTICE_ID = re.compile(r"[A-Z]{2,4}-\d{2}")
QUESTION_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAME_ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
LEAST_WEIGHT, MOST_WEIGHT = 0.1, 10.0
LEAST_SHARE = 0.02


def check_bank(bank: Bank | Path | str, *, more: Sequence[Check] = ()) -> list[Fault]:
    """Return what keeps a bank from being published; the faults of its documents when it cannot be read.

    For a path the faults have file and line; for a bank, the ids of practice and question.
    more: further checks, made only of a bank without other faults. The translations that stand beside a path are
    checked with it: every text of their files is translated, and keeps what it must.
    """
    if isinstance(bank, Bank):
        return _faults(bank, {}, more)
    reading = read_bank(bank)
    if reading.bank is None:
        return sorted(reading.faults, key=lambda fault: (fault.file, fault.line or 0))
    faults = _faults(reading.bank, reading.sources, more)
    for one in read_translations(bank, reading.bank):
        faults += one.faults
    return faults


def _faults(bank: Bank, sources: dict[str, Source], more: Sequence[Check]) -> list[Fault]:
    findings = _findings(bank, _CHECKS) or _findings(bank, more)
    faults = [_fault(bank, sources.get(finding[0]), finding) for finding in findings]
    return sorted(faults, key=lambda fault: (fault.file, fault.line or 0))


def _findings(bank: Bank, checks: Sequence[Check]) -> dict[Finding, None]:
    return dict.fromkeys(finding for check in checks for finding in check(bank))


def _fault(bank: Bank, source: Source | None, finding: Finding) -> Fault:
    id, key, reason = finding
    inside = tuple(
        int(part) if part.isdecimal() and "levels" not in key else part for part in key.split(".") if part
    )
    if source is None:
        return Fault(f"question bank {bank.key} {bank.version}", None, place_text((id, *inside)), reason)
    return source.fault(inside, reason)


def _ids(bank: Bank) -> Iterator[Finding]:
    for domain in bank.domains:
        yield from _id(domain.id, NAME_ID, "small letters, digits, - or _, such as hardware")
        for group in domain.groups:
            yield from _id(group.id, NAME_ID, "small letters, digits and hyphens, such as storage-network")
    for practice in bank.practices():
        yield from _id(practice.id, PRACTICE_ID, "capital letters, a hyphen and two digits, such as HW-01")
        for question in practice.questions:
            yield from _id(
                question.id, QUESTION_ID, "small letters, digits and hyphens, such as hw-01-sizing"
            )
            if not question.id.startswith(f"{practice.id.lower()}-"):
                yield question.id, "id", f"must begin with {practice.id.lower()}- like its practice"
    ids = [practice.id for practice in bank.practices()] + [question.id for question in bank.questions()]
    yield from ((id, "id", "is used more than once") for id in dict.fromkeys(ids) if ids.count(id) > 1)


def _id(id: str, pattern: re.Pattern[str], example: str) -> Iterator[Finding]:
    if not pattern.fullmatch(id):
        yield id, "id", f"ids are for good: write {example}"


def _contents(bank: Bank) -> Iterator[Finding]:
    if not bank.domains:
        yield bank.key, "domains", "the bank has no domain"
    for domain in bank.domains:
        if not domain.practices:
            yield domain.id, "groups", "the domain has no practice"
        yield from (
            (group.id, "practices", "the page has no practice")
            for group in domain.groups
            if not group.practices
        )
    for practice in bank.practices():
        scored = [question for question in practice.questions if question.is_scored]
        if not scored:
            yield practice.id, "questions", "no question is scored, so the practice can have no level"
        elif all(any(named_questions(question.when)) for question in scored):
            reason = (
                "every scored question has a condition: ask one always, or the practice may have no level"
            )
            yield practice.id, "questions", reason


def _weights(bank: Bank) -> Iterator[Finding]:
    weighted: list[Domain | Practice | Question] = [*bank.domains, *bank.practices()]
    weighted += [question for question in bank.questions() if question.is_scored]
    for item in weighted:
        if not LEAST_WEIGHT <= item.weight <= MOST_WEIGHT:
            yield (
                item.id,
                "weight",
                f"must be between {LEAST_WEIGHT:g} and {MOST_WEIGHT:g} (got {item.weight:g})",
            )


def _effects(bank: Bank) -> Iterator[Finding]:
    targets = {id for question in bank.questions() for id in named_questions(question.when)}
    for practice in bank.practices():
        total = sum(question.weight for question in practice.questions if question.is_scored)
        for question in practice.questions:
            if question.is_scored and question.weight < LEAST_SHARE * total:
                reason = (
                    f"less than {LEAST_SHARE:.0%} of the practice: the answer would have no visible effect"
                )
                yield question.id, "weight", reason
            is_used = (
                question.is_scored or question.estate or question.id in targets or question.kind == "text"
            )
            if not is_used:
                reason = (
                    "nothing uses the answer: score it, let it feed the estate, or let a condition look at it"
                )
                yield question.id, "", reason


def _levels(bank: Bank) -> Iterator[Finding]:
    for question in bank.questions():
        if question.is_scored:
            reached = reachable_levels(question)
            missing = ", ".join(str(level) for level in LEVELS if level not in reached)
            if missing:
                key = "thresholds" if question.thresholds else "options"
                yield question.id, key, f"no allowed answer reaches level {missing}"
        if question.gate is not None and not (question.is_scored and 2 <= question.gate <= 5):
            yield question.id, "gate", "a gate stands at level 2 to 5 of a scored question"


def _conditions(bank: Bank) -> Iterator[Finding]:
    questions = {question.id: question for question in bank.questions()}
    for question in questions.values():
        unknown = [id for id in named_questions(question.when) if id not in questions]
        if unknown:
            yield (
                question.id,
                "when",
                f"unknown question {unknown[0]!r}; {nearest(unknown[0], list(questions))}",
            )
        elif not can_be_asked(question, questions):
            yield (
                question.id,
                "when",
                "no answers fulfil this condition, so the question would never be asked",
            )


def _estate(bank: Bank) -> Iterator[Finding]:
    fed: dict[str, str] = {}
    for question in bank.questions():
        name = question.estate
        if not name:
            continue
        if name not in ESTATE:
            yield question.id, "estate", f"unknown estate quantity {name!r}; {nearest(name, list(ESTATE))}"
        elif reason := misfit(question):
            yield question.id, "estate", reason
        if fed.setdefault(name, question.id) != question.id:
            yield question.id, "estate", f"{name} is already fed by {fed[name]}"


_CHECKS: tuple[Check, ...] = (
    _ids,
    _contents,
    _weights,
    _effects,
    _levels,
    _conditions,
    _estate,
    text_findings,
    quick_findings,
)
