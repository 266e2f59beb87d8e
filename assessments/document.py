"""Documents people write (YAML): read with the line of every key, validated, or refused with all faults.

One door for question banks, `assess`, `size` and `roadmap` input, so that each names a fault the same way:
file, line, place and remedy.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # -- the stubs leave it out
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import Resolver

from assessments.language import DEFAULT, current_language, number, say, to_say
from assessments.written_keys import keys_at

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000
_LONGEST_NAME = 200

T = TypeVar("T")
Place = tuple[str | int, ...]

_WHOLE: Any = object()

# YAML 1.1 reads 15e12 as text, 12:30 as 750 and 010 as 8; people mean the number, the text and the number.
_INT = re.compile(r"^[-+]?(?:0|[1-9][0-9_]{0,29})$")
_FLOAT = re.compile(
    r"^(?:[-+]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
)
_REPLACED = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}


class _Loader(Composer, CParser, SafeConstructor, Resolver):
    """Safe YAML with decimal and scientific numbers and without dates: a date stays the text that was written.

    Refuses aliases, tags, deep nesting and huge documents before anything is built from them. libyaml reads, and its
    events become nodes here, where each can be refused: six times as fast as reading in Python.
    """

    def __init__(self, text: str, file: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)
        self._file = file
        self._depth = self._count = 0

    def get_event(self) -> Any:
        """Return the next event. Raises DocumentError for one that no document needs."""
        event: Any = super().get_event()
        self._count += 1
        self._depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
            event, yaml.CollectionEndEvent
        )
        if reason := self._refusal(event):
            line = event.start_mark.line + 1 if event.start_mark is not None else None
            raise DocumentError([Fault(self._file, line, "", reason)])
        return event

    def _refusal(self, event: Any) -> str:
        if isinstance(event, yaml.AliasEvent):
            return say("aliases (*name) are not supported: write the value out")
        if getattr(event, "tag", None) is not None:
            return say("not valid YAML: tags (!name) are not read, write the value plainly")
        is_too_much = self._depth > MAX_DEPTH or self._count > MAX_NODES
        return say("nested too deeply or too long") if is_too_much else ""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag not in _REPLACED]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# A number of more digits than any count has becomes a float: arithmetic on huge integers has no bound in time.
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", _INT, list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+0123456789."))


class _Dumper(yaml.SafeDumper):
    """Quotes what the loader would read as something else, and writes everything out: no aliases."""

    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers

    def ignore_aliases(self, data: Any) -> bool:
        """Return True: whatever it is, it is written out."""
        return True


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a document, and where."""

    file: str
    line: int | None
    place: str
    reason: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.place}: {self.reason}" if self.place else f"{where}: {self.reason}"


class DocumentError(ValueError):
    """A document was refused; `faults` says where and why, in the order of the lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data with the line on which each place of it was written."""

    file: str
    data: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int | None:
        """Return the line of a place, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def fault(self, place: Place, reason: str) -> Fault:
        """Return a fault at a place of this document."""
        return Fault(self.file, self.line(place), place_text(place), reason)

    def refuse(self, place: Place, reason: str) -> DocumentError:
        """Return the error that refuses this document for one fault."""
        return DocumentError([self.fault(place, reason)])


def place_text(place: Place) -> str:
    """Write a place as people read it.

    >>> place_text(("workloads", 0, "tokens"))
    'workloads[1].tokens'
    """
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def nearest(name: str, known: Sequence[str], count: int = 3) -> str:
    """Return the remedy for an unknown name: the nearest known ones."""
    close = difflib.get_close_matches(name[:_LONGEST_NAME], known, n=count, cutoff=0.0)
    return say("did you mean {names}?", names=", ".join(close)) if close else say("none are known")


def read_document(path: Path | str) -> Document:
    """Read a YAML file. Raises DocumentError when it is missing, too large or not YAML."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)  # not by its size: a device or a pipe has none
        if len(content) > MAX_BYTES:
            reason = say("larger than {size} MB", size=number(MAX_BYTES // 1_000_000))
            raise DocumentError([Fault(str(path), None, "", reason)])
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = say("not UTF-8 text: save the file as UTF-8")
        raise DocumentError([Fault(str(path), None, "", reason)]) from error
    except OSError as error:
        raise DocumentError([Fault(str(path), None, "", error.strerror or say("cannot be read"))]) from error
    return parse_document(text, file=str(path))


def parse_document(text: str, *, file: str) -> Document:
    """Parse YAML text into plain data with lines. Raises DocumentError."""
    try:
        loader = _Loader(text, file)
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        if node is not None:
            _locate(node, (), lines, file)
        data = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else min(mark.line, text.count("\n")) + 1  # the end may count as a line
        reason = say("not valid YAML: {reason}", reason=error.problem)
        raise DocumentError([Fault(file, line, "", reason)]) from error
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        reason = say("contains a control character: save the file as plain text")
        raise DocumentError([Fault(file, line, "", reason)]) from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError([Fault(file, None, "", say("not valid YAML: {reason}", reason=error))]) from error
    return Document(file, data, lines)


def write_document(data: Any) -> str:
    """Return plain data as YAML that `parse_document` reads back the same."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text


def validate(document: Document, kind: type[T], *, data: Any = _WHOLE, at: Place = ()) -> T:
    """Turn plain data into `kind` (a dataclass or pydantic model). Raises DocumentError with every fault.

    data: the part to validate (the whole document unless given); at: where that part stands.
    """
    part = document.data if data is _WHOLE else data
    hashable: Any = kind
    try:
        read: T = _adapter(hashable).validate_python(part)
        return read
    except ValidationError as error:
        raise DocumentError(_faults(document, kind, part, at, error)) from error


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Building an adapter takes milliseconds, using it microseconds."""
    return TypeAdapter(kind)


def _faults(document: Document, kind: Any, data: Any, at: Place, error: ValidationError) -> list[Fault]:
    return [
        document.fault(
            (*at, *_written_place(data, item["loc"])),
            _unknown_key(kind, data, item["loc"]) if item["type"] in _EXTRA else _reason(dict(item)),
        )
        for item in error.errors()
    ]


def _unknown_key(kind: Any, data: Any, location: Place) -> str:
    """Return the remedy for a key that is none: those like it that its part may have, and has not."""
    *around, key = location
    part = data
    for inner in _written_place(data, tuple(around)):
        found = _key_of(part, inner)
        part = part[found] if found is not None else part
    free = [known for known in keys_at(kind, around) if known not in part]
    like = difflib.get_close_matches(str(key)[:_LONGEST_NAME], free)
    return say("unknown key; {remedy}", remedy=nearest(str(key), like)) if like else say(_UNKNOWN_KEY)


def _written_place(data: Any, location: Place) -> Place:
    """Drop the parts of a validator's location that name a type and not a key of the data."""
    place: Place = ()
    last = len(location) - 1
    for index, part in enumerate(location):
        key = _key_of(data, part)
        if key is not None:
            # A document has the lines of its keys as text.
            place, data = (*place, str(key) if isinstance(data, dict) else key), data[key]
        elif index == last and isinstance(part, str) and part.isidentifier():
            place = (*place, part)
    return place


def _key_of(data: Any, part: str | int) -> Any:
    """Return the key or index that a part of a location means, None when it is none of the data's."""
    if isinstance(data, dict):
        if part in data:
            return part
        # A key such as `3:` is text or a number, to the document or to the validator.
        return next((key for key in data if key == part or str(key) == str(part)), None)
    is_index = isinstance(data, list | tuple) and isinstance(part, int) and 0 <= part < len(data)
    return part if is_index else None


_UNKNOWN_KEY = to_say("unknown key; remove it or check its spelling")
_MISSING = to_say("missing; this key is required")
_NO_MAPPING = to_say("must be keys with values (key: value)")
_NO_LIST = to_say("must be a list")
_REASONS = {
    "missing": _MISSING,
    "missing_argument": _MISSING,
    "model_type": _NO_MAPPING,
    "dataclass_type": _NO_MAPPING,
    "dict_type": _NO_MAPPING,
    "list_type": _NO_LIST,
    "tuple_type": _NO_LIST,
    "string_type": to_say("must be text: put quotes around it"),
    "greater_than": to_say("input should be greater than {gt}"),
    "greater_than_equal": to_say("input should be greater than or equal to {ge}"),
    "less_than": to_say("input should be less than {lt}"),
    "less_than_equal": to_say("input should be less than or equal to {le}"),
    "finite_number": to_say("input should be a finite number"),
    "float_type": to_say("input should be a valid number"),
    "float_parsing": to_say("input should be a valid number, unable to parse string as a number"),
    "int_type": to_say("input should be a valid integer"),
    "int_parsing": to_say("input should be a valid integer, unable to parse string as an integer"),
    "int_from_float": to_say("input should be a valid integer, got a number with a fractional part"),
    "bool_type": to_say("input should be a valid boolean"),
    "bool_parsing": to_say("input should be a valid boolean, unable to interpret input"),
    "literal_error": to_say("input should be {expected}"),
    "string_pattern_mismatch": to_say("string should match pattern '{pattern}'"),
}
# These say what was given, or that nothing was.
_COMPLETE = ("value_error", "missing", "missing_argument")
_EXTRA = ("extra_forbidden", "unexpected_keyword_argument")


def _reason(item: dict[str, Any]) -> str:
    reason, given = _said(item), item.get("input")
    if item["type"] in _COMPLETE or not isinstance(given, str | int | float | bool | None):
        return reason
    shown = repr(given)
    shown = shown if len(shown) <= _LONGEST_NAME else shown[:_LONGEST_NAME] + "…"
    return say("{reason} (got {given})", reason=reason, given=shown)


def _said(item: dict[str, Any]) -> str:
    """Return what is wrong in the language of the context; what only the validator knows to say, in English."""
    known = _REASONS.get(item["type"])
    if known is not None:
        return say(known, **item.get("ctx", {}))
    message = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] in ("too_short", "too_long"):
        message = message.replace(" after validation", "").replace("Tuple", "The list")
    is_own = item["type"] == "value_error" and current_language() != DEFAULT
    return message if is_own else message[0].lower() + message[1:]


def _locate(node: Node, place: Place, lines: dict[Place, int], file: str) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            _locate(item, (*place, index), lines, file)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            _locate_key(key, value, place, lines, file)


def _locate_key(key: Node, value: Node, place: Place, lines: dict[Place, int], file: str) -> None:
    line = key.start_mark.line + 1
    if not isinstance(key, ScalarNode):
        raise DocumentError([Fault(file, line, place_text(place), say("a key must be plain text"))])
    inner = (*place, str(key.value))
    if inner in lines:
        reason = say("written twice (first on line {line})", line=lines[inner])
        raise DocumentError([Fault(file, line, place_text(inner), reason)])
    lines[inner] = line
    _locate(value, inner, lines, file)
