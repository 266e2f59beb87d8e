"""Typed answers become today's estate: SI numbers with a range and the questions they came from."""

from collections.abc import Mapping
from typing import Any

from assessments.queries import Consolidated
from assessments.question_bank.model import Bank, Basis, Question
from planner.sizing.demand import AskedQuestion
from planner.sizing.workload import Estate, Estimate, RoleStock, Site, Stock

# Half width of the P10-P90 range around one number, by how it is known. Our assumption, stated in every
# report: a meter is read to 2 %, a data sheet or invoice is right to 5 %, an estimate to 20 %, a guess to 40 %.
HALF_WIDTH: dict[Basis, float] = {"measured": 0.02, "documented": 0.05, "estimated": 0.20, "guessed": 0.40}
_SHARES = {"renewable_share", "busy_share"}
# Questions that are there for their maturity level and say a quantity of the estate as well: read by their id.
_BY_ID = {"busy_share": "hw-05-utilisation", "time_to_fill_seconds": "ta-02-time-to-fill"}
_WHOLE = {"pue"}


def estate_from(bank: Bank, values: Mapping[str, Consolidated]) -> Estate:
    """Return the estate that the answers describe; what nobody answered stays None."""
    return Estate(
        **{
            name: _estate_value(name, question, values[question.id])
            for name, question in _questions(bank).items()
            if name in Estate.__dataclass_fields__ and question.id in values
        }
    )


def estate_questions(bank: Bank) -> dict[str, AskedQuestion]:
    """Return the question that asks for each quantity of the estate."""
    return {name: AskedQuestion(question.id, question.text) for name, question in _questions(bank).items()}


def _questions(bank: Bank) -> dict[str, Question]:
    by_id = {question.id: question for question in bank.questions()}
    found = {question.estate: question for question in by_id.values() if question.estate}
    return found | {name: by_id[id] for name, id in _BY_ID.items() if id in by_id}


def _estate_value(name: str, question: Question, given: Consolidated) -> Any:
    if name == "accelerators":
        return tuple(_stock(row, question, given.basis) for row in given.value["rows"])
    if name == "staff":
        return tuple(_role(row, question, given.basis) for row in given.value["rows"])
    if name == "sites":
        return tuple(_site(row, question, given.basis) for row in given.value["rows"])
    if question.kind in ("text", "choice", "several"):
        return _text(given.value)
    return _quantity(name, question, given)


def _quantity(name: str, question: Question, given: Consolidated) -> Estimate:
    low, likely, high = (given.value[key] for key in ("low", "likely", "high"))
    if low < high:
        return Estimate(low, likely, high, (question.id,))
    return _ranged(likely, given.basis, question, name)


def _ranged(value: float, basis: Basis, question: Question, name: str = "") -> Estimate:
    width = HALF_WIDTH[basis]
    if name in _WHOLE:
        return Estimate(1 + (value - 1) * (1 - width), value, 1 + (value - 1) * (1 + width), (question.id,))
    high = value * (1 + width)
    if name in _SHARES:
        high = min(1.0, high)
    return Estimate(value * (1 - width), value, high, (question.id,))


def _counted(value: Any, basis: Basis, question: Question) -> Estimate:
    """Things that are counted one by one are exact once somebody has looked."""
    if basis in ("measured", "documented"):
        return Estimate.exact(float(value), question.id)
    return _ranged(float(value), basis, question)


def _stock(row: Mapping[str, Any], question: Question, basis: Basis) -> Stock:
    memory = row.get("memory")
    return Stock(
        type=str(row["type"]),
        count=_counted(row["count"], basis, question),
        memory_bytes=Estimate.exact(float(memory), question.id) if memory else None,
    )


def _role(row: Mapping[str, Any], question: Question, basis: Basis) -> RoleStock:
    return RoleStock(
        role=str(row["role"]),
        count=_counted(row["count"], basis, question),
        open=Estimate.exact(float(row.get("open") or 0), question.id),
    )


def _site(row: Mapping[str, Any], question: Question, basis: Basis) -> Site:
    power, racks = row.get("power"), row.get("racks")
    return Site(
        name=str(row["name"]),
        country=str(row["country"]) if row.get("country") else None,
        power_watts=_ranged(float(power), basis, question) if power is not None else None,
        racks=_counted(racks, basis, question) if racks is not None else None,
    )


def _text(value: Mapping[str, Any]) -> str:
    if "text" in value:
        return str(value["text"])
    return str((value.get("options") or [""])[0])
