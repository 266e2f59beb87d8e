"""Maturity as it will be when the planned initiatives are done, period by period."""

from collections.abc import Mapping, Sequence

from planner.roadmap.result import Lift, MaturityPoint
from planner.sizing.demand import Standing

MEAN_SHARE, WEAKEST_SHARE = 0.7, 0.3
LOWEST, INDEX_PER_LEVEL = 1.0, 25.0
TODAY = -1


def project_maturity(
    standings: Mapping[str, Standing], lifts: Sequence[tuple[int, Lift]], periods: int
) -> tuple[MaturityPoint, ...]:
    """Return the maturity today (period -1) and at the end of each period.

    lifts: (finish, lift), where a finish of f takes effect by the end of period f - 1. A lifted practice is worth
    at least its new level; practices that nobody answered count nowhere.
    """
    points = []
    for period in range(TODAY, periods):
        scores = {key: _score(standing) for key, standing in standings.items()}
        for finish, lift in lifts:
            before = scores.get(lift.practice)
            if before is not None and finish <= period + 1 and period > TODAY:
                scores[lift.practice] = max(before, lift.to_level)
        points.append(_point(period, standings, scores))
    return tuple(points)


def _score(standing: Standing) -> float | None:
    return standing.score if standing.score is not None else standing.level


def _point(
    period: int, standings: Mapping[str, Standing], scores: Mapping[str, float | None]
) -> MaturityPoint:
    domains = dict.fromkeys(standing.domain for standing in standings.values())
    by_domain = {domain: _domain_score(domain, standings, scores) for domain in domains}
    weights = {standing.domain: standing.domain_weight for standing in standings.values()}
    known = {domain: score for domain, score in by_domain.items() if score is not None}
    if not known:
        return MaturityPoint(period, None, by_domain)
    total = sum(weights[domain] for domain in known)
    mean = sum(weights[domain] * score for domain, score in known.items()) / total
    overall = MEAN_SHARE * mean + WEAKEST_SHARE * min(known.values())
    return MaturityPoint(period, INDEX_PER_LEVEL * (overall - LOWEST), by_domain)


def _domain_score(
    domain: str, standings: Mapping[str, Standing], scores: Mapping[str, float | None]
) -> float | None:
    pairs = [
        (standing.weight, score)
        for key, standing in standings.items()
        for score in [scores[key]]
        if standing.domain == domain and score is not None
    ]
    if not pairs:
        return None
    return sum(weight * score for weight, score in pairs) / sum(weight for weight, _ in pairs)
