"""The cheapest ways of a plan: for what is not ready and what is below its target, and what had to be given up."""

import json
from typing import Any

from planner.roadmap.result import Roadmap
from planner.sizing.demand import Demand
from tests.planner.roadmap.test_plan import initiative, plan
from tests.planner.situation import constraints, demand, standings

CATALOGUE = (
    initiative("access", "SE-01", effort={}),
    initiative("encryption", "SE-02", after=("access",), duration=2, effort={}),
)


def way_plan(demands: list[Demand] | None = None, **changes: Any) -> Roadmap:
    """A roadmap over two initiatives, of which the second waits for the first."""
    return plan(demands, **({"initiatives": CATALOGUE} | changes))


def entries(roadmap: Roadmap) -> dict[str, dict[str, Any]]:
    """The ways by what they lead to, as the snapshot keeps them."""
    found = json.loads(json.dumps(roadmap.to_json()["cheapest"]))
    return {f"{one['kind']} {one['subject']}".strip(): one for one in found}


def assistant(**changes: Any) -> list[Demand]:
    return [demand(**({"data_class": "health", "deadline": 4} | changes))]


def test_a_plan_without_gaps_has_no_ways() -> None:
    assert way_plan().cheapest == ()


def test_a_workload_that_is_not_ready_a_domain_and_the_whole_below_target_each_have_a_way() -> None:
    found = entries(way_plan(standings=standings(3, SE_01=1, SE_02=1)))
    assert list(found) == ["workload assistant", "domain security", "overall"]
    ready = found["workload assistant"]
    assert (ready["status"], ready["given_up"], ready["gap"]) == ("optimal", [], 0.0)
    assert (ready["way"]["cost_usd"], ready["way"]["finish"]) == (200_000.0, 3)
    assert [step["id"] for step in ready["way"]["steps"]] == ["access", "encryption"]
    assert ready["way"]["steps"][0]["why"] == (
        "Lifts Identity and access control from level 1 to 3. Do encryption waits for it."
    )
    assert (ready["other_status"], ready["other"]) == ("infeasible", None)
    assert found["domain security"]["needed"] == 3.0


def test_a_date_that_no_way_keeps_is_given_up_and_the_contradiction_is_told() -> None:
    found = entries(way_plan(assistant(deadline=0), standings=standings(3, SE_01=1, SE_02=1)))
    ready = found["workload assistant"]
    assert (ready["status"], ready["given_up"], ready["way"]["finish"]) == ("optimal", ["deadline"], 3)
    assert ready["reasons"] == [
        "These cannot all hold: Assistant must be live by the end of 2027-Q1; what it needs takes longer."
    ]


def test_a_budget_that_no_way_keeps_is_given_up_after_the_date() -> None:
    poor = constraints(budget_usd=(10_000.0,) * 8)
    found = entries(way_plan(standings=standings(3, SE_01=1), constraints=poor))
    assert found["workload assistant"]["given_up"] == ["deadline", "budget"]
    assert found["domain security"]["given_up"] == ["budget"]


def test_an_excluded_initiative_is_named_where_a_level_cannot_be_reached_without_it() -> None:
    without = constraints(excluded=("access",))
    roadmap = way_plan([demand(data_class="public")], standings=standings(3, SE_01=1), constraints=without)
    assert entries(roadmap)["domain security"]["reasons"] == [
        "All initiatives together reach 2.33 of 3.00.",
        "Identity and access control stays at level 1: Do access is excluded from the plan.",
    ]
