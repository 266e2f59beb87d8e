"""One item for each purchase or contract: what it costs, how long it takes, what it waits for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from assessments.language import country_name, say
from planner.roadmap.items import Item
from planner.roadmap.judged import JudgedWorkload, status_of
from planner.roadmap.model import Task
from planner.roadmap.result import InitiativeKind
from planner.roadmap.robustness import duration_range
from planner.sizing.demand import Constraints, Demand
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import LEAD_QUARTERS, Acquisition
from planner.sizing.result import Floats, Option
from planner.sizing.wording import amount, either, listed
from planner.sizing.workload import Estate

# USD per watt of critical IT load: Cushman & Wakefield, Data Center Development Cost Guide 2025 (9.3 to 15.0).
POWER_USD_PER_WATT = Estimate(9.3, 11.7, 15.0, ("Cushman & Wakefield 2025",))
# USD per watt and quarter of colocation without energy: CBRE, 138 (2022), 184 (H2 2024), 217 (Q1 2025) per kW-month.
COLOCATION_USD_PER_WATT_QUARTER = Estimate(0.414, 0.552, 0.651, ("CBRE 2022 to 2025",))
# USD per accelerator: cable and connector 2,560 and 1/64 of a 36,000 USD switch (public sheet of 128 nodes, 2024).
NETWORK_USD_PER_ACCELERATOR = Estimate(2_500.0, 3_120.0, 4_500.0, ("public sheet, Aug 2024",))
# USD per usable byte of mixed flash and disk with protection: planning assumption, 150 to 500 USD per TB.
STORAGE_USD_PER_BYTE = Estimate(150e-12, 250e-12, 500e-12, ("assumption",))
# USD per byte per second of storage throughput: planning assumption, 10 to 40 thousand USD per GB/s.
THROUGHPUT_USD_PER_BYTE_PER_SECOND = Estimate(10e-6, 20e-6, 40e-6, ("assumption",))
INSTALLERS: Mapping[str, float] = {"platform_engineers": 0.5}
QUANTILES = 3
DELIVERY_RISK = 0.15  # chance that a delivery comes later than planned (assumption)


@dataclass(frozen=True, slots=True)
class Case:
    """A workload with what the estate has left for it. missing: accelerators beyond its share; watts: power."""

    demand: Demand
    verdict: JudgedWorkload
    option: Option
    ways: tuple[Acquisition, ...]
    missing: float
    watts_missing: float
    watts_new: float


def rent_item(case: Case, way: Acquisition, constraints: Constraints) -> Item:
    """Return the contract that rents accelerators, paid each quarter that it runs."""
    count = float(np.median(way.missing))
    quarters = _running(way, constraints)
    contract = (
        say(
            "Contract with a cloud provider in {places} for {count} accelerators at on-demand prices.",
            places=reduce(either, map(country_name, case.demand.residency)),
            count=amount(count, "count"),
        )
        if case.demand.residency
        else say(
            "Contract with a cloud provider for {count} accelerators at on-demand prices.",
            count=amount(count, "count"),
        )
    )
    if way.quarters is None:
        commitment = say("A commitment costs less.")
        contract = f"{contract} {commitment}"
    return _item(
        f"rent-{case.demand.name}",
        say(
            "Rent {count} {accelerator} for {workload}",
            count=amount(count, "count"),
            accelerator=way.title,
            workload=case.demand.title,
        ),
        "contract",
        contract,
        money=[way.quarterly_usd] * quarters,
        running=_running_on(way),
        lead=LEAD_QUARTERS["rent"],
        unlocks=(case.demand.name,),
        done_when=say("The machines answer, and the workload runs on them in a test."),
    )


def buy_item(case: Case, way: Acquisition, constraints: Constraints, before: Sequence[str]) -> Item:
    """Return the purchase of accelerators; the order is placed while what it waits for is under way."""
    count = float(np.median(way.missing))
    quarters = _running(way, constraints)
    first = way.upfront_usd + way.quarterly_usd
    return _item(
        f"buy-{case.demand.name}",
        say(
            "Buy {count} {accelerator} for {workload}",
            count=amount(count, "count"),
            accelerator=way.title,
            workload=case.demand.title,
        ),
        "purchase",
        _bought_text(case, count),
        money=[first, *[way.quarterly_usd] * (quarters - 1)],
        running=_running_on(way),
        lead=LEAD_QUARTERS["accelerators"],
        unlocks=(case.demand.name,),
        done_when=say("The servers passed their acceptance test under load."),
        demands=INSTALLERS,
        after=tuple(before),
        waits_in_parallel=True,
    )


def _bought_text(case: Case, count: float) -> str:
    text = say(
        "{count} accelerators with servers and network cards, beside what there is; paid on delivery,"
        " then support and electricity each quarter.",
        count=amount(count, "count"),
    )
    if count <= case.missing:
        return text
    whole = say(
        "{missing} are missing; they are sold in whole servers.", missing=amount(case.missing, "count")
    )
    return f"{text} {whole}"


def _running(way: Acquisition, constraints: Constraints) -> int:
    return max(1, constraints.periods if way.quarters is None else min(way.quarters, constraints.periods))


def _running_on(way: Acquisition) -> Estimate | None:
    """Return USD per quarter of a service; None for a run, which ends."""
    if way.quarters is not None:
        return None
    low, likely, high = (float(end) for end in np.quantile(way.quarterly_usd, (0.1, 0.5, 0.9)))
    return Estimate(low, likely, high)


def power_items(case: Case, constraints: Constraints) -> Iterator[Item]:
    """Return the ways to power for machines that are not there yet: an own upgrade, or a rented room."""
    if case.watts_missing <= 0:
        return
    short, new = case.watts_missing, case.watts_new
    text = say(
        "The new machines draw {new}; {free} are free for them.",
        new=amount(new, "watts"),
        free=amount(new - short, "watts"),
    )
    yield _item(
        f"power-upgrade-{case.demand.name}",
        say("Extend power and cooling by {power}", power=amount(short, "watts")),
        "purchase",
        text,
        money=[_scaled(POWER_USD_PER_WATT, short)],
        lead=LEAD_QUARTERS["power"],
        done_when=say("The new circuits carry the load with their spare."),
        demands={"platform_engineers": 0.25, "project_managers": 0.25},
    )
    yield _item(
        f"colocation-{case.demand.name}",
        say("Rent a room with {power} for the new machines", power=amount(new, "watts")),
        "contract",
        text + " " + say("They stand in a rented room; the machines stay the organisation's own."),
        money=[_scaled(COLOCATION_USD_PER_WATT_QUARTER, new)] * constraints.periods,
        running=COLOCATION_USD_PER_WATT_QUARTER.scaled(new),
        lead=LEAD_QUARTERS["colocation"],
        done_when=say("Racks, power and cross-connects are handed over."),
        demands={"platform_engineers": 0.25},
    )


def local_items(case: Case, estate: Estate) -> Iterator[Item]:
    """Storage and network that machines in the own house need."""
    if case.demand.place == "cloud":
        return
    name = case.demand.name
    if status_of(case.verdict, "storage") in ("blocked", "conditional"):
        yield from _storage_item(case, estate)
    if status_of(case.verdict, "network") in ("blocked", "conditional") and case.option.nodes > 1:
        count = float(np.median(case.option.samples["accelerators"]))
        yield _item(
            f"network-{name}",
            say("Faster network between servers for {workload}", workload=case.demand.title),
            "purchase",
            say("Switches, cables and connectors for {count} accelerators.", count=amount(count, "count")),
            money=[_scaled(NETWORK_USD_PER_ACCELERATOR, count)],
            lead=LEAD_QUARTERS["network"],
            unlocks=(name,),
            done_when=say("A collective test between servers reaches the planned bandwidth."),
            demands=INSTALLERS,
        )


def _storage_item(case: Case, estate: Estate) -> Iterator[Item]:
    room = _short(case.option, "storage_bytes", estate.storage_bytes)
    speed = _short(
        case.option, "storage_throughput_bytes_per_second", estate.storage_throughput_bytes_per_second
    )
    if room <= 0 and speed <= 0:
        return
    parts = [amount(room, "bytes")] if room > 0 else []
    parts += [amount(speed, "bytes_per_second")] if speed > 0 else []
    yield _item(
        f"storage-{case.demand.name}",
        say(
            "Add {amounts} of storage for {workload}",
            amounts=listed(parts),
            workload=case.demand.title,
        ),
        "purchase",
        say("Flash and disk with protection against failures, beside the storage there is."),
        money=[_scaled(STORAGE_USD_PER_BYTE, room) + _scaled(THROUGHPUT_USD_PER_BYTE_PER_SECOND, speed)],
        lead=LEAD_QUARTERS["storage"],
        unlocks=(case.demand.name,),
        done_when=say("Capacity and throughput were measured with the workload's own files."),
        demands=INSTALLERS,
    )


def _short(option: Option, name: str, have: Estimate | None) -> float:
    if have is None:
        return 0.0
    return max(0.0, float(np.median(option.samples[name])) - have.likely)


def _scaled(price: Estimate, count: float) -> Floats:
    """Return (3,) P10, P50 and P90 of a price times a count."""
    return np.array([price.low, price.likely, price.high]) * count


def _item(
    task_id: str,
    title: str,
    kind: InitiativeKind,
    summary: str,
    *,
    money: Sequence[Floats],
    lead: int,
    done_when: str,
    unlocks: tuple[str, ...] = (),
    demands: Mapping[str, float] | None = None,
    after: tuple[str, ...] = (),
    waits_in_parallel: bool = False,
    running: Estimate | None = None,
) -> Item:
    """Return a purchase. money: samples (or P10, P50 and P90) of USD for each quarter from its delivery on.

    running: USD of each quarter in which it is used, for what has no end.
    waits_in_parallel: the order is placed while what comes before is still under way; the work begins when
    both are done.
    """
    low, high = _p10_p90(np.sum(money, axis=0))
    costs = tuple(float(round(np.median(part))) for part in money)
    total = sum(costs)
    spread = (low / total, high / total) if total > 0 and low > 0 else (1.0, 1.0)
    task = Task(
        id=task_id,
        title=title,
        duration=1,
        lead_time=0 if waits_in_parallel else lead,
        earliest=lead if waits_in_parallel else 0,
        costs_usd=costs,
        demands=dict(demands or {}),
        after=after,
        is_optional=True,
        unlocks=unlocks,
        cost_range=(min(spread[0], 1.0), max(spread[1], 1.0)),
        duration_range=duration_range(DELIVERY_RISK),
        risk=DELIVERY_RISK,
    )
    return Item(task, kind, "hardware", summary, (), done_when, round(low), round(high), lead, running)


def _p10_p90(money: Floats) -> tuple[float, float]:
    """Return P10 and P90 of samples, or of the three values that `_scaled` returns."""
    low, high = (money[0], money[-1]) if len(money) == QUANTILES else np.quantile(money, (0.1, 0.9))
    return float(low), float(high)
