"""How far engagements are, for one person and for all, without a query per engagement or question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Max, Q

from accounts.models import Membership, Role, User
from assessments.models import Answer, Engagement, Status, read_banks
from assessments.queries.consolidated import GivenAnswer, consolidate_answers
from assessments.queries.settled import SettledAnswer, settled_by_engagement
from assessments.question_bank.conditions import applicable
from assessments.question_bank.model import Bank, Basis, Condition, Practice

Values = dict[str, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """Questions that are asked, those of them that one person has dealt with, and those that anybody has."""

    asked: int
    mine: int
    anyone: int

    @property
    def is_done(self) -> bool:
        """Whether the person has dealt with all of them."""
        return self.mine >= self.asked

    @property
    def left(self) -> int:
        """How many the person has not dealt with."""
        return self.asked - self.mine


@dataclass(frozen=True, slots=True)
class Progress:
    """Tallies of an engagement, by domain and by group, and which questions are asked.

    seen: the values by which that is decided for this person. own: the questions whose value in it is the person's.
    """

    total: Tally
    domains: Mapping[str, Tally]
    groups: Mapping[str, Tally]
    applicable: Mapping[str, bool]
    answered_by_me: frozenset[str]
    seen: Values
    own: frozenset[str]

    def first_open_group(self) -> str | None:
        """Return the first group in which the person has something left."""
        return next((group for group, tally in self.groups.items() if not tally.is_done), None)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who may answer, how much they did, and when they last did."""

    user: User
    role: str
    answered: int
    last_saved_at: datetime | None

    @property
    def role_name(self) -> str:
        """The role as people read it."""
        return str(Role(self.role).label)


def engagement_progress(engagement: Engagement, user: User) -> Progress:
    """Return the progress of one engagement."""
    return progress_of([engagement], user)[engagement.pk]


def progress_of(engagements: Sequence[Engagement], user: User) -> dict[int, Progress]:
    """Return progress by engagement, in three queries for any number of them."""
    # Together: what `read_bank` finds read below costs no query of its own.
    read_banks(engagement.bank.fingerprint for engagement in engagements)
    banks = {engagement.pk: engagement.read_bank() for engagement in engagements}
    counts = _counts(engagements, user)
    values = _condition_values(engagements, {id(bank): bank for bank in banks.values()}.values())
    settled = settled_by_engagement(engagements)
    found = {}
    for engagement in engagements:
        bank = banks[engagement.pk]
        given, agreed = values[engagement.pk], settled[engagement.pk]
        seen, own = _seen_values(bank, given, agreed, user), _own_values(given, agreed, user)
        found[engagement.pk] = _progress(bank, seen, own, counts[engagement.pk])
    return found


def participants_of(engagements: Sequence[Engagement]) -> dict[int, list[Participant]]:
    """Return everybody who may answer, by engagement, those who answered most first; in two queries."""
    organisations = {engagement.organisation_id for engagement in engagements}
    members: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(organisation__in=organisations).exclude(role=Role.READER)
    for member in rows.select_related("user"):
        members[member.organisation_id].append(member)
    said = {
        (row["engagement"], row["respondent"]): row
        for row in Answer.objects.filter(engagement__in=engagements)
        .exclude(status=Status.UNANSWERED)
        .values("engagement", "respondent")
        .annotate(answered=Count("id"), last=Max("updated_at"))
        .order_by()
    }
    return {
        engagement.pk: sorted(
            (
                _participant(member, said.get((engagement.pk, member.user_id)))
                for member in members[engagement.organisation_id]
            ),
            key=lambda person: (-person.answered, str(person.user)),
        )
        for engagement in engagements
    }


def _participant(member: Membership, said: Mapping[str, Any] | None) -> Participant:
    if said is None:
        return Participant(member.user, member.role, 0, None)
    return Participant(member.user, member.role, said["answered"], said["last"])


def _counts(engagements: Sequence[Engagement], user: User) -> dict[int, dict[str, bool]]:
    """Return {engagement: {answered question: whether the person is among those who did}}."""
    rows = (
        Answer.objects.filter(engagement__in=engagements)
        .exclude(status=Status.UNANSWERED)
        .values_list("engagement_id", "question")
        .annotate(mine=Count("id", filter=Q(respondent=user)))
        .order_by()
    )
    counts: dict[int, dict[str, bool]] = defaultdict(dict)
    for engagement_id, question, mine in rows:
        counts[engagement_id][question] = bool(mine)
    return counts


def _condition_values(
    engagements: Sequence[Engagement], banks: Iterable[Bank]
) -> dict[int, list[GivenAnswer]]:
    """Return the answers on which conditions depend, by engagement."""
    wanted = {name for bank in banks for question in bank.questions() for name in _asked_by(question.when)}
    found: dict[int, list[GivenAnswer]] = defaultdict(list)
    rows = Answer.objects.filter(engagement__in=engagements, question__in=wanted, status=Status.ANSWERED)
    for row in rows:
        found[row.engagement_id].append(
            GivenAnswer(
                row.question,
                str(row.respondent_id),
                "",
                "answered",
                row.value,
                cast(Basis, row.basis),
                row.answered_at.date(),
            )
        )
    return found


def _asked_by(condition: Condition) -> Iterator[str]:
    if condition.question:
        yield condition.question
    for part in (*condition.all_of, *condition.any_of, *condition.none_of):
        yield from _asked_by(part)


def _seen_values(
    bank: Bank, given: Sequence[GivenAnswer], settled: Sequence[SettledAnswer], user: User
) -> Values:
    """Return the values by which questions appear to a person: what is settled, else their answer, else all's."""
    values: Values = {question: one.value for question, one in consolidate_answers(bank, given).items()}
    values.update((answer.question, answer.value) for answer in given if answer.respondent == str(user.pk))
    values.update((one.question, one.value) for one in settled)
    return values


def _own_values(given: Sequence[GivenAnswer], settled: Sequence[SettledAnswer], user: User) -> frozenset[str]:
    """Return the questions to which the person sees their own answer: not those that they do not know, say."""
    mine = {answer.question for answer in given if answer.respondent == str(user.pk)}
    return frozenset(mine - {one.question for one in settled})


def _progress(bank: Bank, seen: Values, own: frozenset[str], answered: Mapping[str, bool]) -> Progress:
    asked = applicable(bank, seen)
    groups = {
        group.id: _tally(group.practices, asked, answered)
        for domain in bank.domains
        for group in domain.groups
    }
    domains = {domain.id: _tally(domain.practices, asked, answered) for domain in bank.domains}
    return Progress(
        total=_tally(tuple(bank.practices()), asked, answered),
        domains=domains,
        groups=groups,
        applicable=asked,
        answered_by_me=frozenset(question for question, mine in answered.items() if mine),
        seen=seen,
        own=own,
    )


def _tally(practices: Sequence[Practice], asked: Mapping[str, bool], answered: Mapping[str, bool]) -> Tally:
    questions = [
        question.id for practice in practices for question in practice.questions if asked[question.id]
    ]
    return Tally(
        asked=len(questions),
        mine=sum(answered.get(question, False) for question in questions),
        anyone=sum(question in answered for question in questions),
    )
