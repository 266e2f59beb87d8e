"""Texts of a catalogue in another language: the file beside it has all of them, or is refused with every fault."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assessments.document import Document, DocumentError, Fault, nearest, read_document
from assessments.language import DEFAULT

# The texts of each entry of a catalogue: id -> key -> text.
Texts = Mapping[str, Mapping[str, str]]

_PLACE = re.compile(r"\{[^{}]*\}")


def texts_in(language: str, catalogue: Path, part: str, english: Texts) -> Texts:
    """Return the texts of a catalogue in a language: of `translations/<language>.yaml` beside it, else English.

    part: the key under which the file holds them, each by the id of its entry. Raises DocumentError with every fault.
    """
    path = catalogue.parent / "translations" / f"{language}.yaml"
    if language == DEFAULT or not path.exists():
        return english
    document = read_document(path)
    faults = list(_faults(document, language, part, english))
    if faults:
        raise DocumentError(faults)
    texts: Texts = document.data[part]
    return texts


def _faults(document: Document, language: str, part: str, english: Texts) -> Iterator[Fault]:
    data = document.data if isinstance(document.data, dict) else {}
    if data.get("language") != language:
        yield document.fault(("language",), f"must be {language} (got {data.get('language')!r})")
    entries = data.get(part)
    if not isinstance(entries, dict) or set(data) != {"language", part}:
        yield document.fault((), f"must hold `language` and `{part}`, each entry by its id")
        return
    for id in entries.keys() - english.keys():
        yield document.fault((part, str(id)), f"unknown; {nearest(str(id), list(english))}")
    for id, texts in english.items():
        yield from _entry_faults(document, (part, id), entries.get(id), texts)


def _entry_faults(
    document: Document, at: tuple[str, str], written: Any, english: Mapping[str, str]
) -> Iterator[Fault]:
    if not isinstance(written, dict) or set(written) != set(english):
        yield document.fault(at, f"must have exactly these texts: {', '.join(english)}")
        return
    for key, source in english.items():
        text = written[key]
        if not isinstance(text, str) or not text.strip():
            yield document.fault((*at, key), f"must be text: put quotes around it (got {text!r})")
        elif _places(text) != _places(source):
            wanted = ", ".join(_places(source).elements()) or "none"
            yield document.fault((*at, key), f"other places than in the English text ({wanted})")


def _places(text: str) -> Counter[str]:
    return Counter(_PLACE.findall(text))
