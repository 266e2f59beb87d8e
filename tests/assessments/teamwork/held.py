"""Evidence that is there already."""

from django.utils import timezone

from assessments.models import Evidence
from tests.assessments.samples import Setting


def links_there(setting: Setting, count: int, *, size_bytes: int = 0) -> None:
    """Keep so many more links of the respondent for one question; each counts as so many bytes."""
    before = Evidence.objects.count()
    Evidence.objects.bulk_create(
        Evidence(
            engagement=setting.engagement,
            question="hw-level",
            title=f"Link {number}",
            link=f"https://example.org/there/{number}",
            size_bytes=size_bytes,
            added_by=setting.respondent,
            added_at=timezone.now(),
        )
        for number in range(before, before + count)
    )
