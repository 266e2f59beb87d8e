"""Keep workloads and constraints."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.models import Action
from accounts.services.audit import record
from assessments.models import Engagement
from assessments.services import announce_change
from planner.models import PlanningConstraints, Workload


def add_workload(*, workload: Workload) -> Workload:
    """Store a new workload under a name that its engagement does not have yet."""
    with transaction.atomic():
        # The engagement's row is the lock: two new workloads with one title get two names.
        Engagement.objects.select_for_update(of=("self",)).get(pk=workload.engagement_id)
        workload.name = _free_name(workload)
        workload.save()
        announce_change(workload.engagement)
        _record(Action.WORKLOAD_ADDED, workload)
    return workload


def change_workload(*, workload: Workload) -> None:
    """Store what was changed of a workload."""
    with transaction.atomic():
        workload.save()
        announce_change(workload.engagement)
        _record(Action.WORKLOAD_CHANGED, workload)


def remove_workload(*, workload: Workload) -> None:
    """Delete a workload; nothing is done to one that is gone already. Plans keep it: their inputs are frozen."""
    with transaction.atomic():
        if Workload.objects.filter(pk=workload.pk).delete()[0]:
            announce_change(workload.engagement)
            _record(Action.WORKLOAD_REMOVED, workload)


def set_constraints(*, engagement: Engagement, document: Mapping[str, Any]) -> PlanningConstraints:
    """Replace the constraints of an engagement. The caller has validated them."""
    with transaction.atomic():
        row, _ = PlanningConstraints.objects.update_or_create(
            engagement=engagement, defaults={"document": dict(document)}
        )
        announce_change(engagement)
        record(
            Action.CONSTRAINTS_CHANGED, row, organisation=engagement.organisation_id, title=engagement.title
        )
    return row


def _record(action: Action, workload: Workload) -> None:
    record(action, workload, organisation=workload.engagement.organisation_id)


def _free_name(workload: Workload) -> str:
    taken = set(Workload.objects.filter(engagement=workload.engagement).values_list("name", flat=True))
    stem = slugify(workload.title)[:50] or "workload"
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken and name != "new")
