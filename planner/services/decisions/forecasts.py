"""Forecasts of plans, read back: from their rows, or from the snapshot of a plan made before there were any."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from planner.models import Forecast, Plan
from planner.roadmap.forecast import ForecastLine, forecasts_of

_NAMES = tuple(field.name for field in fields(ForecastLine))


@dataclass(frozen=True, slots=True)
class PlanForecasts:
    """What one plan forecasts, by subject and key."""

    title: str
    asked_on: date
    lines: dict[tuple[str, str], ForecastLine]


def forecasts_by_plan(plans_made: QuerySet[Plan], keys: Collection[str]) -> list[PlanForecasts]:
    """Return what each finished one of some plans forecast of some initiatives and workloads, the oldest plan first."""
    known = Exists(Forecast.objects.filter(plan=OuterRef("pk")))
    done = plans_made.filter(state=Plan.State.DONE).annotate(has_rows=known)
    plans = list(done.order_by("requested_at", "pk"))
    lines: dict[int, list[ForecastLine]] = {plan.pk: [] for plan in plans}
    for row in Forecast.objects.filter(plan__in=plans, key__in=keys):
        lines[row.plan_id].append(ForecastLine(**{name: getattr(row, name) for name in _NAMES}))
    without = [plan.pk for plan in plans if not plan.has_rows]
    if without:
        for plan in Plan.objects.filter(pk__in=without).only("snapshot_text"):
            lines[plan.pk] = [line for line in forecasts_of(plan.snapshot) if line.key in keys]
    return [
        PlanForecasts(
            str(plan),
            timezone.localtime(plan.requested_at).date(),
            {(line.subject, line.key): line for line in lines[plan.pk]},
        )
        for plan in plans
    ]
