"""Purchases and contracts that the sized options ask for, as alternatives with delivery times.

Accelerators are bought or rented; what is bought may need power (an own upgrade, or a rented room), storage and
network. Workloads take their share of the estate in order: those that it suffices for, then the most valuable.
Quantities are those of the median scenario; the P10 and P90 of the money go into the robustness draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assessments.language import say
from planner.roadmap.items import Item, Supplies
from planner.roadmap.judged import JudgedWorkload, reason_of, status_of
from planner.roadmap.model import Alternatives
from planner.roadmap.orders import Case, buy_item, local_items, power_items, rent_item
from planner.sizing.demand import Constraints, Demand
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import acquisitions, free_accelerators, to_buy
from planner.sizing.result import Option
from planner.sizing.size import Sizing
from planner.sizing.wording import money
from planner.sizing.workload import Estate

MOST_USD = 1e12


@dataclass(slots=True)
class _Pool:
    """What is left of the estate while workloads take their share."""

    accelerators: dict[str, float] = field(default_factory=dict)
    power_watts: float | None = None


def supplies(
    demands: Sequence[Demand],
    verdicts: Sequence[JudgedWorkload],
    sizing: Sizing,
    estate: Estate,
    constraints: Constraints,
) -> Supplies:
    """Return the purchases and contracts for all workloads."""
    by_name = {verdict.name: verdict for verdict in verdicts}
    options = {workload.name: workload.options for workload in sizing.workloads}
    pool = _Pool(power_watts=estate.power_watts.likely if estate.power_watts else None)
    found: list[Supplies] = []
    for demand in sorted(
        demands, key=lambda d: (status_of(by_name[d.name], "compute") == "blocked", -d.value, d.name)
    ):
        verdict = by_name[demand.name]
        if verdict.option is None:
            found.append(Supplies(blocked={demand.name: reason_of(verdict, "compute")}))
            continue
        option = options[demand.name][verdict.option]
        case = _case(demand, verdict, option, estate, constraints, sizing.seed, pool)
        found.append(_within_reason(demand, _supplies_of(case, estate, constraints)))
    return _joined(found)


def _within_reason(demand: Demand, found: Supplies) -> Supplies:
    """Return the purchases, or say that no plan can hold them: the solver refuses such numbers."""
    dearest = max((item.task.cost_usd for item in found.items), default=0.0)
    if dearest <= MOST_USD:
        return found
    reason = say("It needs a purchase of {price}: more than any plan can hold.", price=money(dearest))
    return Supplies(blocked={demand.name: reason})


def _joined(parts: Sequence[Supplies]) -> Supplies:
    return Supplies(
        items=tuple(item for part in parts for item in part.items),
        alternatives=tuple(group for part in parts for group in part.alternatives),
        blocked={name: reason for part in parts for name, reason in part.blocked.items()},
        notes=tuple(note for part in parts for note in part.notes),
    )


def _case(
    demand: Demand,
    verdict: JudgedWorkload,
    option: Option,
    estate: Estate,
    constraints: Constraints,
    seed: int,
    pool: _Pool,
) -> Case:
    need = float(np.ceil(np.median(option.samples["accelerators"])))
    watts = float(np.median(option.samples["power_watts"]))
    missing = 0.0
    watts_missing = 0.0
    watts_new = 0.0
    if demand.place != "cloud":
        owned = pool.accelerators.setdefault(
            option.accelerator, float(np.floor(free_accelerators(estate, option.accelerator).likely + 1e-9))
        )
        missing = max(0.0, need - owned)
        pool.accelerators[option.accelerator] = max(0.0, owned - need)
        bought = float(to_buy(option.accelerator, np.array([missing]))[0])
        watts_new = watts * bought / max(need, 1.0)
        if pool.power_watts is not None:
            watts_missing = max(0.0, watts_new - pool.power_watts)
            pool.power_watts = max(0.0, pool.power_watts - watts_new)
    else:
        missing = need
    ways = acquisitions(
        option,
        estate,
        demand.place,
        electricity_usd_per_kwh=constraints.electricity_usd_per_kwh,
        seed=seed,
        owned=Estimate.exact(need - missing),
        acquire=constraints.acquire,
    )
    return Case(demand, verdict, option, ways, missing, watts_missing, watts_new)


def _supplies_of(case: Case, estate: Estate, constraints: Constraints) -> Supplies:
    local = list(local_items(case, estate))
    if case.missing <= 0:
        return Supplies(items=tuple(local))
    items: list[Item] = []
    groups: list[Alternatives] = []
    members: list[str] = []
    for way in case.ways:
        if way.way == "rent":
            items.append(rent_item(case, way, constraints))
            members.append(items[-1].task.id)
    bought = [way for way in case.ways if way.way == "buy"]
    if bought:
        local = [_without_unlocks(item) for item in local]
        power = list(power_items(case, constraints))
        if power:
            groups.append(_power_group(case, power))
        before = [item.task.id for item in local] + [group.id for group in groups]
        items += [*local, *power, buy_item(case, bought[0], constraints, before)]
        members.append(items[-1].task.id)
    if not members:
        reason = say(
            "No way to get {accelerator} in this place is known: no price in the catalogue.",
            accelerator=case.option.accelerator,
        )
        return Supplies(blocked={case.demand.name: reason})
    groups.append(
        Alternatives(
            f"accelerators-{case.demand.name}",
            tuple(members),
            is_optional=True,
            title=say("accelerators for {workload}", workload=case.demand.title),
        )
    )
    return Supplies(tuple(items), tuple(groups))


def _without_unlocks(item: Item) -> Item:
    return replace(item, task=replace(item.task, unlocks=()))


def _power_group(case: Case, power: Sequence[Item]) -> Alternatives:
    return Alternatives(
        f"power-{case.demand.name}",
        tuple(item.task.id for item in power),
        is_optional=True,
        title=say("power for {workload}", workload=case.demand.title),
    )
