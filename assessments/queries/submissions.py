"""Where each questionnaire stands, and how it came there."""

from django.db.models import QuerySet

from assessments.models import Engagement, Submission, SubmissionStep


def submissions_of(engagement: Engagement) -> dict[str, Submission]:
    """Return where every questionnaire stands, by domain; one that nobody touched is open."""
    found = {row.domain: row for row in Submission.objects.filter(engagement=engagement)}
    domains = engagement.read_bank().domains
    return {one.id: found.get(one.id) or Submission(engagement=engagement, domain=one.id) for one in domains}


def steps_of(engagement: Engagement, domain: str) -> QuerySet[SubmissionStep]:
    """Return what became of a questionnaire, newest first."""
    rows = SubmissionStep.objects.filter(submission__engagement=engagement, submission__domain=domain)
    return rows.select_related("made_by").order_by("-revision")
