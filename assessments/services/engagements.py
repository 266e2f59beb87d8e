"""Starting and closing engagements, and remembering where people were."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Action, Organisation, User
from accounts.services.audit import record
from assessments.models import BankVersion, Bookmark, Engagement
from assessments.services.changes import announce_change


class NoBankError(ValueError):
    """No question bank is published."""


def create_engagement(
    *,
    organisation: Organisation,
    title: str,
    created_by: User,
    due_on: date | None = None,
    target_level: int = 3,
    bank: BankVersion | None = None,
    profile: str = Engagement.Profile.FULL,
) -> Engagement:
    """Start an engagement on a bank version; on the newest published one unless given. Raises NoBankError."""
    bank = bank or BankVersion.objects.defer("document").first()
    if bank is None:
        raise NoBankError("no question bank is published yet: run `manage.py publish_bank` first")
    with transaction.atomic():
        engagement = Engagement.objects.create(
            organisation=organisation,
            title=title,
            created_by=created_by,
            due_on=due_on,
            target_level=target_level,
            bank=bank,
            profile=profile,
        )
        record(Action.ENGAGEMENT_CREATED, engagement, organisation=organisation.pk, by=created_by)
    return engagement


def close_engagement(engagement: Engagement) -> None:
    """Take no more answers."""
    _set_status(engagement, Engagement.State.CLOSED, Action.ENGAGEMENT_CLOSED)


def reopen_engagement(engagement: Engagement) -> None:
    """Take answers again."""
    _set_status(engagement, Engagement.State.OPEN, Action.ENGAGEMENT_REOPENED)


def choose_profile(engagement: Engagement, profile: str) -> None:
    """Ask the quick questions only, or all; what was answered stays, and counts again once it is asked again.

    Raises ValueError for an unknown profile.
    """
    if profile not in Engagement.Profile.values:
        raise ValueError(f"the profiles are {', '.join(Engagement.Profile.values)} (got {profile!r})")
    with transaction.atomic():
        engagement.profile = profile
        engagement.save(update_fields=["profile"])
        announce_change(engagement)
        record(Action.PROFILE_CHOSEN, engagement, organisation=engagement.organisation_id, profile=profile)


def _set_status(engagement: Engagement, status: str, action: Action) -> None:
    with transaction.atomic():
        if Engagement.objects.filter(pk=engagement.pk).exclude(status=status).update(status=status):
            record(action, engagement, organisation=engagement.organisation_id)
    engagement.status = status


def remember_place(*, engagement: Engagement, user: User, group_id: str) -> None:
    """Keep the page on which the person is, to resume there. One statement, whoever else is at it."""
    place = Bookmark(engagement=engagement, user=user, group=group_id, visited_at=timezone.now())
    Bookmark.objects.bulk_create(
        [place],
        update_conflicts=True,
        unique_fields=["engagement", "user"],
        update_fields=["group", "visited_at"],
    )
