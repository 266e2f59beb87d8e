"""Saved command output: kept with what was read from it, then accepted as measured answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Answer, Basis, Content, Engagement, ProbeReading, Status
from assessments.probes import (
    Measured,
    Reading,
    combine,
    findings_from_data,
    findings_to_data,
    measured_value,
)
from assessments.question_bank.model import Question
from assessments.question_bank.values import ValueFault
from assessments.services.answers import save_answer
from assessments.services.locks import ClosedError, LockedError

MOST_READINGS = 500
NAMED_MACHINES = 5
_MEASURED = gettext_noop("Measured with %(commands)s on %(machines)s; read on %(day)s.")


class TooManyReadingsError(RuntimeError):
    """An engagement keeps no more readings."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of accepting: ids of questions saved, of those that said so already, and of those refused."""

    saved: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def keep_reading(
    *, engagement: Engagement, reading: Reading, source_text: str, read_by: User
) -> ProbeReading:
    """Store a reading with the output it comes from; the same output sent again is the same row.

    Raises ClosedError and TooManyReadingsError.
    """
    if not engagement.is_open:
        raise ClosedError(_("this engagement is closed: nothing can be added to it"))
    rows = ProbeReading.objects.filter(engagement=engagement)
    same = rows.filter(
        read_by=read_by, command=reading.command, machine=reading.machine, source_text=source_text
    )
    if row := same.first():
        return row
    if rows.count() >= MOST_READINGS:
        raise TooManyReadingsError(
            _("an engagement keeps at most %(number)s outputs") % {"number": MOST_READINGS}
        )
    with transaction.atomic():
        row = ProbeReading.objects.create(
            engagement=engagement,
            command=reading.command,
            machine=reading.machine,
            source_text=source_text,
            findings=findings_to_data(reading.findings),
            read_by=read_by,
            read_at=timezone.now(),
        )
        _record(Action.MEASUREMENT_ADDED, row, read_by)
    return row


def remove_reading(*, reading: ProbeReading) -> None:
    """Delete an output and what was read from it. Answers that were accepted from it stay, with their comment.

    Nothing is done to one that is gone already.
    """
    with transaction.atomic():
        if ProbeReading.objects.filter(pk=reading.pk).delete()[0]:
            _record(Action.MEASUREMENT_REMOVED, reading)


def accept_measurements(
    *, engagement: Engagement, person: User, readings: Sequence[ProbeReading], question_ids: Collection[str]
) -> Acceptance:
    """Save what readings say together as the person's measured answers to the chosen questions.

    Accepting the same again changes nothing. Raises ClosedError.
    """
    rows = sorted(readings, key=lambda row: (row.read_at, row.pk))
    measured = {
        one.quantity: one
        for one in combine(
            [Reading(row.command, row.machine, findings_from_data(row.findings)) for row in rows]
        )
    }
    outcomes: dict[str, list[str]] = {"saved": [], "unchanged": [], "refused": []}
    with transaction.atomic():
        for question in engagement.read_bank().questions():
            if question.id in question_ids and question.estate in measured:
                found = measured[question.estate]
                outcome = _accept_one(
                    engagement, person, question, found, [rows[position] for position in found.readings]
                )
                outcomes[outcome].append(question.id)
        if outcomes["saved"]:
            record(
                Action.MEASUREMENTS_ACCEPTED,
                engagement,
                organisation=engagement.organisation_id,
                by=person,
                questions=outcomes["saved"],
            )
    return Acceptance(*(tuple(outcomes[name]) for name in ("saved", "unchanged", "refused")))


def _record(action: Action, reading: ProbeReading, by: User | None = None) -> None:
    """Record what became of an output; the machine's name stays where the output is."""
    engagement = reading.engagement
    record(
        action,
        reading,
        organisation=engagement.organisation_id,
        title=reading.command,
        by=by,
        engagement=engagement.pk,
    )


def _accept_one(
    engagement: Engagement, person: User, question: Question, measured: Measured, rows: Sequence[ProbeReading]
) -> str:
    try:
        value = measured_value(question, measured)
    except ValueFault:
        return "refused"
    answer = Answer.objects.filter(engagement=engagement, question=question.id, respondent=person).first()
    before = answer.content if answer else Content()
    content = replace(
        before,
        status=Status.ANSWERED,
        value=value,
        basis=Basis.MEASURED,
        comment=_comment(before.comment, measured, rows),
    )
    try:
        saved = save_answer(
            engagement=engagement, respondent=person, question_id=question.id, content=content
        )
    except LockedError:
        return "refused"
    _note_acceptance(rows, question.id)
    return "unchanged" if saved.is_unchanged else "saved"


def _comment(before: str, measured: Measured, rows: Sequence[ProbeReading]) -> str:
    """Return a comment that names command, machine and date, before what the person had written."""
    signs = _signs()
    kept = "\n".join(line for line in before.split("\n") if not line.startswith(signs)).strip()
    machines = ", ".join(measured.machines[:NAMED_MACHINES])
    more = len(measured.machines) - NAMED_MACHINES
    if more > 0:
        machines = _("%(names)s and %(number)s more") % {"names": machines, "number": more}
    said = _(_MEASURED) % {
        "commands": ", ".join(measured.commands),
        "machines": machines,
        "day": date_format(timezone.localtime(max(row.read_at for row in rows)), "DATE_FORMAT"),
    }
    return f"{said}\n{kept}" if kept else said


def _signs() -> tuple[str, ...]:
    """Return how such a line begins in each language: the one before may have been written in another."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(_(_MEASURED).partition("%")[0])
    return tuple(filter(None, found))


def _note_acceptance(rows: Sequence[ProbeReading], question_id: str) -> None:
    for row in rows:
        if question_id not in row.accepted_questions:
            row.accepted_questions = [*row.accepted_questions, question_id]
            row.accepted_at = timezone.now()
            row.save(update_fields=["accepted_questions", "accepted_at"])
