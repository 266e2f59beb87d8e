"""Answers about the organisation, and the plan around them, become what the organisation's figures rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assessments.queries import Consolidated
from assessments.question_bank.model import Bank, Question
from planner.roadmap.result import Roadmap
from planner.services.frozen.estate import HALF_WIDTH, estate_questions
from planner.sizing.demand import AskedQuestion, Constraints, Demand, quarter_number
from planner.sizing.estimate import Estimate
from planner.sizing.organisation.facts import OrganisationFacts
from planner.sizing.result import Sizing
from planner.sizing.serving.frame import UNSAID_BURSTINESS, UNSAID_PROFILE
from planner.sizing.size_organisation import PlannedWorkload, PlanOutline
from planner.sizing.workload import Inference, Traffic, Workload
from planner.verdict.model import WorkloadVerdict

# Questions that are there for their maturity level and say a quantity as well: read by their id.
_BY_ID = {
    "time_to_fill_seconds": "ta-02-time-to-fill",
    "training_seconds": "ta-03-hours",
    "laws": "se-03-laws",
    "users": "hw-04-users",
}
_RATIOS_OF_ONE = ("compression_ratio", "peak_to_mean")


def facts_from(bank: Bank, values: Mapping[str, Consolidated], country: str = "") -> OrganisationFacts:
    """Return what the answers say about the organisation; what nobody answered stays None."""
    found: dict[str, Any] = {}
    for name, question in _questions(bank).items():
        if question.id in values:
            found[name] = _fact(name, question, values[question.id])
    return OrganisationFacts(country=country, **found)


def organisation_questions(bank: Bank) -> dict[str, AskedQuestion]:
    """Return the question that asks for each quantity, of the organisation and of its estate."""
    own = {name: AskedQuestion(question.id, question.text) for name, question in _questions(bank).items()}
    return estate_questions(bank) | own


def planned_workloads(
    demands: Sequence[Demand],
    workloads: Sequence[Workload],
    sizing: Sizing,
    verdicts: Sequence[WorkloadVerdict],
    roadmap: Roadmap,
) -> tuple[PlannedWorkload, ...]:
    """Return every workload with the option it was judged by and the day it goes live."""
    by_name = {workload.name: workload for workload in workloads}
    sizes = {sized.name: sized for sized in sizing.workloads}
    judged = {verdict.name: verdict.option for verdict in verdicts}
    periods = {item.workload: item.period for item in roadmap.go_live}
    return tuple(
        PlannedWorkload(
            demand,
            by_name[demand.name],
            None if (index := judged[demand.name]) is None else sizes[demand.name].options[index],
            _live(roadmap, periods.get(demand.name)),
            sizes[demand.name].autoscaling,
        )
        for demand in demands
    )


def with_answered_traffic(workload: Workload, facts: OrganisationFacts) -> Workload:
    """Return a service whose mean over peak, where it says none, is what the answers say of all services."""
    ratio = facts.peak_to_mean
    if not isinstance(workload, Inference) or ratio is None:
        return workload
    traffic = workload.traffic
    if traffic is None and workload.requests_per_second is not None:
        burstiness = Estimate.exact(UNSAID_BURSTINESS)
        traffic = Traffic(workload.requests_per_second, UNSAID_PROFILE, burstiness)
    if traffic is None or traffic.mean_share is not None:
        return workload
    share = Estimate(1.0 / ratio.high, 1.0 / ratio.likely, 1.0 / ratio.low, ratio.sources)
    return replace(workload, requests_per_second=None, traffic=replace(traffic, mean_share=share))


def plan_outline(constraints: Constraints, roadmap: Roadmap, as_of: date) -> PlanOutline:
    """Return the frame of the plan: its days, its money, its rate."""
    start = _last_day(constraints.start, -1) + timedelta(days=1)
    end = _last_day(constraints.start, constraints.periods - 1)
    running = {task.id: task.running_usd for task in roadmap.initiatives if task.running_usd is not None}
    return PlanOutline(as_of, start, max(end, as_of), roadmap.spending, constraints.discount_rate, running)


def _questions(bank: Bank) -> dict[str, Question]:
    by_id = {question.id: question for question in bank.questions()}
    fields = OrganisationFacts.__dataclass_fields__
    found = {question.estate: question for question in by_id.values() if question.estate in fields}
    return found | {name: by_id[id] for name, id in _BY_ID.items() if id in by_id}


def _fact(name: str, question: Question, given: Consolidated) -> Any:
    if name in ("laws", "users"):
        return tuple(given.value["options"])
    if name == "class_examples":
        counts = [float(row["count"]) for row in given.value["rows"]]
        return tuple(Estimate.exact(count, question.id) for count in counts)
    return _estimate(name, question, given)


def _estimate(name: str, question: Question, given: Consolidated) -> Estimate:
    low, likely, high = (given.value[key] for key in ("low", "likely", "high"))
    if low == high:
        width = HALF_WIDTH[given.basis]
        low, high = likely * (1 - width), likely * (1 + width)
    if name.endswith("_share"):
        high = min(high, 1.0)
    if name in _RATIOS_OF_ONE:
        low, likely, high = max(low, 1.0), max(likely, 1.0), max(high, 1.0)
    return Estimate(low, likely, max(likely, high), (question.id,))


def _live(roadmap: Roadmap, period: int | None) -> date | None:
    return None if period is None else _last_day(roadmap.start, max(period, -1))


def _last_day(start: str, periods: int) -> date:
    """Return the last day of the quarter some periods after another."""
    year, quarter = divmod(quarter_number(start) + periods, 4)
    following = date(year + 1, 1, 1) if quarter == 3 else date(year, 3 * quarter + 4, 1)
    return following - timedelta(days=1)
