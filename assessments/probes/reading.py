"""What is read from the output of one command, and how an output is refused."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from assessments.language import current_language, quoted, say

LONGEST_NAME = 120
LARGEST_AMOUNT = 1e24


class OutputError(ValueError):
    """An output was refused. reason: why, and what to send instead; line and place: where, when that is known."""

    def __init__(self, reason: str, *, line: int | None = None, place: str = "") -> None:
        self.reason = reason
        self.line = line
        self.place = place
        where = ", ".join(part for part in (say("line {line}", line=line) if line else "", place) if part)
        super().__init__(f"{where}: {reason}" if where else reason)


@dataclass(frozen=True, slots=True)
class Finding:
    """One measured thing.

    quantity: the name of the estate quantity it speaks about. amount: in SI units, or a plain count.
    how: how it was read, for people, in English; elsewhere: the same in other languages, by language.
    machine: which one, when the output is about several; else "".
    product, type: of accelerators, the name that the command gives and the catalogue's name for it ("" without).
    memory_bytes: of one accelerator. shared_as: a name by which several machines see one and the same thing.
    parts: what the amount is the sum of. began, ended: seconds since 1970, when tests that ran together add up.
    """

    quantity: str
    amount: float
    how: str
    machine: str = ""
    product: str = ""
    type: str = ""
    memory_bytes: float | None = None
    shared_as: str = ""
    parts: tuple[float, ...] = ()
    began: float | None = None
    ended: float | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown_how(self) -> str:
        """How it was read, in the language of the context."""
        return self.elsewhere.get(current_language(), self.how)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the output of one command says; machine: a name for where it ran, "" when nobody gave one."""

    command: str
    machine: str
    findings: tuple[Finding, ...]


def findings_to_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain data, without what is not said."""
    empty = {one.name: one.default for one in fields(Finding)} | {"elsewhere": {}}
    return [
        {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(finding).items()
            if value != empty[name]
        }
        for finding in findings
    ]


def findings_from_data(data: Sequence[dict[str, Any]]) -> tuple[Finding, ...]:
    """Return the findings that `findings_to_data` wrote."""
    return tuple(Finding(**{**item, "parts": tuple(item.get("parts", ()))}) for item in data)


def checked_number(value: object, place: str, *, line: int | None = None) -> float:
    """Return a number of an output. Raises OutputError unless it is finite, not negative and of a real size."""
    number = _number(value)
    if number is None or not math.isfinite(number) or not 0 <= number <= LARGEST_AMOUNT:
        raise OutputError(
            say("{value} is not an amount that can be", value=quoted(shorten(str(value)))),
            line=line,
            place=place,
        )
    return number


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > 40:
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def shorten(text: str, longest: int = LONGEST_NAME) -> str:
    """Return a name of an output on one line, cut to a length that pages can bear."""
    flat = " ".join(text[: 4 * longest].split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
