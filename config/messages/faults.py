"""What is wrong with a translation: a text that is missing, places that differ, marks that were lost."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from config.messages.catalogues import FOLDER, TRANSLATED, read_catalogue
from config.messages.marks import lost_marks
from config.messages.sources import DOMAINS, source_catalogue

# %(name)s and %% of Django, {name} of the core, and what HTML would read.
_PLACES = re.compile(r"%\(\w+\)[a-z]|%%|\{[^{}]*\}|</?[a-z][^>]*>|&[a-z#0-9]+;", re.IGNORECASE)


def faults(folder: Path = FOLDER) -> list[str]:
    """Return one line for each mark that marks nothing, and each text that a language does not have as it should."""
    return [*lost_marks(), *_translation_faults(folder)]


def _translation_faults(folder: Path) -> list[str]:
    return [
        fault
        for domain in DOMAINS
        for source in (source_catalogue(domain),)
        for language in TRANSLATED
        for fault in catalogue_faults(source, read_catalogue(language, domain, folder))
    ]


def catalogue_faults(source: Catalog, translated: Catalog) -> Iterator[str]:
    """Compare the translations with the texts of the source."""
    where = f"locale/{translated.locale}/LC_MESSAGES/{source.domain}.po"
    for message in source:
        if not message.id:
            continue
        found = translated.get(message.id, message.context)
        reason = "not in the catalogue: run make messages" if found is None else _fault(found)
        if reason:
            place = message.locations[0][0] if message.locations else "?"
            yield f"{where}: {reason}: {_first(message)!r} ({place})"
    for message in translated:
        if message.id and source.get(message.id, message.context) is None:
            yield f"{where}: no longer in the source, run make messages: {_first(message)!r}"


def _fault(message: Message) -> str:
    originals, translations = _texts(message.id), _texts(message.string)
    if message.fuzzy:
        return "marked as fuzzy"
    if not translations or not all(translations):
        return "not translated"
    for index, translation in enumerate(translations):
        # "one GPU" may leave out the number that "3 GPUs" has.
        fitting = originals if index == 0 else originals[-1:]
        if not any(_places(original) == _places(translation) for original in fitting):
            return f"other places than {_places(originals[-1])}"
        if not any(_edges(original) == _edges(translation) for original in fitting):
            return "other space at the beginning or the end"
    return ""


def _texts(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _first(message: Message) -> str:
    return _texts(message.id)[0]


def _places(text: str) -> list[str]:
    return sorted(_PLACES.findall(text))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
