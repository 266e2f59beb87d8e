"""The files in `locale/`: .po for people, .mo (not kept in version control) for the program."""

import os
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from assessments.language import DEFAULT, LANGUAGES
from config.messages.sources import DOMAINS, ROOT, source_catalogue

FOLDER = ROOT / "locale"
# Parts of the header that Babel fills with dates and examples.
_UNTOLD = tuple(
    f'"{name}'.encode()
    for name in (
        "Project-Id-Version",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Language-Team",
        "Report-Msgid-Bugs-To",
    )
)
TRANSLATED = tuple(language for language in LANGUAGES if language != DEFAULT)


def path_of(language: str, domain: str, folder: Path = FOLDER) -> Path:
    """Return where the translations of a domain are."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def read_catalogue(language: str, domain: str, folder: Path = FOLDER) -> Catalog:
    """Return the translations of a domain; an empty catalogue for a language that has none yet."""
    path = path_of(language, domain, folder)
    if not path.exists():
        return Catalog(locale=language, domain=domain, project="Plumbline", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain, abort_invalid=True)


def update_catalogues(folder: Path = FOLDER) -> None:
    """Add the texts that are new in the source and drop those that are gone; nothing is guessed."""
    for domain in DOMAINS:
        source = source_catalogue(domain)
        for language in TRANSLATED:
            catalogue = read_catalogue(language, domain, folder)
            catalogue.update(source, no_fuzzy_matching=True)
            write_catalogue(language, domain, catalogue, folder)


def write_catalogue(language: str, domain: str, catalogue: Catalog, folder: Path = FOLDER) -> None:
    """Write the translations of a domain. Without line numbers and dates: a change of code elsewhere is none here."""
    catalogue.header_comment = f"# {LANGUAGES[language]}: what `{domain}` says. See docs/languages.md."
    written = BytesIO()
    write_po(written, catalogue, width=110, include_lineno=False, ignore_obsolete=True)
    _replace(path_of(language, domain, folder), _without_noise(written.getvalue()))


def compile_catalogues(folder: Path = FOLDER) -> list[Path]:
    """Make each .mo that is older than its .po, or not there; return those."""
    made = []
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        compiled = BytesIO()
        write_mo(compiled, read_catalogue(path.parent.parent.name, path.stem, folder))
        _replace(target, compiled.getvalue())
        made.append(target)
    return made


def _without_noise(text: bytes) -> bytes:
    return b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(_UNTOLD))


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step: several processes may compile at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
