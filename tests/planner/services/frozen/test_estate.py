"""Typed answers become the estate, as sure as their basis."""

from datetime import date

import pytest

from assessments.queries import Consolidated
from assessments.question_bank.model import Bank, Column, Domain, Group, Practice, Question
from planner.services.frozen.estate import estate_from
from planner.sizing.workload import Estimate


def bank_with(*questions: Question) -> Bank:
    practice = Practice("HW-01", "Practice", "", (), questions)
    domain = Domain("hardware", "Hardware", "", (Group("g", "Group", (practice,)),))
    return Bank("test", "1", "Test", (domain,), "0" * 64)


def quantity(name: str, dimension: str = "power") -> Question:
    return Question("q", "quantity", "How much?", "", "", weight=0, dimension=dimension, estate=name)


def answered(value: dict, basis: str = "estimated") -> dict[str, Consolidated]:
    return {"q": Consolidated("q", value, basis, date(2026, 11, 1), ("1",))}


def exactly(number: float) -> dict[str, float]:
    return {"low": number, "likely": number, "high": number}


@pytest.mark.parametrize(
    ("basis", "low", "high"),
    [
        ("measured", 98.0, 102.0),
        ("documented", 95.0, 105.0),
        ("estimated", 80.0, 120.0),
        ("guessed", 60.0, 140.0),
    ],
)
def test_one_number_gets_the_range_of_its_basis(basis: str, low: float, high: float) -> None:
    estate = estate_from(bank_with(quantity("power_watts")), answered(exactly(100.0), basis))
    assert estate.power_watts == Estimate(low, 100.0, high, ("q",))


def test_a_range_that_somebody_gave_is_kept() -> None:
    estate = estate_from(
        bank_with(quantity("power_watts")),
        answered({"low": 90.0, "likely": 100.0, "high": 300.0}, "measured"),
    )
    assert estate.power_watts == Estimate(90.0, 100.0, 300.0, ("q",))


def test_what_nobody_answered_is_unknown_and_not_zero() -> None:
    assert estate_from(bank_with(quantity("power_watts")), {}).power_watts is None


def test_a_pue_widens_its_overhead_and_never_falls_below_one() -> None:
    estate = estate_from(bank_with(quantity("pue", "count")), answered(exactly(1.5), "guessed"))
    assert estate.pue == Estimate(1.3, 1.5, 1.7, ("q",))


def test_a_share_never_exceeds_the_whole() -> None:
    estate = estate_from(bank_with(quantity("renewable_share", "ratio")), answered(exactly(0.9), "guessed"))
    assert estate.renewable_share is not None
    assert estate.renewable_share.high == 1.0


def test_counted_things_are_exact_once_somebody_looked() -> None:
    columns = (Column("type", "Type", "choice"), Column("count", "Count", "quantity"))
    question = Question("q", "table", "Which?", "", "", weight=0, columns=columns, estate="accelerators")
    rows = {"rows": [{"type": "h100-sxm", "count": 8.0, "memory": 80e9}]}
    looked = estate_from(bank_with(question), answered(rows, "documented")).accelerators[0]
    guessed = estate_from(bank_with(question), answered(rows, "guessed")).accelerators[0]
    assert (looked.type, looked.count.low, looked.count.high) == ("h100-sxm", 8.0, 8.0)
    assert looked.memory_bytes == Estimate.exact(80e9, "q")
    assert (guessed.count.low, guessed.count.high) == (pytest.approx(4.8), pytest.approx(11.2))
