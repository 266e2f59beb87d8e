"""The texts of a published bank in another language, which may be corrected; and banks in the reader's language."""

from django.db import models
from django.utils.translation import get_language

from assessments.language import DEFAULT, LANGUAGES
from assessments.models.bank import BankVersion, read_profile
from assessments.question_bank.model import Bank
from assessments.question_bank.translation import Translation, translated


class BankTranslation(models.Model):
    """One translation of one published version. The one loaded last is shown; earlier ones stay for their plans."""

    bank = models.ForeignKey(BankVersion, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64)
    document = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "language", "-loaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "language", "fingerprint"], name="bank_translation_is_stored_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} ({self.language})"

    def read(self) -> Translation:
        """Return the translation."""
        return Translation.from_json(self.document)


# A running process reads a translation once; storing another one forgets it (here, not in other processes).
_READ: dict[tuple[str, str], Translation | None] = {}
_SHOWN: dict[tuple[str, str, str], Bank] = {}


def read_translation(bank: str, language: str) -> Translation | None:
    """Return the present translation of a bank (its fingerprint), None in its own language or without one."""
    if language == DEFAULT:
        return None
    key = (bank, language)
    if key not in _READ:
        row = BankTranslation.objects.filter(bank__fingerprint=bank, language=language).first()
        _READ[key] = row.read() if row else None
    return _READ[key]


def bank_name(bank: BankVersion) -> str:
    """Return the title and the version of a bank, in the language of the page."""
    translation = read_translation(bank.fingerprint, _language_of_the_page())
    title = translation.texts.get("title", bank.title) if translation else bank.title
    return f"{title} {bank.version}"


def read_shown(bank: str, profile: str) -> Bank:
    """Return the part of a bank (its fingerprint) that a profile asks, in the language of the page."""
    language = _language_of_the_page()
    if language == DEFAULT:
        return read_profile(bank, profile)
    key = (bank, profile, language)
    if key not in _SHOWN:
        _SHOWN[key] = translated(read_profile(bank, profile), read_translation(bank, language))
    return _SHOWN[key]


def _language_of_the_page() -> str:
    language = (get_language() or DEFAULT).partition("-")[0]
    return language if language in LANGUAGES else DEFAULT


def forget_translations() -> None:
    """Read translations anew when they are next asked for."""
    _READ.clear()
    _SHOWN.clear()
