"""What one plan comes to, figure by figure, read from its snapshot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from assessments.language import listed, say
from assessments.question_bank.product_names import product_name
from planner.charts import reading
from planner.charts.figures import (
    NOTHING,
    Interval,
    interval,
    number,
    quantity,
    quarter,
    significant,
    with_span,
)
from planner.charts.figures import chance as chance_text
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, numbers, part, periods, rows, title_of, words
from planner.roadmap.robustness import SHARED_COST_VARIANCE
from planner.services.frozen.summary import roadmap_status

DRAWS = 2_000
_P90 = 1.2815515655446004  # standard deviations


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of one plan. value: what is compared, None when it is not known or is no number.

    is_comparable: a difference to it says something; False for a date that never comes.
    """

    text: str
    value: float | None = None
    is_comparable: bool = True


Measure = Callable[[Snapshot], Measured]


def money_within(snapshot: Snapshot) -> Measured:
    """The money spent within the plan, with its range when costs vary."""
    spent = sum(numbers(part(snapshot, "roadmap"), "spending"))
    return Measured(with_span(spending_range(snapshot), "USD"), spent)


def spending_range(snapshot: Snapshot) -> Interval:
    """Return the money within the plan as P10, planned value and P90.

    Every cost is lognormal between its own P10 and P90, and 30 % of the variance is shared, as where the chance to
    keep the budget is drawn.
    """
    tasks = rows(part(snapshot, "roadmap"), "initiatives")
    planned = sum(numbers(part(snapshot, "roadmap"), "spending"))
    draw = np.random.default_rng(0)
    shared = draw.standard_normal(DRAWS)
    total = np.zeros(DRAWS)
    for task in tasks:
        likely, low, high = (
            number(task.get(key)) or 0.0 for key in ("cost_usd", "cost_low_usd", "cost_high_usd")
        )
        own = draw.standard_normal(DRAWS)
        if not 0 < low < high:
            total += likely
            continue
        normal = np.sqrt(SHARED_COST_VARIANCE) * shared + np.sqrt(1 - SHARED_COST_VARIANCE) * own
        total += np.exp((log(low) + log(high)) / 2 + (log(high) - log(low)) / (2 * _P90) * normal)
    low, high = (float(end) for end in np.quantile(total, (0.1, 0.9)))
    return Interval(min(low, planned), planned, max(high, planned))


def dearest_quarter(snapshot: Snapshot) -> Measured:
    """The most money in one quarter, and which."""
    spending, named = numbers(part(snapshot, "roadmap"), "spending"), periods(snapshot)
    if not spending or not any(spending):
        return Measured(quantity(0.0, "USD"), 0.0)
    peak = max(range(len(spending)), key=lambda index: spending[index])
    return Measured(_in(quantity(spending[peak], "USD"), named, peak), spending[peak])


def figure_of(id: str, unit: str) -> Measure:
    """Return how to read a figure of the organisation."""

    def read(snapshot: Snapshot) -> Measured:
        known = {
            words(f, "id"): interval(f.get("value")) for f in rows(part(snapshot, "organisation"), "figures")
        }
        found = known.get(id)
        return Measured(with_span(found, unit), None if found is None else found.p50)

    return read


def orders_of(kind: str) -> Measure:
    """Return how to list what is bought (`purchase`) or rented (`contract`)."""

    def read(snapshot: Snapshot) -> Measured:
        found = [
            title_of(task)
            for task in rows(part(snapshot, "roadmap"), "initiatives")
            if task.get("kind") == kind
        ]
        return Measured("; ".join(found) or say("nothing"))

    return read


def accelerators(snapshot: Snapshot) -> Measured:
    """The accelerators that the judged options take, by type."""
    found: dict[str, int] = {}
    for option in _judged(snapshot):
        name, count = words(option, "accelerator"), interval(option.get("accelerators"))
        if name and count is not None:
            found[name] = found.get(name, 0) + round(count.p50)
    text = ", ".join(f"{significant(count, 4)} × {product_name(name)}" for name, count in found.items())
    return Measured(text or say("none"))


def energy_in_a_year(snapshot: Snapshot) -> Measured:
    """The energy of the judged options: of services in a year, of each training once."""
    found = [
        each for option in _judged(snapshot) if (each := interval(option.get("energy_joules"))) is not None
    ]
    total = sum(each.p50 for each in found) if found else None
    return Measured(quantity(total, "joules"), total)


def _judged(snapshot: Snapshot) -> list[Mapping[str, Any]]:
    options = [reading.chosen_option(snapshot, workload) for workload in reading.workloads(snapshot)]
    return [option for option in options if option.get("feasible")]


def unserved(snapshot: Snapshot) -> list[str]:
    """Return the titles of workloads for which no option is feasible: sums over all workloads leave them out."""
    return [
        title_of(workload)
        for workload in reading.workloads(snapshot)
        if not reading.chosen_option(snapshot, workload).get("feasible")
    ]


def of_all_workloads(read: Measure) -> Measure:
    """Return how to read a sum over all workloads so that it says which of them it leaves out."""

    def told(snapshot: Snapshot) -> Measured:
        found, missing = read(snapshot), unserved(snapshot)
        if not missing or found.text == NOTHING:
            return found
        text = say("{amount}, without {workloads}", amount=found.text, workloads=listed(missing))
        return Measured(text, found.value, is_comparable=False)

    return told


def most_people(snapshot: Snapshot) -> Measured:
    """The most people at work on the plan in one quarter, and which."""
    needs = [numbers(role, "need") for role in rows(part(snapshot, "roadmap"), "people")]
    sums = [sum(at) for at in zip(*needs, strict=False)]
    if not sums or not any(sums):
        return Measured(quantity(0.0, "fte"), 0.0)
    peak = max(range(len(sums)), key=lambda index: sums[index])
    return Measured(_in(quantity(sums[peak], "fte"), periods(snapshot), peak), sums[peak])


def short_roles(snapshot: Snapshot) -> Measured:
    """The roles that lack people at the end of the plan."""
    found: dict[str, float] = {}
    for figure in rows(part(snapshot, "organisation"), "figures"):
        kind, _, role = words(figure, "id").partition(":")
        missing = interval(figure.get("value"))
        if kind == "people_short" and missing is not None and missing.p50 > 0:
            found[role] = missing.p50
    if not found:
        return Measured(say("none"), 0.0) if part(snapshot, "organisation") else Measured(NOTHING)
    shown = (f"{role_title(role)} {significant(missing)}" for role, missing in found.items())
    return Measured("; ".join(shown), sum(found.values()))


def final_index(snapshot: Snapshot) -> Measured:
    """The maturity index at the end of the plan, if each initiative reaches its aim."""
    steps = rows(part(snapshot, "roadmap"), "maturity_by_period")
    index = number(steps[-1].get("index")) if steps else None
    return Measured(
        NOTHING if index is None else say("{number} of {all}", number=f"{index:.0f}", all=100), index
    )


def chance_of_budget(snapshot: Snapshot) -> Measured:
    """The chance to stay inside the budget in every quarter."""
    share = number(part(snapshot, "roadmap", "robustness").get("in_budget"))
    if share is None and not numbers(part(snapshot, "roadmap"), "budget"):
        return Measured(say("no budget is named"))
    return Measured(chance_text(share), share)


def chance_of_dates(snapshot: Snapshot) -> Measured:
    """The chance of the least certain of the planned dates."""
    known = part(snapshot, "roadmap", "robustness", "go_live")
    found = {str(name): share for name, value in known.items() if (share := number(value)) is not None}
    if not found:
        return Measured(NOTHING)
    name, least = min(found.items(), key=lambda item: item[1])
    titles = {words(workload, "name"): title_of(workload) for workload in reading.workloads(snapshot)}
    return Measured(f"{chance_text(least)} ({titles.get(name, name)})", least)


def quality_of_plan(snapshot: Snapshot) -> Measured:
    """How close the plan is to the best there is."""
    roadmap: Mapping[str, Any] = part(snapshot, "roadmap")
    if words(roadmap, "status") not in ("optimal", "feasible", "infeasible"):
        return Measured(NOTHING)
    return Measured(roadmap_status(roadmap), number(roadmap.get("gap")))


def task_count(snapshot: Snapshot) -> Measured:
    """How many tasks the plan has."""
    count = len(rows(part(snapshot, "roadmap"), "initiatives"))
    return Measured(str(count), float(count))


def _in(amount: str, named: list[str], index: int) -> str:
    if not 0 <= index < len(named):
        return amount
    return say("{amount} in {quarter}", amount=amount, quarter=quarter(named[index]))
