"""Chain what was recorded: each seal is over one entry and the seal before, so that tampering is seen."""

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from accounts.models import AuditEntry, AuditSeal
from accounts.models.audit import digest_of

START = "0" * 64
MOST_AT_ONCE = 1000
# An entry of a transaction that was open while so many others were recorded waits for `manage.py audit seal`.
LATE = 1000
ROUNDS = 3  # whoever seals goes on with what was recorded meanwhile, and not for ever
_LOCK = 7_161_884_315_009  # any number: the key of PostgreSQL's advisory lock for this


def link(before: str, entry: AuditEntry) -> str:
    """Return the digest of the seal of an entry. before: the digest of the seal before, START for none."""
    return digest_of(before, entry.digest)


def seal_new() -> int:
    """Seal what was recorded lately; leave it to whoever is at it. Returns how many entries were sealed.

    Whoever is at it looks again after each commit: what others have left to them meanwhile is not left unsealed.
    """
    total = 0
    for _round in range(ROUNDS):
        newest = AuditSeal.objects.aggregate(entry=Max("entry_id"))["entry"] or 0
        # Asked without the lock: on SQLite it is that of all writers.
        if not _waiting(newest - LATE).exists() or not (sealed := _seal(newest - LATE)):
            break
        total += sealed
    return total


def seal_all() -> int:
    """Seal every entry that is not. Returns how many were sealed."""
    total = 0
    while sealed := _seal(after=0):
        total += sealed
    return total


@transaction.atomic
def _seal(after: int) -> int:
    if not _is_ours():
        return 0
    newest = AuditSeal.objects.order_by("-position").first()
    position, digest = (newest.position, newest.digest) if newest else (0, START)
    seals = []
    for entry in _waiting(after).order_by("pk")[:MOST_AT_ONCE]:
        position, digest = position + 1, link(digest, entry)
        seals.append(AuditSeal(position=position, entry=entry, digest=digest))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _waiting(after: int) -> QuerySet[AuditEntry]:
    # The bound is said of the seals, too: by a join alone PostgreSQL would read all of them each time.
    sealed = AuditSeal.objects.filter(entry=OuterRef("pk"), entry__gt=after)
    return AuditEntry.objects.filter(~Exists(sealed), pk__gt=after)


def _is_ours() -> bool:
    """Whether nobody else seals until this transaction ends; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
