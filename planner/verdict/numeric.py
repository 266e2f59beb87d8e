"""Numeric dimensions: the chance that what there is covers what is needed, over all scenarios."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from types import MappingProxyType

import numpy as np

from assessments.language import number, say, say_plural, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import accelerator_title, owned_accelerators
from planner.sizing.result import Floats
from planner.sizing.size import Option, Quantiles
from planner.sizing.uncertainty import quantiles
from planner.sizing.wording import amount, amount_range, either, percent
from planner.verdict.model import DimensionVerdict, Status
from planner.verdict.situation import Situation

READY, CONDITIONAL = 0.9, 0.5
_RENTED = {
    "memory": to_say("The provider brings the memory with the machines."),
    "network": to_say("The provider brings the network with the machines."),
    "power": to_say("The provider brings the power with the machines."),
}
_WAYS = {"buy": to_say("buy"), "rent": to_say("rent"), "own": to_say("use")}
_FIRST_WAYS = {"buy": to_say("Buy"), "rent": to_say("Rent"), "own": to_say("Use")}


def status_of(probability: float) -> Status:
    """Return the verdict for a chance.

    >>> status_of(0.95), status_of(0.6), status_of(0.1)
    ('ready', 'conditional', 'blocked')
    """
    return "ready" if probability >= READY else "conditional" if probability >= CONDITIONAL else "blocked"


def compare(
    dimension: str,
    unit: str,
    need: Floats,
    have: Floats,
    *,
    what: str,
    remedy: str,
    precaution: str = "",
    questions: tuple[str, ...],
    places: Mapping[str, str] = MappingProxyType({}),
    tolerance: float = 1e-9,
) -> DimensionVerdict:
    """Judge (S,) need against (S,) have, both in SI units.

    what: the thing in words, said already. remedy: what would help, to be said with the shortfalls p50 and p90 and
    other places. precaution: the same for what is enough in the median, where p50 is nothing; else the remedy.
    tolerance: share of the need that may be missing.
    """
    probability = float(np.mean(have >= need * (1 - tolerance)))
    short = np.maximum(need - have, 0.0)
    needed, there = quantiles(need), quantiles(have)
    p50, p90 = (float(value) for value in np.quantile(short, (0.5, 0.9)))
    status = status_of(probability)
    helps = precaution if precaution and status == "conditional" else remedy
    return DimensionVerdict(
        dimension=dimension,
        status=status,
        reason=_reason(unit, needed, there, probability, status, what),
        would_change=""
        if status == "ready"
        else say(helps, p50=amount(p50, unit), p90=amount(p90, unit), **places),
        probability=probability,
        requirement=needed,
        estate=there,
        unit=unit,
        shortfall_p50=p50,
        shortfall_p90=p90,
        questions=questions,
    )


def _reason(
    unit: str, need: Quantiles, have: Quantiles, probability: float, status: Status, what: str
) -> str:
    if need.p90 <= 0:
        return say("Needs no more {what}.", what=what) if what else say("Needs no more.")
    there, needed = _there(unit, have), _range(need, unit)
    text = (
        say("Needs {need} {what}; {there}", need=needed, what=what, there=there)
        if what
        else say("Needs {need}; {there}", need=needed, there=there)
    )
    if status == "conditional":
        return say("{text}: enough with a chance of {chance}.", text=text, chance=percent(probability))
    return f"{text}."


def _there(unit: str, have: Quantiles) -> str:
    if have.p90 > 0:
        shown = _range(have, unit)
        form = 1 if unit != "tokens" and re.fullmatch(r"1( [^\d(]+)?", shown) else 2
        return say_plural("{amount} is there", "{amount} are there", form, amount=shown)
    return say("there are none") if unit == "count" else say("there is none")


def _range(value: Quantiles, unit: str) -> str:
    return amount_range(value.p10, value.p50, value.p90, unit)


def unknown(situation: Situation, dimension: str, name: str, what: str) -> DimensionVerdict:
    """Say that a quantity of the estate is not known, and which question to answer; `what` is to be said."""
    asked, what = situation.questions.get(name), say(what)
    return DimensionVerdict(
        dimension,
        "unknown",
        say("Nobody has said {what}.", what=what),
        say("Answer the question “{question}”", question=asked.text)
        if asked
        else say("Find out {what}.", what=what),
        questions=situation.question_ids(name),
    )


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
            need=_range(need, "count"),
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
        say("Needs {need}, rented with the machines.", need=_range(storage, "bytes")),
        requirement=storage,
        unit="bytes",
    )


def _stocks_question(situation: Situation) -> tuple[str, ...]:
    sources = [source for stock in situation.estate.accelerators or () for source in stock.count.sources]
    return tuple(dict.fromkeys(sources)) or situation.question_ids("accelerators")


def owned_samples(situation: Situation, accelerator: str) -> Floats:
    """Return (S,) whole accelerators of a type in the estate."""
    owned = owned_accelerators(situation.estate, accelerator)
    return np.floor(situation.draw(f"accelerators {accelerator}", owned) + 1e-9)


def _compute(situation: Situation, option: Option) -> DimensionVerdict:
    if situation.estate.accelerators is None:
        return unknown(situation, "compute", "accelerators", to_say("which accelerators there are"))
    return compare(
        "compute",
        "count",
        option.samples["accelerators"],
        owned_samples(situation, option.accelerator),
        what=accelerator_title(option),
        remedy=to_say("{ways} {p50} more {accelerator} ({p90} to be safe)."),
        precaution=to_say("{ways} {p90} more {accelerator} to be safe."),
        questions=_stocks_question(situation),
        places={"ways": _ways(situation), "accelerator": accelerator_title(option)},
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
    missing = np.maximum(need - owned_samples(situation, option.accelerator), 0.0)
    extra = option.samples["power_watts"] * missing / np.maximum(need, 1.0)
    if not np.any(extra > 0):
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
