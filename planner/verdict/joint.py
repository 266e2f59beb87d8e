"""The estate is shared: what fits for each workload alone may not fit for all of them together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from assessments.language import say, to_say
from planner.sizing.demand import ROLES
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import to_buy
from planner.sizing.result import Floats
from planner.sizing.uncertainty import median
from planner.sizing.wording import amount, listed, money, role_name
from planner.verdict.compare import READY
from planner.verdict.model import DimensionVerdict
from planner.verdict.numeric import owned_samples
from planner.verdict.organisation import LEAST_GAP, budget_samples, crew_of, staff_samples
from planner.verdict.situation import Situation, cheapest_way, quarters_to_run

_ADD_CAPACITY = to_say("Add capacity for all workloads together, or run them one after the other.")
_REMEDIES = {
    "people": to_say("Find people for all workloads together, or start them one after the other."),
    "money": to_say("Raise the budget for all workloads together, or leave one for later."),
}


def shared_shortages(situations: Sequence[Situation]) -> dict[tuple[str, str], str]:
    """Return for (dimension, accelerator or "") what to say when all workloads together exceed the estate.

    Only workloads that would run on the own estate share its machines; people and money are shared by all.
    """
    return {**_shared_machines(situations), **_shared_means(situations)}


def _shared_machines(situations: Sequence[Situation]) -> dict[tuple[str, str], str]:
    local = [s for s in situations if s.option is not None and not s.is_rented]
    if len(local) < 2:
        return {}
    found = {}
    for dimension, accelerator, unit, need, have in _totals(local):
        chance = float(np.mean(have >= need * (1 - 1e-9)))
        if chance < READY:
            found[dimension, accelerator] = say(
                "All {count} workloads on the own estate together need {need} of {have}.",
                count=len(local),
                need=amount(median(need), unit),
                have=amount(median(have), unit),
            )
    return found


def _shared_means(situations: Sequence[Situation]) -> dict[tuple[str, str], str]:
    """What to say when the people and the money suffice for each workload, but not for all."""
    judged = [s for s in situations if s.option is not None]
    found: dict[tuple[str, str], str] = {}
    if len(judged) < 2:
        return found
    short = _people_short(judged)
    if short:
        found["people", ""] = say(
            "All {count} workloads together are short of {lacking}.", count=len(judged), lacking=listed(short)
        )
    ways = [(case, way) for case in judged if (way := cheapest_way(case)) is not None]
    budget = budget_samples(judged[0])
    if ways and budget is not None:
        need: Floats = np.sum([way.cost_usd(quarters_to_run(case, way)) for case, way in ways], axis=0)
        if float(np.mean(budget[0] >= need)) < READY:
            found["money", ""] = say(
                "All {count} workloads together need {need} of {have}.",
                count=len(ways),
                need=money(median(need)),
                have=money(median(budget[0])),
            )
    return found


def _people_short(judged: Sequence[Situation]) -> list[str]:
    """Return the roles that all workloads together lack, with how many; empty where nobody has named the staff."""
    if not judged[0].estate.staff:
        return []
    have, need = staff_samples(judged[0]), dict.fromkeys(ROLES, 0.0)
    for case in judged:
        for role, count in crew_of(case).items():
            need[role] += count
    gaps = {role: count - median(have.get(role, 0.0)) for role, count in need.items()}
    return [
        say("{count} {role}", count=amount(gap, "fte"), role=role_name(role))
        for role, gap in gaps.items()
        if gap >= LEAST_GAP
    ]


def _totals(local: Sequence[Situation]) -> Iterator[tuple[str, str, str, Floats, Floats]]:
    first = local[0]
    by_type: dict[str, list[Situation]] = {}
    for situation in local:
        by_type.setdefault(_accelerator(situation), []).append(situation)
    for accelerator, users in by_type.items():
        if len(users) > 1:
            need = _sum(users, "accelerators")
            yield "compute", accelerator, "count", need, owned_samples(first, accelerator)
    storage = first.estate.storage_bytes
    if storage is not None:
        yield "storage", "", "bytes", _sum(local, "storage_bytes"), first.draw("storage_bytes", storage)
    power = first.estate.power_watts
    if power is not None:
        yield "power", "", "watts", _extra_power(by_type), _free(first, power)


def _accelerator(situation: Situation) -> str:
    return situation.option.accelerator if situation.option else ""


def _sum(users: Sequence[Situation], name: str) -> Floats:
    total: Floats = np.sum([s.option.samples[name] for s in users if s.option], axis=0)
    return total


def _free(first: Situation, power: Estimate) -> Floats:
    return first.draw("power_watts", power)


def _extra_power(by_type: Mapping[str, Sequence[Situation]]) -> Floats:
    """Return (S,) watts of the accelerators that all workloads together lack."""
    total: Floats = np.zeros(next(iter(by_type.values()))[0].scenarios.samples)
    for accelerator, users in by_type.items():
        need = _sum(users, "accelerators")
        missing = to_buy(accelerator, np.maximum(need - owned_samples(users[0], accelerator), 0.0))
        total = total + _sum(users, "power_watts") * missing / np.maximum(need, 1.0)
    return total


def with_shared(
    situation: Situation, verdict: DimensionVerdict, shortages: Mapping[tuple[str, str], str]
) -> DimensionVerdict:
    """Return a verdict that also says when the workloads together exceed the estate: at best conditional."""
    if situation.option is None or (situation.is_rented and verdict.dimension not in ("people", "money")):
        return verdict
    accelerator = _accelerator(situation) if verdict.dimension == "compute" else ""
    text = shortages.get((verdict.dimension, accelerator))
    if text is None or verdict.status in ("blocked", "unknown"):
        return verdict
    remedy = verdict.would_change or say(_REMEDIES.get(verdict.dimension, _ADD_CAPACITY))
    return replace(verdict, status="conditional", reason=f"{verdict.reason} {text}", would_change=remedy)
