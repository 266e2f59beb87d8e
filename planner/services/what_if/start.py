"""Where the sliders of what-if stand: what a finished plan was made with, and the questions behind its verdicts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.question_bank.model import Bank, Question
from planner.charts import reading
from planner.charts.figures import number
from planner.services.frozen.inputs import PlanInputs
from planner.sizing.catalogue import CatalogueError, load_catalogue
from planner.sizing.demand import DEFAULT_PERIODS
from planner.sizing.workload import Assumptions

ANSWERED_SO = ("choice", "quantity")
_WORST_FIRST = ("blocked", "unknown", "conditional", "ready")


@dataclass(frozen=True, slots=True)
class Start:
    """values: by slider, of those that can change anything of the plan. questions: what is behind its verdicts.

    workloads: name and title, in the order of the plan. quarters: that the plan lasts; work begins within them.
    """

    values: Mapping[str, float]
    questions: tuple[Question, ...]
    workloads: tuple[tuple[str, str], ...]
    quarters: int


def start_of(snapshot: Mapping[str, Any], inputs: PlanInputs, bank: Bank) -> Start:
    """Return where the sliders of a finished plan stand. bank: in the language of the inputs."""
    return Start(
        values=dict(_values(snapshot, inputs)),
        questions=tuple(_questions(snapshot, bank)),
        workloads=tuple((str(one["name"]), reading.title_of(one)) for one in reading.workloads(snapshot)),
        quarters=inputs.constraints.get("quarters", DEFAULT_PERIODS),
    )


def _values(snapshot: Mapping[str, Any], inputs: PlanInputs) -> Iterator[tuple[str, float]]:
    yield "load", 100.0
    yield "utilisation", round(100 * _utilisation(inputs))
    yield "electricity", round(_electricity(snapshot, inputs), 2)
    if not inputs.assumptions.get("prices"):
        yield "hardware", 100.0
    if inputs.constraints.get("budget_usd") is not None:
        yield "budget", 100.0
    if any(workload.get("deadline") for workload in inputs.workloads):
        yield "deadline", 0.0
    if inputs.constraints.get("quarters", DEFAULT_PERIODS) > 1:
        yield "delay", 0.0


def _utilisation(inputs: PlanInputs) -> float:
    given = reading_of(inputs.assumptions.get("owned_utilisation"))
    return Assumptions().owned_utilisation.likely if given is None else given


def _electricity(snapshot: Mapping[str, Any], inputs: PlanInputs) -> float:
    """Return the likely price of a kWh on own premises, USD: as given, as answered, else that of the area."""
    estate = reading.part(snapshot, "inputs", "estate")
    for given in (
        inputs.constraints.get("electricity_usd_per_kwh"),
        inputs.assumptions.get("electricity_usd_per_kwh"),
        estate.get("electricity_usd_per_kwh"),
    ):
        if (value := reading_of(given)) is not None:
            return value
    catalogue = load_catalogue()
    for region in (inputs.assumptions.get("grid_region"), estate.get("grid_region"), "WORLD"):
        try:
            return catalogue.electricity_price(catalogue.grid(str(region))).likely
        except CatalogueError:
            continue
    raise CatalogueError("the catalogue has no price of electricity for WORLD")


def reading_of(value: Any) -> float | None:
    """Return a number, or the likely one of a range; None for anything else.

    >>> reading_of({"low": 0.1, "likely": 0.2, "high": 0.4}), reading_of(0.3), reading_of(None)
    (0.2, 0.3, None)
    """
    return number(value.get("likely") if isinstance(value, Mapping) else value)


def _questions(snapshot: Mapping[str, Any], bank: Bank) -> Iterator[Question]:
    """Yield the questions behind the verdicts that a level or an amount answers, those of the worst first."""
    known = {question.id: question for question in bank.questions()}
    cells = [cell for one in reading.workloads(snapshot) for cell in reading.rows(one, "dimensions")]
    cells.sort(key=lambda cell: _WORST_FIRST.index(cell["status"]))
    for name in dict.fromkeys(name for cell in cells for name in reading.values(cell, "questions")):
        if name in known and known[name].kind in ANSWERED_SO:
            yield known[name]
