"""Draw the reports of a plan. Imports the whole report: only workers and the command line need it."""

import hashlib
from typing import Any

from planner.models import Plan, Report
from planner.reports.build import build_pdf
from planner.services.plans.drawn_with import brand_of


def draw_report(plan: Plan, snapshot: dict[str, Any], variant: str) -> bytes:
    """Return a report of a plan as PDF: the same bytes whenever it is drawn, whatever has changed since."""
    drawn_with = plan.drawn_with
    return build_pdf(
        snapshot,
        variant=variant,
        earlier=drawn_with.get("earlier"),
        brand=brand_of(plan),
        paper=drawn_with.get("paper") or "",
    )


def keep_report(plan: Plan, variant: str, pdf: bytes) -> None:
    """Keep a report; a plan has one of each variant."""
    Report.objects.update_or_create(
        plan=plan,
        variant=variant,
        defaults={"content": pdf, "sha256": hashlib.sha256(pdf).hexdigest()},
    )
