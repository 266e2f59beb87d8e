"""Purchases and contracts come when they are needed, not years before."""

from typing import Any, Literal

import pytest

from planner.roadmap.items import Item
from planner.roadmap.just_in_time import just_in_time
from planner.roadmap.model import Problem, Target
from planner.roadmap.result import InitiativeKind
from planner.roadmap.solve import solve
from tests.planner.roadmap.problems import task


def starts(kind: InitiativeKind, **more: Any) -> dict[str, int]:
    asked = Problem(
        8,
        (
            task("platform", 5, optional=True, unlocks=["w"]),
            task("get", 1, 30e3, optional=True, unlocks=["w"], **more),
        ),
        targets=(Target("w"),),
        budget_usd=(50e3,) * 8,
    )
    kinds: dict[str, InitiativeKind] = {"platform": "initiative", "get": kind}
    items = {one.id: Item(one, kinds[one.id], "", "") for one in asked.tasks}
    solution = solve(asked)
    moved = just_in_time(asked, items, solution)
    assert moved.go_live == solution.go_live
    assert {one.id: one.finish for one in moved.schedule} == {
        name: start + asked.task(name).duration for name, start in moved.starts().items()
    }
    return moved.starts()


@pytest.mark.parametrize(("kind", "start"), [("contract", 4), ("purchase", 3), ("initiative", 0)])
def test_a_contract_begins_when_the_rest_is_done_and_a_delivery_one_quarter_before(
    kind: Literal["contract", "purchase", "initiative"], start: int
) -> None:
    assert starts(kind) == {"platform": 0, "get": start}


def test_what_the_work_waits_for_is_not_moved() -> None:
    assert starts("purchase", lead_time=4) == {"platform": 0, "get": 4}


def test_what_was_decided_stays_where_it_is() -> None:
    assert starts("contract", is_pinned=True)["get"] == 0
