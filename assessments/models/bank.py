"""A question bank, published once and pinned by engagements."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.immutable import PublishedError, WriteOnce, WriteOnceQuerySet
from assessments.question_bank.load import bank_from_json
from assessments.question_bank.model import Bank
from assessments.question_bank.profile import restricted

__all__ = ["BankVersion", "PublishedError", "read_banks", "read_profile"]


class BankVersion(WriteOnce):
    """One published version of a question bank; `document` is the bank as JSON."""

    key = models.CharField(_("key"), max_length=80)
    version = models.CharField(_("version"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    document = models.JSONField()
    published_at = models.DateTimeField(_("published on"), auto_now_add=True)

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = _("question bank version")
        verbose_name_plural = _("question bank versions")
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="bank_version_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    def read(self) -> Bank:
        """Return the bank."""
        return read_banks([self.fingerprint])[self.fingerprint]


# A published version never changes, so one reading serves the whole process.
_READ: dict[str, Bank] = {}
_RESTRICTED: dict[tuple[str, str], Bank] = {}


def read_banks(fingerprints: Iterable[str]) -> dict[str, Bank]:
    """Return banks by fingerprint; those not read before cost one query together."""
    wanted = set(fingerprints)
    if unread := wanted - _READ.keys():
        rows = BankVersion.objects.filter(fingerprint__in=unread).values_list("fingerprint", "document")
        _READ.update((fingerprint, bank_from_json(document)) for fingerprint, document in rows)
    return {fingerprint: _READ[fingerprint] for fingerprint in wanted}


def read_profile(fingerprint: str, profile: str) -> Bank:
    """Return the part of a bank that a profile asks."""
    key = (fingerprint, profile)
    if key not in _RESTRICTED:
        _RESTRICTED[key] = restricted(read_banks([fingerprint])[fingerprint], profile)
    return _RESTRICTED[key]
