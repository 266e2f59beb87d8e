"""What is known about jobs."""

from jobs.models import Job


def job_for_key(key: str) -> Job | None:
    """The job with this key, or None when nobody asked for it."""
    return Job.objects.filter(key=key).first()
