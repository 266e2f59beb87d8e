"""Numeric dimensions: the chance that what there is covers what is needed, over all scenarios."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import accelerator_title, free_accelerators, owned_accelerators, to_buy
from planner.sizing.result import Floats
from planner.sizing.size import Option
from planner.sizing.uncertainty import median, quantiles, quantiles_at
from planner.sizing.wording import amount_range, either, percent
from planner.verdict.compare import compare, shown_range, unknown
from planner.verdict.model import DimensionVerdict
from planner.verdict.situation import Situation

_RENTED = {
    "memory": to_say("The provider brings the memory with the machines."),
    "network": to_say("The provider brings the network with the machines."),
    "power": to_say("The provider brings the power with the machines."),
}
_WAYS = {"buy": to_say("buy"), "rent": to_say("rent"), "own": to_say("use")}
_FIRST_WAYS = {"buy": to_say("Buy"), "rent": to_say("Rent"), "own": to_say("Use")}


def numeric_verdicts(situation: Situation) -> Iterator[DimensionVerdict]:
    """Judge compute, memory, storage, network and power."""
    option = situation.option
    if option is None:
        yield from _nothing_feasible(situation)
        return
    if situation.is_rented:
        yield from _rented(situation, option)
        return
    yield _compute(situation, option)
    yield _memory(situation, option)
    yield _storage(situation, option)
    yield _network(situation, option)
    yield _power(situation, option)


def _nothing_feasible(situation: Situation) -> Iterator[DimensionVerdict]:
    tried = [option for option in situation.sized.options if option.reason]
    why = tried[0].reason if tried else say("none of the accelerators may be used in this place")
    yield DimensionVerdict(
        "compute",
        "blocked",
        say("No accelerator of those compared can do it: {why}.", why=why),
        say("Choose another accelerator, a smaller model, a lower precision or a later deadline."),
    )
    for dimension in ("memory", "storage", "network", "power"):
        reason = say("Cannot be judged as long as no accelerator can do it.")
        yield DimensionVerdict(dimension, "unknown", reason, say("See compute."))


def _rented(situation: Situation, option: Option) -> Iterator[DimensionVerdict]:
    need = quantiles(option.samples["accelerators"])
    yield DimensionVerdict(
        "compute",
        "conditional",
        say(
            "Needs {need} rented {accelerator}; no contract is known.",
            need=shown_range(need, "count"),
            accelerator=accelerator_title(option),
        ),
        say(
            "Reserve {count} {accelerator} with a provider.",
            count=number(need.p90, ",.0f"),
            accelerator=accelerator_title(option),
        ),
        requirement=need,
        unit="count",
    )
    for dimension, brought in _RENTED.items():
        yield DimensionVerdict(dimension, "ready", say(brought))
    storage = quantiles(option.samples["storage_bytes"])
    yield DimensionVerdict(
        "storage",
        "ready",
        say("Needs {need}, rented with the machines.", need=shown_range(storage, "bytes")),
        requirement=storage,
        unit="bytes",
    )


def _stocks_question(situation: Situation) -> tuple[str, ...]:
    sources = [source for stock in situation.estate.accelerators or () for source in stock.count.sources]
    return tuple(dict.fromkeys(sources)) or situation.question_ids("accelerators")


def owned_samples(situation: Situation, accelerator: str) -> Floats:
    """Return (S,) whole accelerators of a type in the estate that the work of today leaves free."""
    free = free_accelerators(situation.estate, accelerator)
    return np.floor(situation.draw(f"accelerators {accelerator}", free) + 1e-9)


def missing_samples(situation: Situation, option: Option) -> Floats:
    """Return (S,) accelerators that would have to be bought: those missing, in whole servers."""
    have = owned_samples(situation, option.accelerator)
    return to_buy(option.accelerator, np.maximum(option.samples["accelerators"] - have, 0.0))


def _compute(situation: Situation, option: Option) -> DimensionVerdict:
    if situation.estate.accelerators is None:
        return unknown(situation, "compute", "accelerators", to_say("which accelerators there are"))
    verdict = compare(
        "compute",
        "count",
        option.samples["accelerators"],
        owned_samples(situation, option.accelerator),
        what=accelerator_title(option),
        remedy=to_say("{ways} {p50} more {accelerator} ({p90} to be safe)."),
        precaution=to_say("{ways} {p90} more {accelerator} to be safe."),
        questions=_stocks_question(situation),
        places={"ways": _ways(situation), "accelerator": accelerator_title(option)},
        is_free=_is_used_today(situation, option),
    )
    return _with_use_of_today(situation, option, _in_servers(situation, option, verdict))


def _is_used_today(situation: Situation, option: Option) -> bool:
    """Whether there are accelerators of the type, and today's work is known to take some of their time."""
    owned = owned_accelerators(situation.estate, option.accelerator)
    return situation.estate.busy_share is not None and owned.high > 0


def _in_servers(situation: Situation, option: Option, verdict: DimensionVerdict) -> DimensionVerdict:
    """Say what a server holds where more would be bought and cards are not sold one by one."""
    sold_in = int(to_buy(option.accelerator, np.ones(1))[0])
    if not verdict.would_change or sold_in == 1 or all(way.way != "buy" for way in situation.ways):
        return verdict
    text = say("They are sold {count} at a time.", count=sold_in)
    return replace(verdict, would_change=f"{verdict.would_change} {text}")


def _with_use_of_today(situation: Situation, option: Option, verdict: DimensionVerdict) -> DimensionVerdict:
    """Say what today's work takes of the machines that are there; where nobody said, all are taken as free."""
    owned, busy = owned_accelerators(situation.estate, option.accelerator), situation.estate.busy_share
    if owned.high <= 0:
        return verdict
    asked = busy.sources if busy else situation.question_ids("busy_share")
    if busy is not None:
        text = say(
            "{count} are owned; today's work takes {share} of their time, and only the rest is counted.",
            count=amount_range(owned.low, owned.likely, owned.high, "count"),
            share=percent(busy.likely),
        )
    else:
        text = say("Nobody has said how busy they are today: all of them are counted as free.")
    change = verdict.would_change
    if busy is not None and change and median(option.samples["accelerators"]) <= owned.likely:
        freed = say("Or free machines that are there of the work of today.")
        change = f"{change} {freed}"
    return replace(
        verdict,
        reason=f"{verdict.reason} {text}",
        would_change=change,
        questions=tuple(dict.fromkeys((*verdict.questions, *asked))),
    )


def _ways(situation: Situation) -> str:
    """Return how more of an accelerator can be had, as a sentence begins with it."""
    if not situation.ways:
        return say("Get")
    first, *others = (way.way for way in situation.ways)
    return reduce(either, (say(_WAYS[way]) for way in others), say(_FIRST_WAYS[first]))


def _memory(situation: Situation, option: Option) -> DimensionVerdict:
    """Compare memory over all accelerators needed with that of all accelerators owned of the type."""
    if situation.estate.accelerators is None:
        return unknown(
            situation,
            "memory",
            "accelerators",
            to_say("which accelerators there are, and with how much memory"),
        )
    have = owned_samples(situation, option.accelerator) * option.capacity_bytes
    return compare(
        "memory",
        "bytes",
        option.samples["memory_bytes"],
        have,
        is_free=_is_used_today(situation, option),
        what=say("of memory on {accelerator}", accelerator=accelerator_title(option)),
        remedy=to_say("Comes with the accelerators; a lower precision or a smaller model needs less."),
        questions=_stocks_question(situation),
    )


def _storage(situation: Situation, option: Option) -> DimensionVerdict:
    """Judge capacity and throughput; the worse of the two is the verdict."""
    capacity = _against_estate(
        situation,
        option,
        "storage",
        "storage_bytes",
        "bytes",
        to_say("of storage"),
        to_say("how much storage there is"),
        to_say("Add {p50} of storage ({p90} to be safe)."),
        to_say("Add {p90} of storage to be safe."),
    )
    throughput = _against_estate(
        situation,
        option,
        "storage",
        "storage_throughput_bytes_per_second",
        "bytes_per_second",
        to_say("of storage throughput"),
        to_say("how much storage throughput there is"),
        to_say("Add {p50} of storage throughput ({p90} to be safe)."),
        to_say("Add {p90} of storage throughput to be safe."),
    )
    order = ("blocked", "unknown", "conditional", "ready")
    worse = min((capacity, throughput), key=lambda verdict: order.index(verdict.status))
    if worse.status == "unknown":
        return worse
    asked = dict.fromkeys((*worse.questions, *capacity.questions, *throughput.questions))
    return replace(worse, questions=tuple(asked))


def _network(situation: Situation, option: Option) -> DimensionVerdict:
    if option.nodes <= 1:
        return DimensionVerdict(
            "network", "ready", say("Runs inside one server: no network between servers is needed.")
        )
    return _against_estate(
        situation,
        option,
        "network",
        "network_bytes_per_second",
        "bytes_per_second",
        to_say("per accelerator between servers"),
        to_say("how much per accelerator between servers there is"),
        to_say("Upgrade the network between servers by {p50} per accelerator ({p90} to be safe)."),
        to_say("Upgrade the network between servers by {p90} per accelerator to be safe."),
    )


def _power(situation: Situation, option: Option) -> DimensionVerdict:
    """Compare the power of the accelerators still missing with the power still free."""
    need = option.samples["accelerators"]
    extra = option.samples["power_watts"] * missing_samples(situation, option) / np.maximum(need, 1.0)
    (most,) = quantiles_at(extra, (0.9,))
    if most <= 0:
        return DimensionVerdict(
            "power",
            "ready",
            say("Runs on machines that are already supplied."),
            probability=1.0,
            requirement=quantiles(extra),
            unit="watts",
        )
    free = situation.estate.power_watts
    if free is None:
        return unknown(
            situation, "power", "power_watts", to_say("how much power is still free for AI hardware")
        )
    return compare(
        "power",
        "watts",
        extra,
        situation.draw("power_watts", free),
        what=say("for machines that are not there yet"),
        remedy=to_say("Get {p50} more power and cooling ({p90} to be safe), own or in a colocation."),
        precaution=to_say("Get {p90} more power and cooling to be safe, own or in a colocation."),
        questions=_sources(situation, free, "power_watts"),
    )


def _against_estate(
    situation: Situation,
    option: Option,
    dimension: str,
    name: str,
    unit: str,
    what: str,
    wanted: str,
    remedy: str,
    precaution: str,
) -> DimensionVerdict:
    """Compare with a quantity of the estate. what, wanted (what to find out), remedy, precaution are to be said."""
    have: Estimate | None = getattr(situation.estate, name)
    need = option.samples[name]
    if have is None and float(np.max(need)) > 0:
        return unknown(situation, dimension, name, wanted)
    return compare(
        dimension,
        unit,
        need,
        situation.draw(name, have or Estimate.exact(0.0)),
        what=say(what),
        remedy=remedy,
        precaution=precaution,
        questions=_sources(situation, have, name),
    )


def _sources(situation: Situation, estimate: Estimate | None, name: str) -> tuple[str, ...]:
    return (estimate.sources if estimate else ()) or situation.question_ids(name)
