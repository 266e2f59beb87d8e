"""What was measured, as an answer to a question of the bank."""

from assessments.language import say
from assessments.probes.combine import Measured
from assessments.question_bank.model import Question
from assessments.question_bank.product_names import product_name
from assessments.question_bank.units import exact_text
from assessments.question_bank.values import Value, ValueFault, parse_value

_DIGITS = 9


def measured_value(question: Question, measured: Measured) -> Value:
    """Return the answer that a measurement gives, within the bounds of its question. Raises ValueFault.

    Accelerators that the question's list does not have are left out: `left_out` names them.
    """
    if question.kind == "table":
        return parse_value(question, {"rows": _rows(question, measured)})
    return parse_value(question, {"amount": _text(measured.amount, question.dimension, question.unit)})


def left_out(question: Question, measured: Measured) -> tuple[str, ...]:
    """Return the accelerators that the question's list does not have, with their number."""
    known = _listed(question)
    others = tuple(
        f"{row.count:g} × {product_name(row.type)}" for row in measured.rows if row.type not in known
    )
    return measured.unlisted + others


def _rows(question: Question, measured: Measured) -> list[dict[str, str]]:
    units = {column.id: column.unit for column in question.columns}
    known = _listed(question)
    rows = []
    for row in measured.rows:
        if row.type in known:
            memory = {"memory": _text(row.memory_bytes, "data", units["memory"])} if row.memory_bytes else {}
            rows.append({"type": row.type, "count": f"{row.count:.0f}", **memory})
    if not rows:
        raise ValueFault(("rows",), say("none of these accelerators is in the list of this question"))
    return rows


def _listed(question: Question) -> set[str]:
    return {option for column in question.columns if column.id == "type" for option in column.options}


def _text(amount: float, dimension: str, unit: str) -> str:
    # A test measures to some parts in a thousand; nine digits lose nothing and keep the text short.
    return exact_text(float(f"{amount:.{_DIGITS}g}"), dimension, unit)
