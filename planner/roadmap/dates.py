"""When each workload goes live, and for one that is late or never live: what stands in its way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.language import say, say_plural
from planner.roadmap.build import gate_tasks
from planner.roadmap.conflict import Conflict, Relaxation, find_conflict, told
from planner.roadmap.items import RoadmapProblem
from planner.roadmap.ledger import finish_times
from planner.roadmap.model import Problem, Solution, Target
from planner.roadmap.result import GoLive
from planner.sizing.demand import Demand
from planner.sizing.wording import count_of, listed

MOST_RELAXATIONS = 3
_RUNS = ("training", "fine_tuning", "batch_inference")


@dataclass(frozen=True, slots=True)
class Hindrances:
    """Why a workload alone cannot keep its date; an empty conflict means that it could, were it alone.

    conflict: in a sentence. because: what stands in the way. least_late: periods late at best, None when never.
    """

    conflict: str
    relaxations: tuple[str, ...]
    because: tuple[str, ...]
    least_late: int | None


def hindrances(problem: Problem, solution: Solution, *, seed: int) -> dict[str, Hindrances]:
    """Return for each workload that is late or never live what stops it, were it the only one.

    The others, and what only raises maturity, are taken away; what is left must bring it live by its deadline (or
    by the end of the plan), or it is a contradiction that can be named.
    """
    found: dict[str, Hindrances] = {}
    if not solution.starts() and solution.status in ("infeasible", "unknown"):
        return found
    for target in problem.targets:
        live = solution.go_live.get(target.name)
        if live is None or (target.deadline is not None and live >= target.deadline):
            conflict = find_conflict(_alone(problem, target), seed=seed)
            found[target.name] = _hindrances(problem, target, conflict, seed)
    return found


def _alone(problem: Problem, target: Target) -> Problem:
    """Return the problem of one workload with nothing else to do, its date binding."""
    tasks = gate_tasks(problem, target.name)
    names = {task.id for task in tasks}
    deadline = problem.periods if target.deadline is None else min(target.deadline, problem.periods)
    groups = [
        replace(group, tasks=tuple(m for m in group.tasks if m in names)) for group in problem.alternatives
    ]
    return replace(
        problem,
        tasks=tasks,
        alternatives=tuple(group for group in groups if group.tasks),
        targets=(replace(target, deadline=deadline, is_hard=True),),
    )


def _hindrances(problem: Problem, target: Target, conflict: Conflict | None, seed: int) -> Hindrances:
    if conflict is None:
        return Hindrances("", (), (), 0)
    deadline = problem.periods if target.deadline is None else min(target.deadline, problem.periods)
    because = _because(problem, target, conflict, deadline)
    ways = conflict.relaxations
    delays = [round(way.size * problem.periods) for way in ways if way.rule.kind == "deadline"]
    least_late = delays[0] if delays else None
    text = _conflict_text(problem, target, deadline, because)
    if least_late is not None and least_late > 1:
        later = deadline + least_late - 1
        last = find_conflict(_alone(problem, replace(target, deadline=later)), seed=seed)
        still = () if last is None else _because(problem, target, last, later)
        if still and still != because:
            text = f"{text} {_conflict_text(problem, target, later, still)}"
            because = tuple(dict.fromkeys((*because, *still)))
    return Hindrances(text, _remedies(target, ways), because, least_late)


def _because(problem: Problem, target: Target, conflict: Conflict, deadline: int) -> tuple[str, ...]:
    """Return what contradicts a date; where nothing but the date is in the way, what takes longer by itself."""
    rules = [rule for rule in conflict.rules if rule.kind != "deadline"]
    return tuple(told(problem, rules)) or tuple(_too_long(problem, target, deadline))


def _too_long(problem: Problem, target: Target, deadline: int) -> Iterator[str]:
    for members in problem.requirements(target.name):
        tasks = [problem.task(name) for name in members]
        quickest = min(tasks, key=lambda task: task.first_start + task.duration)
        length = quickest.first_start + quickest.duration
        if length > deadline:
            yield say(
                "{task} takes {length}", task=quickest.label, length=count_of(length, problem.period_noun)
            )


def _conflict_text(problem: Problem, target: Target, deadline: int, because: Sequence[str]) -> str:
    return say(
        "{workload} by {when}: {because}.",
        workload=target.label,
        when=problem.period_name(deadline - 1),
        because="; ".join(because) or say("what it needs takes longer"),
    )


def _remedies(target: Target, ways: Sequence[Relaxation]) -> tuple[str, ...]:
    """Return the smallest changes, each of which is enough by itself; or that none is."""
    if not ways:
        text = say("no single change is enough; the cheapest way to it tells what all of them would take")
        return (f"{target.label}: {text}.",)
    return tuple(
        f"{way.text[0].upper()}{way.text[1:]}."
        if way.rule.kind == "deadline"
        else f"{target.label}: {way.text}."
        for way in ways[:MOST_RELAXATIONS]
    )


def go_live_dates(
    wanted: RoadmapProblem, demands: Sequence[Demand], solution: Solution, found: Mapping[str, Hindrances]
) -> tuple[GoLive, ...]:
    """Return the date of every workload, with the reason in words."""
    return tuple(_go_live(wanted, demand, solution, found.get(demand.name)) for demand in demands)


def _go_live(
    wanted: RoadmapProblem, demand: Demand, solution: Solution, stopped: Hindrances | None
) -> GoLive:
    period = solution.go_live.get(demand.name)
    late = quarters_late(period, demand.deadline)
    if demand.name in wanted.blocked:
        reason = wanted.blocked[demand.name]
    elif solution.makespan is None:
        reason = say("There is no plan: the decisions taken before contradict each other.")
    elif period is None or late:
        reason = _late_reason(wanted.problem, solution, demand, stopped)
    else:
        reason = _in_time_reason(wanted.problem, solution, demand.name)
    if period is not None and demand.kind in _RUNS:
        begins = say("Live means that the run can begin.")
        reason = f"{reason} {begins}"
    caveat = wanted.caveats.get(demand.name, "")
    return GoLive(demand.name, demand.title, period, demand.deadline, late, f"{reason} {caveat}".rstrip())


def quarters_late(period: int | None, deadline: int | None) -> int | None:
    """Return by how many periods a date misses its deadline; None without one of the two.

    >>> quarters_late(5, 3), quarters_late(2, 3), quarters_late(None, 3)
    (2, 0, None)
    """
    return None if period is None or deadline is None else max(0, period - deadline)


def _in_time_reason(problem: Problem, solution: Solution, workload: str) -> str:
    if not problem.requirements(workload):
        return say("Nothing is missing: it can go live at once.")
    last = _last(problem, solution, workload)
    tasks = listed(last, most=2)
    return say_plural(
        "Live once this is done: {tasks}.", "Live once these are done: {tasks}.", len(last), tasks=tasks
    )


def _last(problem: Problem, solution: Solution, workload: str) -> list[str]:
    finishes = finish_times(problem, solution.starts())
    names = [m for members in problem.requirements(workload) for m in members if m in finishes]
    latest = max(finishes[name] for name in names)
    return [problem.task(name).label for name in names if finishes[name] == latest]


def _late_reason(problem: Problem, solution: Solution, demand: Demand, stopped: Hindrances | None) -> str:
    period = solution.go_live.get(demand.name)
    when = say("Not live within the plan")
    if period is not None and demand.deadline is not None:
        when = say("Live {quarters} late", quarters=count_of(period - demand.deadline, "quarter"))
    if stopped is None or not stopped.conflict:
        return say(
            "{when}: alone it could be in time, but money and people go to what is worth more.", when=when
        )
    because = listed(list(stopped.because), most=3) or say("what it needs takes longer than there is time")
    text = f"{when}: {because}."
    if period is not None and demand.deadline is not None and stopped.least_late is not None:
        rest = period - demand.deadline - stopped.least_late
        if rest > 0:
            text += " " + say(
                "{quarters} of it because others are worth more.", quarters=count_of(rest, "quarter")
            )
    return text
