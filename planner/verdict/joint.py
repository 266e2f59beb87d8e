"""The estate is shared: what fits for each workload alone may not fit for all of them together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from assessments.language import say
from planner.sizing.estimate import Estimate
from planner.sizing.result import Floats
from planner.sizing.wording import amount
from planner.verdict.model import DimensionVerdict
from planner.verdict.numeric import READY, owned_samples
from planner.verdict.situation import Situation

Shared = tuple[str, str, Floats, Floats]


def shared_shortages(situations: Sequence[Situation]) -> dict[tuple[str, str], str]:
    """Return for (dimension, accelerator or "") what to say when all workloads together exceed the estate.

    Only workloads that would run on the own estate share it.
    """
    local = [s for s in situations if s.option is not None and s.demand.place != "cloud"]
    if len(local) < 2:
        return {}
    found = {}
    for dimension, accelerator, unit, need, have in _totals(local):
        chance = float(np.mean(have >= need * (1 - 1e-9)))
        if chance < READY:
            found[dimension, accelerator] = say(
                "All {count} workloads on the own estate together need {need} of {have}.",
                count=len(local),
                need=amount(float(np.median(need)), unit),
                have=amount(float(np.median(have)), unit),
            )
    return found


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
        missing = np.maximum(need - owned_samples(users[0], accelerator), 0.0)
        total = total + _sum(users, "power_watts") * missing / np.maximum(need, 1.0)
    return total


def with_shared(
    situation: Situation, verdict: DimensionVerdict, shortages: Mapping[tuple[str, str], str]
) -> DimensionVerdict:
    """Return a verdict that also says when the workloads together exceed the estate: at best conditional."""
    if situation.option is None or situation.demand.place == "cloud":
        return verdict
    accelerator = _accelerator(situation) if verdict.dimension == "compute" else ""
    text = shortages.get((verdict.dimension, accelerator))
    if text is None or verdict.status in ("blocked", "unknown"):
        return verdict
    remedy = verdict.would_change or say(
        "Add capacity for all workloads together, or run them one after the other."
    )
    return replace(verdict, status="conditional", reason=f"{verdict.reason} {text}", would_change=remedy)
