"""The part of a bank that a profile asks: all of it, or only what is quick to answer."""

from collections.abc import Iterator
from dataclasses import replace

from assessments.question_bank.consistency import named_questions
from assessments.question_bank.model import Bank, Domain, Group, Practice


def has_quick_profile(bank: Bank) -> bool:
    """Return whether the bank marks questions as quick: without any, both profiles ask everything."""
    return any(question.is_quick for question in bank.questions())


def restricted(bank: Bank, profile: str) -> Bank:
    """Return the bank with only the questions of a profile; practices, pages and domains left empty go.

    The fingerprint stays that of the whole bank: it says which version was published, not what is asked of it.
    """
    if profile != "quick" or not has_quick_profile(bank):
        return bank
    domains = (_domain(domain) for domain in bank.domains)
    return replace(bank, domains=tuple(domain for domain in domains if domain.groups))


def _domain(domain: Domain) -> Domain:
    groups = (_group(group) for group in domain.groups)
    return replace(domain, groups=tuple(group for group in groups if group.practices))


def _group(group: Group) -> Group:
    practices = (_practice(practice) for practice in group.practices)
    return replace(group, practices=tuple(practice for practice in practices if practice.questions))


def _practice(practice: Practice) -> Practice:
    return replace(practice, questions=tuple(item for item in practice.questions if item.is_quick))


def quick_findings(bank: Bank) -> Iterator[tuple[str, str, str]]:
    """Return what keeps the quick questions from standing alone: the id of what is wrong, the key, the reason."""
    if not has_quick_profile(bank):
        return
    quick = {question.id for question in bank.questions() if question.is_quick}
    for practice in bank.practices():
        if not any(item.is_quick and item.is_scored for item in practice.questions):
            yield (
                practice.id,
                "questions",
                "no scored question is quick: mark the most telling one `quick: true`",
            )
    for question in bank.questions():
        missing = [id for id in named_questions(question.when) if id not in quick]
        if question.is_quick and missing:
            yield (
                question.id,
                "when",
                f"is asked in the quick profile, but looks at {missing[0]}, which is not",
            )
