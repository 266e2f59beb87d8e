"""Money and power in words."""

from collections.abc import Mapping
from typing import Any

from planner.charts import reading
from planner.charts.figures import chance, interval, number, percent, quantity, with_span
from planner.charts.reading import Snapshot, numbers, part, periods, rows, title_of
from planner.reports.content.model import Page, Table
from planner.reports.content.wording import counted, short, when
from planner.reports.content.workloads import option_cost_rows


def money_page(snapshot: Snapshot) -> Page | None:
    """Return what the money page says; None if nothing has a price."""
    roadmap = part(snapshot, "roadmap")
    spending, budget = numbers(roadmap, "spending"), numbers(roadmap, "budget")
    costs = option_cost_rows(snapshot)
    if not costs and not sum(spending):
        return None
    table = (
        Table(
            ("Workload", "Judged option", "Capital", "Operating", "Total (P10–P90)"),
            costs,
            (0.29, 0.19, 0.13, 0.14, 0.25),
            numeric=(2, 3, 4),
        )
        if costs
        else None
    )
    notes = (
        "Intervals of several workloads are not added: the sum of their P90 would be far above the P90 of their sum.",
    )
    return Page(
        _money_headline(snapshot, spending, budget), _money_lead(roadmap, spending, budget), (), table, notes
    )


def _money_headline(snapshot: Snapshot, spending: list[float], budget: list[float]) -> str:
    if not sum(spending):
        return "The plan itself costs nothing; the workloads do"
    total = quantity(sum(spending), "USD")
    if not budget:
        return f"The plan costs {total}"
    share = sum(spending) / sum(budget) if sum(budget) else None
    peak = max(range(len(spending)), key=lambda i: spending[i])
    used = "all of the budget" if share and share > 0.995 else f"{percent(share)} of the budget"
    return f"The plan costs {total}, {used}; spending peaks in {when(periods(snapshot), peak)}"


def _money_lead(roadmap: Mapping[str, Any], spending: list[float], budget: list[float]) -> str:
    parts = []
    share = number(part(roadmap, "robustness").get("in_budget"))
    if share is not None:
        parts.append(
            "When durations and costs vary as they usually do, the plan stays inside its budget "
            f"with {chance(share)} probability."
        )
    over = sum(value > limit * 1.000001 for value, limit in zip(spending, budget, strict=False))
    if over:
        parts.append(f"In {counted(over, 'quarter')} it uses money carried over from earlier ones.")
    return " ".join(parts)


def power_page(snapshot: Snapshot) -> Page | None:
    """Return power, energy and carbon of the judged options; None if none is sized."""
    found = [row for workload in reading.workloads(snapshot) if (row := _power(snapshot, workload))]
    if not found:
        return None
    headline = _power_headline(snapshot)
    lead = (
        "Power is what the machines draw, before cooling. Energy and carbon are for one run of a training, "
        "or one year of a service; carbon by the mix of the grid, and by what is contracted."
    )
    table = Table(
        ("Workload", "Power", "Energy (P10–P90)", "Carbon of the grid", "Carbon of the contract"),
        tuple(found),
        (0.28, 0.13, 0.2, 0.2, 0.19),
        numeric=(1, 2, 3, 4),
    )
    return Page(headline, lead, (), table)


def _power_headline(snapshot: Snapshot) -> str:
    """Return the workload that asks for most of the power there is, as the verdicts compare them."""
    compared = [
        (short(title_of(workload)), interval(cell.get("requirement")), interval(cell.get("estate")))
        for workload in reading.workloads(snapshot)
        for cell in rows(workload, "dimensions")
        if cell.get("dimension") == "power"
    ]
    needs = [(title, need, have) for title, need, have in compared if need is not None]
    if not needs:
        return "Power: what the machines need is known, what the rooms give is not"
    title, need, have = max(needs, key=lambda item: item[1].p50)
    if need.p50 <= 0:
        return "No workload needs more power than its machines draw today"
    asked = f"{title} needs {quantity(need.p50, 'watts')}"
    return (
        f"{asked}; what there is, is not known"
        if have is None
        else f"{asked}; {quantity(have.p50, 'watts')} are there"
    )


def _power(snapshot: Snapshot, workload: Mapping[str, Any]) -> tuple[str, str, str, str, str] | None:
    """Return title, power, energy, and carbon by location and by market, of the judged option."""
    option = reading.chosen_option(snapshot, workload)
    power = interval(option.get("power_watts"))
    if power is None:
        return None
    energy, located, market = (
        with_span(interval(option.get(name)), unit)
        for name, unit in (("energy_joules", "J"), ("carbon_grams", "g"), ("carbon_market_grams", "g"))
    )
    return short(title_of(workload)), with_span(power, "W"), energy, located, market
