"""A value as an `assess` document writes it: of an answer, or of what was settled about a question."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from assessments.question_bank.values import ValueFault

STRICT = ConfigDict(extra="forbid")
Text = Annotated[str, Field(max_length=4000)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Level = Annotated[int, Field(ge=1, le=5)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenValue:
    """The value of a question: exactly one of level, value, rows, options and text."""

    __pydantic_config__ = STRICT

    question: str
    level: Level | None = None
    value: str | float | dict[str, str | float] | None = None
    rows: list[dict[str, str | float]] | None = None
    options: list[str] | None = None
    text: Text | None = None

    def raw(self) -> dict[str, Any]:
        """Return what the question bank's values read."""
        if self.level is not None:
            return {"level": str(self.level)}
        if isinstance(self.value, dict):
            return dict(self.value)
        if self.value is not None:
            return {"amount": self.value}
        if self.rows is not None:
            return {"rows": self.rows}
        if self.options is not None:
            return {"options": self.options}
        return {"text": self.text} if self.text is not None else {}

    def place_of(self, fault: ValueFault) -> tuple[str | int, ...]:
        """Return the place of a value fault in the words of the document: an amount is written as `value`."""
        first, *rest = fault.place
        if first == "amount":
            return ("value",)
        if first in ("low", "likely", "high"):
            return ("value", first)
        return (first, *rest) if getattr(self, str(first), None) is not None else ()
