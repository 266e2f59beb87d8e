"""Engagements as one person may see them."""

from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import MANAGERS
from assessments.models import BankVersion, Bookmark, Engagement, Right
from assessments.queries.seen_threads import open_threads_seen
from assessments.question_bank.model import Bank

FEWEST_LETTERS = 8


def engagements_for(user: User, words: str = "") -> QuerySet[Engagement]:
    """Return the engagements of the person's organisations, open ones first; the bank's document is not read.

    words: each of them is in the title or in the name of the organisation.
    """
    role = Membership.objects.filter(user=user, organisation=OuterRef("organisation")).values("role")[:1]
    found = [Q(title__icontains=word) | Q(organisation__name__icontains=word) for word in words.split()]
    return (
        Engagement.objects.annotate(given_role=Subquery(role))
        .filter(*found, given_role__isnull=False)
        .select_related("organisation", "bank")
        .defer("bank__document")
        .order_by(F("status").desc(), F("due_on").asc(nulls_last=True), "-created_at", "-id")
    )


def engagement_for(user: User, pk: int, right: Right) -> Engagement:
    """Return an engagement with `role` and `open_threads` set.

    Raises Http404 for a stranger, PermissionDenied without the right.
    """
    engagement = engagements_for(user).filter(pk=pk).annotate(threads_seen=open_threads_seen(user)).first()
    if engagement is None:
        raise Http404("no such engagement")
    with_role(engagement)
    engagement.open_threads = engagement.threads_seen
    if not engagement.allows(right):
        raise PermissionDenied("your role in this organisation does not include this")
    return engagement


def with_role(engagement: Engagement) -> Engagement:
    """Set `role` from the annotation of `engagements_for`."""
    engagement.role = getattr(engagement, "given_role", "") or ""
    return engagement


def bank_of(engagement: Engagement) -> Bank:
    """Return what the engagement asks of the bank that it is pinned to: all of it, or the quick part."""
    return engagement.read_bank()


def place_of(engagement: Engagement, user: User) -> str | None:
    """Return the id of the group on which the person was last."""
    places = Bookmark.objects.filter(engagement=engagement, user=user)
    return places.values_list("group", flat=True).first()


def places_of(user: User) -> dict[int, str]:
    """Return the id of the group on which the person was last, by engagement."""
    return dict(Bookmark.objects.filter(user=user).values_list("engagement_id", "group"))


def organisations_managed_by(user: User) -> QuerySet[Organisation]:
    """Return the organisations in which the person may start engagements."""
    managed = Membership.objects.filter(user=user, role__in=MANAGERS).values("organisation")
    return Organisation.objects.filter(pk__in=managed).order_by("name")


def latest_banks() -> QuerySet[BankVersion]:
    """Return the published versions, newest first, without their documents."""
    return BankVersion.objects.defer("document")


def find_bank(name: str) -> BankVersion | None:
    """Return a published version by KEY@VERSION or by at least eight first letters of its fingerprint."""
    key, at, version = name.rpartition("@")
    if at:
        return BankVersion.objects.filter(key=key, version=version).first()
    rows = BankVersion.objects.filter(fingerprint__startswith=name.lower())
    return rows.first() if len(name) >= FEWEST_LETTERS else None
