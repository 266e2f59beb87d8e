"""Publishing question banks."""

from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction

from assessments.models import BankVersion
from assessments.question_bank.load import bank_to_json, load_bank
from assessments.question_bank.model import Bank


class VersionTakenError(ValueError):
    """A version of this bank is published with another content."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The published version, and whether it is new."""

    bank_version: BankVersion
    is_new: bool


def publish_bank(source: Path | str | Bank) -> Publication:
    """Publish a bank, from its file or folder, for good. The same content again changes nothing.

    Raises DocumentError for a faulty document, and VersionTakenError when the version is published otherwise.
    """
    bank = source if isinstance(source, Bank) else load_bank(Path(source))
    published = BankVersion.objects.defer("document").filter(fingerprint=bank.fingerprint).first()
    if published:
        return Publication(published, is_new=False)
    try:
        with transaction.atomic():
            version = BankVersion.objects.create(
                key=bank.key,
                version=bank.version,
                title=bank.title,
                fingerprint=bank.fingerprint,
                document=bank_to_json(bank),
            )
    except IntegrityError as error:
        # Another process may have published the same content since the look above.
        published = BankVersion.objects.filter(fingerprint=bank.fingerprint).first()
        if published:
            return Publication(published, is_new=False)
        raise VersionTakenError(
            f"version {bank.version} of the bank “{bank.key}” is already published with another content, and "
            "a published version never changes: raise `version` and publish again"
        ) from error
    return Publication(version, is_new=True)
