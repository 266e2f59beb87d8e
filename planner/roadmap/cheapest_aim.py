"""What is to be reached at the least cost, as a rule of a mixed-integer model and as a check of a finished plan.

The index is the one of the projection: 0.7 x weighted mean of the domains + 0.3 x weakest domain, where a lifted
practice is worth at least its new level and practices that nobody answered count nowhere. In the model a practice
climbs rung by rung, each rung open when an initiative that reaches it is done; the weakest domain is a variable
below every domain. As the aim only bounds them from below, both are exact.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ortools.math_opt.python import mathopt

from planner.roadmap.items import RoadmapProblem
from planner.roadmap.ledger import finish_times
from planner.roadmap.projection import INDEX_PER_LEVEL, LOWEST, MEAN_SHARE, WEAKEST_SHARE, project_maturity
from planner.sizing.demand import Standing

CLOSE = 1e-6  # of a level: what a solver's rounding may lose

Done = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class WorkloadReady:
    """A workload has everything that it needs. by: number of periods within which; None for the whole plan."""

    name: str
    by: int | None = None


@dataclass(frozen=True, slots=True)
class LevelReached:
    """A practice, a domain or the whole reaches a score from 1 to 5; of a practice its level counts.

    subject: id of the practice or domain, "" for the whole. by: as for a workload.
    """

    kind: Literal["practice", "domain", "overall"]
    subject: str
    score: float
    by: int | None = None


Aim = WorkloadReady | LevelReached


def practices_of(wanted: RoadmapProblem, aim: LevelReached) -> Mapping[str, Standing]:
    """Return the practices that an aim looks at and that somebody has answered."""
    return {
        name: standing
        for name, standing in wanted.standings.items()
        if standing_score(standing) is not None
        and (
            aim.kind == "overall"
            or (aim.kind == "domain" and standing.domain == aim.subject)
            or (aim.kind == "practice" and name == aim.subject)
        )
    }


def standing_score(standing: Standing) -> float | None:
    """Return what a practice counts in the index."""
    return standing.score if standing.score is not None else standing.level


def contributors(wanted: RoadmapProblem, aim: Aim) -> set[str]:
    """Return the tasks that bring an aim nearer by themselves."""
    if isinstance(aim, WorkloadReady):
        return {name for members in wanted.problem.requirements(aim.name) for name in members}
    practices = practices_of(wanted, aim)
    return {
        name for name, item in wanted.items.items() if any(lift.practice in practices for lift in item.lifts)
    }


def require(model: mathopt.Model, wanted: RoadmapProblem, aim: Aim, done: Done) -> None:
    """Add the aim to a model. done: what is 1 when a task is finished in time."""
    if isinstance(aim, WorkloadReady):
        for members in wanted.problem.requirements(aim.name):
            model.add_linear_constraint(mathopt.fast_sum([done(name) for name in members]) >= 1.0)
        return
    practices = practices_of(wanted, aim)
    if not practices:
        model.add_linear_constraint(mathopt.fast_sum([]) >= 1.0)
        return
    scores = {name: _climb(model, wanted, aim, name, done) for name in practices}
    model.add_linear_constraint(_whole(model, aim, practices, scores) >= aim.score - CLOSE)


def _climb(model: mathopt.Model, wanted: RoadmapProblem, aim: LevelReached, name: str, done: Done) -> Any:
    standing = wanted.standings[name]
    height = standing.level if aim.kind == "practice" else standing_score(standing)
    below = height or LOWEST
    terms: list[Any] = [below]
    for rung in sorted({lift.to_level for lift in _lifts(wanted, name) if lift.to_level > below}):
        reaching = [
            done(item.task.id)
            for item in wanted.items.values()
            if any(lift.practice == name and lift.to_level >= rung for lift in item.lifts)
        ]
        reached = model.add_variable(lb=0.0, ub=1.0)
        model.add_linear_constraint(mathopt.fast_sum(reaching) >= reached)
        terms.append((rung - below) * reached)
        below = rung
    return mathopt.fast_sum(terms)


def _lifts(wanted: RoadmapProblem, practice: str) -> list[Any]:
    return [lift for item in wanted.items.values() for lift in item.lifts if lift.practice == practice]


def _whole(
    model: mathopt.Model, aim: LevelReached, practices: Mapping[str, Standing], scores: Mapping[str, Any]
) -> Any:
    domains = {
        domain: _mean({name: one.weight for name, one in practices.items() if one.domain == domain}, scores)
        for domain in dict.fromkeys(one.domain for one in practices.values())
    }
    if aim.kind != "overall":
        return next(iter(domains.values()))
    weakest = model.add_variable(lb=LOWEST)
    for score in domains.values():
        model.add_linear_constraint(score >= weakest)
    mean = _mean({one.domain: one.domain_weight for one in practices.values()}, domains)
    return mathopt.fast_sum([MEAN_SHARE * mean, WEAKEST_SHARE * weakest])


def _mean(weights: Mapping[str, float], scores: Mapping[str, Any]) -> Any:
    total = sum(weights.values())
    return mathopt.fast_sum([weight / total * scores[name] for name, weight in weights.items()])


def score_with(wanted: RoadmapProblem, aim: LevelReached, done: Collection[str]) -> float | None:
    """Return the score of the aim's subject, 1 to 5, once some tasks are done; None when nobody answered."""
    lifts = [(0, lift) for name in done for lift in wanted.items[name].lifts]
    if aim.kind == "practice":
        standing = wanted.standings.get(aim.subject)
        if standing is None or standing.level is None:
            return None
        return max([standing.level, *(lift.to_level for _, lift in lifts if lift.practice == aim.subject)])
    point = project_maturity(wanted.standings, lifts, 1)[-1]
    if aim.kind == "domain":
        return point.domains.get(aim.subject)
    return None if point.index is None else LOWEST + point.index / INDEX_PER_LEVEL


def is_reached(wanted: RoadmapProblem, aim: Aim, done: Collection[str]) -> bool:
    """Whether an aim is reached once some tasks are done."""
    if isinstance(aim, WorkloadReady):
        return all(any(name in done for name in members) for members in wanted.problem.requirements(aim.name))
    score = score_with(wanted, aim, done)
    return score is not None and score >= aim.score - 2 * CLOSE


def reached_at(wanted: RoadmapProblem, aim: Aim, starts: Mapping[str, int]) -> int | None:
    """Return after how many periods a plan reaches an aim; 0 when nothing is needed, None for never."""
    finishes = finish_times(wanted.problem, starts)
    for finish in sorted({0, *finishes.values()}):
        if is_reached(wanted, aim, {name for name, end in finishes.items() if end <= finish}):
            return finish
    return None
