"""The initiatives that can be planned, read from initiatives.yaml and validated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from assessments.document import Document, DocumentError, Place, read_document, validate
from assessments.language import current_language
from assessments.translations import texts_in
from planner.roadmap.initiative import DOMAINS, RISKS, Effort, Initiative, Money, PracticeLift
from planner.roadmap.written_initiatives import (
    EffortRange,
    WrittenInitiative,
    cycle_faults,
    entry_faults,
    initiative_of,
    practice_faults,
)

__all__ = [
    "DOMAINS",
    "RISKS",
    "SHIPPED",
    "Effort",
    "Initiative",
    "Money",
    "PracticeLift",
    "load_initiatives",
    "merged_initiatives",
    "read_own_initiative",
    "shipped_initiatives",
]

SHIPPED = Path(__file__).with_name("initiatives.yaml")


@dataclass(frozen=True, slots=True)
class _Catalogue:
    __pydantic_config__ = ConfigDict(extra="forbid")

    basis: Literal["assumption", "sourced"]
    initiatives: Annotated[list[WrittenInitiative], Field(min_length=1)]
    effort_range: EffortRange = field(default_factory=EffortRange)


def load_initiatives(path: Path = SHIPPED) -> tuple[Initiative, ...]:
    """Read a catalogue of initiatives. Raises DocumentError with every fault."""
    return _load(path)[0]


def merged_initiatives(
    shipped: Sequence[Initiative],
    own: Sequence[Mapping[str, Any]],
    document: Document,
    at: Place,
    *,
    practices: Sequence[str] | None = None,
) -> tuple[Initiative, ...]:
    """Return the shipped initiatives with own ones in their place or after them.

    own: mappings in the form of initiatives.yaml; one with the id of a shipped initiative takes its place. An effort
    that is one number has the range of the shipped ones. practices: those that may be lifted; any when left out.
    Raises DocumentError with every fault, also when the whole no longer fits together.
    """
    written = validate(document, list[WrittenInitiative], data=list(own), at=at)
    kept = [item.id for item in shipped if item.id not in {entry.id for entry in written}]
    faults = list(entry_faults(document, at, written, kept))
    if practices is not None:
        faults += practice_faults(document, at, own, practices)
    mine = [initiative_of(entry, "own", _shipped_effort_range()) for entry in written]
    found = {item.id: item for item in (*shipped, *mine)}
    if not faults:
        faults += cycle_faults(document, at, found.values())
    if faults:
        raise DocumentError(faults)
    return tuple(found.values())


def read_own_initiative(document: Document, data: Mapping[str, Any], at: Place = ()) -> Initiative:
    """Return one own initiative, whatever stands beside it. Raises DocumentError for one that cannot be read."""
    written = validate(document, WrittenInitiative, data=data, at=at)
    return initiative_of(written, "own", _shipped_effort_range())


def shipped_initiatives() -> tuple[Initiative, ...]:
    """Return the shipped catalogue in the language of the context, read once for each."""
    return _shipped(current_language())


def _load(path: Path) -> tuple[tuple[Initiative, ...], EffortRange]:
    document = read_document(path)
    written = validate(document, _Catalogue)
    faults = list(entry_faults(document, ("initiatives",), written.initiatives, []))
    found = tuple(initiative_of(item, written.basis, written.effort_range) for item in written.initiatives)
    if not faults:
        faults += cycle_faults(document, ("initiatives",), found)
    if faults:
        raise DocumentError(faults)
    return found, written.effort_range


@cache
def _shipped_effort_range() -> EffortRange:
    return _load(SHIPPED)[1]


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
