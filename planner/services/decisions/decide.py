"""Deciding on initiatives, recording how far they are, and taking decisions back: each change with its history."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Engagement
from assessments.services import announce_change
from planner.models import Decision, DecisionEvent, Plan, Workload
from planner.roadmap.forecast import ForecastLine, forecast_of
from planner.services.decisions.faults import (
    DecisionTerms,
    FieldFault,
    ProgressReport,
    past_quarter_fault,
    progress_faults,
    terms_faults,
)

KEPT = (
    "choice", "reason", "owner", "deferred_to", "progress", "percent_done", "started_in", "finished_in", "spent_usd",
    "forecast_start", "forecast_finish", "forecast_usd", "forecast_low_usd", "forecast_high_usd",
)  # fmt: skip
_RECORDED = {
    "decided": Action.DECIDED,
    "progress": Action.PROGRESS_RECORDED,
    "withdrawn": Action.DECISION_WITHDRAWN,
}
CENT = Decimal("0.01")


class DecisionError(ValueError):
    """What was to be stored is not allowed: `faults` name each field with its remedy."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.reason}" for fault in faults))
        self.faults = faults


class StaleDecisionError(RuntimeError):
    """Somebody has changed the decision since it was shown; `stored` is how it stands, None when there is none."""

    def __init__(self, stored: Decision | None) -> None:
        super().__init__("the decision was changed meanwhile")
        self.stored = stored


class StaleGoLiveError(RuntimeError):
    """Somebody has changed since when a workload is live; `stored` is what they wrote."""

    def __init__(self, stored: str) -> None:
        super().__init__("the quarter of going live was changed meanwhile")
        self.stored = stored


class UnknownInitiativeError(LookupError):
    """Neither the plan nor an earlier decision knows the initiative."""


def decide(
    *,
    engagement: Engagement,
    initiative: str,
    plan: Plan | None,
    terms: DecisionTerms,
    base_revision: int,
    by: User,
) -> Decision:
    """Accept, defer or reject an initiative, a purchase or a contract, also one that the plan leaves out.

    plan: a plan of the engagement from which it is decided; its forecast is kept when the choice is new or another.
    base_revision: of the decision that was shown, 0 for none. Saying the same again changes nothing.
    Raises UnknownInitiativeError, DecisionError and StaleDecisionError; then nothing is changed.
    """
    terms = DecisionTerms(
        terms.choice, terms.reason.strip(), terms.owner.strip(), terms.deferred_to.strip().upper()
    )
    if plan is not None and plan.engagement_id != engagement.pk:
        raise UnknownInitiativeError(initiative)
    line = None if plan is None else forecast_of(plan.snapshot, initiative)
    with transaction.atomic():
        _hold(engagement)
        stored = _stored(engagement, initiative)
        if stored is None and line is None:
            raise UnknownInitiativeError(initiative)
        if stored is not None and _says(stored, terms):
            return stored
        _refuse_stale(stored, base_revision)
        _refuse(terms_faults(terms, stored, timezone.localdate()))
        decision = stored or Decision(engagement=engagement, initiative=initiative, revision=0)
        is_new = (decision.choice, decision.deferred_to) != (terms.choice, terms.deferred_to)
        _put_terms(decision, terms, by)
        if line is not None and is_new:
            _put_forecast(decision, plan, line)
        return _written(decision, "decided", by)


def record_progress(*, decision: Decision, report: ProgressReport, base_revision: int, by: User) -> Decision:
    """Record how far an accepted initiative is. Raises DecisionError and StaleDecisionError."""
    report = ProgressReport(
        report.progress,
        report.percent_done,
        report.started_in.strip().upper(),
        report.finished_in.strip().upper(),
        report.spent_usd,
    )

    def put(stored: Decision) -> None:
        if stored.choice != Decision.Choice.ACCEPTED:
            reason = _("Only what is accepted has progress: accept it first.")
            raise DecisionError([FieldFault("progress", reason)])
        _refuse(progress_faults(report, timezone.localdate()))
        stored.progress = report.progress
        stored.percent_done = 100 if report.progress == Decision.Progress.DONE else report.percent_done or 0
        stored.started_in, stored.finished_in = report.started_in, report.finished_in
        stored.spent_usd = None if report.spent_usd is None else report.spent_usd.quantize(CENT)

    return _changed(decision, put, "progress", base_revision, by)


def withdraw(*, decision: Decision, reason: str, base_revision: int, by: User) -> Decision:
    """Take a decision back: plans are free again, and its history stays. Raises DecisionError, StaleDecisionError."""
    reason = reason.strip()

    def put(stored: Decision) -> None:
        terms = DecisionTerms(Decision.Choice.OPEN, reason)
        faults = terms_faults(terms, None, timezone.localdate())
        _refuse([fault for fault in faults if fault.field == "reason"])
        _put_terms(stored, terms, by)

    return _changed(decision, put, "withdrawn", base_revision, by)


def record_go_live(*, workload: Workload, quarter: str, shown: str) -> Workload:
    """Record in which quarter a workload went live; "" when it has not.

    shown: what the page showed as recorded. Raises DecisionError and StaleGoLiveError.
    """
    quarter = quarter.strip().upper()
    with transaction.atomic():
        _hold(workload.engagement)
        stored = Workload.objects.get(pk=workload.pk)
        if stored.went_live_in == quarter:
            return stored
        if stored.went_live_in != shown:
            raise StaleGoLiveError(stored.went_live_in)
        fault = past_quarter_fault(quarter, timezone.localdate()) if quarter else ""
        _refuse([FieldFault("went_live_in", fault)] if fault else [])
        stored.went_live_in = quarter
        stored.save(update_fields=["went_live_in", "updated_at"])
        announce_change(workload.engagement)
        record(Action.WENT_LIVE, stored, organisation=workload.engagement.organisation_id, quarter=quarter)
    return stored


def _hold(engagement: Engagement) -> None:
    # The engagement's row is the lock: two people who decide at once do it one after the other.
    Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)


def _stored(engagement: Engagement, initiative: str) -> Decision | None:
    rows = Decision.objects.filter(engagement=engagement, initiative=initiative)
    return rows.select_related("decided_by").first()


def _changed(
    decision: Decision, put: Callable[[Decision], None], action: str, base_revision: int, by: User
) -> Decision:
    """Change a stored decision under the lock; what says the same already is left as it is."""
    with transaction.atomic():
        _hold(decision.engagement)
        stored = Decision.objects.select_related("decided_by").get(pk=decision.pk)
        before, is_stale = _values(stored), stored.revision != base_revision
        try:
            put(stored)
        except DecisionError as error:
            if is_stale:  # what was decided meanwhile is told rather than what it forbids
                raise StaleDecisionError(_stored(decision.engagement, decision.initiative)) from error
            raise
        if _values(stored) == before:
            return stored
        if is_stale:
            raise StaleDecisionError(_stored(decision.engagement, decision.initiative))
        return _written(stored, action, by)


def _refuse_stale(stored: Decision | None, base_revision: int) -> None:
    if (stored.revision if stored else 0) != base_revision:
        raise StaleDecisionError(stored)


def _refuse(faults: list[FieldFault]) -> None:
    if faults:
        raise DecisionError(faults)


def stored_terms(decision: Decision) -> DecisionTerms:
    """Return what a decision says, as its form would."""
    return DecisionTerms(decision.choice, decision.reason, decision.owner, decision.deferred_to)


def _says(decision: Decision, terms: DecisionTerms) -> bool:
    return stored_terms(decision) == terms


def _put_terms(decision: Decision, terms: DecisionTerms, by: User) -> None:
    """Put what was decided; what is not accepted has no progress, which stays in the history."""
    decision.choice, decision.reason = terms.choice, terms.reason
    decision.owner, decision.deferred_to = terms.owner, terms.deferred_to
    decision.decided_by, decision.decided_at = by, timezone.now()
    if terms.choice != Decision.Choice.ACCEPTED:
        decision.progress, decision.percent_done = Decision.Progress.NOT_STARTED, 0
        decision.started_in = decision.finished_in = ""
        decision.spent_usd = None


def _put_forecast(decision: Decision, plan: Plan | None, line: ForecastLine) -> None:
    decision.plan, decision.title = plan, line.title
    decision.forecast_start, decision.forecast_finish = line.start, line.finish
    decision.forecast_usd = _usd(line.cost_usd)
    decision.forecast_low_usd, decision.forecast_high_usd = _usd(line.cost_low_usd), _usd(line.cost_high_usd)


def _usd(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(amount).quantize(CENT)


def _written(decision: Decision, action: str, by: User) -> Decision:
    decision.revision += 1
    decision.save()
    DecisionEvent.objects.create(
        decision=decision,
        by=by,
        values={"action": action, "revision": decision.revision, **_values(decision)},
    )
    announce_change(decision.engagement)
    record(
        _RECORDED[action],
        decision,
        organisation=decision.engagement.organisation_id,
        by=by,
        choice=str(decision.choice),
        revision=decision.revision,
    )
    return decision


def _values(decision: Decision) -> dict[str, Any]:
    """Return what a decision says, as plain data."""
    values = {name: getattr(decision, name) for name in KEPT}
    plain = {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return {**plain, "plan": decision.plan_id}
