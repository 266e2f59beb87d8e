"""A bank as a workbook to read and to print: one sheet per domain, one row per question.

Every cell is text, whatever it begins with: nothing in a workbook of ours is ever calculated.
"""

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.language import number as written
from assessments.language import say, to_say
from assessments.question_bank.conditions import reason
from assessments.question_bank.model import (
    LEVEL_NAMES,
    LEVELS,
    Bank,
    Domain,
    Option,
    Practice,
    Question,
    level_names,
)
from assessments.question_bank.units import format_quantity

# The width of each, by its title, or by the level that it describes.
COLUMNS: dict[str | int, int] = {
    to_say("Page"): 22,
    to_say("Practice"): 10,
    to_say("Title"): 24,
    to_say("Question"): 22,
    to_say("Kind"): 10,
    to_say("Text"): 50,
    to_say("Help"): 50,
    to_say("Why we ask"): 40,
    to_say("Evidence"): 40,
    to_say("Who knows"): 24,
    **dict.fromkeys(LEVELS, 36),
    to_say("Options"): 40,
    to_say("Asked only if"): 40,
    to_say("Weight"): 8,
    to_say("Gate"): 8,
    to_say("Quick"): 8,
    to_say("References"): 30,
}
TEXT_FORMAT = "@"
LONGEST_CELL = 32_767
LONGEST_TITLE = 31

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\']")


def bank_to_xlsx(bank: Bank) -> bytes:
    """Return a bank as a workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, domain in enumerate(bank.domains, start=1):
        _write(book.create_sheet(_title(domain, number)), bank, domain)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def column_titles() -> list[str]:
    """Return what stands above the columns."""
    names = level_names()
    return [
        say(column)
        if isinstance(column, str)
        else say("Level {level}: {name}", level=column, name=names[column - 1])
        for column in COLUMNS
    ]


def _title(domain: Domain, number: int) -> str:
    """Return a name that no other sheet has, of the letters that a sheet may have."""
    title = _NOT_IN_TITLE.sub(" ", _UNPRINTABLE.sub("", domain.title)).strip()
    return f"{number} {title}"[:LONGEST_TITLE]


def _write(sheet: Worksheet, bank: Bank, domain: Domain) -> None:
    sheet.freeze_panes = "A2"
    for position, width in enumerate(COLUMNS.values(), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    rows = [
        _row(bank, group.title, practice, question)
        for group in domain.groups
        for practice in group.practices
        for question in practice.questions
    ]
    for number, row in enumerate([column_titles(), *rows], start=1):
        for position, text in enumerate(row, start=1):
            _fill(sheet.cell(number, position), text)
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _fill(cell: Cell | MergedCell, text: str) -> None:
    if isinstance(cell, MergedCell):
        return
    cell.value = _UNPRINTABLE.sub("", text)[:LONGEST_CELL]
    # What begins with = would otherwise become a formula.
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _row(bank: Bank, page: str, practice: Practice, question: Question) -> list[str]:
    return [
        page,
        practice.id,
        practice.title,
        question.id,
        question.kind,
        question.text,
        question.help,
        question.why,
        question.evidence,
        question.who,
        *_levels(question),
        "\n".join(_option(option) for option in question.options) or _columns(question),
        reason(bank, question),
        written(question.weight, "g") if question.is_scored else say("not scored"),
        "" if question.gate is None else say("from level {level}", level=question.gate),
        say("yes") if question.is_quick else "",
        "\n".join(question.references),
    ]


def _levels(question: Question) -> tuple[str, ...]:
    """Return what each level means: its description, or from which amount it is reached."""
    if question.levels:
        return question.levels
    if not question.thresholds:
        return ("",) * len(LEVEL_NAMES)
    amounts = [_amount(question, limit) for limit in question.thresholds]
    is_less_better = question.thresholds[0] > question.thresholds[-1]
    if is_less_better:
        return (say("otherwise"), *(say("at most {amount}", amount=amount) for amount in amounts))
    return (say("otherwise"), *(say("at least {amount}", amount=amount) for amount in amounts))


def _amount(question: Question, limit: float) -> str:
    if question.kind == "several":
        return say("{count} options", count=written(limit, "g"))
    return format_quantity(limit, question.dimension, question.unit)


def _option(option: Option) -> str:
    if option.level is None:
        return option.text
    return say("{option} (level {level})", option=option.text, level=option.level)


def _columns(question: Question) -> str:
    return "\n".join(column.title for column in question.columns)
