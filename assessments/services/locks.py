"""What takes no more answers: a closed engagement, and a questionnaire (domain) that was accepted."""

from django.db import connection
from django.utils.translation import gettext as _

from assessments.models import BankVersion, Engagement, Submission
from assessments.question_bank.model import Bank

# SQLite has one writer at a time, so there a transaction that writes holds everything.
_SHARED = {"postgresql": " FOR SHARE"}


class ClosedError(RuntimeError):
    """The engagement takes no more answers."""


class LockedError(ClosedError):
    """The questionnaire of the question was accepted and takes no more answers."""


def refuse_if_changed(engagement: Engagement) -> None:
    """Raise ClosedError when the engagement was closed, or moved to another bank version, since it was read.

    Inside a transaction it also keeps anybody from doing either before the transaction ends.
    """
    rows = Engagement.objects.filter(pk=engagement.pk).order_by().only("status", "bank_id")
    query, values = rows.query.sql_with_params()
    now = Engagement.objects.raw(query + _SHARED.get(connection.vendor, ""), values)[0]
    if not now.is_open:
        raise ClosedError(_("this engagement is closed: its answers can be read, not changed"))
    if now.bank_id != engagement.bank_id:
        raise ClosedError(_("the questions were brought up to date meanwhile: open this page anew"))


def hold_engagement(pk: int) -> Engagement:
    """Return an engagement as it is now, its row locked until the transaction ends: others wait their turn.

    Raises Engagement.DoesNotExist when it was deleted meanwhile.
    """
    # Without a join to the bank: PostgreSQL would drop the row when the bank changed while it waited for the lock.
    held = Engagement.objects.select_for_update().get(pk=pk)
    held.bank = BankVersion.objects.defer("document").get(pk=held.bank_id)
    return held


def refuse_if_locked(engagement: Engagement, question_id: str) -> None:
    """Raise LockedError when the question's questionnaire is accepted.

    Inside a transaction it also keeps anybody from accepting it before the transaction ends.
    """
    try:
        domain = domain_id_of(engagement.bank.read(), question_id)
    except KeyError:
        return  # the bank asks it no more: what is left of it stands in no questionnaire
    if _held_submission(engagement, domain).is_locked:
        raise LockedError(
            _(
                "this questionnaire was accepted: its answers can be read, not changed, until it is opened again"
            )
        )


def domain_id_of(bank: Bank, question_id: str) -> str:
    """Return the id of the questionnaire in which a question is asked. Raises KeyError."""
    for domain in bank.domains:
        if any(question.id == question_id for part in domain.practices for question in part.questions):
            return domain.id
    raise KeyError(question_id)


def _held_submission(engagement: Engagement, domain: str) -> Submission:
    """Return where the questionnaire stands, its row shared: savers go on side by side, whoever accepts waits."""
    # Without an order: the model's own joins the engagement, which would be shared as well.
    rows = Submission.objects.filter(engagement=engagement, domain=domain).order_by()
    query, values = rows.query.sql_with_params()
    query += _SHARED.get(connection.vendor, "")
    found = list(Submission.objects.raw(query, values))
    if not found:
        blank = Submission(engagement=engagement, domain=domain)
        Submission.objects.bulk_create([blank], ignore_conflicts=True)
        found = list(Submission.objects.raw(query, values))
    return found[0]
