"""Money over time: spending against budget, total cost, ways to get accelerators, discounted at rates to change."""

from itertools import accumulate

from assessments.language import say
from planner.charts.figures import interval, number, quarter
from planner.charts.reading import Snapshot, numbers, part, periods, rows, words
from planner.exports.model import Column, Live, Row, Sheet, Table, Value, column_sum, live
from planner.exports.tables.rates import PLAN_RATE, plan_rate, rates_table
from planner.exports.tables.roadmap import TASKS, planned_tasks, quarter_key, spent_in
from planner.exports.tables.ways import way_tables
from planner.reports.content.money import money_page

LIFE_QUARTERS = 20  # over which the total cost of ownership is counted, plan included


def money_sheet(snapshot: Snapshot) -> Sheet:
    """Return spending by quarter and year, total cost, and each workload's ways."""
    said = money_page(snapshot)
    tables = [_spending(snapshot), _years(snapshot), _total_cost(snapshot), *way_tables(snapshot)]
    found = tuple(table for table in tables if table.rows)
    return Sheet(
        "money",
        say("Money"),
        said.headline if said else say("Money"),
        said.lead if said else "",
        (rates_table(snapshot), *found) if found else (),
    )


def _spending(snapshot: Snapshot) -> Table:
    named, roadmap = periods(snapshot), part(snapshot, "roadmap")
    spent, budget = numbers(roadmap, "spending"), numbers(roadmap, "budget")
    columns = (
        Column("quarter", say("Quarter"), width=38),
        Column("spending", say("Spending, USD"), "usd", 15),
        Column("budget", say("Budget, USD"), "usd", 15),
        Column("spent", say("Spent so far, USD"), "usd", 15),
        Column("left", say("Budget left, USD"), "usd", 15),
        Column("factor", say("Discount factor"), "factor", 12),
        Column("present", say("Present value, USD"), "usd", 15),
    )
    count = min(len(named), len(spent))
    found = tuple(_quarter(snapshot, index, spent[:count], budget) for index in range(count))
    present = [amount * _factor(snapshot, index) for index, amount in enumerate(spent[:count])]
    total = (
        say("Sum"),
        column_sum("spending", "spending", spent[:count]),
        column_sum("spending", "budget", budget[:count]) if len(budget) >= count else None,
        None,
        None,
        None,
        column_sum("spending", "present", present),
    )
    note = say(
        "The first quarter is not discounted; quarter n is divided by (1 + rate) to the power of n / 4, counted from 0."
    )
    return Table("spending", say("Spending against budget"), columns, found, total if found else None, note)


def _quarter(snapshot: Snapshot, index: int, spent: list[float], budget: list[float]) -> Row:
    factor, limit = _factor(snapshot, index), budget[index] if index < len(budget) else None
    so_far = list(accumulate(spent))[index]
    return (
        quarter(periods(snapshot)[index]),
        _spent(snapshot, index, spent[index]),
        limit,
        Live(so_far, f"=SUM(<spending.spending.0>:<spending.spending.{index}>)"),
        _left(snapshot, index, so_far, spent, budget),
        Live(factor, f"=(1+{PLAN_RATE})^-({index}/4)"),
        Live(spent[index] * factor, f"=<spending.spending.{index}>*<spending.factor.{index}>"),
    )


def _factor(snapshot: Snapshot, index: int) -> float:
    return float((1 + plan_rate(snapshot)) ** -(index / 4))


def _spent(snapshot: Snapshot, index: int, spent: float) -> Value:
    """Return what a quarter costs: the sum of its tasks on the sheet of the roadmap, where that is so."""
    count = len(periods(snapshot))
    tasks = [spent_in(task, count)[index] for task in planned_tasks(snapshot)]
    if not tasks:
        return spent
    return live(spent, sum(tasks), f"=<{TASKS}.{quarter_key(index)}.total>")


def _left(snapshot: Snapshot, index: int, so_far: float, spent: list[float], budget: list[float]) -> Value:
    """Return what is left after a quarter: of all so far where unspent money carries over, else of the quarter."""
    if index >= len(budget):
        return None
    if part(snapshot, "roadmap").get("carry_over"):
        sums = f"SUM(<spending.budget.0>:<spending.budget.{index}>)"
        return Live(sum(budget[: index + 1]) - so_far, f"={sums}-<spending.spent.{index}>")
    return Live(budget[index] - spent[index], f"=<spending.budget.{index}>-<spending.spending.{index}>")


def _years(snapshot: Snapshot) -> Table:
    spent = numbers(part(snapshot, "roadmap"), "spending")
    budget = numbers(part(snapshot, "roadmap"), "budget")
    present = [amount * _factor(snapshot, index) for index, amount in enumerate(spent)]
    columns = (
        Column("year", say("Year"), width=38),
        Column("spending", say("Spending, USD"), "usd", 15),
        Column("budget", say("Budget, USD"), "usd", 15),
        Column("present", say("Present value, USD"), "usd", 15),
    )
    years: dict[str, list[int]] = {}
    for index, name in enumerate(periods(snapshot)[: len(spent)]):
        years.setdefault(name.partition("-")[0], []).append(index)
    found = tuple(
        (
            year,
            _of_year("spending", spent, quarters),
            _of_year("budget", budget, quarters) if len(budget) > quarters[-1] else None,
            _of_year("present", present, quarters),
        )
        for year, quarters in years.items()
    )
    return Table("years", say("By year"), columns, found)


def _of_year(column: str, values: list[float], quarters: list[int]) -> Live:
    first, last = quarters[0], quarters[-1]
    cells = f"<spending.{column}.{first}>:<spending.{column}.{last}>"
    return Live(sum(values[first : last + 1]), f"=SUM({cells})")


def _total_cost(snapshot: Snapshot) -> Table:
    """Return how the total cost of ownership comes about; its likely value stays live."""
    columns = (
        Column("what", say("Part"), width=38),
        *(Column(end, title, "usd", 15) for end, title in (("p10", "P10"), ("p50", "P50"), ("p90", "P90"))),
    )
    figures = rows(part(snapshot, "organisation"), "figures")
    known = {words(one, "id"): interval(one.get("value")) for one in figures}
    whole, yearly = known.get("total_cost_usd"), known.get("running_usd_per_year")
    spent = sum(numbers(part(snapshot, "roadmap"), "spending"))
    title = say("Total cost of ownership")
    if whole is None or yearly is None or not spent:
        return Table("total-cost", title, columns, ())
    after = max(LIFE_QUARTERS - len(periods(snapshot)), 0)
    cells = "<total-cost.p50.0>+<total-cost.p50.1>*<total-cost.p50.2>/4"
    found = (
        (say("Spending of the plan, USD"), None, Live(spent, "=<spending.spending.total>"), None),
        (say("Running cost that the plan adds, USD a year"), yearly.p10, yearly.p50, yearly.p90),
        (say("Quarters after the plan that are counted"), None, number(after), None),
        (title, whole.p10, live(whole.p50, spent + yearly.p50 * after / 4, f"={cells}"), whole.p90),
    )
    return Table("total-cost", title, columns, found)
