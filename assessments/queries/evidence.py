"""Evidence for answers, as one person may see it."""

from datetime import date

from django.db.models import Q

from assessments.models import Engagement, Evidence


def accepted_evidence(engagement: Engagement, on: date) -> set[tuple[str, int]]:
    """Return (question, person) wherever a person's evidence is accepted and has not expired on a day."""
    rows = Evidence.objects.filter(engagement=engagement, state=Evidence.State.ACCEPTED)
    lasting = rows.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=on))
    return set(lasting.values_list("question", "added_by"))
