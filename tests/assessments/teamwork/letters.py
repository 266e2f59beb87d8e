"""The letters that were promised, sent as a worker sends them."""

from django.core import mail
from django.core.mail import EmailMessage

from assessments.services.letters import write_letter
from jobs.models import Job


def sent_letters() -> list[EmailMessage]:
    """Send what waits and return it, in the order in which it was promised."""
    written = []
    for job in Job.objects.filter(kind="letter", state="queued").order_by("pk"):
        if letter := write_letter(job.payload, key=job.key):
            letter.send()
            written.append(letter)
    Job.objects.filter(kind="letter").delete()
    mail.outbox.clear()
    return written


def receivers() -> list[str]:
    """Send what waits and return to whom."""
    return sorted(address.partition("@")[0] for letter in sent_letters() for address in letter.to)
