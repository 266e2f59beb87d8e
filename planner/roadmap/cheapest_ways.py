"""The cheapest ways of a plan: to each workload that is not ready, to each domain and the whole below target."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.roadmap.cheapest import cheapest_way
from planner.roadmap.cheapest_aim import Aim, LevelReached, WorkloadReady, score_with, standing_score
from planner.roadmap.cheapest_result import PlannedWay
from planner.roadmap.initiative import Initiative
from planner.roadmap.items import RoadmapProblem
from planner.roadmap.judged import JudgedWorkload
from planner.roadmap.projection import MEAN_SHARE, WEAKEST_SHARE
from planner.roadmap.steps import DEFAULT_TARGET
from planner.sizing.demand import Standing

CLOSE = 1e-5  # of a level: what rounding a target may add


def cheapest_ways(
    wanted: RoadmapProblem,
    verdicts: Sequence[JudgedWorkload],
    targets: Mapping[str, int],
    *,
    excluded: Sequence[Initiative] = (),
    seed: int = 0,
) -> tuple[PlannedWay, ...]:
    """Return the ways of a plan, workloads first; a workload that needs nothing done has none.

    targets: practice id (or "default") -> level.
    """
    return (
        *_to_ready(wanted, verdicts, seed),
        *_to_levels(wanted, targets, excluded, seed),
    )


def _to_ready(wanted: RoadmapProblem, verdicts: Sequence[JudgedWorkload], seed: int) -> Iterator[PlannedWay]:
    open_names = {verdict.name for verdict in verdicts if verdict.status != "ready"}
    for target in wanted.problem.targets:
        if target.name not in open_names or not wanted.problem.requirements(target.name):
            continue
        limits = ["deadline"] if target.deadline is not None else []
        aim = WorkloadReady(target.name, target.deadline)
        yield _found(wanted, aim, target.label, limits, seed=seed)


def _found(
    wanted: RoadmapProblem,
    aim: Aim,
    title: str,
    limits: Sequence[str],
    *,
    excluded: Sequence[Initiative] = (),
    seed: int,
    **more: Any,
) -> PlannedWay:
    """Return the way that keeps all limits, else one that gives up the date, else the budget too."""
    given_up: list[str] = []
    found = cheapest_way(wanted, aim, excluded=excluded, seed=seed)
    within = found
    for limit in (*limits, *(["budget"] if wanted.problem.budget_usd is not None else [])):
        if within.first.status != "infeasible":
            break
        given_up.append(limit)
        within = cheapest_way(
            wanted,
            replace(aim, by=None),
            keep_budget="budget" not in given_up,
            excluded=excluded,
            seed=seed,
        )
    kind, subject = ("workload", aim.name) if isinstance(aim, WorkloadReady) else (aim.kind, aim.subject)
    if within.first.way is None:
        both = tuple(dict.fromkeys((*found.first.reasons, *within.first.reasons)))
        found = replace(found, first=replace(found.first, reasons=both))
        return PlannedWay(kind, subject, title, found, **more)
    caveat = wanted.caveats.get(subject, "") if kind == "workload" else ""
    reasons = (*found.first.reasons, *([caveat] if caveat else []))
    first = replace(within.first, reasons=reasons)
    return PlannedWay(kind, subject, title, replace(within, first=first), tuple(given_up), **more)


def _to_levels(
    wanted: RoadmapProblem, targets: Mapping[str, int], excluded: Sequence[Initiative], seed: int
) -> Iterator[PlannedWay]:
    domains = _domain_targets(wanted.standings, targets)
    titles = {one.domain: one.domain_title for one in wanted.standings.values()}
    aims = [(LevelReached("domain", domain, score), titles[domain]) for domain, score in domains.items()]
    if domains:
        aims.append((LevelReached("overall", "", _overall(wanted.standings, domains)), ""))
    for aim, title in aims:
        today = score_with(wanted, aim, ())
        if today is not None and today < aim.score - CLOSE:
            yield _found(
                wanted,
                aim,
                title,
                [],
                excluded=excluded,
                seed=seed,
                score_today=today,
                score_needed=aim.score,
            )


def _domain_targets(standings: Mapping[str, Standing], targets: Mapping[str, int]) -> dict[str, float]:
    """Return for each domain its score once every answered practice is at its target level, rounded to six digits.

    A practice may have its level although its score is a little lower; it then counts with its score.
    """
    default = float(targets.get("default", DEFAULT_TARGET))
    found: dict[str, float] = {}
    for domain in dict.fromkeys(one.domain for one in standings.values()):
        pairs = [
            (one.weight, _aimed_at(one, score, targets.get(name, default)))
            for name, one in standings.items()
            for score in [standing_score(one)]
            if one.domain == domain and score is not None
        ]
        if pairs:
            found[domain] = round(
                sum(weight * level for weight, level in pairs) / sum(w for w, _ in pairs), 6
            )
    return found


def _aimed_at(standing: Standing, score: float, target: float) -> float:
    return min(score, target) if standing.level is not None and standing.level >= target else target


def _overall(standings: Mapping[str, Standing], domains: Mapping[str, float]) -> float:
    weights = {one.domain: one.domain_weight for one in standings.values() if one.domain in domains}
    mean = sum(weights[name] * score for name, score in domains.items()) / sum(weights.values())
    return round(MEAN_SHARE * mean + WEAKEST_SHARE * min(domains.values()), 6)
