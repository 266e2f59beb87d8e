"""What products are called that a bank lists by the names of a catalogue, and that it gives no text of its own.

Whoever keeps a catalogue says how its names are read: the bank knows none.
"""

from collections.abc import Callable, Iterator, Mapping

ReadNames = Callable[[], Mapping[str, str]]

_catalogues: list[ReadNames] = []


def register_product_names(read: ReadNames) -> None:
    """Let a catalogue say what its products are called. read: returns their titles by name, when first asked for."""
    if read not in _catalogues:
        _catalogues.append(read)


def product_name(id: str) -> str:
    """Return what people call a product; its id when no catalogue has it."""
    return next(_names(id), id)


def _names(id: str) -> Iterator[str]:
    return (names[id] for read in _catalogues if id in (names := read()))
