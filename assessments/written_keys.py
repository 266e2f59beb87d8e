"""Which keys a part of a document may have, as its dataclass or pydantic model declares them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel


def keys_at(kind: Any, place: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys that may stand at a place inside what becomes `kind`, in the order of their declaration.

    place: as a validator names it; parts of it that name a type and no key are passed over.

    >>> from dataclasses import dataclass
    >>> Item = dataclass(type("Item", (), {"__annotations__": {"name": str, "count": int}}))
    >>> keys_at(dict[str, list[Item]], ("first", 0))
    ('name', 'count')
    """
    kinds = list(_alternatives(kind))
    for part in place:
        inside = [found for one in kinds for found in _inside(one, part)]
        kinds = inside or kinds
    return tuple(dict.fromkeys(key for one in kinds for key in _declared(one)))


def _alternatives(kind: Any) -> Iterator[Any]:
    """What a union may be; the kind itself when it is none."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _alternatives(get_args(kind)[0])
    elif origin in (Union, UnionType):
        for one in get_args(kind):
            yield from _alternatives(one)
    else:
        yield kind


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    """What stands under one key, or at one index."""
    origin, arguments = get_origin(kind), get_args(kind)
    if part in (declared := _declared(kind)):
        yield from _alternatives(declared[str(part)])
    elif isinstance(origin, type) and issubclass(origin, Mapping) and len(arguments) == 2:
        yield from _alternatives(arguments[1])
    elif isinstance(origin, type) and issubclass(origin, Sequence) and isinstance(part, int) and arguments:
        yield from _alternatives(arguments[0])


def _declared(kind: Any) -> dict[str, Any]:
    """The keys of a dataclass or model with what each becomes; none for anything else."""
    if not isinstance(kind, type):
        return {}
    if issubclass(kind, BaseModel):
        return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {field.name: hints[field.name] for field in fields(kind) if field.init}
    return {}
