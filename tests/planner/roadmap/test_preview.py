"""What a search has in hand is told while it goes on; at its end that is the plan, before it is explained."""

import json
from dataclasses import replace
from math import inf
from typing import Any

import pytest

from planner.roadmap.model import Problem, Target
from planner.roadmap.outcome import InHand
from planner.roadmap.plan import plan_roadmap
from planner.roadmap.preview import RoadmapPreview, Watch
from planner.roadmap.result import Roadmap
from planner.roadmap.solve import solve
from planner.roadmap.watching import Improvements
from planner.verdict.judge import judge
from tests.planner.roadmap.problems import task
from tests.planner.roadmap.test_plan import CATALOGUE, initiative
from tests.planner.situation import constraints, demand, estate, option, sizing, standings


def plan(watch: Watch | None = None, **changes: Any) -> Roadmap:
    """A roadmap for an assistant whose accelerators are to be bought and whose security is to be raised."""
    given = {"standings": standings(SE_01=1, SE_02=1), "constraints": constraints()} | changes
    demands = [demand(data_class="health", deadline=4)]
    sized, there = sizing(assistant=option(accelerators=(32, 32))), estate()
    verdicts = judge(demands, sized, there, given["standings"], given["constraints"])
    return plan_roadmap(
        demands,
        verdicts,
        sized,
        given["standings"],
        there,
        given["constraints"],
        {"default": 3},
        initiatives=given.get("initiatives", CATALOGUE),
        watch=watch,
    )


def seen(**changes: Any) -> tuple[list[RoadmapPreview], Roadmap]:
    told: list[RoadmapPreview] = []
    roadmap = plan(told.append, **changes)
    return told, roadmap


def test_a_search_is_improving_until_its_end_and_tells_that_once() -> None:
    told, roadmap = seen()
    assert len(told) >= 2
    assert [one.is_improving for one in told] == [True] * (len(told) - 1) + [False]
    assert told[-1].status == roadmap.status == "optimal"
    assert told[-1].gap == roadmap.gap


def test_the_last_preview_shows_what_the_plan_says() -> None:
    told, roadmap = seen()
    last = told[-1]
    assert last.initiatives == roadmap.initiatives
    assert (last.spending, last.budget, last.periods) == (roadmap.spending, roadmap.budget, roadmap.periods)
    assert [(one.workload, one.period, one.deadline) for one in last.go_live] == [
        (one.workload, one.period, one.deadline) for one in roadmap.go_live
    ]
    points = roadmap.maturity_by_period
    assert (last.index_now, last.index_then) == (points[0].index, points[-1].index)
    assert last.index_then != last.index_now


def test_watching_changes_nothing() -> None:
    assert replace(seen()[1], seconds=0.0) == replace(plan(), seconds=0.0)


def test_every_preview_keeps_the_names_that_the_charts_of_a_plan_read() -> None:
    told, roadmap = seen()
    kept = roadmap.to_json()
    for preview in told:
        shown = json.loads(json.dumps(preview.to_json(), allow_nan=False))
        assert set(shown) - set(kept) == {"index"}
        for name in ("initiatives", "go_live"):
            assert shown[name]
            assert set(shown[name][0]) < set(kept[name][0])


def test_a_workload_that_cannot_go_live_has_no_date() -> None:
    told, _ = seen(constraints=constraints(excluded=("access",)))
    assert {(one.workload, one.period, one.deadline) for preview in told for one in preview.go_live} == {
        ("assistant", None, 4)
    }
    assert [one["late_by"] for one in told[-1].to_json()["go_live"]] == [None]


def test_decisions_that_contradict_each_other_are_never_shown_as_a_schedule() -> None:
    long = initiative("access", "SE-01", duration=40)
    told, roadmap = seen(constraints=constraints(pinned=("access",)), initiatives=(long,))
    assert (roadmap.status, told) == ("infeasible", [])


def test_a_gap_without_a_bound_is_not_known() -> None:
    last = replace(seen()[0][-1], status="feasible", gap=inf)
    assert last.to_json()["gap"] is None


@pytest.mark.parametrize(("objective", "is_watched_on_the_way"), [("readiness", True), ("makespan", False)])
def test_the_end_of_a_search_is_told_whatever_it_aims_at(objective: Any, is_watched_on_the_way: bool) -> None:
    told: list[InHand] = []
    tasks = (task("first", 2, unlocks=["w"]), task("second", 1, unlocks=["w"], after=["first"]))
    problem = Problem(6, tasks, targets=(Target("w"),), objective=objective)
    solution = solve(problem, watch=told.append)
    assert told[-1] == InHand(solution.starts(), "optimal", solution.gap)
    assert any(one.status == "improving" for one in told) == is_watched_on_the_way


def test_a_plan_that_is_worse_or_the_same_is_not_told_after_a_better_one() -> None:
    told: list[InHand] = []
    tasks = (
        task("gate", 1, 10e3, optional=True, unlocks=["w"]),
        task("lift", 1, 20e3, optional=True, gain=3.0),
        task("spare", 1, 5e3, optional=True),
    )
    tell = Improvements(Problem(6, tasks, targets=(Target("w", deadline=2),)), told.append)
    late, gaining = {"gate": 3}, {"gate": 0, "lift": 0}
    lean, idle = {"gate": 0}, {"gate": 0, "lift": 0, "spare": 0}
    for starts in (late, late, idle, lean, gaining, idle, late):
        tell(starts)
    assert [one.starts for one in told] == [late, idle, gaining]
