"""Jobs in the admin: read, and try again what was given up."""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs.models import Job
from jobs.services import retried_by_hand, retry


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    """Nothing here is edited by hand: a job's row is the queue."""

    list_display = ("key", "kind", "state", "step", "attempts", "created_at", "finished_at", "why")
    list_filter = ("state", "kind", "priority")
    search_fields = ("key",)
    actions = ("try_again",)
    readonly_fields = [
        *(field.name for field in Job._meta.fields if field.name not in ("token", "reason")),
        "why",
    ]
    exclude = ("reason",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A job comes from what causes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """A deleted job would leave its cause waiting for ever."""
        return False

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, job: Job) -> str:
        """Why the last attempt failed."""
        return job.shown_reason

    @admin.action(description=_("Try again what was given up"), permissions=["change"])
    def try_again(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Queue the dead ones of the selection."""
        number = sum(_tried_again(job) for job in jobs.filter(state=Job.State.DEAD))
        said = ngettext("One job is queued again.", "%(number)s jobs are queued again.", number)
        level = messages.SUCCESS if number else messages.WARNING
        self.message_user(request, said % {"number": number}, level)


@transaction.atomic
def _tried_again(job: Job) -> bool:
    """Queue a dead job; False when somebody else was faster."""
    dead = Job.objects.select_for_update().filter(pk=job.pk, state=Job.State.DEAD).first()
    if dead is None:
        return False
    retry(job=dead)
    retried_by_hand.send(sender=Job, job=dead)
    return True
