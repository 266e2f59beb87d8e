"""What of a page is English: texts of ours that have a translation, and words that only English has."""

import re
from html.parser import HTMLParser

from config.messages import read_catalogue

SHOWN_ATTRIBUTES = {"title", "aria-label", "placeholder", "alt"}
SILENT = {"script", "style"}
_PLACE = re.compile(r"%\(\w+\)s|<[^>]+>")
_ENGLISH_WORD = re.compile(
    r"\b(the|of|and|you|your|this|with|from|for|to|is|are|(?-i:[iI]t)|by|please|password|sign|language|never|remove)\b",
    re.IGNORECASE,
)


class _Texts(HTMLParser):
    """Collects what a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._foreign: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        given = dict(attrs)
        self.texts += [value for name in SHOWN_ATTRIBUTES if (value := given.get(name))]
        if tag == "button" and given.get("name") == "language":
            self._foreign.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag == "button" and self._foreign:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self._silent and not self._foreign:
            self.texts.append(text)


def texts_of(page: str) -> list[str]:
    """Return the visible and audible texts of a page; the names of languages are in their own, and left out."""
    parser = _Texts()
    parser.feed(page)
    return parser.texts


def english_in(page: str) -> list[str]:
    """Return what is English on a page that should be German."""
    return [text for text in texts_of(page) if _is_english(text)]


def _is_english(text: str) -> bool:
    return text in _WHOLE or any(part in text for part in _PARTS) or bool(_ENGLISH_WORD.search(text))


def _translated_texts() -> set[str]:
    """The English texts that differ from their translation."""
    found = set()
    for message in read_catalogue("de", "django"):
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        german = [message.string] if isinstance(message.string, str) else list(message.string or ())
        found |= {text for text in english if text and text not in german}
    return found


_WHOLE = _translated_texts()
# What stands between the places of a text, when it is long enough to be no part of a German word.
_PARTS = {part.strip() for text in _WHOLE for part in _PLACE.split(text) if len(part.strip()) > 15}
