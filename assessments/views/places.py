"""Where a question, a practice or a questionnaire stands, by its id; also when the bank asks it no more."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from assessments.models import Engagement
from assessments.question_bank.model import Bank, Domain, Question


@dataclass(frozen=True, slots=True)
class Place:
    """A title with its address; the overview's address for what the bank asks no more."""

    title: str
    address: str
    is_asked: bool = True


def places_by_question(engagement: Engagement, bank: Bank) -> dict[str, Place]:
    """Return the place of every question that is asked."""
    return {
        question.id: Place(question.text, f"{_group_address(engagement, group.id)}#q-{question.id}")
        for domain in bank.domains
        for group in domain.groups
        for practice in group.practices
        for question in practice.questions
    }


def places_by_practice(engagement: Engagement, bank: Bank) -> dict[str, Place]:
    """Return the place of every practice that is asked."""
    return {
        practice.id: Place(practice.title, f"{_group_address(engagement, group.id)}#practice-{practice.id}")
        for domain in bank.domains
        for group in domain.groups
        for practice in group.practices
    }


def places_by_domain(engagement: Engagement, bank: Bank) -> dict[str, Place]:
    """Return the place of every questionnaire: its first page."""
    return {
        domain.id: Place(domain.title, _group_address(engagement, domain.groups[0].id))
        for domain in bank.domains
        if domain.groups
    }


def no_place(engagement: Engagement, title: str) -> Place:
    """Return the place of what the bank asks no more."""
    return Place(title, reverse("assessments:engagement-detail", args=[engagement.pk]), is_asked=False)


def question_or_404(bank: Bank, question_id: str) -> Question:
    """Return a question. Raises Http404."""
    try:
        return bank.question(question_id)
    except KeyError as error:
        raise Http404("no such question") from error


def domain_or_404(bank: Bank, domain_id: str) -> Domain:
    """Return a questionnaire. Raises Http404."""
    for domain in bank.domains:
        if domain.id == domain_id:
            return domain
    raise Http404("no such questionnaire")


def _group_address(engagement: Engagement, group_id: str) -> str:
    return reverse("assessments:questionnaire-group", args=[engagement.pk, group_id])
