"""Arabic and Hebrew as they are drawn: letters joined, right-to-left runs turned round.

For the PDF, whose letters stand where they are put; SVG keeps the logical text and leaves this to the browser.
A text of one line is drawn as its reader expects; the whole Unicode algorithm (UAX 9) is more than names need.
"""

import unicodedata
from functools import cache

_RIGHT = frozenset({"R", "AL"})
_INSIDE = frozenset({"R", "AL", "NSM", "AN"})
_NUMBER = frozenset({"EN", "AN", "ES", "ET", "CS"})
_FORMS = range(0xFE80, 0xFEFD)
_SHAPES = ("isolated", "final", "initial", "medial")


def visual(text: str) -> str:
    """Return the characters in the order in which they stand from left to right.

    >>> visual("no change")
    'no change'
    >>> visual("אבג abc") == "גבא abc"
    True
    """
    return turned(shaped(text)) if goes_left(text) else text


def goes_left(text: str) -> bool:
    """Say whether some of a text is written from right to left."""
    return any(unicodedata.bidirectional(mark) in _RIGHT for mark in text)


def shaped(text: str) -> str:
    """Return a text with its Arabic letters joined, in the order in which it is read.

    A text that is broken into lines is shaped as a whole and turned line by line.
    """
    return "".join(_form(text, index, mark) for index, mark in enumerate(text))


def turned(text: str, *, wholly: bool = False) -> str:
    """Return a line with its right-to-left runs turned round; wholly: with all that stands before and after them."""
    kinds = [unicodedata.bidirectional(mark) for mark in text]
    if wholly:
        return _turned(text, kinds)
    made: list[str] = []
    index = 0
    while index < len(text):
        if kinds[index] not in _RIGHT:
            made.append(text[index])
            index += 1
            continue
        end = _with_closing(text, index, _end_of_run(kinds, index))
        made.append(_turned(text[index:end], kinds[index:end]))
        index = end
    return "".join(made)


def _end_of_run(kinds: list[str], start: int) -> int:
    """Return where a right-to-left run ends: after its last right-to-left letter before a left-to-right one."""
    end = start + 1
    for index in range(start + 1, len(kinds)):
        if kinds[index] == "L":
            break
        if kinds[index] in _INSIDE:
            end = index + 1
    return end


def _with_closing(text: str, start: int, end: int) -> int:
    """Take in brackets that close what was opened inside the run."""
    while end < len(text) and text[end] in ")]}»" and _MIRRORED[text[end]] in text[start:end]:
        end += 1
    return end


def _turned(marks: str, kinds: list[str]) -> str:
    """Turn a run round; numbers in it keep their order and brackets are mirrored."""
    pieces: list[str] = []
    number = ""
    for mark, kind in zip(marks, kinds, strict=True):
        if kind in _NUMBER and (number or kind in ("EN", "AN")):
            number += mark
            continue
        if number:
            pieces.append(number)
            number = ""
        pieces.append(_MIRRORED.get(mark, mark))
    if number:
        pieces.append(number)
    return "".join(reversed(pieces))


_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))


def _form(text: str, index: int, mark: str) -> str:
    """Return the form of a letter that its neighbours ask for."""
    forms = _forms().get(mark)
    if forms is None:
        return mark
    before, after = _neighbour(text, index, -1), _neighbour(text, index, 1)
    from_before = "initial" in _forms().get(before, {})
    to_after = "initial" in forms and "final" in _forms().get(after, {})
    name = ("medial" if to_after else "final") if from_before else ("initial" if to_after else "isolated")
    return forms.get(name, forms.get("final" if from_before else "isolated", mark))


def _neighbour(text: str, index: int, step: int) -> str:
    """Return the next letter in a direction, marks above and below it left out."""
    index += step
    while 0 <= index < len(text) and unicodedata.category(text[index]) == "Mn":
        index += step
    return text[index] if 0 <= index < len(text) else ""


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Return letter -> form name -> presentation form, from the Unicode database."""
    found: dict[str, dict[str, str]] = {}
    for point in _FORMS:
        name, *letters = unicodedata.decomposition(chr(point)).split()
        if len(letters) == 1 and name.strip("<>") in _SHAPES:
            found.setdefault(chr(int(letters[0], 16)), {})[name.strip("<>")] = chr(point)
    return found
