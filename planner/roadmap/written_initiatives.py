"""Initiatives as they are written in a document: read, checked, and written again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from assessments.document import Document, Fault, Place, nearest
from assessments.language import quoted, say
from planner.roadmap.initiative import RISKS, Effort, Initiative, Money, Months, PracticeLift
from planner.sizing.demand import ROLES

_STRICT = ConfigDict(extra="forbid")
# What purchases, contracts and new colleagues are called: one name means one thing in a plan.
_TAKEN = ("accelerators-", "buy-", "colocation-", "hire-", "network-", "power-", "rent-", "storage-")
_DIGITS = 6

Text = Annotated[str, Field(min_length=3, max_length=400)]
Level = Annotated[int, Field(ge=1, le=5)]
Reference = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class EffortRange:
    """P10 and P90 of an effort as factors of the likely one, where only that is written."""

    __pydantic_config__ = _STRICT

    low: Annotated[float, Field(gt=0, le=1)] = 1.0
    high: Annotated[float, Field(ge=1, le=10)] = 1.0


@dataclass(frozen=True, slots=True)
class WrittenLift:
    """A lift of a practice."""

    __pydantic_config__ = _STRICT

    practice: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{2}$")]
    to: Level
    from_: Annotated[Level, Field(alias="from")]


@dataclass(frozen=True, slots=True)
class WrittenInitiative:
    """An entry of initiatives.yaml. effort: person-months by role, one number or a range."""

    __pydantic_config__ = _STRICT

    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{1,40}$")]
    title: Text
    domain: Literal["hardware", "data", "security", "talent", "delivery"]
    summary: Text
    lifts: Annotated[list[WrittenLift], Field(min_length=1, max_length=20)]
    cost_usd: Money
    duration: Annotated[int, Field(ge=1, le=12)]
    risk: Literal["low", "medium", "high"]
    done_when: Text
    effort: dict[str, Months | Effort] = field(default_factory=dict)
    lead_time: Annotated[int, Field(ge=0, le=12)] = 0
    after: Annotated[list[str], Field(max_length=50)] = field(default_factory=list)
    references: Annotated[list[Reference], Field(max_length=50)] = field(default_factory=list)


def initiative_of(item: WrittenInitiative, basis: str, effort_range: EffortRange) -> Initiative:
    """Return the initiative that an entry describes."""
    return Initiative(
        id=item.id,
        title=item.title,
        domain=item.domain,
        summary=item.summary,
        lifts=tuple(PracticeLift(lift.practice, lift.from_, lift.to) for lift in item.lifts),
        cost_usd=item.cost_usd,
        effort={role: _effort(months, effort_range) for role, months in item.effort.items()},
        duration=item.duration,
        lead_time=item.lead_time,
        after=tuple(item.after),
        risk=RISKS[item.risk],
        done_when=item.done_when,
        references=tuple(item.references),
        basis=basis,
    )


def entry_of(item: Initiative) -> dict[str, Any]:
    """Return an initiative as an entry of a document, with every range written out."""
    return {
        "id": item.id,
        "title": item.title,
        "domain": item.domain,
        "summary": item.summary,
        "lifts": [
            {"practice": lift.practice, "from": lift.from_level, "to": lift.to_level} for lift in item.lifts
        ],
        "cost_usd": asdict(item.cost_usd),
        "effort": {role: asdict(effort) for role, effort in item.effort.items()},
        "duration": item.duration,
        "lead_time": item.lead_time,
        "after": list(item.after),
        "risk": item.risk_name,
        "done_when": item.done_when,
        "references": list(item.references),
    }


def _effort(months: float | Effort, effort_range: EffortRange) -> Effort:
    if isinstance(months, Effort):
        return months
    low, high = months * effort_range.low, months * effort_range.high
    return Effort(round(low, _DIGITS), float(months), round(high, _DIGITS))


def entry_faults(
    document: Document, at: Place, entries: Sequence[WrittenInitiative], others: Sequence[str]
) -> Iterator[Fault]:
    """Yield what is wrong with entries. others: ids of initiatives beside them, which they may wait for."""
    own = [item.id for item in entries]
    known = [*own, *others]
    for index, item in enumerate(entries):
        place = (*at, index)
        if item.id in own[:index]:
            yield document.fault((*place, "id"), say("{name} is used twice", name=quoted(item.id)))
        if item.id.startswith(_TAKEN):
            reason = say("the names of purchases and contracts begin so; choose another identifier")
            yield document.fault((*place, "id"), reason)
        yield from _figure_faults(document, place, item)
        for position, name in enumerate(item.after):
            if name not in known:
                remedy = nearest(name, known)
                reason = say("there is no initiative {name}; {remedy}", name=quoted(name), remedy=remedy)
                yield document.fault((*place, "after", position), reason)


def _figure_faults(document: Document, place: Place, item: WrittenInitiative) -> Iterator[Fault]:
    ascend = say("low, likely and high must ascend")
    if not item.cost_usd.low <= item.cost_usd.likely <= item.cost_usd.high:
        yield document.fault((*place, "cost_usd"), ascend)
    for position, lift in enumerate(item.lifts):
        if lift.from_ >= lift.to:
            yield document.fault((*place, "lifts", position), say("`to` must be above `from`"))
    for role, months in item.effort.items():
        if role not in ROLES:
            reason = say("unknown role; {remedy}", remedy=nearest(role, ROLES))
            yield document.fault((*place, "effort", role), reason)
        if isinstance(months, Effort) and not months.low <= months.likely <= months.high:
            yield document.fault((*place, "effort", role), ascend)


def practice_faults(
    document: Document, at: Place, own: Sequence[Mapping[str, Any]], practices: Sequence[str]
) -> Iterator[Fault]:
    """Yield the lifts of valid entries whose practice is none of those that are assessed."""
    for index, entry in enumerate(own):
        for position, lift in enumerate(entry["lifts"]):
            if (name := lift["practice"]) not in practices:
                remedy = nearest(name, practices)
                reason = say("unknown practice {practice}; {remedy}", practice=quoted(name), remedy=remedy)
                yield document.fault((*at, index, "lifts", position, "practice"), reason)


def cycle_faults(document: Document, at: Place, initiatives: Iterable[Initiative]) -> Iterator[Fault]:
    """Yield the fault of initiatives that wait for each other in a circle."""
    try:
        TopologicalSorter({item.id: item.after for item in initiatives}).prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1][::-1])
        yield document.fault(at, say("each waits for the other: {circle}", circle=circle))
