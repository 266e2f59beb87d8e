"""What was forecast of accepted initiatives and of workloads, beside what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from planner.models import Decision, Workload
from planner.roadmap.calibration import Outcome
from planner.roadmap.forecast import ForecastLine, ForecastSubject
from planner.services.decisions.faults import present_quarter
from planner.services.decisions.forecasts import PlanForecasts
from planner.sizing.demand import quarter_number


@dataclass(frozen=True, slots=True)
class Told:
    """What one plan said of it."""

    plan: str
    asked_on: date
    line: ForecastLine


@dataclass(frozen=True, slots=True)
class Past:
    """An accepted initiative, or a workload: what each plan said of it, oldest first, and what happened.

    counted: the forecast that is compared: of an initiative the one it was accepted on, of a workload the first
    with a date. finish: the quarter in which it was done or went live, "" so far.
    """

    subject: ForecastSubject
    key: str
    title: str
    told: tuple[Told, ...]
    counted: ForecastLine | None
    finish: str
    spent_usd: float | None = None

    @property
    def has_happened(self) -> bool:
        """Whether it is done or live."""
        return bool(self.finish)

    @property
    def outcome(self) -> Outcome:
        """The forecast that counts beside what happened."""
        line = self.counted or ForecastLine(self.subject, self.key, self.title)
        return Outcome(
            self.title, line.finish, self.finish, line.cost_low_usd, line.cost_high_usd, self.spent_usd
        )


def pasts_of(
    decisions: Sequence[Decision], workloads: Sequence[Workload], plans: Sequence[PlanForecasts]
) -> list[Past]:
    """Return what plans said of each accepted initiative and each workload, beside what happened."""
    accepted = [decision for decision in decisions if decision.is_accepted]
    return [
        *(_of_initiative(one, plans) for one in accepted),
        *(_of_workload(one, plans) for one in workloads),
    ]


def outcomes_of(pasts: Sequence[Past]) -> list[Outcome]:
    """Return what can be compared: what has happened."""
    return [past.outcome for past in pasts if past.has_happened]


def _of_initiative(decision: Decision, plans: Sequence[PlanForecasts]) -> Past:
    told = _told(plans, "initiative", decision.initiative, decision.finished_in)
    day = decision.plan.requested_at if decision.plan else decision.decided_at
    is_forecast = _is_before(timezone.localtime(day).date(), decision.finished_in)
    return Past(
        "initiative",
        decision.initiative,
        decision.title,
        told,
        _decided_line(decision) if is_forecast else None,
        decision.finished_in,
        None if decision.spent_usd is None else float(decision.spent_usd),
    )


def _decided_line(decision: Decision) -> ForecastLine:
    amounts = {
        "cost_usd": decision.forecast_usd,
        "cost_low_usd": decision.forecast_low_usd,
        "cost_high_usd": decision.forecast_high_usd,
    }
    known: Mapping[str, float] = {
        name: float(amount) for name, amount in amounts.items() if amount is not None
    }
    return ForecastLine(
        "initiative",
        decision.initiative,
        decision.title,
        decision.forecast_start,
        decision.forecast_finish,
        **known,
    )


def _of_workload(workload: Workload, plans: Sequence[PlanForecasts]) -> Past:
    told = _told(plans, "workload", workload.name, workload.went_live_in)
    dated = (one.line for one in told if one.line.finish)
    return Past("workload", workload.name, workload.title, told, next(dated, None), workload.went_live_in)


def _told(
    plans: Sequence[PlanForecasts], subject: ForecastSubject, key: str, finish: str
) -> tuple[Told, ...]:
    """Return what plans said; one that was asked for after the quarter in which it happened forecast nothing."""
    return tuple(
        Told(plan.title, plan.asked_on, plan.lines[subject, key])
        for plan in plans
        if (subject, key) in plan.lines and _is_before(plan.asked_on, finish)
    )


def _is_before(day: date, finish: str) -> bool:
    return not finish or present_quarter(day) <= quarter_number(finish)
