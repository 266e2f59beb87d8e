"""A question as the page shows it: controls filled in, state of saving, what others said."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.forms import Filled, SentAnswer, fill
from assessments.language import say
from assessments.models import Answer, AnswerRevision, Basis, Content, Evidence, Status
from assessments.question_bank.dimensions import DIMENSIONS
from assessments.question_bank.model import Column, Question, level_names
from assessments.question_bank.units import unit_text
from assessments.question_bank.values import show_value
from assessments.services import Saved

BLANK_ROWS = 3
BASIS_HELP = {
    Basis.MEASURED: _("Measured: a system or test says so"),
    Basis.DOCUMENTED: _("Documented: it is written down"),
    Basis.ESTIMATED: _("Estimated: worked out from facts"),
    Basis.GUESSED: _("Guessed: no better source"),
}


@dataclass(frozen=True, slots=True)
class State:
    """What the page says about the saving of one answer.

    revision: what the next save sends as its base. shown: the answer as it was understood.
    """

    kind: Literal["empty", "saved", "late", "fault", "conflict", "refused"]
    revision: int = 0
    saved_at: datetime | None = None
    shown: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    other: AnswerRevision | None = None
    other_shown: str = ""
    answer: Answer | None = None

    @property
    def fault_texts(self) -> list[tuple[str, str]]:
        """What is wrong, by place; a fault in a table names its row."""
        return [(place, _with_row(place, reason)) for place, reason in self.faults.items()]


def _with_row(place: str, reason: str) -> str:
    row = re.match(r"rows\.(\d+)", place)
    if row is None:
        return reason
    return gettext("Row %(number)s: %(reason)s") % {"number": row[1], "reason": reason}


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio button, tick box or list entry."""

    value: str
    title: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table question."""

    column: Column
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """What another respondent says, for those who run the engagement."""

    answer: Answer
    shown: str


@dataclass(frozen=True, slots=True)
class Card:
    """One question on the page of one person."""

    question: Question
    filled: Filled
    state: State
    is_asked: bool
    is_open: bool
    client: str
    others: Sequence[OtherAnswer] = ()
    answer: Answer | None = None
    evidence: Sequence[Evidence] = ()
    is_asked_of_me: bool = False
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def template(self) -> str:
        """The template of the controls for this kind of question."""
        return f"assessments/_control_{self.question.kind}.html"

    @property
    def levels(self) -> list[Choice]:
        """The described levels of a choice question."""
        chosen = self.filled.value.get("level") if self.filled.status == Status.ANSWERED else None
        texts = zip(level_names(), self.question.levels, strict=True)
        return [
            Choice(str(level), name, text, str(level) == chosen)
            for level, (name, text) in enumerate(texts, start=1)
        ]

    @property
    def options(self) -> list[Choice]:
        """What can be ticked, or picked from a list."""
        ticked = self.filled.value.get("options", [])
        text = self.filled.value.get("text")
        return [
            Choice(option.id, option.text, "", option.id in ticked or option.id == text)
            for option in self.question.options
        ]

    @property
    def is_none_ticked(self) -> bool:
        """Whether the answer is that there is none of them."""
        is_empty = not (self.filled.value.get("options") or self.filled.value.get("rows"))
        return self.filled.status == Status.ANSWERED and is_empty

    @property
    def bases(self) -> list[Choice]:
        """How the respondent knows."""
        return [
            Choice(value, str(text), "", value == self.filled.basis) for value, text in BASIS_HELP.items()
        ]

    @property
    def rows(self) -> list[list[Cell]]:
        """The rows of a table question, and blank ones to go on."""
        filled: list[Mapping[str, Any]] = [*self.filled.value.get("rows", [])]
        blank = max(1, BLANK_ROWS - len(filled)) if self.is_open else 0
        filled.extend({} for _ in range(blank))
        return [
            [
                Cell(column, f"{self.question.id}.rows.{number}.{column.id}", str(row.get(column.id, "")))
                for column in self.question.columns
            ]
            for number, row in enumerate(filled)
        ]

    @property
    def unit_hint(self) -> str:
        """Which units are understood, and what a bare number means."""
        dimension = DIMENSIONS[self.question.dimension]
        named = {"unit": unit_text(self.question.unit), "units": say(dimension.understood)}
        if self.question.unit:
            return gettext("Without a unit it counts as %(unit)s. Understood: %(units)s.") % named
        return gettext("A plain number.") if dimension.id == "count" else gettext("Units: %(units)s.") % named

    @property
    def has_notes(self) -> bool:
        """Whether a comment or a pointer to evidence is there to be seen."""
        return bool(self.filled.comment or self.filled.evidence)


def show_content(question: Question, content: Content) -> str:
    """Return a content as people read it."""
    if content.status == Status.ANSWERED:
        return show_value(question, content.value)
    if content.status == Status.NOT_APPLICABLE:
        return gettext("Not applicable: %(reason)s") % {"reason": content.reason}
    return str(Status(content.status).label)


def state_of(question: Question, answer: Answer | None) -> State:
    """Return the state of an answer that was read, not just saved."""
    if answer is None or not answer.revision:
        return State("empty")
    shown = show_content(question, answer.content)
    kind: Literal["empty", "saved"] = "empty" if answer.content.is_blank else "saved"
    return State(kind, answer.revision, answer.updated_at, shown, answer=answer)


def state_after(question: Question, saved: Saved) -> State:
    """Return the state after a save."""
    if saved.other:
        return State(
            "conflict",
            saved.revision,
            saved.saved_at,
            show_content(question, saved.answer.content),
            other=saved.other,
            other_shown=show_content(question, saved.other.content),
            answer=saved.answer,
        )
    state = state_of(question, saved.answer)
    kind = state.kind if saved.is_current else "late"
    return State(kind, saved.revision, saved.saved_at, state.shown, answer=saved.answer)


def state_of_fault(sent: SentAnswer) -> State:
    """Return the state after something that could not be read; the next save has the same base."""
    return State("fault", sent.sender.base_revision or 0, faults=sent.faults)


def build_card(
    question: Question,
    answer: Answer | None,
    *,
    is_asked: bool,
    is_open: bool,
    client: str,
    others: Sequence[Answer] = (),
    evidence: Sequence[Evidence] = (),
    is_asked_of_me: bool = False,
    filled: Filled | None = None,
    state: State | None = None,
) -> Card:
    """Return the card of a question; `filled` and `state` when something was just sent."""
    return Card(
        question=question,
        filled=filled or fill(question, answer.content if answer else None),
        state=state or state_of(question, answer),
        is_asked=is_asked,
        is_open=is_open,
        client=client,
        others=[OtherAnswer(other, show_content(question, other.content)) for other in others],
        answer=answer,
        evidence=evidence,
        is_asked_of_me=is_asked_of_me,
    )
