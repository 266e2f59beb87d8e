"""The texts of the source, by domain. What a text is marked with decides: Django's functions, or those of the core."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "accounts", "jobs", "assessments", "planner")
TEMPLATE_ENDINGS = {".html", ".txt"}
COMMENT_TAGS = ("Translators:",)

_CONTEXT = (1, "c")
# Each domain by the functions that mark its texts: which arguments are the text.
DOMAINS: Mapping[str, Mapping[str, Any]] = {
    "django": {
        "_": None,
        "gettext": None,
        "gettext_lazy": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "ngettext_lazy": (1, 2),
        "pgettext": (_CONTEXT, 2),
        "pgettext_lazy": (_CONTEXT, 2),
        "npgettext": (_CONTEXT, 2, 3),
        "npgettext_lazy": (_CONTEXT, 2, 3),
    },
    "core": {"say": None, "say_in": (_CONTEXT, 2), "say_plural": (1, 2), "to_say": None},
}

_Method = Any  # a method of Babel: (file, keywords, comment tags, options) -> texts


def source_catalogue(domain: str, root: Path = ROOT) -> Catalog:
    """Return all texts of a domain without translations, in the order of the files."""
    catalogue = Catalog(domain=domain, project="Plumbline", charset="utf-8", fuzzy=False)
    for path, method in _sources(root, domain):
        place = path.relative_to(root).as_posix()
        with path.open("rb") as file:
            for line, message, comments, context in extract(
                method, file, DOMAINS[domain], COMMENT_TAGS, strip_comment_tags=True
            ):
                catalogue.add(message, None, [(place, line)], auto_comments=comments, context=context or None)
    return catalogue


def template_texts(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Any]:
    """Draw the texts from a Django template, as a method of Babel."""
    code = templatize(file.read().decode(), origin=getattr(file, "name", None))
    # Every tag is a call by now, and all other text is blanked out; indented lines would be no Python.
    plain = "\n".join(line.strip() for line in code.split("\n"))
    yield from extract_python(BytesIO(plain.encode()), keywords, comment_tags, {"encoding": "utf-8"})


def python_files(root: Path = ROOT) -> Iterator[Path]:
    """Return the modules of the program in a fixed order."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def _sources(root: Path, domain: str) -> Iterator[tuple[Path, _Method]]:
    if domain == "django":
        for path in sorted((root / "templates").rglob("*")):
            if path.suffix in TEMPLATE_ENDINGS:
                yield path, template_texts
    for path in python_files(root):
        yield path, extract_python
