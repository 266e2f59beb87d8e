"""Which conversations a person sees: those who run an engagement all of it, others what concerns them."""

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.models.organisation import MANAGERS
from assessments.models import Thread


def concerning(user: User) -> Q:
    """Return the condition that a person opened a conversation, or is one of its people."""
    # By keys: joined to the people, a conversation would come once for each of them.
    mine = Thread.people.through.objects.filter(user=user).values("thread")
    return Q(opened_by=user) | Q(pk__in=mine)


def open_threads_seen(user: User) -> Combinable:
    """Return how many open conversations a person sees, for engagements that are annotated with `given_role`."""
    rows = Thread.objects.filter(engagement=OuterRef("pk"), state=Thread.State.OPEN).order_by()
    return Case(
        When(given_role__in=MANAGERS, then=_number(rows)),
        default=_number(rows.filter(concerning(user))),
        output_field=IntegerField(),
    )


def _number(rows: QuerySet[Thread]) -> Combinable:
    return Coalesce(Subquery(rows.values("engagement").annotate(number=Count("pk")).values("number")), 0)
