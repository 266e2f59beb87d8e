"""Plans side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Action, UserRequest
from accounts.services.audit import record
from assessments.models import Engagement
from assessments.queries import engagement_for
from planner.models import Plan
from planner.queries import comparable_plans, done_plans, plans_to_compare
from planner.services.comparison import MOST_PLANS, Comparison, Side, compare_plans
from planner.services.comparison.model import Cell, Row
from planner.services.comparison.spreadsheet import comparison_csv
from planner.views.dashboard import WIDE, Figure

OFFERED = 40
_DIGITS = 9


@require_GET
def plan_compare(request: UserRequest, pk: int) -> HttpResponse:
    """Finished plans in columns: the newest of each scenario, or those asked for."""
    engagement = engagement_for(request.user, pk, right="read_results")
    plans = _plans(request, engagement)
    comparison = _comparison(plans)
    context: dict[str, Any] = {
        "engagement": engagement,
        "columns": list(zip(plans, comparison.titles, strict=True)) if comparison else [],
        "chosen": [plan.pk for plan in plans],
        "offered": done_plans(engagement)[:OFFERED],
        "most": MOST_PLANS,
        "comparison": comparison,
        "sections": list(_sections(comparison, plans)) if comparison else [],
        "figures": [Figure(chart, WIDE) for chart in comparison.charts] if comparison else [],
        "query": urlencode([("plan", plan.pk) for plan in plans]),
    }
    page = render(request, "planner/plan_compare.html", context)
    if comparison:
        _record(Action.RESULT_VIEWED, engagement, plans)
    return page


@require_GET
def comparison_download(request: UserRequest, pk: int) -> HttpResponse:
    """The table as CSV."""
    engagement = engagement_for(request.user, pk, right="read_results")
    plans = _plans(request, engagement)
    comparison = _comparison(plans)
    if comparison is None:
        raise Http404("no plan is finished")
    content = comparison_csv(comparison)
    _record(Action.EXPORTED, engagement, plans, form="csv", what="comparison")
    name = slugify(f"{engagement.organisation.name}-comparison")
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _record(action: Action, engagement: Engagement, plans: Sequence[Plan], **details: Any) -> None:
    numbers = [plan.pk for plan in plans]
    record(action, engagement, organisation=engagement.organisation_id, plans=numbers, **details)


@dataclass(frozen=True, slots=True)
class _Cell:
    """What one plan comes to, and where on its dashboard that is shown and explained."""

    cell: Cell
    address: str


def _sections(
    comparison: Comparison, plans: Sequence[Plan]
) -> Iterator[tuple[str, list[tuple[Row, list[_Cell]]]]]:
    pages = [reverse("planner:plan-detail", args=[plan.pk]) for plan in plans]
    for section in comparison.sections:
        rows = [
            (
                row,
                [
                    _Cell(cell, f"{page}#{cell.place}" if cell.place else page)
                    for cell, page in zip(row.cells, pages, strict=True)
                ],
            )
            for row in section.rows
        ]
        yield section.title, rows


def _plans(request: UserRequest, engagement: Engagement) -> list[Plan]:
    """The plans that the address names, else the newest of each scenario. Raises Http404 for what is no plan."""
    given = list(dict.fromkeys(request.GET.getlist("plan")))
    if any(not (text.isascii() and text.isdigit() and len(text) <= _DIGITS) for text in given):
        raise Http404("no such plan")
    pks = [int(text) for text in given] or [plan.pk for plan in comparable_plans(engagement)]
    return plans_to_compare(engagement, pks[:MOST_PLANS])


def _comparison(plans: list[Plan]) -> Comparison | None:
    if not plans:
        return None
    return compare_plans(
        [Side(title, plan.snapshot) for title, plan in zip(_titles(plans), plans, strict=True)]
    )


def _titles(plans: list[Plan]) -> list[str]:
    """What each plan is called, so that no two are called the same."""
    named = [str(plan) for plan in plans]
    return [
        title
        if named.count(title) == 1
        else _("%(title)s (plan %(number)s)") % {"title": title, "number": plan.pk}
        for title, plan in zip(named, plans, strict=True)
    ]
