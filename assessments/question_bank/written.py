"""The parts of a question bank as a document writes them. The loader turns them into the frozen objects."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assessments.document import nearest
from assessments.question_bank.dimensions import DIMENSIONS
from assessments.question_bank.model import LEVELS, Option

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def _read_levels(raw: Any) -> Any:
    """Read `levels: {1: ..., 5: ...}`: all five are described."""
    if not isinstance(raw, Mapping):
        raise ValueError("describe the five levels as keys 1 to 5, each with its text")
    unknown = [str(key) for key in raw if isinstance(key, bool) or str(key) not in map(str, LEVELS)]
    missing = [str(level) for level in LEVELS if level not in raw and str(level) not in raw]
    if missing:
        raise ValueError(f"level {', '.join(missing)} is missing; all five levels are described")
    if unknown:
        raise ValueError(f"level {', '.join(unknown)} is unknown; the levels are 1 to 5")
    texts = [raw.get(level, raw.get(str(level))) for level in LEVELS]
    for level, text in zip(LEVELS, texts, strict=True):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"level {level} must be text: put quotes around it (got {text!r})")
    return [text.strip() for text in texts]


def _read_options(raw: Any) -> Any:
    """Read options: the name of a list of the bank, a list of ids, or ids with texts (and levels)."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, Mapping):
        return tuple(_read_option(key, value) for key, value in raw.items())
    if isinstance(raw, Sequence):
        return tuple(_read_option(item, item) for item in raw)
    raise ValueError(
        "write the options as `id: text`, as a list of ids, or as the name of a list of the bank"
    )


def _read_option(key: object, value: object) -> Option:
    level = None
    if isinstance(value, Mapping):
        extra = set(value) - {"text", "level"}
        if extra:
            raise ValueError(
                f"option {key}: unknown key {', '.join(map(str, extra))}; known are text and level"
            )
        level, value = value.get("level"), value.get("text")
    if not isinstance(key, str) or not isinstance(value, str) or not key.strip() or not value.strip():
        raise ValueError(f"option {key}: id and text must be text: put quotes around them")
    if level is not None and (isinstance(level, bool) or level not in LEVELS):
        raise ValueError(f"option {key}: the level must be 1 to 5 (got {level!r})")
    return Option(key.strip(), value.strip(), level)


def _read_number(raw: Any) -> Any:
    if isinstance(raw, bool):
        raise ValueError("must be a number")
    return raw


def _read_version(raw: Any) -> Any:
    if isinstance(raw, int | float):
        raise ValueError(f'put the version in quotes: "{raw}"')
    return raw


def _usable_id(id: str) -> str:
    if not _ID.fullmatch(id):
        raise ValueError(f"an id has at most 80 letters, digits, hyphens and underscores (got {id!r})")
    return id


def _known_dimension(name: str) -> str:
    if name not in DIMENSIONS:
        raise ValueError(f"unknown dimension {name!r}; {nearest(name, list(DIMENSIONS))}")
    return name


Id = Annotated[str, AfterValidator(_usable_id)]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, BeforeValidator(_read_number), Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]
Amount = Annotated[float | str, BeforeValidator(_read_number)]
Levels = Annotated[tuple[str, ...], BeforeValidator(_read_levels)]
Options = Annotated[str | tuple[Option, ...], BeforeValidator(_read_options)]
DimensionId = Annotated[str, AfterValidator(_known_dimension)]


class Part(BaseModel):
    """A mapping of the document whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class UpgradePart(Part):
    """How a version follows an earlier one."""

    version: Annotated[Text, BeforeValidator(_read_version)] = Field(alias="from")
    renamed: dict[str, Id] = {}
    changed: tuple[Id, ...] = ()


class BankPart(Part):
    """The first file of a bank. Each domain is the name of a file beside it, or is written out."""

    key: Id
    version: Annotated[Text, BeforeValidator(_read_version)]
    title: Text
    lists: dict[str, Any] = {}
    upgrade: UpgradePart | None = None
    domains: Annotated[list[Any], Field(min_length=1)]


class ListPart(Part):
    """Options that several questions share."""

    options: Options


class DomainPart(Part):
    """One questionnaire."""

    id: Id
    title: Text
    intro: Text
    weight: Positive = 1.0
    groups: Annotated[list[Any], Field(min_length=1)]


class GroupPart(Part):
    """One page."""

    id: Id
    title: Text
    practices: Annotated[list[Any], Field(min_length=1)]


class PracticePart(Part):
    """One capability."""

    id: Id
    title: Text
    scope: Text
    weight: Positive = 1.0
    critical: bool = False
    references: tuple[Text, ...] = ()
    levels: Levels
    questions: Annotated[list[Any], Field(min_length=1)]


class ConditionPart(Part):
    """When a question is asked: one question compared, or several conditions combined."""

    question: str | None = None
    at_least: Amount | None = None
    at_most: Amount | None = None
    includes: str | None = None
    all_of: tuple["ConditionPart", ...] | None = None
    any_of: tuple["ConditionPart", ...] | None = None
    none_of: tuple["ConditionPart", ...] | None = None

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        has_comparison = any(item is not None for item in (self.at_least, self.at_most, self.includes))
        groups = [group for group in (self.all_of, self.any_of, self.none_of) if group is not None]
        is_comparison = self.question is not None and has_comparison and not groups
        is_group = self.question is None and not has_comparison and len(groups) == 1 and len(groups[0]) > 0
        if not (is_comparison or is_group):
            raise ValueError(
                "write `question` with at_least, at_most or includes; "
                "or one of all_of, any_of, none_of with a list"
            )
        return self


class QuestionPart(Part):
    """What every question has."""

    id: Id
    text: Text
    help: Text
    why: Text
    evidence: str = ""
    who: str = ""
    half_life_months: Positive = 12.0
    when: ConditionPart | None = None
    quick: bool = False
    references: tuple[Text, ...] = ()


class ChoicePart(QuestionPart):
    """Five described levels."""

    kind: Literal["choice"] = "choice"
    levels: Levels
    weight: Positive = 1.0
    gate: Annotated[int, Field(ge=2, le=5)] | None = None


class QuantityPart(QuestionPart):
    """An amount with a unit; scored when it has thresholds."""

    kind: Literal["quantity"]
    dimension: DimensionId
    unit: str = ""
    thresholds: Annotated[tuple[Amount, ...], Field(min_length=4, max_length=4)] | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    weight: Positive | None = None
    gate: Annotated[int, Field(ge=2, le=5)] | None = None
    estate: str = ""


class SeveralPart(QuestionPart):
    """Options that may be ticked together; scored by their number (thresholds) or by their levels."""

    kind: Literal["several"]
    options: Options
    thresholds: Annotated[tuple[int, ...], Field(min_length=4, max_length=4)] | None = None
    weight: Positive | None = None
    gate: Annotated[int, Field(ge=2, le=5)] | None = None
    estate: str = ""


class ColumnPart(Part):
    """A column of a table."""

    id: Id
    title: Text
    kind: Literal["choice", "quantity", "text"]
    dimension: DimensionId | None = None
    unit: str | None = None
    options: Options | None = None
    required: bool = True
    minimum: Amount | None = None
    maximum: Amount | None = None


class TablePart(QuestionPart):
    """Rows of named columns."""

    kind: Literal["table"]
    columns: Annotated[tuple[ColumnPart, ...], Field(min_length=1)]
    estate: str = ""


class TextPart(QuestionPart):
    """Free text, or one of the given options."""

    kind: Literal["text"]
    options: Options | None = None
    estate: str = ""


AnyQuestionPart = ChoicePart | QuantityPart | SeveralPart | TablePart | TextPart
PARTS: Mapping[str, type[AnyQuestionPart]] = {
    "choice": ChoicePart,
    "quantity": QuantityPart,
    "several": SeveralPart,
    "table": TablePart,
    "text": TextPart,
}
