"""Sentences: written in English in the code, said in the language of the context."""

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DEFAULT = "en"
# Each with its own name; a new one is added here, and nowhere else (docs/languages.md).
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
CATALOGUES = Path(__file__).resolve().parents[2] / "locale"

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current_language() -> str:
    """Return the language of this context, one of LANGUAGES."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in a language; a variant ("de-AT") is its language, one that is unknown English.

    >>> with speaking("de-AT"):
    ...     current_language()
    'de'
    """
    known = language if language in LANGUAGES else language.replace("_", "-").partition("-")[0].lower()
    token = _current.set(known if known in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def say(message: str, **values: object) -> str:
    """Return a sentence in the language of the context, its `{places}` filled.

    >>> say("{name} needs {amount}.", name="Training", amount="2 MW")
    'Training needs 2 MW.'
    """
    return _filled(_catalogue(current_language()).gettext(message), values)


def say_in(context: str, message: str, **values: object) -> str:
    """As `say`, for a word that means several things: the context tells the translator which.

    >>> say_in("of a chart", "Power")
    'Power'
    """
    return _filled(_catalogue(current_language()).pgettext(context, message), values)


def say_plural(singular: str, plural: str, count: int, **values: object) -> str:
    """As `say`, in the form that the count asks for; it is also the value of {count} unless one is given.

    >>> say_plural("one quarter", "{count} quarters", 3)
    '3 quarters'
    """
    form = _catalogue(current_language()).ngettext(singular, plural, count)
    return _filled(form, {"count": count, **values})


def to_say(message: str) -> str:
    """Mark a text that is said later, by `say(it)`: a label in a table of the module. Returns it unchanged."""
    return message


def _filled(message: str, values: Mapping[str, object]) -> str:
    return message.format_map(values) if values else message


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Read the translations of a language; without any, English is said."""
    return gettext.translation("core", CATALOGUES, [language], fallback=True)
