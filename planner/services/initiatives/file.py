"""Initiatives as a file: the whole catalogue of an engagement to take away, own ones to bring in, all or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from django.db import transaction
from pydantic import ConfigDict, Field

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.document import Document, DocumentError, Fault, parse_document, validate, write_document
from assessments.language import LANGUAGES, say, speaking
from assessments.models import Engagement
from assessments.services import announce_change
from planner.models import OwnInitiative
from planner.roadmap.catalogue import Initiative, read_own_initiative, shipped_initiatives
from planner.roadmap.written_initiatives import entry_of
from planner.services.frozen.validation import MOST_OWN_INITIATIVES
from planner.services.initiatives.keep import checked, held_initiatives, state_of
from planner.services.initiatives.words import Difference, differences_between

LARGEST_FILE = 1_000_000
MOST_ENTRIES = 400

Kind = Literal["new", "changed", "shipped", "same"]


@dataclass(frozen=True, slots=True)
class _File:
    __pydantic_config__ = ConfigDict(extra="forbid")

    initiatives: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ENTRIES)]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What one entry of a file would change. kind: new, changed, shipped (back to the shipped one) or same."""

    initiative: Initiative
    kind: Kind
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What a file would change. state: of the own initiatives that it was compared with."""

    changes: tuple[FileChange, ...]
    state: str
    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def effective(self) -> tuple[FileChange, ...]:
        """The changes that change something."""
        return tuple(one for one in self.changes if one.kind != "same")

    @property
    def same(self) -> int:
        """How many entries change nothing."""
        return len(self.changes) - len(self.effective)


class StaleFileError(Exception):
    """Somebody has changed own initiatives since the file was compared with them."""


def catalogue_yaml(initiatives: Sequence[Initiative]) -> str:
    """Return initiatives as a file that can be changed and brought in again."""
    return write_document({"initiatives": [entry_of(item) for item in initiatives]})


def preview_file(
    engagement: Engagement,
    rows: Mapping[str, OwnInitiative],
    text: str,
    *,
    name: str,
    titles: Mapping[str, str],
) -> FilePreview:
    """Return what a file would change of an engagement. rows: its own initiatives, as they stand.

    Raises DocumentError with every fault, also when what would stand together does not fit together.
    """
    document = parse_document(text, file=name)
    written = validate(document, _File).initiatives
    found = _in_file(engagement, document, written, rows)
    shipped = {item.id: item for item in shipped_initiatives()}
    before = shipped | dict(_own(rows))
    titles = {**titles, **{item.id: item.title for item in (*before.values(), *found)}}
    texts = _texts_of_shipped()
    changes = tuple(_change(item, before.get(item.id), shipped, texts, titles) for item in found)
    entries = {item.id: entry for item, entry in zip(found, written, strict=True)}
    kept = {*rows, *(one.initiative.id for one in changes if one.kind in ("new", "changed"))}
    if len(kept) > MOST_OWN_INITIATIVES:
        reason = say("at most {most} initiatives can be an engagement's own", most=MOST_OWN_INITIATIVES)
        raise DocumentError([Fault(name, None, "initiatives", reason)])
    return FilePreview(changes, state_of_all(rows), entries)


def apply_file(
    *,
    engagement: Engagement,
    text: str,
    name: str,
    titles: Mapping[str, str],
    seen: str,
    reason: str,
    by: User,
) -> FilePreview:
    """Store what a file changes, all of it or nothing; return what was changed.

    seen: the state that the preview showed. Raises DocumentError and StaleFileError.
    """
    with transaction.atomic():
        rows = held_initiatives(engagement)
        if state_of_all(rows) != seen:
            raise StaleFileError
        preview = preview_file(engagement, rows, text, name=name, titles=titles)
        for change in preview.effective:
            _store(engagement, rows, change, preview.entries[change.initiative.id], reason, by)
        if preview.effective:
            announce_change(engagement)
            record(
                Action.INITIATIVES_IMPORTED,
                engagement,
                organisation=engagement.organisation_id,
                by=by,
                initiatives=[change.initiative.id for change in preview.effective],
            )
    return preview


def state_of_all(rows: Mapping[str, OwnInitiative]) -> str:
    """Return what tells one state of all own initiatives from any other."""
    return f"{len(rows)} {max((state_of(row) for row in rows.values()), default='')}".strip()


def _in_file(
    engagement: Engagement,
    document: Document,
    written: Sequence[Mapping[str, Any]],
    rows: Mapping[str, OwnInitiative],
) -> list[Initiative]:
    """Return the initiatives of a file, checked together with the own ones that it does not name."""
    named = {str(entry.get("id")) for entry in written}
    others = [row.document for key, row in rows.items() if key not in named]
    merged = {item.id: item for item in checked(engagement, [*written, *others], document)}
    return [merged[entry["id"]] for entry in written]


def _own(rows: Mapping[str, OwnInitiative]) -> Iterator[tuple[str, Initiative]]:
    """Yield the own initiatives that can be read; a file may mend one that no longer can."""
    for name, row in rows.items():
        with suppress(DocumentError):
            yield name, read_own_initiative(Document("", None, {}), row.document)


def _texts_of_shipped() -> dict[str, list[tuple[str, str, str]]]:
    """Return what the shipped initiatives are called in each language: a file may be in another than the page."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for language in LANGUAGES:
        with speaking(language):
            for item in shipped_initiatives():
                found.setdefault(item.id, []).append((item.title, item.summary, item.done_when))
    return found


def _change(
    item: Initiative,
    before: Initiative | None,
    shipped: Mapping[str, Initiative],
    texts: Mapping[str, Sequence[tuple[str, str, str]]],
    titles: Mapping[str, str],
) -> FileChange:
    if (item.title, item.summary, item.done_when) in texts.get(item.id, ()):
        original = shipped[item.id]
        item = replace(item, title=original.title, summary=original.summary, done_when=original.done_when)
    if before is None:
        return FileChange(item, "new", differences_between(None, item, titles))
    if entry_of(before) == entry_of(item):
        return FileChange(item, "same")
    is_back = item.id in shipped and entry_of(item) == entry_of(shipped[item.id])
    return FileChange(item, "shipped" if is_back else "changed", differences_between(before, item, titles))


def _store(
    engagement: Engagement,
    rows: Mapping[str, OwnInitiative],
    change: FileChange,
    entry: Mapping[str, Any],
    reason: str,
    by: User,
) -> None:
    name = change.initiative.id
    row = rows.get(name)
    if change.kind == "shipped":
        if row is not None:
            row.delete()
        return
    row = row or OwnInitiative(engagement=engagement, identifier=name)
    row.document, row.reason, row.changed_by = dict(entry), reason, by
    row.save()
