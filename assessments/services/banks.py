"""Publishing question banks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.document import DocumentError
from assessments.models import BankTranslation, BankVersion, forget_translations
from assessments.question_bank.load import SHIPPED_VERSIONS, bank_to_json, load_bank
from assessments.question_bank.model import Bank
from assessments.question_bank.translation import Translation
from assessments.question_bank.translation_files import load_translations
from assessments.scoring.trial import publish_faults


class VersionTakenError(ValueError):
    """A version of this bank is published with another content."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The published version, and whether it is new."""

    bank_version: BankVersion
    is_new: bool


def publish_shipped() -> list[Publication]:
    """Publish every shipped version, oldest first, so that the newest comes first for new engagements."""
    return [_publish_shipped(folder) for folder in SHIPPED_VERSIONS]


def _publish_shipped(folder: Path) -> Publication:
    bank = load_bank(folder)
    publication = publish_bank(bank)
    _store_all(publication.bank_version, load_translations(folder, bank))
    return publication


def publish_bank(source: Path | str | Bank) -> Publication:
    """Publish a bank, from its file or folder, for good. The same content again changes nothing but translations.

    A document is published only when it passes every publish check; a bank that was read is taken as checked.
    Raises DocumentError for a faulty document, and VersionTakenError when the version is published otherwise.
    """
    if isinstance(source, Bank):
        return _publish(source, None)
    bank = load_bank(Path(source))
    translations = load_translations(source, bank)
    publication = _publish(bank, Path(source))
    _store_all(publication.bank_version, translations)
    return publication


def store_translation(version: BankVersion, translation: Translation) -> BankTranslation:
    """Show a published bank in this translation from now on, in place of an earlier one in the language."""
    row, _ = BankTranslation.objects.update_or_create(
        bank=version,
        language=translation.language,
        fingerprint=translation.fingerprint,
        defaults={"loaded_at": timezone.now()},
        create_defaults={"loaded_at": timezone.now(), "document": translation.to_json()},
    )
    forget_translations()
    return row


def _store_all(version: BankVersion, translations: Mapping[str, Translation]) -> None:
    """Store what is not stored yet: starting an installation again writes nothing."""
    current = {row.language: row.fingerprint for row in version.translations.defer("document").reverse()}
    for translation in translations.values():
        if current.get(translation.language) != translation.fingerprint:
            store_translation(version, translation)


def _publish(bank: Bank, source: Path | None) -> Publication:
    published = BankVersion.objects.defer("document").filter(fingerprint=bank.fingerprint).first()
    if published:
        return Publication(published, is_new=False)
    if source is not None and (faults := publish_faults(source)):
        raise DocumentError(faults)
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
