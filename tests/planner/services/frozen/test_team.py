"""Assessed maturity moves the team's efficiency."""

import pytest

from planner.services.frozen.team import TEAM_PRACTICES, team_efficiency


def maturity(score: float | None, confidence: float = 0.8) -> dict:
    practices = [
        {"id": name, "score": score, "weight": 1.0, "confidence": confidence if score else 0.0}
        for name in TEAM_PRACTICES
    ]
    return {"domains": [{"practices": practices}]}


def test_a_team_at_level_three_is_the_median_team() -> None:
    assert team_efficiency(maturity(3.0)).likely == pytest.approx(1.0)


@pytest.mark.parametrize(("level", "fastest", "slowest"), [(5.0, 0.6, 0.7), (1.0, 1.4, 3.0)])
def test_the_best_and_the_least_mature_teams_need_the_published_share_of_time(
    level: float, fastest: float, slowest: float
) -> None:
    time = 1 / team_efficiency(maturity(level)).likely
    assert fastest <= time <= slowest


def test_higher_maturity_never_slows_the_team() -> None:
    likely = [team_efficiency(maturity(1 + step / 10)).likely for step in range(41)]
    assert likely == sorted(likely)


def test_trust_in_the_assessment_narrows_the_range() -> None:
    trusted, doubted = team_efficiency(maturity(3.0, 1.0)), team_efficiency(maturity(3.0, 0.1))
    assert doubted.low < trusted.low < trusted.high < doubted.high


def test_nothing_answered_gives_no_efficiency() -> None:
    assert team_efficiency(maturity(None)) is None
