"""Keep the initiatives of an engagement's own: new ones, and shipped ones with other figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.document import Document
from assessments.models import Engagement
from assessments.queries import bank_of
from assessments.services import announce_change
from planner.models import OwnInitiative
from planner.roadmap.catalogue import Initiative, merged_initiatives, shipped_initiatives
from planner.services.frozen.validation import MOST_OWN_INITIATIVES, known_practices

LONGEST_REASON = 400
PLACE = ("initiatives",)
_STEM = 30


class StaleInitiativeError(Exception):
    """Somebody has changed the initiative since the page was made; `stored` is what stands now, if anything does."""

    def __init__(self, stored: OwnInitiative | None) -> None:
        super().__init__("changed meanwhile")
        self.stored = stored


class InUseError(Exception):
    """Other own initiatives wait for this one; `titles` are theirs."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = tuple(titles)


class TooManyInitiativesError(ValueError):
    """The engagement has as many own initiatives as it can have."""


def state_of(row: OwnInitiative | None) -> str:
    """Return what tells one state of an own initiative from any other; "" for none."""
    return row.changed_at.isoformat() if row else ""


def checked(
    engagement: Engagement, own: Sequence[Mapping[str, Any]], document: Document | None = None
) -> tuple[Initiative, ...]:
    """Return the catalogue with these own initiatives. Raises DocumentError with every fault."""
    practices = known_practices(bank_of(engagement))
    document = document or Document("", None, {})
    return merged_initiatives(shipped_initiatives(), own, document, PLACE, practices=practices)


def add_initiative(
    *, engagement: Engagement, document: Mapping[str, Any], reason: str, by: User
) -> OwnInitiative:
    """Store a new initiative under an identifier that the catalogue does not have yet.

    document: an entry of initiatives.yaml without its id. Raises DocumentError and TooManyInitiativesError.
    """
    with transaction.atomic():
        rows = held_initiatives(engagement)
        if len(rows) >= MOST_OWN_INITIATIVES:
            raise TooManyInitiativesError
        taken = {*rows, *(item.id for item in shipped_initiatives())}
        entry = {"id": _free_identifier(str(document.get("title", "")), taken), **document}
        checked(engagement, [entry, *(row.document for row in rows.values())])
        row = OwnInitiative.objects.create(
            engagement=engagement, identifier=entry["id"], document=entry, reason=reason, changed_by=by
        )
        announce_change(engagement)
        _record(Action.INITIATIVE_CHANGED, row, engagement, by)
    return row


def change_initiative(
    *, engagement: Engagement, document: Mapping[str, Any], reason: str, seen: str, by: User
) -> OwnInitiative:
    """Store other figures for an initiative of the catalogue, shipped or own.

    document: the whole entry. seen: the state that the page showed. Raises StaleInitiativeError, DocumentError,
    TooManyInitiativesError, and LookupError for an identifier that the catalogue does not have.
    """
    with transaction.atomic():
        rows = held_initiatives(engagement)
        row = rows.get(document["id"])
        if state_of(row) != seen:
            raise StaleInitiativeError(row)
        if row is None:
            if document["id"] not in {item.id for item in shipped_initiatives()}:
                raise LookupError(document["id"])
            if len(rows) >= MOST_OWN_INITIATIVES:
                raise TooManyInitiativesError
        others = [other.document for name, other in rows.items() if name != document["id"]]
        checked(engagement, [document, *others])
        row = row or OwnInitiative(engagement=engagement, identifier=document["id"])
        row.document, row.reason, row.changed_by = dict(document), reason, by
        row.save()
        announce_change(engagement)
        _record(Action.INITIATIVE_CHANGED, row, engagement, by)
    return row


def drop_initiative(*, engagement: Engagement, identifier: str, seen: str) -> None:
    """Go back to the shipped initiative, or remove one that is only this engagement's. Plans keep it.

    Raises StaleInitiativeError, and InUseError when other own initiatives wait for one that would be gone.
    """
    with transaction.atomic():
        rows = held_initiatives(engagement)
        row = rows.pop(identifier, None)
        if row is None or state_of(row) != seen:
            raise StaleInitiativeError(row)
        if identifier not in {item.id for item in shipped_initiatives()}:
            waiting = [str(other) for other in rows.values() if identifier in other.document.get("after", ())]
            if waiting:
                raise InUseError(waiting)
        else:
            checked(engagement, [other.document for other in rows.values()])
        _record(Action.INITIATIVE_REMOVED, row, engagement)
        row.delete()
        announce_change(engagement)


def held_initiatives(engagement: Engagement) -> dict[str, OwnInitiative]:
    """Return the own initiatives by identifier; nobody else changes them before the transaction ends."""
    # The engagement's row is the lock: what is checked together is stored together.
    Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    rows = OwnInitiative.objects.filter(engagement=engagement).select_related("changed_by")
    return {row.identifier: row for row in rows}


def _record(action: Action, row: OwnInitiative, engagement: Engagement, by: User | None = None) -> None:
    record(action, row, organisation=engagement.organisation_id, by=by, identifier=row.identifier)


def _free_identifier(title: str, taken: set[str]) -> str:
    stem = f"own-{slugify(title)[:_STEM].replace('_', '-').strip('-') or 'initiative'}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
