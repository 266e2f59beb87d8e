"""The door of the scheduler: a problem in, a solution with its proof and its reasons out."""

from time import monotonic
from typing import Literal

from planner.roadmap.choosing import solve_readiness
from planner.roadmap.conflict import find_conflict
from planner.roadmap.forced import forced_in
from planner.roadmap.ledger import go_live, makespan, schedule_of
from planner.roadmap.model import Problem, Solution, Stage
from planner.roadmap.outcome import InHand, Outcome
from planner.roadmap.reasons import short_of_means, why_not
from planner.roadmap.scheduling import solve_makespan
from planner.roadmap.watching import Improvements, Watch


def solve(
    problem: Problem,
    *,
    seconds: float = 20.0,
    seed: int = 0,
    patience: float = 1.0,
    watch: Watch | None = None,
) -> Solution:
    """Solve a problem.

    seconds: of work; the limits behind it are counted in steps of the solvers, so that the same input gives
    the same plan. patience: the wall clock ends the search after seconds x patience in any case.
    watch: is told each better plan that the search has in hand, the last time at its end, before the reasons are
    looked for; of a shortest schedule only the end. It changes nothing.
    Raises ValueError for seconds that are not positive.
    """
    if seconds <= 0:
        raise ValueError(f"seconds must be positive (got {seconds:g})")
    began = monotonic()
    outcome = _searched(problem, seconds, seed, patience, watch)
    if outcome.starts is None:
        return _without_plan(problem, outcome, began, seed)
    starts = outcome.starts
    leading = _leading(outcome.stages)
    is_proven = all(stage.is_proven for stage in outcome.stages)
    status: Literal["optimal", "feasible"] = "optimal" if is_proven else "feasible"
    if watch is not None:
        watch(InHand(starts, status, leading.gap))
    return Solution(
        status=status,
        objective=leading.objective,
        bound=leading.bound,
        gap=leading.gap,
        seconds=monotonic() - began,
        makespan=makespan(problem, starts),
        schedule=schedule_of(problem, starts),
        stages=outcome.stages,
        go_live=go_live(problem, starts),
        why_not=_reasons(problem, outcome, starts, seed),
        stopped_by_clock=outcome.stopped_by_clock,
    )


def _searched(problem: Problem, seconds: float, seed: int, patience: float, watch: Watch | None) -> Outcome:
    if problem.objective == "makespan":
        return solve_makespan(problem, seconds=seconds, seed=seed, patience=patience)
    told = None if watch is None else Improvements(problem, watch)
    return solve_readiness(problem, seconds=seconds, seed=seed, patience=patience, watch=told)


def _reasons(problem: Problem, outcome: Outcome, starts: dict[str, int], seed: int) -> dict[str, str]:
    """Return why tasks are left out, with what would be lost by forcing them in where that is cheap to know."""
    reasons = why_not(problem, starts)
    if problem.objective == "readiness":
        candidates = short_of_means(problem, starts)
        for name, loss in forced_in(problem, starts, outcome.stages, candidates, seed=seed).items():
            reasons[name] += f"; {loss}" if loss else ""
    return reasons


def _leading(stages: tuple[Stage, ...]) -> Stage:
    """The stage to report: the first that is not proven, else what raises maturity, else the first."""
    open_stages = [stage for stage in stages if not stage.is_proven]
    gains = [stage for stage in stages if stage.name == "gain"]
    return [*open_stages, *gains, *stages][0]


def _without_plan(problem: Problem, outcome: Outcome, began: float, seed: int) -> Solution:
    conflict = find_conflict(problem, seed=seed)
    is_infeasible = outcome.is_infeasible or conflict is not None
    return Solution(
        status="infeasible" if is_infeasible else "unknown",
        objective=None,
        bound=None,
        gap=None,
        seconds=monotonic() - began,
        makespan=None,
        schedule=schedule_of(problem, {}),
        go_live={target.name: None for target in problem.targets},
        conflicts=conflict.texts if conflict else (),
        relaxations=tuple(way.text for way in conflict.relaxations) if conflict else (),
        stopped_by_clock=outcome.stopped_by_clock,
    )
