"""JSON from strangers: as deep and as long as an output can be, and no more."""

import json
import re
from typing import Any

from assessments.language import say, to_say
from assessments.probes.reading import OutputError

MAX_DEPTH = 60
MAX_NODES = 300_000
LONGEST_NUMBER = 40

# A string that never ends is taken to the end of the text: looking for its end again from within would be quadratic.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}:,]', re.DOTALL)
# What `dumps` writes for control characters, and halves of characters, which no file or database takes.
_NO_TEXT = re.compile(r"\\u00|[\ud800-\udfff]")
_REMEDY = to_say("send the whole output of the command as it was printed")


def parse_json(text: str) -> dict[str, Any]:
    """Return the JSON object in an output; lines of a shell before and after it are left out. Raises OutputError."""
    first = _first_line(text)
    body = text[first:]
    end = _checked_end(body, text.count("\n", 0, first) + 1)
    try:
        data = json.loads(body[:end], parse_int=_whole, parse_float=_real, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        line = text.count("\n", 0, first) + error.lineno
        raise OutputError(
            say("not complete JSON ({error}): {remedy}", error=error.msg, remedy=say(_REMEDY)), line=line
        ) from error
    if not isinstance(data, dict):
        raise OutputError(say("not the JSON object that the command prints: {remedy}", remedy=say(_REMEDY)))
    if "\\u" in body and _NO_TEXT.search(json.dumps(data, ensure_ascii=False)):
        raise OutputError(say("writes characters in escapes that no text has: {remedy}", remedy=say(_REMEDY)))
    return data


def looks_like_json(text: str) -> bool:
    """Whether a line of an output begins a JSON object."""
    return re.search(r"^[ \t]*\{", text, re.MULTILINE) is not None


def _first_line(text: str) -> int:
    found = re.search(r"^[ \t]*\{", text, re.MULTILINE)
    if found is None:
        raise OutputError(say("no JSON object in it: {remedy}", remedy=say(_REMEDY)))
    return found.start()


def _checked_end(body: str, first_line: int) -> int:
    """Return where the object ends. Raises OutputError for one that is nested too deeply or too long."""
    depth = 0
    for count, token in enumerate(_TOKEN.finditer(body)):
        char = token[0][0]
        depth += (char in "{[") - (char in "]}")
        if depth > MAX_DEPTH or count > MAX_NODES:
            line = first_line + body.count("\n", 0, token.start())
            raise OutputError(say("nested more deeply or longer than any output of the command"), line=line)
        if depth == 0:
            return token.end()
    return len(body)


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= LONGEST_NUMBER else _real(text)


def _real(text: str) -> float:
    if len(text) > LONGEST_NUMBER:
        raise OutputError(say("contains a number longer than any that is measured"))
    return float(text)


def _no_number(text: str) -> float:
    raise OutputError(say("contains {text}, which is no number: run the command again", text=text))


def as_object(value: object, place: str) -> dict[str, Any]:
    """Return a JSON object at a place. Raises OutputError for anything else."""
    if not isinstance(value, dict):
        raise OutputError(say("should be an object: {remedy}", remedy=say(_REMEDY)), place=place)
    return value


def as_list(value: object, place: str) -> list[Any]:
    """Return a JSON list at a place. Raises OutputError for anything else."""
    if not isinstance(value, list):
        raise OutputError(say("should be a list: {remedy}", remedy=say(_REMEDY)), place=place)
    return value


def as_text(value: object) -> str:
    """Return a JSON string, "" for anything else."""
    return value if isinstance(value, str) else ""
