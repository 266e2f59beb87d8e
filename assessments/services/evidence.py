"""Evidence: added by whoever answers, accepted or rejected by a second person who runs the engagement."""

import hashlib
import unicodedata
from datetime import date
from pathlib import PurePath
from typing import BinaryIO
from urllib.parse import urlsplit

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Engagement, Evidence
from assessments.services.answers import UnknownQuestionError
from assessments.services.file_content import CHUNK_BYTES, UnwelcomeFileError, recognised_type
from assessments.services.locks import ClosedError, refuse_if_locked

LARGEST_FILE_BYTES = 20_000_000
MOST_PER_QUESTION = 50
MOST_BYTES_PER_ENGAGEMENT = 2_000_000_000
LONGEST_TITLE = 200

_REVIEWED: dict[str, Action] = {
    Evidence.State.ACCEPTED: Action.EVIDENCE_ACCEPTED,
    Evidence.State.REJECTED: Action.EVIDENCE_REJECTED,
}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class TooMuchEvidenceError(ValueError):
    """A question or an engagement holds as much evidence as it may."""


def add_file(
    *, engagement: Engagement, question_id: str, added_by: User, name: str, file: BinaryIO, title: str = ""
) -> Evidence:
    """Keep a file as evidence. The same file of the same person again is the one that is already there.

    name: what the sender called it; only its ending and, without a title, its words are used.
    Raises UnwelcomeFileError, TooMuchEvidenceError, ClosedError, LockedError, UnknownQuestionError.
    """
    size = file.seek(0, 2)
    if not 0 < size <= LARGEST_FILE_BYTES:
        raise UnwelcomeFileError(
            _(
                "A file must hold something, and at most %(megabytes)s MB. Send the part that shows it, or a link."
            )
            % {"megabytes": LARGEST_FILE_BYTES // 1_000_000}
        )
    content_type, sha256 = recognised_type(name, file), _sha256(file)
    piece = Evidence(
        title=visible_line(title) or visible_line(PurePath(name).stem) or _("Evidence"),
        content_type=content_type,
        size_bytes=size,
        sha256=sha256,
    )
    return _add(engagement, question_id, added_by, piece, file)


def add_link(
    *, engagement: Engagement, question_id: str, added_by: User, link: str, title: str = ""
) -> Evidence:
    """Keep a link as evidence. Raises as `add_file`; the link must be http or https."""
    if urlsplit(link).scheme not in {"http", "https"}:
        raise UnwelcomeFileError(_("A link starts with https:// or http://."))
    piece = Evidence(title=visible_line(title) or visible_line(link), link=link)
    return _add(engagement, question_id, added_by, piece, None)


def accept_evidence(*, evidence: Evidence, by: User, note: str = "", expires_on: date | None = None) -> bool:
    """Let it count, until a day or for good. False when it changed meanwhile, or is one's own. Raises ClosedError."""
    return _review(evidence, by, Evidence.State.ACCEPTED, note, expires_on)


def reject_evidence(*, evidence: Evidence, by: User, note: str) -> bool:
    """Say why it does not count. False when it changed meanwhile, or is one's own."""
    if not note.strip():
        raise ValueError("a rejection says why")
    return _review(evidence, by, Evidence.State.REJECTED, note, None)


def remove_evidence(*, evidence: Evidence, by: User) -> bool:
    """Take back one's own evidence that nobody has reviewed. False otherwise. Raises LockedError."""
    with transaction.atomic():
        refuse_if_locked(evidence.engagement, evidence.question)
        own = Evidence.objects.filter(pk=evidence.pk, added_by=by, state=Evidence.State.PENDING)
        is_gone = bool(own.delete()[0])
        if is_gone:
            _record(Action.EVIDENCE_REMOVED, evidence, by)
        return is_gone


def visible_line(text: str) -> str:
    """Return a title: one line, without invisible and direction characters.

    >>> visible_line("in\\u202efdp.exe\\r\\n  report")
    'infdp.exe report'
    """
    spaced = "".join(" " if char in "\t\r\n" else char for char in text)
    visible = "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN)
    return " ".join(visible.split())[:LONGEST_TITLE]


def _add(
    engagement: Engagement, question_id: str, added_by: User, piece: Evidence, file: BinaryIO | None
) -> Evidence:
    if not engagement.is_open:
        raise ClosedError(_("this engagement is closed: nothing can be added to it"))
    if question_id not in {question.id for question in engagement.bank.read().questions()}:
        raise UnknownQuestionError(f"there is no question {question_id!r} in this engagement")
    piece.engagement, piece.question, piece.added_by = engagement, question_id, added_by
    piece.added_at = timezone.now()
    try:
        with transaction.atomic():
            refuse_if_locked(engagement, question_id)
            # One at a time per engagement: two uploads at once must not both be the last that fits. Not a full lock:
            # every new row that points here holds the key, and two of them would wait for each other.
            Engagement.objects.select_for_update(of=("self",), no_key=True).get(pk=engagement.pk)
            if known := _known(piece):
                return known
            _check_room(piece)
            if file is not None:
                piece.file.save("evidence", File(file), save=False)
            piece.save()
            _record(Action.EVIDENCE_ADDED, piece, added_by)
    except BaseException:
        if piece.file.name:
            piece.file.storage.delete(piece.file.name)
        raise
    return piece


def _known(piece: Evidence) -> Evidence | None:
    """Return the same piece by the same person that still counts or waits: the button was pressed twice."""
    rows = Evidence.objects.filter(
        engagement=piece.engagement, question=piece.question, added_by=piece.added_by, link=piece.link
    )
    return rows.filter(sha256=piece.sha256).exclude(state=Evidence.State.REJECTED).first()


def _check_room(piece: Evidence) -> None:
    rows = Evidence.objects.filter(engagement=piece.engagement)
    if rows.filter(question=piece.question).count() >= MOST_PER_QUESTION:
        raise TooMuchEvidenceError(
            _(
                "This question has %(number)s pieces of evidence, which is the most. Remove one that waits, or put "
                "several into one file."
            )
            % {"number": MOST_PER_QUESTION}
        )
    held_bytes = rows.aggregate(held=Sum("size_bytes"))["held"] or 0
    if held_bytes + piece.size_bytes > MOST_BYTES_PER_ENGAGEMENT:
        raise TooMuchEvidenceError(
            _("The evidence of this engagement is full: add a link instead of a file.")
        )


def _review(evidence: Evidence, by: User, state: str, note: str, expires_on: date | None) -> bool:
    if not evidence.engagement.is_open:
        raise ClosedError(_("this engagement is closed: its score stays as it is until it is opened again"))
    seen = Evidence.objects.filter(pk=evidence.pk, state=evidence.state, reviewed_at=evidence.reviewed_at)
    with transaction.atomic():
        is_done = bool(
            seen.exclude(added_by=by).update(
                state=state,
                reviewed_by=by,
                reviewed_at=timezone.now(),
                review_note=note.strip(),
                expires_on=expires_on,
            )
        )
        if is_done:
            _record(_REVIEWED[state], evidence, by)
    return is_done


def _record(action: Action, evidence: Evidence, by: User) -> None:
    record(
        action,
        evidence,
        organisation=evidence.engagement.organisation_id,
        title=evidence.question,  # its own title may be a link with a secret in it
        by=by,
        engagement=evidence.engagement_id,
    )


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
