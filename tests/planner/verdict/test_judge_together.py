"""Verdicts of several workloads: what suffices for each may not suffice for all."""

from dataclasses import replace

from planner.sizing.workload import Estimate, RoleStock, Stock
from planner.verdict.judge import judge
from tests.planner.situation import constraints, demand, estate, option, sizing, standings


def test_workloads_that_fit_alone_but_not_together_are_conditional() -> None:
    both = judge(
        [demand("one"), demand("two")],
        sizing(one=option(accelerators=(10, 10)), two=option(accelerators=(10, 10))),
        estate(16),
        standings(),
        constraints(),
    )
    assert [found.dimension("compute").status for found in both] == ["conditional", "conditional"]
    assert "together need 20 of 16" in both[0].dimension("compute").reason
    alone = judge(
        [demand("one")], sizing(one=option(accelerators=(10, 10))), estate(16), standings(), constraints()
    )
    assert alone[0].dimension("compute").status == "ready"


def test_a_workload_takes_the_accelerators_that_a_more_valuable_one_leaves() -> None:
    both = replace(
        estate(8),
        accelerators=(
            Stock("h100-sxm", Estimate.exact(8, "hw-01-accelerators")),
            Stock("a100-sxm-80gb", Estimate.exact(8, "hw-01-accelerators")),
        ),
    )
    one, other = option(accelerators=(1, 1)), option("a100-sxm-80gb", (1, 1))
    found = judge(
        [demand("search", value=3), demand("assistant", value=5)],
        sizing(search=(one, other), assistant=(option(accelerators=(20, 20)),)),
        both,
        standings(),
        constraints(),
    )
    assert [(item.name, item.accelerator) for item in found] == [
        ("search", "a100-sxm-80gb"),
        ("assistant", "h100-sxm"),
    ]
    assert found[0].dimension("compute").status == "ready"


def test_people_and_money_that_suffice_for_each_workload_may_not_for_all() -> None:
    staff = tuple(
        RoleStock(role, Estimate.exact(1.2, "ta-01-staff")) for role in ("platform_engineers", "ml_engineers")
    ) + tuple(
        RoleStock(role, Estimate.exact(5, "ta-01-staff"))
        for role in ("data_scientists", "data_engineers", "security_specialists", "project_managers")
    )
    found = judge(
        [demand("one"), demand("two")],
        sizing(one=option(accelerators=(8, 8)), two=option(accelerators=(8, 8))),
        replace(estate(), staff=staff),
        standings(),
        constraints(budget_usd=(2_000.0,) * 8),
    )
    for item in found:
        people, money = item.dimension("people"), item.dimension("money")
        assert people.status == "conditional"
        assert "All 2 workloads together are short of" in people.reason
        assert people.would_change.startswith("Find people for all workloads together")
        assert money.status != "ready"
