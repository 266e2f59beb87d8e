"""One question of a page, as it was sent: read into a content, or faults with the text that was typed.

Field names start with the question's id, so that a whole page and a single question are read alike:
`<id>.status`, `.level`, `.shape`, `.amount`, `.low`, `.likely`, `.high`, `.options`, `.none`, `.text`,
`.rows.<number>.<column>`, `.basis`, `.comment`, `.reason`, `.evidence`, `.provided_by`, and what comes back as it was
shown or made: `.shown` (the status), `.language` (in which the amounts are written), `.revision`, `.request`,
`.client`, `.sequence`. `clear` names a question to take back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.language import LANGUAGES, current_language, number
from assessments.models import Basis, Content, Status
from assessments.question_bank.model import Question
from assessments.question_bank.values import ValueFault, form_value, parse_value
from assessments.services import Sender

LONGEST_TEXT = 10_000
LARGEST_NUMBER = 2**31 - 1
RANGE = ("low", "likely", "high")


@dataclass(frozen=True, slots=True)
class Filled:
    """What the controls of a question show.

    value: raw texts as `parse_value` reads them; shape: whether a quantity is one number or a range.
    language: in which amounts among them are written, which stays what it was when the page changes its own.
    """

    status: str = Status.UNANSWERED
    value: Mapping[str, Any] = field(default_factory=dict)
    shape: str = "single"
    basis: str = Basis.ESTIMATED
    comment: str = ""
    reason: str = ""
    evidence: str = ""
    provided_by: str = ""
    language: str = field(default_factory=current_language)

    @property
    def other_language(self) -> str:
        """The name of the language, when the page is in another one."""
        return "" if self.language == current_language() else LANGUAGES[self.language]


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """What was sent for one question; `content` is None when there are faults (reason by field)."""

    filled: Filled
    sender: Sender
    content: Content | None
    faults: Mapping[str, str]


def has_card(question: Question, data: QueryDict) -> bool:
    """Return whether the page that was sent had this question."""
    return f"{question.id}.revision" in data


def read_answer(question: Question, data: QueryDict) -> SentAnswer:
    """Read one question of a sent page."""
    filled = _read_controls(question, data)
    faults: dict[str, str] = {}
    content = Content(
        filled.status,
        None,
        filled.basis,
        filled.comment,
        filled.reason,
        filled.evidence,
        filled.provided_by,
    )
    if filled.status == Status.ANSWERED:
        value, faults = _read_value(question, filled)
        content = replace(content, value=value)
    if filled.status == Status.NOT_APPLICABLE and not filled.reason:
        faults["reason"] = _("Say why it does not apply; then it is saved.")
    for name in ("comment", "reason", "evidence", "provided_by"):
        if len(getattr(filled, name)) > LONGEST_TEXT:
            text = _("This text is too long: at most %(count)s characters.")
            faults[name] = text % {"count": number(LONGEST_TEXT)}
    return SentAnswer(filled, _read_sender(question, data), None if faults else content, faults)


def fill(question: Question, content: Content | None) -> Filled:
    """Return what the controls show for a saved content, or for none."""
    return fill_content(question, content or Content())


def fill_content(question: Question, content: Content) -> Filled:
    """Return what the controls show for a content."""
    language = current_language()
    value = form_value(question, content.value, language) if content.value is not None else {}
    return Filled(
        status=content.status,
        value=value,
        shape="range" if "likely" in value else "single",
        basis=content.basis,
        comment=content.comment,
        reason=content.reason,
        evidence=content.evidence,
        provided_by=content.provided_by,
        language=language,
    )


def _read_controls(question: Question, data: QueryDict) -> Filled:
    def text(name: str) -> str:
        return _clean(data.get(f"{question.id}.{name}", ""))

    value, is_given = _raw_value(question, data)
    status = text("level") if question.kind == "choice" else text("status")
    is_left_over = is_given and question.kind != "choice" and status == text("shown")
    if status not in {Status.UNKNOWN, Status.NOT_APPLICABLE} or is_left_over:
        status = Status.ANSWERED if is_given else Status.UNANSWERED
    if data.get("clear") == question.id:
        status, value = Status.UNANSWERED, {}
    basis, language = text("basis"), text("language")
    return Filled(
        status=status,
        value=value,
        shape="range" if text("shape") == "range" else "single",
        basis=basis if basis in Basis.values else Basis.ESTIMATED,
        comment=text("comment"),
        reason=text("reason"),
        evidence=text("evidence"),
        provided_by=text("provided_by"),
        language=language if language in LANGUAGES else current_language(),
    )


def _raw_value(question: Question, data: QueryDict) -> tuple[dict[str, Any], bool]:
    """Return the value's raw texts, and whether anything was given."""
    prefix = question.id
    has_none = data.get(f"{prefix}.none") == "1"
    if question.kind == "table":
        rows = _raw_rows(question, data)
        return {"rows": rows}, bool(rows) or has_none
    if question.kind == "several":
        ticked = [_clean(option) for option in data.getlist(f"{prefix}.options")]
        return {"options": ticked}, bool(ticked) or has_none
    if question.kind == "quantity":
        return _raw_amounts(question, data)
    name = "level" if question.kind == "choice" else "text"
    text = _clean(data.get(f"{prefix}.{name}", ""))
    return {name: text}, bool(text)


def _raw_amounts(question: Question, data: QueryDict) -> tuple[dict[str, str], bool]:
    """Return the shape that is chosen, or the other one while the chosen one is blank: switching changes nothing."""
    shapes: list[tuple[str, ...]] = [("amount",), RANGE]
    if data.get(f"{question.id}.shape") == "range":
        shapes.reverse()
    for names in shapes:
        texts = {name: _clean(data.get(f"{question.id}.{name}", "")) for name in names}
        if any(texts.values()):
            return texts, True
    return {}, False


def _raw_rows(question: Question, data: QueryDict) -> list[dict[str, str]]:
    """Return the rows in which something was filled in, in order."""
    pattern = re.compile(rf"{re.escape(question.id)}\.rows\.(\d{{1,4}})\.")
    numbers = sorted({int(match[1]) for name in data if (match := pattern.match(name))})
    rows = [
        {
            column.id: _clean(data.get(f"{question.id}.rows.{number}.{column.id}", ""))
            for column in question.columns
        }
        for number in numbers
    ]
    return [row for row in rows if any(row.values())]


def _read_value(question: Question, filled: Filled) -> tuple[dict[str, Any] | None, dict[str, str]]:
    try:
        return parse_value(question, filled.value, filled.language), {}
    except ValueFault as fault:
        return None, {one.field: _sentence(one.reason) for one in fault.faults}


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def _read_sender(question: Question, data: QueryDict) -> Sender:
    return Sender(
        request_id=_clean(data.get(f"{question.id}.request", ""))[:64],
        client=_clean(data.get(f"{question.id}.client", ""))[:64],
        sequence=_number(data.get(f"{question.id}.sequence", "")) or 0,
        base_revision=_number(data.get(f"{question.id}.revision", "")),
    )


def _number(text: str) -> int | None:
    return min(int(text), LARGEST_NUMBER) if re.fullmatch(r"[0-9]{1,12}", text) else None


def _clean(text: str) -> str:
    """Return the text with plain line ends and without NUL, which PostgreSQL cannot keep."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
