"""The page of one practice group: where it stands in the bank, its cards, the way on."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import Http404

from accounts.models import User
from assessments.forms import Filled
from assessments.models import Engagement, Submission
from assessments.queries import (
    Progress,
    answers_by_others,
    answers_on_page,
    bank_of,
    engagement_progress,
    evidence_on_page,
    questions_asked_of,
    submissions_of,
)
from assessments.queries.progress import Tally
from assessments.question_bank.conditions import explain_condition
from assessments.question_bank.model import Bank, Condition, Domain, Group, Practice, Question
from assessments.views.cards import Card, State, build_card


@dataclass(frozen=True, slots=True)
class Section:
    """A group in the navigation."""

    group: Group
    tally: Tally
    is_current: bool
    is_asked_of_me: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A domain in the navigation."""

    domain: Domain
    tally: Tally
    sections: tuple[Section, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class PracticeCards:
    """The cards of one practice."""

    practice: Practice
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A question of the page that is not asked, and why."""

    question: Question
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page of a group."""

    domain: Domain
    group: Group
    previous: Group | None
    next: Group | None
    practices: tuple[PracticeCards, ...]
    chapters: tuple[Chapter, ...]
    progress: Progress
    not_asked: tuple[NotAsked, ...]
    submission: Submission
    is_open: bool

    @property
    def has_conditions(self) -> bool:
        """Whether some question of the page is asked only sometimes."""
        return has_conditions(self.group)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card, in order."""
        return tuple(card for part in self.practices for card in part.cards)

    @property
    def faulty(self) -> tuple[Card, ...]:
        """The cards that need attention."""
        return tuple(card for card in self.cards if card.state.kind in {"fault", "conflict", "refused"})


def find_group(bank: Bank, group_id: str) -> tuple[Domain, Group]:
    """Return a group with its domain. Raises Http404."""
    for domain in bank.domains:
        for group in domain.groups:
            if group.id == group_id:
                return domain, group
    raise Http404("no such section")


def group_of(bank: Bank, question_id: str) -> Group:
    """Return the group in which a question is asked. Raises Http404."""
    for domain in bank.domains:
        for group in domain.groups:
            if any(question.id == question_id for question in questions_in(group)):
                return group
    raise Http404("no such question")


def questions_in(group: Group) -> tuple[Question, ...]:
    """Return the questions of a group, in order."""
    return tuple(question for practice in group.practices for question in practice.questions)


def has_conditions(group: Group) -> bool:
    """Return whether some question of a group is asked only sometimes."""
    return any(question.when != Condition() for question in questions_in(group))


def build_page(
    engagement: Engagement,
    user: User,
    group_id: str,
    *,
    filled: Mapping[str, Filled] | None = None,
    states: Mapping[str, State] | None = None,
) -> Page:
    """Return the page of a group; `filled` and `states` for what was just sent, by question."""
    bank = bank_of(engagement)
    domain, group = find_group(bank, group_id)
    progress = engagement_progress(engagement, user)
    submission = submissions_of(engagement)[domain.id]
    is_open = engagement.is_open and not submission.is_locked
    asked_of_me = questions_asked_of(engagement, user)
    groups = [group for domain in bank.domains for group in domain.groups]
    position = groups.index(group)
    return Page(
        domain=domain,
        group=group,
        previous=groups[position - 1] if position else None,
        next=groups[position + 1] if position + 1 < len(groups) else None,
        practices=_practices(
            engagement, user, group, progress, is_open, asked_of_me, filled or {}, states or {}
        ),
        chapters=chapters_of(bank, progress, group_id, asked_of_me),
        progress=progress,
        not_asked=not_asked(engagement, bank, group, progress),
        submission=submission,
        is_open=is_open,
    )


def not_asked(engagement: Engagement, bank: Bank, group: Group, progress: Progress) -> tuple[NotAsked, ...]:
    """Return the questions of a group that are not asked, with reasons.

    Respondents answer independently: they are told what they answered themselves, nothing else.
    """
    untold = set() if engagement.can_manage else progress.seen.keys() - progress.own
    return tuple(
        NotAsked(question, explain_condition(bank, question.when, progress.seen, untold))
        for question in questions_in(group)
        if not progress.applicable[question.id]
    )


def chapters_of(
    bank: Bank, progress: Progress, group_id: str = "", asked_of_me: Collection[str] = ()
) -> tuple[Chapter, ...]:
    """Return the navigation over all domains and groups; marked where something is asked of the person."""

    def section(group: Group) -> Section:
        is_asked = any(question.id in asked_of_me for question in questions_in(group))
        return Section(group, progress.groups[group.id], group.id == group_id, is_asked)

    return tuple(
        Chapter(
            domain,
            progress.domains[domain.id],
            tuple(section(group) for group in domain.groups),
            any(group.id == group_id for group in domain.groups),
        )
        for domain in bank.domains
    )


def _practices(
    engagement: Engagement,
    user: User,
    group: Group,
    progress: Progress,
    is_open: bool,
    asked_of_me: Collection[str],
    filled: Mapping[str, Filled],
    states: Mapping[str, State],
) -> tuple[PracticeCards, ...]:
    ids = [question.id for question in questions_in(group)]
    mine = answers_on_page(engagement, user, ids)
    others = answers_by_others(engagement, user, ids)
    evidence = evidence_on_page(engagement, user, ids)
    client = uuid.uuid4().hex

    def card(question: Question) -> Card:
        return build_card(
            question,
            mine.get(question.id),
            is_asked=progress.applicable[question.id],
            is_open=is_open,
            client=client,
            others=others.get(question.id, ()),
            evidence=evidence.get(question.id, ()),
            is_asked_of_me=question.id in asked_of_me,
            filled=filled.get(question.id),
            state=states.get(question.id),
        )

    return tuple(
        PracticeCards(practice, tuple(card(question) for question in practice.questions))
        for practice in group.practices
    )
