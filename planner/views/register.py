"""What the pages of the register show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.language import money
from assessments.models import Engagement
from planner.charts.forecast_charts import ForecastRow, forecast_chart
from planner.charts.reading import language_of
from planner.forms import DecisionForm, GoLiveForm, ProgressForm, WithdrawForm
from planner.models import Decision, Plan, Workload
from planner.queries import newest_plan, plain_plans, workloads_of
from planner.roadmap.calibration import calibration_of, calibration_texts
from planner.services.decisions.forecasts import forecasts_by_plan
from planner.services.decisions.happened import Past, Told, outcomes_of, pasts_of
from planner.services.decisions.register import (
    Proposal,
    decisions_of,
    entries_of,
    entry_of,
    line_text,
    present_decisions,
    proposals_of,
)
from planner.sizing.wording import quarter_text
from planner.views.dashboard import WIDE, Figure


@dataclass(frozen=True, slots=True)
class PastRow:
    """What was forecast of something and what happened, as people read it; form: for the quarter of a workload."""

    title: str
    is_workload: bool
    counted: str
    told: tuple[tuple[Told, str], ...]
    happened: str
    difference: str
    form: GoLiveForm | None
    name: str


def register_context(
    engagement: Engagement, live_forms: Mapping[str, GoLiveForm] | None = None
) -> dict[str, Any]:
    """Return the context of the register. live_forms: the form of a workload that was refused."""
    plan, decisions, workloads = (
        newest_plan(engagement),
        decisions_of(engagement),
        list(workloads_of(engagement)),
    )
    proposals = proposals_of(plan, decisions) if plan else []
    keys = {*(one.initiative for one in decisions), *(workload.name for workload in workloads)}
    pasts = pasts_of(decisions, workloads, forecasts_by_plan(plain_plans(engagement), keys))
    chart = forecast_chart([_chart_row(past) for past in pasts])
    return {
        "engagement": engagement,
        "plan": plan,
        "open_planned": [one for one in proposals if one.is_open and one.is_planned],
        "open_left_out": [one for one in proposals if one.is_open and not one.is_planned],
        "sections": _sections(decisions),
        "pasts": [_past_row(past, workloads, live_forms or {}) for past in pasts],
        "calibration": calibration_texts(calibration_of(outcomes_of(pasts))),
        "chart": Figure(chart, WIDE) if chart else None,
        "has_decisions": bool(decisions),
    }


def _sections(decisions: Sequence[Decision]) -> list[tuple[str, str, list[Any]]]:
    """Return (key, title, entries) of what was decided."""
    titles = {
        "accepted": _("Accepted"),
        "deferred": _("Deferred"),
        "rejected": _("Rejected"),
        "open": _("Taken back"),
    }
    found = [(key, title, entries_of(decisions, key)) for key, title in titles.items()]
    return [section for section in found if section[2]]


def _chart_row(past: Past) -> ForecastRow:
    return ForecastRow(past.title, tuple(one.line.finish for one in past.told), past.finish)


def _past_row(past: Past, workloads: Sequence[Workload], bound: Mapping[str, GoLiveForm]) -> PastRow:
    is_workload = past.subject == "workload"
    return PastRow(
        title=past.title,
        is_workload=is_workload,
        counted=line_text(past.counted) if past.counted else "–",
        told=tuple((one, line_text(one.line)) for one in past.told),
        happened=_happened(past),
        difference=_difference(past),
        form=bound.get(past.key) or _live_form(past) if is_workload else None,
        name=past.key,
    )


def _live_form(past: Past) -> GoLiveForm:
    initial = {"went_live_in": past.finish, "shown": past.finish}
    return GoLiveForm(initial=initial, auto_id=f"live_{past.key}_%s")


def _happened(past: Past) -> str:
    if not past.finish:
        return _("not yet")
    when = quarter_text(past.finish)
    return when if past.spent_usd is None else f"{when}, {money(past.spent_usd)}"


def _difference(past: Past) -> str:
    """Return by how much the date slipped, and whether the cost lay in its range."""
    if not past.has_happened:
        return "–"
    outcome = past.outcome
    texts = [] if outcome.slip is None else [_slip_text(outcome.slip)]
    if outcome.is_in_range is not None:
        texts.append(_("cost within P10–P90") if outcome.is_in_range else _("cost outside P10–P90"))
    return ", ".join(texts) or _("no forecast to compare with")


def _slip_text(slip: int) -> str:
    if slip == 0:
        return _("on its date")
    shown = {"number": abs(slip)}
    if slip > 0:
        return ngettext("%(number)s quarter late", "%(number)s quarters late", slip) % shown
    return ngettext("%(number)s quarter early", "%(number)s quarters early", -slip) % shown


def plan_decisions(plan: Plan) -> dict[str, Any]:
    """Return what the dashboard of a plan shows of decisions, in the plan's language."""
    with translation.override(language_of(plan.snapshot)):
        proposals = proposals_of(plan, present_decisions(plan.engagement))
    return {"proposals": proposals, "decided_count": sum(not one.is_open for one in proposals)}


def decision_context(
    engagement: Engagement,
    initiative: str,
    plan: Plan | None,
    decision: Decision | None,
    *,
    form: DecisionForm | None = None,
    progress: ProgressForm | None = None,
    withdrawal: WithdrawForm | None = None,
) -> dict[str, Any]:
    """Return the context of the page of one initiative. Raises Http404 for what neither plan nor decision knows."""
    proposal = _proposal(plan, initiative)
    if proposal is None and decision is None:
        raise Http404("no such initiative")
    is_standing = decision is not None and not decision.is_open
    is_accepted = decision is not None and decision.is_accepted
    return {
        "engagement": engagement,
        "initiative": initiative,
        "plan": plan,
        "proposal": proposal,
        "heading": proposal.title if proposal else str(decision),
        "entry": entry_of(decision) if decision else None,
        "form": form or _decision_form(decision, plan),
        "progress": progress or (_progress_form(decision) if is_accepted else None),
        "withdrawal": withdrawal or (_withdraw_form(decision) if is_standing else None),
    }


def _proposal(plan: Plan | None, initiative: str) -> Proposal | None:
    found = proposals_of(plan, ()) if plan else []
    return next((one for one in found if one.id == initiative), None)


def _decision_form(decision: Decision | None, plan: Plan | None) -> DecisionForm:
    initial: dict[str, Any] = {"revision": 0, "plan": plan.pk if plan else None}
    if decision:
        initial["revision"] = decision.revision
        if not decision.is_open:
            names = ("choice", "deferred_to", "reason", "owner")
            initial |= {name: getattr(decision, name) for name in names}
    return DecisionForm(initial=initial, auto_id="decide_%s")


def _progress_form(decision: Decision | None) -> ProgressForm | None:
    if decision is None:
        return None
    has_begun = decision.progress != Decision.Progress.NOT_STARTED
    initial = {
        "revision": decision.revision,
        "progress": decision.progress,
        "percent_done": decision.percent_done if has_begun and not decision.is_done else None,
        "started_in": decision.started_in,
        "finished_in": decision.finished_in,
        "spent_usd": None if decision.spent_usd is None else float(decision.spent_usd),
    }
    return ProgressForm(initial=initial, auto_id="progress_%s")


def _withdraw_form(decision: Decision | None) -> WithdrawForm | None:
    if decision is None:
        return None
    return WithdrawForm(initial={"revision": decision.revision}, auto_id="withdraw_%s")
