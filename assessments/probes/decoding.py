"""Bytes as they were saved become text: UTF-8, UTF-16 as Windows PowerShell writes it, marks and colours removed."""

import re

from assessments.language import number, say, to_say
from assessments.probes.reading import OutputError

LARGEST_OUTPUT = 2_000_000
MAX_LINES = 60_000

# UTF-32 before UTF-16: the mark of one begins with the mark of the other.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_COLOURS = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SAVE_AS_TEXT = to_say("save the output as plain UTF-8 text and send that")


def decode_output(saved: str | bytes) -> str:
    """Return the text of a saved output with plain line ends. Raises OutputError for what is no text or too much."""
    if len(saved) > LARGEST_OUTPUT:
        raise OutputError(
            say(
                "larger than {megabytes} MB: send the output of one command on one machine at a time"
                " (of kubectl, without the fields managedFields and images)",
                megabytes=LARGEST_OUTPUT // 1_000_000,
            )
        )
    text = _decoded(saved) if isinstance(saved, bytes) else saved
    text = _COLOURS.sub("", text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise OutputError(
            say(
                "contains a control character, so it is no text: {remedy}",
                remedy=say(_SAVE_AS_TEXT),
            ),
            line=line,
        )
    if not text.strip():
        raise OutputError(say("empty: paste what the command printed"))
    if text.count("\n") > MAX_LINES:
        raise OutputError(
            say("more than {most} lines: send the output of one command only", most=number(MAX_LINES, ","))
        )
    return text


def _decoded(saved: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if saved.startswith(mark)), "") or _unmarked(saved)
    try:
        return saved.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            # Every byte is some Latin-1 character: a degree sign in an old code page is no reason to refuse.
            return saved.decode("latin-1")
        raise OutputError(
            say(
                "not valid {encoding} text: {remedy}",
                encoding=encoding.upper(),
                remedy=say(_SAVE_AS_TEXT),
            )
        ) from error


def _unmarked(saved: bytes) -> str:
    """Return the encoding of bytes without a mark: every second byte of plain text in UTF-16 is zero."""
    head = saved[:400]
    if len(head) >= 4 and len(saved) % 2 == 0:
        if not any(head[1::2]) and all(head[0::2]):
            return "utf-16-le"
        if not any(head[0::2]) and all(head[1::2]):
            return "utf-16-be"
    return "utf-8"
