"""What a report is drawn with beside the snapshot: the last report's facts and the branding, frozen with the plan."""

from typing import Any

from accounts.models import Branding
from assessments.models import Engagement
from planner.models import Plan, Scenario
from planner.models.plan import OF_A_SCENARIO
from planner.reports.brand import Brand
from planner.reports.content.changed import earlier_of


def frozen_drawing(engagement: Engagement, scenario: Scenario | None) -> dict[str, Any]:
    """Return what the reports of a plan that is asked for now will be drawn with, as plain data."""
    kept = Branding.objects.filter(organisation=engagement.organisation_id).first()
    return {
        "brand": _branding_of(kept).to_json(),
        "earlier": _earlier(engagement, scenario),
        "paper": kept.paper if kept else "",
    }


def brand_of(plan: Plan) -> Brand:
    """Return the branding that a plan was asked for with; none for a plan from before that was kept."""
    return Brand.from_json(plan.drawn_with.get("brand") or {})


def _branding_of(kept: Branding | None) -> Brand:
    if kept is None:
        return Brand()
    return Brand(kept.main_colour, kept.second_colour, bytes(kept.logo), kept.cover_text)


def _earlier(engagement: Engagement, scenario: Scenario | None) -> dict[str, Any] | None:
    """Return the facts of the newest finished plan of the same scenario, or of what is known unchanged."""
    done = Plan.objects.filter(engagement=engagement, scenario=scenario, state=Plan.State.DONE)
    if scenario is None:
        done = done.exclude(inputs_text__contains=OF_A_SCENARIO)
    last = done.defer("inputs_text").order_by("-requested_at", "-pk").first()
    return None if last is None else earlier_of(last.snapshot)
