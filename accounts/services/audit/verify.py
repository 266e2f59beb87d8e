"""Check the audit log against its chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Action, AuditEntry, AuditSeal
from accounts.services.audit.forget import is_called_by_a_person
from accounts.services.audit.seal import START, link

MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. head: the last seal as "position:digest", to be kept elsewhere; "" without any."""

    sealed: int
    unsealed: int
    blanked: int
    head: str
    faults: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was tampered with."""
        return not self.faults


def verify(*, known: str = "") -> Verdict:
    """Compute the chain again. known: a head that was kept elsewhere, which must still be part of it.

    At most 100 faults are named. Raises ValueError for a `known` that is no head.
    """
    position, expected = _read_head(known)
    found = _Chain(position, expected)
    for seal in AuditSeal.objects.select_related("entry").order_by("position").iterator(chunk_size=500):
        found.take(seal)
    found.end()
    return Verdict(
        sealed=found.count,
        unsealed=AuditEntry.objects.filter(seal=None).count(),
        blanked=found.blanked,
        head=f"{found.position}:{found.digest}" if found.count else "",
        faults=tuple(found.faults[:MOST_FAULTS]),
    )


class _Chain:
    """The walk along the seals. position, digest: of the seal before."""

    def __init__(self, known_position: int, known_digest: str) -> None:
        self.known_position, self.known_digest = known_position, known_digest
        self.position, self.digest, self.count, self.blanked = 0, START, 0, 0
        self.faults: list[str] = []
        self.forgotten, self.cut, self.last_forgetting = _forgotten()

    def take(self, seal: AuditSeal) -> None:
        if seal.position != self.position + 1:
            self.faults.append(f"seals {self.position + 1} to {seal.position - 1} are missing")
        elif link(self.digest, seal.entry) != seal.digest:
            self.faults.append(f"entry {seal.entry_id} is not what was sealed as {seal.position}")
        if seal.position == self.known_position and seal.digest != self.known_digest:
            self.faults.append(f"seal {seal.position} is another than the one that was kept elsewhere")
        self.faults += self._faults_of_names(seal.entry)
        self.position, self.digest, self.count = seal.position, seal.digest, self.count + 1

    def end(self) -> None:
        if self.position < self.known_position:
            known = f"{self.known_position}, which was kept elsewhere"
            self.faults.append(f"the chain ends at {self.position}, before {known}")

    def _faults_of_names(self, entry: AuditEntry) -> Iterator[str]:
        if entry.is_actor_blank:
            self.blanked += 1
            if entry.pk > self.cut and entry.actor_id not in self.forgotten:
                yield f"entry {entry.pk}: the person was blanked, and no entry tells of it"
        elif entry.digest_of_actor() != entry.actor_digest:
            yield f"entry {entry.pk}: the person is not who was recorded"
        if entry.is_title_blank:
            if entry.pk > self.last_forgetting or not is_called_by_a_person(entry):
                yield f"entry {entry.pk}: what the object was called was blanked, and no entry tells of it"
        elif entry.digest_of_title() != entry.title_digest:
            yield f"entry {entry.pk}: the object was not called so"


def _forgotten() -> tuple[set[int | None], int, int]:
    """Return the keys of people who were forgotten, the last entry in which all were, and the last that tells of it."""
    rows = AuditEntry.objects.filter(action__in=[Action.PERSON_FORGOTTEN, Action.PEOPLE_FORGOTTEN])
    entries = list(rows)
    people = {int(entry.subject_id) for entry in entries if entry.action == Action.PERSON_FORGOTTEN}
    cuts = [int(entry.details["last_entry"]) for entry in entries if entry.action == Action.PEOPLE_FORGOTTEN]
    return {*people}, max(cuts, default=0), max((entry.pk for entry in entries), default=0)


def _read_head(text: str) -> tuple[int, str]:
    if not text:
        return 0, ""
    position, _, digest = text.partition(":")
    if not (position.isascii() and position.isdigit() and len(digest) == len(START)):
        raise ValueError(f"a head is the line that an earlier check printed, position:digest (got {text!r})")
    return int(position), digest
