"""Moving an engagement to another version of its question bank, and back. Nothing is ever deleted."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import BankUpgrade, BankVersion, Engagement, Milestone, bank_name
from assessments.question_bank.upgrade import compare
from assessments.services.carrying import (
    carry_answers,
    carry_assignments,
    carry_evidence,
    carry_settled,
    carry_threads,
)
from assessments.services.changes import announce_change
from assessments.services.locks import ClosedError, hold_engagement
from assessments.services.milestones import take_milestone_before


class UpgradeError(ValueError):
    """The engagement cannot move to this version; the message says why."""


def upgrade_bank(*, engagement: Engagement, to_bank: BankVersion, by: User) -> BankUpgrade:
    """Take a milestone, then move an engagement to another version; answers to renamed questions are copied.

    Who is asked a renamed question, and what is discussed about it, follows it.
    Raises ClosedError and UpgradeError; then nothing has changed.
    """
    with transaction.atomic():
        locked = _locked(engagement)
        if locked.bank_id == to_bank.pk:
            raise UpgradeError(
                _("the engagement is on version %(version)s already") % {"version": to_bank.version}
            )
        if locked.bank.key != to_bank.key:
            raise UpgradeError(
                _("%(bank)s is another question bank: an engagement stays on its own")
                % {"bank": bank_name(to_bank)}
            )
        from_bank = locked.bank
        moved = _moved(locked, to_bank)
        milestone = take_milestone_before(Milestone.Before.UPGRADE, engagement=locked, to_bank=to_bank, by=by)
        _move(locked, to_bank, moved, by)
        upgrade = BankUpgrade.objects.create(
            engagement=locked,
            from_bank=from_bank,
            to_bank=to_bank,
            milestone=milestone,
            made_by=by,
            made_at=timezone.now(),
        )
        _record(Action.BANK_UPGRADED, locked, by, from_bank, to_bank)
    engagement.bank = to_bank
    return upgrade


def cancel_upgrade(*, upgrade: BankUpgrade, by: User) -> None:
    """Move the engagement back to the version before an upgrade, with a milestone of how it stood.

    Answers given since to renamed questions are copied back under their old ids; assignments and conversations go
    back with their questions. Raises ClosedError and UpgradeError.
    """
    with transaction.atomic():
        locked = _locked(upgrade.engagement)
        rows = BankUpgrade.objects.filter(pk=upgrade.pk, cancelled_at=None, to_bank=locked.bank_id)
        if not rows.update(cancelled_at=timezone.now(), cancelled_by=by):
            raise UpgradeError(_("this upgrade was cancelled already, or the engagement has moved on since"))
        back = upgrade.from_bank
        moved = _moved(locked, back)
        take_milestone_before(Milestone.Before.RETURN, engagement=locked, to_bank=back, by=by)
        _move(locked, back, moved, by)
        _record(Action.UPGRADE_CANCELLED, locked, by, upgrade.to_bank, back)
    upgrade.engagement.bank = back


def _locked(engagement: Engagement) -> Engagement:
    """Return the engagement, its row locked: it moves once at a time."""
    locked = hold_engagement(engagement.pk)
    if not locked.is_open:
        raise ClosedError(_("this engagement is closed: open it to answers again before moving it"))
    return locked


def _record(
    action: Action, engagement: Engagement, by: User, from_bank: BankVersion, to_bank: BankVersion
) -> None:
    versions = {"from_version": from_bank.version, "to_version": to_bank.version}
    record(action, engagement, organisation=engagement.organisation_id, by=by, **versions)


def _moved(engagement: Engagement, to_bank: BankVersion) -> Mapping[str, str]:
    """Return old id -> new id of renamed questions. Raises UpgradeError when stored answers could not be read."""
    found = compare(engagement.bank.read(), to_bank.read(), ())
    if found.unreadable:
        raise UpgradeError(
            _(
                "%(bank)s asks %(questions)s for another kind of answer under the same id: publish a version that "
                "gives it a new id"
            )
            % {"bank": bank_name(to_bank), "questions": ", ".join(found.unreadable)}
        )
    return found.moved


def _move(engagement: Engagement, bank: BankVersion, moved: Mapping[str, str], by: User) -> None:
    carry_answers(engagement, moved, by)
    carry_settled(engagement, moved)
    carry_evidence(engagement, moved)
    carry_assignments(engagement, moved)
    carry_threads(engagement, moved)
    engagement.bank = bank
    engagement.save(update_fields=["bank"])
    announce_change(engagement)
