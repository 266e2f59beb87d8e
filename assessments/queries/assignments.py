"""Who is asked what, how far they are, and whom one could ask."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Membership, Role, User
from assessments.models import Answer, Assignment, Engagement, Status, Submission
from assessments.queries.consolidated import applicability
from assessments.queries.engagements import bank_of, engagement_for
from assessments.queries.progress import Progress, progress_of
from assessments.question_bank.model import Bank


@dataclass(frozen=True, slots=True)
class Asked:
    """An assignment with the questions that are asked by it, and how many of them the person dealt with."""

    assignment: Assignment
    questions: tuple[str, ...]
    answered: int

    @property
    def open(self) -> int:
        """How many are left."""
        return len(self.questions) - self.answered

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.open <= 0

    @property
    def first(self) -> str:
        """The first question of it, or nothing when none is asked at present."""
        return self.questions[0] if self.questions else ""


def assignment_for(user: User, pk: int) -> Assignment:
    """Return an assignment in an engagement that the person runs. Raises Http404 or PermissionDenied."""
    row = Assignment.objects.filter(pk=pk).first()
    if row is None:
        raise Http404("no such assignment")
    row.engagement = engagement_for(user, row.engagement_id, "manage")
    return row


def assignments_of(engagement: Engagement) -> list[Asked]:
    """Return everybody's assignments with how far they are, in a fixed number of queries."""
    rows = Assignment.objects.filter(engagement=engagement).select_related("person", "assigned_by")
    is_asked = applicability(engagement)
    said = _answered(engagement)
    bank = bank_of(engagement)
    handed_on = _handed_on(rows)
    return [
        _asked(
            bank, row, is_asked, {question for question, person in said if person == row.person_id}, handed_on
        )
        for row in rows.order_by("due_on", "person__name", "id")
    ]


def my_assignments(engagement: Engagement, user: User, progress: Progress) -> list[Asked]:
    """Return what is asked of a person, what is due first at the top."""
    rows = list(
        Assignment.objects.filter(engagement=engagement, person=user).select_related(
            "assigned_by", "delegated_from__person"
        )
    )
    rows.sort(key=lambda row: (row.due_on or date.max, row.pk))
    bank = bank_of(engagement)
    handed_on = _handed_on(
        Assignment.objects.filter(engagement=engagement, delegated_from__person=user) if rows else ()
    )
    is_asked = _without_locked(
        bank, progress.applicable, _locked([engagement]) if rows else (), engagement.pk
    )
    return [_asked(bank, row, is_asked, progress.answered_by_me, handed_on) for row in rows]


def questions_asked_of(engagement: Engagement, user: User) -> frozenset[str]:
    """Return the questions that a person was asked for, in one query."""
    bank = bank_of(engagement)
    rows = Assignment.objects.filter(engagement=engagement, person=user)
    return frozenset(question for row in rows for question in questions_of(bank, row.scope, row.target))


def people_to_ask(engagement: Engagement) -> QuerySet[User]:
    """Return the active members who may answer, by name."""
    members = Membership.objects.filter(organisation=engagement.organisation_id).exclude(role=Role.READER)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("name", "email")


def due_soon(today: date, days: int) -> list[Assignment]:
    """Return the assignments of open engagements that are due within some days, with questions left to answer."""
    rows = Assignment.objects.filter(
        due_on__range=(today, today + timedelta(days=days)),
        engagement__status=Engagement.State.OPEN,
        person__is_active=True,
    )
    rows = rows.select_related("person", "engagement__bank").defer("engagement__bank__document")
    by_person: dict[User, list[Assignment]] = {}
    for row in rows.order_by("person_id", "engagement_id", "id"):
        by_person.setdefault(row.person, []).append(row)
    return [row for person, mine in by_person.items() for row in _with_questions_left(person, mine)]


def questions_of(bank: Bank, scope: str, target: str) -> tuple[str, ...]:
    """Return the questions that a target stands for; none for what the bank has not."""
    return tuple(
        question.id
        for domain in bank.domains
        for practice in domain.practices
        for question in practice.questions
        if target == {"domain": domain.id, "practice": practice.id, "question": question.id}.get(scope)
    )


def _with_questions_left(person: User, rows: Sequence[Assignment]) -> list[Assignment]:
    engagements = {row.engagement_id: row.engagement for row in rows}
    progress = progress_of(list(engagements.values()), person)
    handed_on = _handed_on(
        Assignment.objects.filter(engagement__in=engagements, delegated_from__person=person)
    )
    locked = _locked(engagements.values())
    found = []
    for row in rows:
        one = progress[row.engagement_id]
        bank = bank_of(row.engagement)
        is_asked = _without_locked(bank, one.applicable, locked, row.engagement_id)
        if not _asked(bank, row, is_asked, one.answered_by_me, handed_on).is_done:
            found.append(row)
    return found


def _asked(
    bank: Bank,
    row: Assignment,
    is_asked: Mapping[str, bool],
    answered: Collection[str],
    handed_on: Collection[tuple[int, str]],
) -> Asked:
    questions = tuple(
        question
        for question in questions_of(bank, row.scope, row.target)
        if is_asked.get(question) and (row.pk, question) not in handed_on
    )
    return Asked(row, questions, sum(question in answered for question in questions))


def _locked(engagements: Iterable[Engagement]) -> set[tuple[int, str]]:
    """Return (engagement, questionnaire) for what was accepted: nothing can be answered there."""
    rows = Submission.objects.filter(engagement__in=list(engagements), state=Submission.State.ACCEPTED)
    return set(rows.values_list("engagement_id", "domain").order_by())


def _without_locked(
    bank: Bank, is_asked: Mapping[str, bool], locked: Collection[tuple[int, str]], engagement_id: int
) -> Mapping[str, bool]:
    closed = {
        question.id
        for domain in bank.domains
        if (engagement_id, domain.id) in locked
        for practice in domain.practices
        for question in practice.questions
    }
    return {question: asked and question not in closed for question, asked in is_asked.items()}


def _handed_on(rows: Iterable[Assignment]) -> set[tuple[int, str]]:
    """Return (assignment, question) for what was handed on: it is not left for whoever did."""
    return {(row.delegated_from_id, row.target) for row in rows if row.delegated_from_id}


def _answered(engagement: Engagement) -> set[tuple[str, int]]:
    rows = Answer.objects.filter(engagement=engagement).exclude(status=Status.UNANSWERED)
    return set(rows.values_list("question", "respondent_id").order_by())
