"""JSON from strangers: as deep and as long as an output can be, and no more."""

import json
import re
from typing import Any

from assessments.probes.reading import OutputError

MAX_DEPTH = 60
MAX_NODES = 300_000
LONGEST_NUMBER = 40

# A string that never ends is taken to the end of the text: looking for its end again from within would be quadratic.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}:,]', re.DOTALL)
_REMEDY = "send the whole output of the command as it was printed"


def parse_json(text: str) -> dict[str, Any]:
    """Return the JSON object in an output; lines of a shell before and after it are left out. Raises OutputError."""
    first = _first_line(text)
    body = text[first:]
    end = _checked_end(body, text.count("\n", 0, first) + 1)
    try:
        data = json.loads(body[:end], parse_int=_whole, parse_float=_real, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        line = text.count("\n", 0, first) + error.lineno
        raise OutputError(f"not complete JSON ({error.msg}): {_REMEDY}", line=line) from error
    if not isinstance(data, dict):
        raise OutputError(f"not the JSON object that the command prints: {_REMEDY}")
    return data


def looks_like_json(text: str) -> bool:
    """Whether a line of an output begins a JSON object."""
    return re.search(r"^[ \t]*\{", text, re.MULTILINE) is not None


def _first_line(text: str) -> int:
    found = re.search(r"^[ \t]*\{", text, re.MULTILINE)
    if found is None:
        raise OutputError(f"no JSON object in it: {_REMEDY}")
    return found.start()


def _checked_end(body: str, first_line: int) -> int:
    """Return where the object ends. Raises OutputError for one that is nested too deeply or too long."""
    depth = 0
    for count, token in enumerate(_TOKEN.finditer(body)):
        char = token[0][0]
        depth += (char in "{[") - (char in "]}")
        if depth > MAX_DEPTH or count > MAX_NODES:
            line = first_line + body.count("\n", 0, token.start())
            raise OutputError("nested more deeply or longer than any output of the command", line=line)
        if depth == 0:
            return token.end()
    return len(body)


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= LONGEST_NUMBER else _real(text)


def _real(text: str) -> float:
    if len(text) > LONGEST_NUMBER:
        raise OutputError("contains a number longer than any that is measured")
    return float(text)


def _no_number(text: str) -> float:
    raise OutputError(f"contains {text}, which is no number: run the command again")


def as_object(value: object, place: str) -> dict[str, Any]:
    """Return a JSON object at a place. Raises OutputError for anything else."""
    if not isinstance(value, dict):
        raise OutputError(f"should be an object: {_REMEDY}", place=place)
    return value


def as_list(value: object, place: str) -> list[Any]:
    """Return a JSON list at a place. Raises OutputError for anything else."""
    if not isinstance(value, list):
        raise OutputError(f"should be a list: {_REMEDY}", place=place)
    return value


def as_text(value: object) -> str:
    """Return a JSON string, "" for anything else."""
    return value if isinstance(value, str) else ""
