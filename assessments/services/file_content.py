"""What an uploaded file is, told by its content; only kinds that people can read as evidence are taken.

Nothing is unpacked: of a zip container only its table of contents and two short members are read.
"""

import codecs
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

import puremagic
from django.utils.translation import gettext as _

HEAD_BYTES = 4096
CHUNK_BYTES = 1 << 20
MOST_MEMBERS = 10_000
LARGEST_TABLE_BYTES = 2_000_000
LARGEST_UNPACKED_BYTES = 400_000_000
STEEPEST_RATIO = 500
LONGEST_MIMETYPE_BYTES = 100

_END_OF_TABLE = b"PK\x05\x06"
_LARGE_TABLE = b"PK\x06\x07"
_LARGE_TABLE_BYTES = 20
_LONGEST_TAIL_BYTES = 22 + 65_535  # the record at the end of a zip file, with the longest comment
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml)", re.IGNORECASE)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


class UnwelcomeFileError(ValueError):
    """The file is of no kind that is taken as evidence; the text says why, and what to do instead."""


Check = Callable[[BinaryIO], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file; `check` returns what is wrong with a content, or nothing."""

    content_type: str
    check: Check


def recognised_type(name: str, file: BinaryIO) -> str:
    """Return the content type of a file. Raises UnwelcomeFileError.

    The name says what it should be, the content has to agree.
    """
    ending = PurePath(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise UnwelcomeFileError(
            _("Files of this kind are not taken. Send one of: %(endings)s.") % {"endings": ENDINGS_TEXT}
        )
    file.seek(0)
    reason = kind.check(file)
    file.seek(0)
    if reason:
        raise UnwelcomeFileError(
            _("This is not a proper %(ending)s file: %(reason)s.") % {"ending": ending, "reason": reason}
        )
    return kind.content_type


def ending_of(content_type: str) -> str:
    """Return the ending that a file of a kind gets when it is downloaded."""
    return next((ending for ending, kind in KINDS.items() if kind.content_type == content_type), "")


def _starts_as(content_type: str, *signatures: bytes) -> Check:
    def check(file: BinaryIO) -> str:
        head = file.read(HEAD_BYTES)
        try:
            found = {match.mime_type for match in puremagic.magic_string(head)}
        except (puremagic.PureError, ValueError):
            found = set()
        is_so = head.startswith(signatures) and content_type in found
        return "" if is_so else _("its content is something else than its name says")

    return check


def _webp(file: BinaryIO) -> str:
    head = file.read(16)
    is_so = head[:4] == b"RIFF" and head[8:12] == b"WEBP" and head[12:15] == b"VP8"
    return "" if is_so else _("its content is something else than its name says")


def _text(file: BinaryIO) -> str:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    tail = ""
    try:
        while chunk := file.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            if _CONTROL.search(text):
                return _("it holds control characters, as programs do")
            if _MARKUP.search(tail + text):
                return _("it holds markup that a browser would run; send it as PDF")
            tail = text[-50:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _("it is not UTF-8 text; save it as UTF-8")
    return ""


def _zip_with(*needed: str, mimetype: str = "") -> Check:
    def check(file: BinaryIO) -> str:
        if reason := _reason_against_table(file):
            return reason
        try:
            with zipfile.ZipFile(file) as archive:
                return _reason_against_members(archive, needed, mimetype)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
            return _("its container is damaged")

    return check


def _reason_against_table(file: BinaryIO) -> str:
    """Look at the end of the file first: reading a table of a million entries would take minutes."""
    if file.read(4) != b"PK\x03\x04":
        return _("its content is something else than its name says")
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_TAIL_BYTES))
    tail = file.read()
    at = tail.rfind(_END_OF_TABLE)
    if at < 0 or len(tail) < at + 22:
        return _("its container is damaged")
    # A second record before the last one overrules its numbers; a file of our size never needs it.
    if tail[max(0, at - _LARGE_TABLE_BYTES) : at].startswith(_LARGE_TABLE):
        return _("it packs too much")
    members = int.from_bytes(tail[at + 10 : at + 12], "little")
    table_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    file.seek(0)
    is_huge = members > MOST_MEMBERS or table_bytes > LARGEST_TABLE_BYTES
    return _("it packs too much") if is_huge else ""


def _reason_against_members(archive: zipfile.ZipFile, needed: tuple[str, ...], mimetype: str) -> str:
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        return _("its container points outside itself")
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        return _("it holds macros; send it without them, or as PDF")
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if unpacked > LARGEST_UNPACKED_BYTES or unpacked > STEEPEST_RATIO * max(packed, 1):
        return _("it packs too much")
    if not set(needed) <= names:
        return _("its content is something else than its name says")
    if mimetype and not _is_stored_as(archive, mimetype):
        return _("its content is something else than its name says")
    return ""


def _is_stored_as(archive: zipfile.ZipFile, mimetype: str) -> bool:
    # The format wants it uncompressed; some compressions unpack far more than what is asked for.
    if archive.getinfo("mimetype").compress_type != zipfile.ZIP_STORED:
        return False
    with archive.open("mimetype") as member:
        return member.read(LONGEST_MIMETYPE_BYTES).decode("ascii", "replace").strip() == mimetype


def _office(kind: str, part: str) -> Kind:
    return Kind(f"{_OFFICE}{kind}", _zip_with("[Content_Types].xml", part))


def _open_document(kind: str) -> Kind:
    return Kind(f"{_OPEN}{kind}", _zip_with("mimetype", "content.xml", mimetype=f"{_OPEN}{kind}"))


# The first ending of a content type is the one that a download gets.
KINDS: Mapping[str, Kind] = {
    ".pdf": Kind("application/pdf", _starts_as("application/pdf", b"%PDF-")),
    ".png": Kind("image/png", _starts_as("image/png", b"\x89PNG\r\n\x1a\n")),
    ".jpg": Kind("image/jpeg", _starts_as("image/jpeg", b"\xff\xd8\xff")),
    ".jpeg": Kind("image/jpeg", _starts_as("image/jpeg", b"\xff\xd8\xff")),
    ".webp": Kind("image/webp", _webp),
    ".txt": Kind("text/plain", _text),
    ".log": Kind("text/plain", _text),
    ".csv": Kind("text/csv", _text),
    ".md": Kind("text/markdown", _text),
    ".json": Kind("application/json", _text),
    ".yaml": Kind("application/yaml", _text),
    ".yml": Kind("application/yaml", _text),
    ".docx": _office("wordprocessingml.document", "word/document.xml"),
    ".xlsx": _office("spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": _office("presentationml.presentation", "ppt/presentation.xml"),
    ".odt": _open_document("text"),
    ".ods": _open_document("spreadsheet"),
    ".odp": _open_document("presentation"),
}
ENDINGS_TEXT = ", ".join(sorted(KINDS))
