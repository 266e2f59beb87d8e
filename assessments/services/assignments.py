"""Who is asked to answer what: assigned by those who run the engagement, handed on by those who were asked."""

import hashlib
import json
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Assignment, Engagement
from assessments.question_bank.model import Bank
from assessments.services.letters import promise_letter, role_in
from assessments.services.locks import ClosedError, hold_engagement, refuse_if_locked
from assessments.services.reminders import promise_reminders


class NotAskableError(ValueError):
    """The person cannot answer in this engagement, is oneself, or is asked already."""


class UnknownTargetError(LookupError):
    """The bank of the engagement has no such questionnaire, practice or question."""


def assign(
    *,
    engagement: Engagement,
    scope: str,
    target: str,
    person: User,
    assigned_by: User,
    due_on: date | None = None,
    note: str = "",
) -> Assignment:
    """Ask somebody, who gets a letter. Asking again for the same changes date and note.

    Raises NotAskableError, UnknownTargetError.
    """
    return _ask(Assignment(
        engagement=engagement, scope=scope, target=target, person=person, assigned_by=assigned_by,
        due_on=due_on, note=note.strip(),
    ))  # fmt: skip


def delegate(*, engagement: Engagement, question_id: str, person: User, by: User, note: str) -> Assignment:
    """Hand a question on to somebody who knows, with the date that it was asked for; they get a letter.

    Raises NotAskableError, UnknownTargetError, ClosedError, LockedError.
    """
    if not engagement.is_open:
        raise ClosedError(_("this engagement is closed: its answers can be read, not changed"))
    if person == by:
        raise NotAskableError(_("choose somebody else than yourself"))
    with transaction.atomic():
        held = hold_engagement(engagement.pk)
        _check_target(held.read_bank(), Assignment.Scope.QUESTION, question_id)
        refuse_if_locked(held, question_id)
        source = covering_assignment(engagement, by, question_id)
        _refuse_the_way_back(source, person)
        asked = _own_asking(engagement, question_id, person, by)
        dated = source or asked
        wanted = Assignment(
            engagement=engagement,
            scope=Assignment.Scope.QUESTION,
            target=question_id,
            person=person,
            assigned_by=by,
            delegated_from=source,
            due_on=dated.due_on if dated else None,
            note=note.strip(),
        )
        return _ask(wanted, told_as=_digest(wanted))


def _digest(handed_on: Assignment) -> str:
    """Return what is the same whenever the same is handed on: the same words are told once, whatever comes between."""
    said = json.dumps([handed_on.assigned_by_id, str(handed_on.due_on), handed_on.note])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _refuse_the_way_back(source: Assignment | None, person: User) -> None:
    """Raise NotAskableError when the question came from a person: handed round, nobody would be left with it."""
    came_by = source.delegated_from if source else None
    while came_by is not None:
        if came_by.person_id == person.pk:
            raise NotAskableError(
                _(
                    "%(person)s handed this question on: answer that you don’t know, or start a conversation about it"
                )
                % {"person": person}
            )
        came_by = came_by.delegated_from


def _own_asking(engagement: Engagement, question_id: str, person: User, by: User) -> Assignment | None:
    """Return what one asked a person already. Raises NotAskableError when somebody else did: it stays as it is."""
    rows = Assignment.objects.filter(
        engagement=engagement, scope=Assignment.Scope.QUESTION, target=question_id
    )
    found = rows.filter(person=person).first()
    if found is not None and found.assigned_by_id != by.pk:
        raise NotAskableError(
            _("%(person)s is asked this question already, by %(sender)s")
            % {"person": person, "sender": found.assigned_by}
        )
    return found


def unassign(*, assignment: Assignment) -> None:
    """Ask no more; what was answered stays. Nothing is done to an assignment that is gone already."""
    with transaction.atomic():
        if Assignment.objects.filter(pk=assignment.pk).delete()[0]:
            _record(Action.UNASSIGNED, assignment)


def covering_assignment(engagement: Engagement, person: User, question_id: str) -> Assignment | None:
    """Return by which assignment a person was asked a question: the narrowest one."""
    covers = targets_of(engagement.bank.read(), question_id)
    narrow = [Assignment.Scope.QUESTION, Assignment.Scope.PRACTICE, Assignment.Scope.DOMAIN]
    rows = Assignment.objects.filter(engagement=engagement, person=person)
    found = {row.scope: row for row in rows if covers.get(row.scope) == row.target}
    return next((found[scope] for scope in narrow if scope in found), None)


def targets_of(bank: Bank, question_id: str) -> dict[str, str]:
    """Return the targets by which a question can be asked for, by scope; none for a question the bank has not."""
    for domain in bank.domains:
        for practice in domain.practices:
            if any(question.id == question_id for question in practice.questions):
                return {
                    Assignment.Scope.QUESTION: question_id,
                    Assignment.Scope.PRACTICE: practice.id,
                    Assignment.Scope.DOMAIN: domain.id,
                }
    return {}


@transaction.atomic
def _ask(wanted: Assignment, *, told_as: str = "") -> Assignment:
    """Store what is wanted, and tell the person; with `told_as` only once under this name.

    No upgrade moves the engagement meanwhile: what is asked is what its bank asks when this is done.
    """
    _check_target(hold_engagement(wanted.engagement.pk).read_bank(), wanted.scope, wanted.target)
    role = role_in(wanted.engagement, wanted.person)
    if role is None or not role.can_answer:
        raise NotAskableError(
            _("%(person)s cannot answer here: invite them as respondent first") % {"person": wanted.person}
        )
    now = timezone.now()
    said = {"due_on": wanted.due_on, "note": wanted.note, "assigned_by": wanted.assigned_by}
    assignment, is_new = Assignment.objects.select_for_update(of=("self",)).get_or_create(
        engagement=wanted.engagement,
        scope=wanted.scope,
        target=wanted.target,
        person=wanted.person,
        defaults={**said, "assigned_at": now, "delegated_from": wanted.delegated_from},
    )
    is_changed = any(getattr(assignment, name) != value for name, value in said.items())
    if is_changed:
        for name, value in {**said, "assigned_at": now, "reminded_at": None}.items():
            setattr(assignment, name, value)
        assignment.save()
    if is_new or is_changed:
        key = f"{assignment.pk}:{told_as or assignment.assigned_at.isoformat()}"
        promise_letter(kind="assignment", person=wanted.person, rows=[assignment.pk], key=key)
        _record(Action.ASSIGNED, assignment, wanted.assigned_by)
    if assignment.due_on:
        promise_reminders(after=now)
    return assignment


def _record(action: Action, assignment: Assignment, by: User | None = None) -> None:
    record(
        action,
        assignment,
        organisation=assignment.engagement.organisation_id,
        title=assignment.target,
        by=by,
        engagement=assignment.engagement_id,
        person=assignment.person_id,
    )


def _check_target(bank: Bank, scope: str, target: str) -> None:
    known = {
        Assignment.Scope.DOMAIN.value: {domain.id for domain in bank.domains},
        Assignment.Scope.PRACTICE.value: {practice.id for practice in bank.practices()},
        Assignment.Scope.QUESTION.value: {question.id for question in bank.questions()},
    }
    if target not in known.get(scope, set()):
        raise UnknownTargetError(f"there is no {scope or 'target'} {target!r} in this engagement")
