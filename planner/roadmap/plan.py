"""The door of the product's roadmap: verdicts, sizing, maturity and limits in; a plan with its reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessments.language import number, say, say_plural
from planner.roadmap.build import build_problem
from planner.roadmap.catalogue import Initiative, shipped_initiatives
from planner.roadmap.cheapest_result import PlannedWay
from planner.roadmap.cheapest_ways import cheapest_ways
from planner.roadmap.critical import critical_tasks
from planner.roadmap.dates import Hindrances, go_live_dates, hindrances
from planner.roadmap.items import Item, RoadmapProblem
from planner.roadmap.judged import JudgedWorkload
from planner.roadmap.just_in_time import just_in_time, timely_starts
from planner.roadmap.ledger import spending, task_spending, workforce
from planner.roadmap.model import Problem, Solution
from planner.roadmap.outcome import InHand
from planner.roadmap.preview import RoadmapPreview, Watch, preview_of
from planner.roadmap.projection import project_maturity
from planner.roadmap.result import LeftOut, Lift, MaturityPoint, PlannedInitiative, Roadmap, RoleCurve
from planner.roadmap.robustness import robustness
from planner.roadmap.solve import solve
from planner.sizing.demand import Constraints, Demand, Standing
from planner.sizing.size import Sizing
from planner.sizing.wording import listed
from planner.sizing.workload import Estate

SECONDS = 20.0
PATIENCE = 4.0  # a slow machine may take longer, so that it finds the same plan


def plan_roadmap(
    demands: Sequence[Demand],
    verdicts: Sequence[JudgedWorkload],
    sizing: Sizing,
    maturity: Mapping[str, Standing],
    estate: Estate,
    constraints: Constraints,
    targets: Mapping[str, int],
    *,
    seconds: float = SECONDS,
    seed: int = 0,
    initiatives: Sequence[Initiative] | None = None,
    watch: Watch | None = None,
) -> Roadmap:
    """Choose and schedule what brings the workloads live and raises maturity, within money, people and time.

    A deadline or budget that cannot be met is no error: the workload is late or never live, with the reason.
    Pinned initiatives that contradict each other give a roadmap of status "infeasible" with the conflict.
    watch: is told what the search has in hand, the last time at its end; what follows explains it.
    """
    wanted = build_problem(
        demands, verdicts, sizing, maturity, estate, constraints, targets, initiatives=initiatives
    )
    look = None if watch is None else lambda in_hand: watch(_preview(wanted, demands, in_hand))
    solution = solve(wanted.problem, seconds=seconds, seed=seed, patience=PATIENCE, watch=look)
    solution = just_in_time(wanted.problem, wanted.items, solution)
    starts = solution.starts()
    found = hindrances(wanted.problem, solution, seed=seed)
    initiatives_planned = _planned(wanted, starts)
    return Roadmap(
        status=solution.status,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        seconds=solution.seconds,
        start=constraints.start,
        periods=constraints.quarters,
        initiatives=initiatives_planned,
        left_out=_left_out(wanted, solution),
        spending=tuple(float(value) for value in spending(wanted.problem, starts)),
        budget=wanted.problem.budget_usd,
        carry_over=constraints.carry_over,
        people=_people(wanted.problem, starts),
        go_live=go_live_dates(wanted, demands, solution, found),
        maturity_by_period=_maturity(wanted, initiatives_planned),
        conflicts=(*solution.conflicts, *_conflict_texts(found)),
        relaxations=(*solution.relaxations, *_relaxation_texts(found)),
        robustness=robustness(wanted.problem, starts, seed=seed) if starts else None,
        stages=solution.stages,
        stopped_by_clock=solution.stopped_by_clock,
        assumptions=wanted.notes,
        cheapest=_cheapest(wanted, verdicts, constraints, targets, initiatives, seed)
        if solution.makespan is not None
        else (),
    )


def _preview(wanted: RoadmapProblem, demands: Sequence[Demand], in_hand: InHand) -> RoadmapPreview:
    timely = replace(in_hand, starts=timely_starts(wanted.problem, wanted.items, in_hand.starts))
    planned = _planned(wanted, timely.starts)
    return preview_of(wanted, demands, timely, planned, _maturity(wanted, planned))


def _cheapest(
    wanted: RoadmapProblem,
    verdicts: Sequence[JudgedWorkload],
    constraints: Constraints,
    targets: Mapping[str, int],
    initiatives: Sequence[Initiative] | None,
    seed: int,
) -> tuple[PlannedWay, ...]:
    catalogue = shipped_initiatives() if initiatives is None else initiatives
    excluded = [one for one in catalogue if one.id in constraints.excluded]
    return cheapest_ways(wanted, verdicts, targets, excluded=excluded, seed=seed)


def _planned(wanted: RoadmapProblem, starts: Mapping[str, int]) -> tuple[PlannedInitiative, ...]:
    critical = critical_tasks(wanted.problem, starts)
    order = sorted(
        starts, key=lambda name: (starts[name], starts[name] + wanted.items[name].task.duration, name)
    )
    return tuple(_planned_item(wanted, wanted.items[name], starts, name in critical) for name in order)


def _planned_item(
    wanted: RoadmapProblem, item: Item, starts: Mapping[str, int], is_critical: bool
) -> PlannedInitiative:
    task = item.task
    money = task_spending(wanted.problem, task, starts[task.id])
    within = float(money.sum()) / task.cost_usd if task.cost_usd else 1.0  # the rest is paid after the plan
    return PlannedInitiative(
        id=task.id,
        title=task.title,
        kind=item.kind,
        domain=item.domain,
        summary=item.summary,
        start=max(0, starts[task.id] - item.lead_quarters),
        work_start=starts[task.id],
        finish=starts[task.id] + task.duration,
        cost_usd=float(money.sum()),
        cost_by_period=tuple(float(value) for value in money),
        demands=dict(task.demands),
        why=_why(wanted, item, starts),
        lifts=item.lifts,
        unlocks=task.unlocks,
        after=tuple(
            member
            for _, members in wanted.problem.predecessors(task)
            for member in members
            if member in starts
        ),
        is_critical=is_critical,
        risk=task.risk,
        done_when=item.done_when,
        cost_low_usd=round(item.cost_low_usd * within),
        cost_high_usd=round(item.cost_high_usd * within),
        running_usd=item.running_usd,
    )


def _why(wanted: RoadmapProblem, item: Item, starts: Mapping[str, int]) -> str:
    """What would be lost without it."""
    task, problem = item.task, wanted.problem
    titles = {target.name: target.label for target in problem.targets}
    reasons = []
    if task.unlocks:
        workloads = listed([titles[name] for name in task.unlocks])
        group = problem.group_of().get(task.id)
        others = [problem.task(name).label for name in group.tasks if name != task.id] if group else []
        reasons.append(
            say(
                "{workloads} cannot go live without it, or else {tasks}.",
                workloads=workloads,
                tasks=listed(others),
            )
            if others
            else say("{workloads} cannot go live without it.", workloads=workloads)
        )
    followers = [
        other.label
        for other in problem.tasks
        if other.id in starts and any(task.id in members for _, members in problem.predecessors(other))
    ]
    if followers:
        reasons.append(
            say_plural(
                "{tasks} waits for it.", "{tasks} wait for it.", len(followers), tasks=listed(followers)
            )
        )
    if item.lifts:
        lifts = listed([_lift_text(wanted, lift) for lift in item.lifts])
        reasons.append(say("Lifts {practices}.", practices=lifts))
    if task.is_pinned:
        reasons.append(say("Decided before this plan."))
    return " ".join(reasons)


def _lift_text(wanted: RoadmapProblem, lift: Lift) -> str:
    return say(
        "{practice} from level {low} to {high}",
        practice=_practice_title(wanted, lift.practice),
        low=number(lift.from_level, "g"),
        high=number(lift.to_level, "g"),
    )


def _practice_title(wanted: RoadmapProblem, practice: str) -> str:
    standing = wanted.standings.get(practice)
    return standing.title if standing else practice


def _left_out(wanted: RoadmapProblem, solution: Solution) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(
            id=name,
            title=wanted.items[name].task.title,
            kind=wanted.items[name].kind,
            domain=wanted.items[name].domain,
            cost_usd=wanted.items[name].task.cost_usd,
            why_not=_left_out_reason(wanted.items[name], reason),
        )
        for name, reason in solution.why_not.items()
    )


def _left_out_reason(item: Item, reason: str) -> str:
    if item.stranded and not item.task.gain and not item.task.unlocks:
        reason = say(
            "{workloads} cannot go live in this plan, so it would stand idle",
            workloads=listed(list(item.stranded)),
        )
    return reason[0].upper() + reason[1:] + "."


def _people(problem: Problem, starts: Mapping[str, int]) -> tuple[RoleCurve, ...]:
    return tuple(
        RoleCurve(role, tuple(float(value) for value in workforce(problem, starts, role)), capacity)
        for role, capacity in problem.capacities.items()
    )


def _maturity(wanted: RoadmapProblem, planned: Sequence[PlannedInitiative]) -> tuple[MaturityPoint, ...]:
    lifts = [(item.finish, lift) for item in planned for lift in item.lifts]
    return project_maturity(wanted.standings, lifts, wanted.problem.periods)


def _conflict_texts(found: Mapping[str, Hindrances]) -> tuple[str, ...]:
    return tuple(item.conflict for item in found.values() if item.conflict)


def _relaxation_texts(found: Mapping[str, Hindrances]) -> tuple[str, ...]:
    return tuple(text for item in found.values() for text in item.relaxations)
