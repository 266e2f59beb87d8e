"""A need against what there is, over all scenarios: the chance that it suffices, in words."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from assessments.language import say, say_plural
from planner.sizing.result import Floats
from planner.sizing.size import Quantiles
from planner.sizing.uncertainty import quantiles, quantiles_at
from planner.sizing.wording import amount, amount_range, percent
from planner.verdict.model import DimensionVerdict, Status
from planner.verdict.situation import Situation

READY, CONDITIONAL = 0.9, 0.5


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
    is_free: bool = False,
) -> DimensionVerdict:
    """Judge (S,) need against (S,) have, both in SI units.

    what: the thing in words, said already. remedy: what would help, to be said with the shortfalls p50 and p90 and
    other places. precaution: the same for what is enough in the median, where p50 is nothing; else the remedy.
    tolerance: share of the need that may be missing. is_free: what there is, is what others leave free.
    """
    probability = float(np.mean(have >= need * (1 - tolerance)))
    short = np.maximum(need - have, 0.0)
    needed, there = quantiles(need), quantiles(have)
    p50, p90 = quantiles_at(short, (0.5, 0.9))
    status = status_of(probability)
    helps = precaution if precaution and status == "conditional" else remedy
    return DimensionVerdict(
        dimension=dimension,
        status=status,
        reason=_reason(unit, needed, there, probability, status, what, is_free=is_free),
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
    unit: str,
    need: Quantiles,
    have: Quantiles,
    probability: float,
    status: Status,
    what: str,
    *,
    is_free: bool,
) -> str:
    if need.p90 <= 0:
        return say("Needs no more {what}.", what=what) if what else say("Needs no more.")
    there, needed = _there(unit, have, is_free=is_free), shown_range(need, unit)
    text = (
        say("Needs {need} {what}; {there}", need=needed, what=what, there=there)
        if what
        else say("Needs {need}; {there}", need=needed, there=there)
    )
    if status == "conditional":
        return say("{text}: enough with a chance of {chance}.", text=text, chance=percent(probability))
    return f"{text}."


def _there(unit: str, have: Quantiles, *, is_free: bool) -> str:
    if have.p90 > 0:
        shown = shown_range(have, unit)
        form = 1 if unit != "tokens" and re.fullmatch(r"1( [^\d(]+)?", shown) else 2
        if is_free:
            return say_plural("{amount} is free", "{amount} are free", form, amount=shown)
        return say_plural("{amount} is there", "{amount} are there", form, amount=shown)
    if is_free:
        return say("none are free") if unit == "count" else say("none is free")
    return say("there are none") if unit == "count" else say("there is none")


def shown_range(value: Quantiles, unit: str) -> str:
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
