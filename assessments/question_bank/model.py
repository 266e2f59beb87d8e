"""A published question bank as frozen objects."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from assessments.language import say, to_say
from assessments.question_bank.product_names import product_name

QuestionKind = Literal["choice", "quantity", "table", "several", "text"]
Basis = Literal["measured", "documented", "estimated", "guessed"]
AnswerStatus = Literal["answered", "unknown", "not_applicable"]

LEVELS = (1, 2, 3, 4, 5)
# To be said: level_names() is what people read.
LEVEL_NAMES = (
    to_say("Ad hoc"),
    to_say("Repeated"),
    to_say("Defined"),
    to_say("Managed"),
    to_say("Optimised"),
)


def level_names() -> tuple[str, ...]:
    """Return the names of the levels 1 to 5 in the language of the context."""
    return tuple(say(name) for name in LEVEL_NAMES)


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers that may be ticked together. `level`, if any, is reached when it is ticked."""

    id: str
    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table question: a choice among `options`, a quantity in `unit`, or a short text.

    labels: what people read for each of the options; empty when the options are names of products.
    minimum, maximum: the bounds of a quantity (SI); without a minimum it must not be negative.
    """

    id: str
    title: str
    kind: Literal["choice", "quantity", "text"]
    dimension: str = "count"
    unit: str = ""
    options: tuple[str, ...] = ()
    required: bool = True
    labels: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The options with what people read for them."""
        labels = self.labels or tuple(map(product_name, self.options))
        return tuple(zip(self.options, labels, strict=True))


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is asked. Exactly one of the forms is set; an empty condition always holds."""

    question: str = ""
    at_least: float | None = None
    at_most: float | None = None
    includes: str | None = None
    all_of: tuple["Condition", ...] = ()
    any_of: tuple["Condition", ...] = ()
    none_of: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked.

    levels: the five described levels of a `choice`.
    thresholds: for a `quantity`, the amounts (SI) from which levels 2, 3, 4 and 5 are reached; descending
        when less is better. For `several`, the number of ticked options for levels 2 to 5.
    options: what can be ticked (`several`), or the only texts that are accepted (`text`).
    minimum, maximum: the bounds of a quantity (SI); without a minimum it must not be negative.
    weight: 0 when the question is not scored. gate: the practice cannot reach a level L >= gate unless
        this question is at L.
    estate: the name of the estate quantity that this answer feeds, or "".
    is_quick: whether the quick profile asks it as well. references: what the question rests on.
    """

    id: str
    kind: QuestionKind
    text: str
    help: str
    why: str
    evidence: str = ""
    who: str = ""
    weight: float = 1.0
    gate: int | None = None
    half_life_months: float = 12.0
    levels: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    dimension: str = ""
    unit: str = ""
    thresholds: tuple[float, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    estate: str = ""
    when: Condition = field(default_factory=Condition)
    is_quick: bool = False
    references: tuple[str, ...] = ()

    @property
    def is_scored(self) -> bool:
        """Whether an answer moves a maturity score."""
        has_levels = bool(self.thresholds) or any(option.level for option in self.options)
        return self.weight > 0 and (self.kind == "choice" or has_levels)


@dataclass(frozen=True, slots=True)
class Practice:
    """A capability that has a maturity level."""

    id: str
    title: str
    scope: str
    levels: tuple[str, ...]
    questions: tuple[Question, ...]
    weight: float = 1.0
    is_critical: bool = False
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A few related practices that are answered on one page."""

    id: str
    title: str
    practices: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """One questionnaire: the practices that one team answers, page by page."""

    id: str
    title: str
    intro: str
    groups: tuple[Group, ...]
    weight: float = 1.0

    @property
    def practices(self) -> tuple[Practice, ...]:
        """Every practice of the domain, in order."""
        return tuple(practice for group in self.groups for practice in group.practices)


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of the questions of an earlier version.

    renamed: (old id, new id) of questions that mean the same under another id.
    changed: ids kept for a question that now means something else, so that its answers must be looked at again.
    """

    version: str
    renamed: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bank:
    """A question bank version; `fingerprint` is the SHA-256 of its canonical content.

    upgrade: how it follows an earlier version, when the document says so.
    """

    key: str
    version: str
    title: str
    domains: tuple[Domain, ...]
    fingerprint: str
    upgrade: Succession | None = None

    def practices(self) -> Iterator[Practice]:
        """Every practice, in order."""
        for domain in self.domains:
            yield from domain.practices

    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        for practice in self.practices():
            yield from practice.questions

    def question(self, question_id: str) -> Question:
        """Return a question by its stable key. Raises KeyError."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)
