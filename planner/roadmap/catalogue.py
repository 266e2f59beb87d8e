"""The initiatives that can be planned, read from initiatives.yaml and validated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from assessments.document import Document, DocumentError, Fault, Place, nearest, read_document, validate
from assessments.language import current_language
from assessments.translations import texts_in
from planner.sizing.demand import ROLES

SHIPPED = Path(__file__).with_name("initiatives.yaml")
DOMAINS = ("hardware", "data", "security", "talent", "delivery")
RISKS: Mapping[str, float] = {"low": 0.05, "medium": 0.15, "high": 0.30}

_STRICT = ConfigDict(extra="forbid")
Text = Annotated[str, Field(min_length=3, max_length=400)]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Level = Annotated[int, Field(ge=1, le=5)]


@dataclass(frozen=True, slots=True)
class Money:
    """P10, P50 and P90 of a cost in USD."""

    __pydantic_config__ = _STRICT

    low: Amount
    likely: Amount
    high: Amount


@dataclass(frozen=True, slots=True)
class PracticeLift:
    """A practice and the levels between which an initiative raises it."""

    practice: str
    from_level: int
    to_level: int


@dataclass(frozen=True, slots=True)
class Initiative:
    """Something an organisation can do to raise a practice.

    cost_usd: paid outside, without salaries. effort: role -> person-months. duration, lead_time: quarters.
    risk: chance not to deliver in time. done_when: what can be observed at the end. basis: assumption, until
    somebody replaces the figures by their own.
    """

    id: str
    title: str
    domain: str
    summary: str
    lifts: tuple[PracticeLift, ...]
    cost_usd: Money
    effort: Mapping[str, float]
    duration: int
    lead_time: int
    after: tuple[str, ...]
    risk: float
    done_when: str
    references: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class _Lift:
    __pydantic_config__ = _STRICT

    practice: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{2}$")]
    to: Level
    from_: Annotated[Level, Field(alias="from")]


@dataclass(frozen=True, slots=True)
class _Initiative:
    __pydantic_config__ = _STRICT

    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{1,40}$")]
    title: Text
    domain: Literal["hardware", "data", "security", "talent", "delivery"]
    summary: Text
    lifts: Annotated[list[_Lift], Field(min_length=1)]
    cost_usd: Money
    duration: Annotated[int, Field(ge=1, le=12)]
    risk: Literal["low", "medium", "high"]
    done_when: Text
    effort: dict[str, Annotated[float, Field(ge=0, le=1_000)]] = field(default_factory=dict)
    lead_time: Annotated[int, Field(ge=0, le=12)] = 0
    after: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    __pydantic_config__ = _STRICT

    basis: Literal["assumption", "sourced"]
    initiatives: Annotated[list[_Initiative], Field(min_length=1)]


def load_initiatives(path: Path = SHIPPED) -> tuple[Initiative, ...]:
    """Read a catalogue of initiatives. Raises DocumentError with every fault."""
    document = read_document(path)
    written = validate(document, _Catalogue)
    faults = list(_faults(document, written))
    if faults:
        raise DocumentError(faults)
    return tuple(_initiative(item, written.basis) for item in written.initiatives)


def merged_initiatives(
    shipped: Sequence[Initiative], own: Sequence[Mapping[str, Any]], document: Document, at: Place
) -> tuple[Initiative, ...]:
    """Return the shipped initiatives with own ones in their place or after them.

    own: mappings in the form of initiatives.yaml; one with the id of a shipped initiative takes its place.
    Raises DocumentError with every fault, also when the whole no longer fits together.
    """
    written = validate(document, list[_Initiative], data=list(own), at=at)
    kept = tuple(item for item in shipped if item.id not in {entry.id for entry in written})
    faults = list(_entry_faults(document, at, written, [item.id for item in kept]))
    found = {item.id: item for item in (*shipped, *(_initiative(entry, "own") for entry in written))}
    if not faults and (cycle := _cycle(found.values())):
        faults.append(document.fault(at, _cycle_text(cycle)))
    if faults:
        raise DocumentError(faults)
    return tuple(found.values())


def shipped_initiatives() -> tuple[Initiative, ...]:
    """Return the shipped catalogue in the language of the context, read once for each."""
    return _shipped(current_language())


@cache
def _shipped(language: str) -> tuple[Initiative, ...]:
    initiatives = load_initiatives()
    english = {
        item.id: {"title": item.title, "summary": item.summary, "done_when": item.done_when}
        for item in initiatives
    }
    texts = texts_in(language, SHIPPED, "initiatives", english)
    return tuple(_saying(item, **texts[item.id]) for item in initiatives)


def _saying(item: Initiative, *, title: str, summary: str, done_when: str) -> Initiative:
    return replace(item, title=title, summary=summary, done_when=done_when)


def _initiative(item: _Initiative, basis: str) -> Initiative:
    return Initiative(
        id=item.id,
        title=item.title,
        domain=item.domain,
        summary=item.summary,
        lifts=tuple(PracticeLift(lift.practice, lift.from_, lift.to) for lift in item.lifts),
        cost_usd=item.cost_usd,
        effort=dict(item.effort),
        duration=item.duration,
        lead_time=item.lead_time,
        after=tuple(item.after),
        risk=RISKS[item.risk],
        done_when=item.done_when,
        references=tuple(item.references),
        basis=basis,
    )


def _faults(document: Document, written: _Catalogue) -> Iterator[Fault]:
    yield from _entry_faults(document, ("initiatives",), written.initiatives, [])
    if cycle := _cycle([_initiative(item, written.basis) for item in written.initiatives]):
        yield document.fault(("initiatives",), _cycle_text(cycle))


def _entry_faults(
    document: Document, at: Place, entries: Sequence[_Initiative], others: Sequence[str]
) -> Iterator[Fault]:
    own = [item.id for item in entries]
    known = [*own, *others]
    for index, item in enumerate(entries):
        place = (*at, index)
        if item.id in own[:index]:
            yield document.fault((*place, "id"), f"{item.id!r} is used twice")
        if not item.cost_usd.low <= item.cost_usd.likely <= item.cost_usd.high:
            yield document.fault((*place, "cost_usd"), "low, likely and high must ascend")
        for position, lift in enumerate(item.lifts):
            if lift.from_ >= lift.to:
                yield document.fault((*place, "lifts", position), "`to` must be above `from`")
        for role in item.effort:
            if role not in ROLES:
                yield document.fault((*place, "effort", role), f"unknown role; {nearest(role, ROLES)}")
        for position, name in enumerate(item.after):
            if name not in known:
                reason = f"there is no initiative {name!r}; {nearest(name, known)}"
                yield document.fault((*place, "after", position), reason)


def _cycle(initiatives: Iterable[Initiative]) -> Sequence[str]:
    """Return initiatives that wait for each other in a circle; none when there is no circle."""
    try:
        TopologicalSorter({item.id: item.after for item in initiatives}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1][::-1]
        return circle
    return ()


def _cycle_text(circle: Sequence[str]) -> str:
    return f"each waits for the other: {' -> '.join(circle)}"
