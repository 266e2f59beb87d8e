"""Moving an engagement to another version of its question bank, and back. Nothing is ever deleted."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.models import BankUpgrade, BankVersion, Engagement
from assessments.question_bank.upgrade import compare
from assessments.services.carrying import carry_answers, carry_evidence, carry_settled
from assessments.services.locks import ClosedError
from assessments.services.milestones import take_milestone


class UpgradeError(ValueError):
    """The engagement cannot move to this version; the message says why."""


def upgrade_bank(*, engagement: Engagement, to_bank: BankVersion, by: User) -> BankUpgrade:
    """Take a milestone, then move an engagement to another version; answers to renamed questions are copied.

    Raises ClosedError and UpgradeError; then nothing has changed.
    """
    with transaction.atomic():
        locked = _locked(engagement)
        if locked.bank_id == to_bank.pk:
            raise UpgradeError(f"the engagement is on version {to_bank.version} already")
        if locked.bank.key != to_bank.key:
            raise UpgradeError(f"{to_bank} is another question bank: an engagement stays on its own")
        from_bank = locked.bank
        moved = _moved(locked, to_bank)
        milestone = take_milestone(engagement=locked, title=f"Before the upgrade to {to_bank}", by=by)
        _move(locked, to_bank, moved, by)
        upgrade = BankUpgrade.objects.create(
            engagement=locked,
            from_bank=from_bank,
            to_bank=to_bank,
            milestone=milestone,
            made_by=by,
            made_at=timezone.now(),
        )
    engagement.bank = to_bank
    return upgrade


def cancel_upgrade(*, upgrade: BankUpgrade, by: User) -> None:
    """Move the engagement back to the version before an upgrade, with a milestone of how it stood.

    Answers given since to renamed questions are copied back under their old ids. Raises ClosedError and
    UpgradeError.
    """
    with transaction.atomic():
        locked = _locked(upgrade.engagement)
        rows = BankUpgrade.objects.filter(pk=upgrade.pk, cancelled_at=None, to_bank=locked.bank_id)
        if not rows.update(cancelled_at=timezone.now(), cancelled_by=by):
            raise UpgradeError("this upgrade was cancelled already, or the engagement has moved on since")
        back = upgrade.from_bank
        moved = _moved(locked, back)
        take_milestone(engagement=locked, title=f"Before going back to {back}", by=by)
        _move(locked, back, moved, by)
    upgrade.engagement.bank = back


def _locked(engagement: Engagement) -> Engagement:
    """Return the engagement, its row locked: it moves once at a time."""
    # Without a join to the bank: PostgreSQL would drop the row when the bank changed while it waited for the lock.
    locked = Engagement.objects.select_for_update().get(pk=engagement.pk)
    locked.bank = BankVersion.objects.defer("document").get(pk=locked.bank_id)
    if not locked.is_open:
        raise ClosedError("this engagement is closed: open it to answers again before moving it")
    return locked


def _moved(engagement: Engagement, to_bank: BankVersion) -> Mapping[str, str]:
    """Return old id -> new id of renamed questions. Raises UpgradeError when stored answers could not be read."""
    found = compare(engagement.bank.read(), to_bank.read(), ())
    if found.unreadable:
        raise UpgradeError(
            f"{to_bank} asks {', '.join(found.unreadable)} for another kind of answer under the same id: "
            "publish a version that gives it a new id"
        )
    return found.moved


def _move(engagement: Engagement, bank: BankVersion, moved: Mapping[str, str], by: User) -> None:
    note = f"Carried over from version {engagement.bank.version} of the question bank, where it answered"
    carry_answers(engagement, moved, note, by)
    carry_settled(engagement, moved)
    carry_evidence(engagement, moved)
    engagement.bank = bank
    engagement.save(update_fields=["bank"])
