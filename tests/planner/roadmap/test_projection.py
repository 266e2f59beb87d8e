"""Maturity by quarter: the same rule as the score, on lifted practices."""

import pytest

from planner.roadmap.projection import project_maturity
from planner.roadmap.result import Lift
from planner.sizing.demand import Standing

# Worked example 7 of the scoring method: five equal domains 3.2, 2.8, 2.5, 3.6, 1.9 give an index of 38.25.
DOMAINS = {"a": 3.2, "b": 2.8, "c": 2.5, "d": 3.6, "e": 1.9}


def standings() -> dict[str, Standing]:
    return {name: Standing(round(score), name, True, name, score) for name, score in DOMAINS.items()}


def test_today_is_the_score_itself() -> None:
    today = project_maturity(standings(), [], 2)[0]
    assert (today.period, today.index) == (-1, pytest.approx(38.25))
    assert today.domains == DOMAINS


def test_a_lift_counts_from_the_period_in_which_it_is_finished() -> None:
    points = project_maturity(standings(), [(2, Lift("e", 1.9, 3.0))], 3)
    assert [round(point.index or 0, 3) for point in points] == [
        38.25,
        38.25,
        pytest.approx(46.6),
        pytest.approx(46.6),
    ]


def test_a_practice_that_is_better_already_stays_as_it_is() -> None:
    points = project_maturity(standings(), [(1, Lift("d", 1.0, 3.0))], 1)
    assert points[1].domains["d"] == 3.6


def test_practices_that_nobody_answered_count_nowhere() -> None:
    known = standings() | {"x": Standing(None, "x", False, "e")}
    assert project_maturity(known, [(1, Lift("x", 1.0, 3.0))], 1)[1].index == pytest.approx(38.25)


def test_without_any_answer_there_is_no_index() -> None:
    points = project_maturity({"x": Standing(None, "x", False, "e")}, [], 1)
    assert (points[0].index, points[0].domains) == (None, {"e": None})


def test_practices_count_by_their_weight() -> None:
    known = {
        "light": Standing(2, "light", True, "a", 2.0, weight=1.0),
        "heavy": Standing(4, "heavy", True, "a", 4.0, weight=3.0),
    }
    assert project_maturity(known, [], 0)[0].domains == {"a": 3.5}
