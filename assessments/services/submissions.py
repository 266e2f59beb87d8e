"""A questionnaire on its way: submitted for review, returned with a note or accepted, and opened again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Engagement, Submission, SubmissionStep
from assessments.services.letters import promise_letter
from assessments.services.locks import ClosedError

State = Submission.State
_LEADS_FROM: dict[str, tuple[str, ...]] = {
    State.SUBMITTED: (State.OPEN, State.RETURNED),
    State.RETURNED: (State.SUBMITTED,),
    State.ACCEPTED: (State.SUBMITTED,),
    State.OPEN: (State.ACCEPTED,),
}


_RECORDED: dict[str, Action] = {
    State.SUBMITTED: Action.SUBMITTED,
    State.RETURNED: Action.RETURNED,
    State.ACCEPTED: Action.ACCEPTED,
    State.OPEN: Action.REOPENED,
}


class UnknownQuestionnaireError(LookupError):
    """The bank of the engagement has no such questionnaire."""


def submit_domain(*, engagement: Engagement, domain: str, by: User, seen: int, note: str = "") -> bool:
    """Hand a questionnaire in for review; its answers can still be changed until it is accepted.

    seen: the revision that the person looked at; of two people who act at once the second gets False, here and below.
    Raises ClosedError, UnknownQuestionnaireError.
    """
    if not engagement.is_open:
        raise ClosedError(_("this engagement is closed: nothing can be submitted"))
    return _step(engagement, domain, State.SUBMITTED, by, seen, note) is not None


def return_domain(*, engagement: Engagement, domain: str, by: User, seen: int, note: str) -> bool:
    """Give a submitted questionnaire back, with what is missing; whoever submitted it gets a letter."""
    with transaction.atomic():
        step = _step(engagement, domain, State.RETURNED, by, seen, _said(note))
        if step is None:
            return False
        submitted = SubmissionStep.objects.filter(submission=step.submission, revision=step.revision - 1)
        for person in User.objects.filter(pk__in=submitted.values("made_by")).exclude(pk=by.pk):
            promise_letter(kind="returned", person=person, rows=[step.pk], key=str(step.pk))
    return True


def accept_domain(*, engagement: Engagement, domain: str, by: User, seen: int, note: str = "") -> bool:
    """Accept a submitted questionnaire: from now on its answers can be read, not changed."""
    return _step(engagement, domain, State.ACCEPTED, by, seen, note) is not None


def reopen_domain(*, engagement: Engagement, domain: str, by: User, seen: int, note: str) -> bool:
    """Open an accepted questionnaire to answers again, and say why."""
    return _step(engagement, domain, State.OPEN, by, seen, _said(note)) is not None


@transaction.atomic
def _step(
    engagement: Engagement, domain: str, state: str, by: User, seen: int, note: str
) -> SubmissionStep | None:
    if domain not in {one.id for one in engagement.bank.read().domains}:
        raise UnknownQuestionnaireError(f"there is no questionnaire {domain!r} in this engagement")
    submission, _ = Submission.objects.get_or_create(engagement=engagement, domain=domain)
    # The update waits for everybody who is saving an answer right now (`refuse_if_locked` shares the row).
    moved = Submission.objects.filter(pk=submission.pk, revision=seen, state__in=_LEADS_FROM[state])
    if not moved.update(state=state, revision=seen + 1):
        return None
    step = SubmissionStep.objects.create(
        submission=submission,
        revision=seen + 1,
        state=state,
        note=note.strip(),
        made_by=by,
        made_at=timezone.now(),
    )
    record(
        _RECORDED[state],
        submission,
        organisation=engagement.organisation_id,
        title=domain,
        by=by,
        engagement=engagement.pk,
        revision=step.revision,
    )
    return step


def _said(note: str) -> str:
    if not note.strip():
        raise ValueError("a questionnaire is returned or opened again with a note that says why")
    return note
