"""Every chart of a plan, by key: what the dashboard and the PDF both draw."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.charts import reading
from planner.charts.bullets import BulletRow, bullet_texts, requirement_bullets
from planner.charts.costs import CostRow, cost_bars
from planner.charts.figures import NOTHING, interval, span
from planner.charts.marks import STATUS_WORDS, status_of
from planner.charts.matrix import MatrixRow, readiness_matrix
from planner.charts.maturity_charts import maturity_charts
from planner.charts.model import Chart
from planner.charts.plan_charts import plan_charts
from planner.charts.reading import Snapshot, part, rows, title_of, words
from planner.charts.remarks import remark_of

DIMENSION_TITLES = {
    "compute": "Compute",
    "memory": "Memory",
    "storage": "Storage",
    "network": "Network",
    "power": "Power",
    "latency": "Latency",
    "software": "Software",
    "data": "Data",
    "security": "Security",
    "people": "People",
    "money": "Money",
    "delivery": "Delivery",
}
SHOWN_OPTIONS = 4


def snapshot_charts(snapshot: Snapshot) -> dict[str, Chart]:
    """Return all charts of a snapshot by key: maturity-radar, maturity-domains, practices-<domain>, readiness,
    requirements-<n> and costs-<n> per workload, power, roadmap, spending, people, maturity-projected.
    """
    charts = [*maturity_charts(snapshot), _readiness(snapshot)]
    for index, workload in enumerate(reading.workloads(snapshot), start=1):
        charts += [_requirements(snapshot, workload, index), _costs(snapshot, workload, index)]
    return {chart.key: chart for chart in [*charts, _power(snapshot), *plan_charts(snapshot)]}


def dimensions(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return (id, title) of the dimensions that were judged, in order."""
    named = [str(name) for name in reading.values(part(snapshot, "verdicts"), "dimensions")]
    return [(name, dimension_title(name)) for name in named or DIMENSION_TITLES]


def dimension_title(name: str) -> str:
    """Return what people call a dimension."""
    return DIMENSION_TITLES.get(name, name.replace("_", " ").capitalize())


def _readiness(snapshot: Snapshot) -> Chart:
    columns = dimensions(snapshot)
    matrix = [_matrix_row(snapshot, workload) for workload in reading.workloads(snapshot)]
    table = tuple(
        (
            row.title,
            STATUS_WORDS[row.status],
            *(STATUS_WORDS.get(row.cells.get(name, ""), NOTHING) for name, _ in columns),
        )
        for row in matrix
    )
    counts = ", ".join(
        f"{sum(row.status == status for row in matrix)} {words.lower()}"
        for status, words in STATUS_WORDS.items()
    )
    return Chart(
        key="readiness",
        title="Readiness of each workload in each dimension",
        units="Today, before any measure of the plan",
        source="Requirements sized from the workloads, compared with the estate and the maturity answered for it",
        description=f"{len(matrix)} workloads: {counts}.",
        columns=("Workload", "Overall", *(title for _, title in columns)),
        table=table,
        paint=lambda width, theme, part: readiness_matrix(matrix[part], columns, width, theme),
        rows=max(len(matrix), 1),
    )


def _matrix_row(snapshot: Snapshot, workload: Mapping[str, Any]) -> MatrixRow:
    cells = {words(cell, "dimension"): status_of(cell.get("status")) for cell in rows(workload, "dimensions")}
    return MatrixRow(
        title_of(workload), status_of(workload.get("status")), cells, remark_of(snapshot, workload)
    )


def _requirements(snapshot: Snapshot, workload: Mapping[str, Any], index: int) -> Chart:
    bullets = [_bullet(cell) for cell in rows(workload, "dimensions") if _is_numeric(cell)]
    table = tuple((row.title, STATUS_WORDS[row.status], *bullet_texts(row)) for row in bullets)
    described = "; ".join(
        f"{title}: needs {need}, has {have} ({status.lower()})" for title, status, need, have in table
    )
    return Chart(
        key=f"requirements-{index}",
        title=f"{title_of(workload)}: what it needs and what is there",
        units="Each row on its own scale; need as P50 (P10–P90)",
        source=_sizing_source(snapshot),
        description=described or "Nothing of this workload has been sized.",
        columns=("Dimension", "Status", "Needed", "There is"),
        table=table,
        paint=lambda width, theme, part: requirement_bullets(bullets[part], width, theme),
        rows=max(len(bullets), 1),
    )


def _is_numeric(cell: Mapping[str, Any]) -> bool:
    return interval(cell.get("requirement")) is not None


def _bullet(cell: Mapping[str, Any]) -> BulletRow:
    name = words(cell, "dimension")
    return BulletRow(
        title=dimension_title(name),
        unit=words(cell, "unit"),
        status=status_of(cell.get("status")),
        requirement=interval(cell.get("requirement")),
        estate=interval(cell.get("estate")),
        is_ceiling=name == "latency",
    )


def _power(snapshot: Snapshot) -> Chart:
    """Return the power of all workloads on one scale."""
    found = [(title_of(w), cell) for w in reading.workloads(snapshot) for cell in rows(w, "dimensions")]
    bullets = [
        replace(_bullet(cell), title=title)
        for title, cell in found
        if cell.get("dimension") == "power" and _is_numeric(cell)
    ]
    table = tuple((row.title, STATUS_WORDS[row.status], *bullet_texts(row)) for row in bullets)
    return Chart(
        key="power",
        title="Power that each workload needs, and power there is",
        units="One scale for all; need as P50 (P10–P90)",
        source=_sizing_source(snapshot),
        description="; ".join(f"{title}: needs {need}, has {have}" for title, _, need, have in table)
        or "Nothing is sized.",
        columns=("Workload", "Status", "Needed", "There is"),
        table=table,
        paint=lambda width, theme, part: requirement_bullets(bullets[part], width, theme, is_one_scale=True),
        rows=max(len(bullets), 1),
    )


def _sizing_source(snapshot: Snapshot) -> str:
    versions = part(snapshot, "versions")
    samples = reading.whole(part(snapshot, "sizing"), "samples")
    drawn = f", {samples:,} samples" if samples else ""
    return f"Sizing engine {versions.get('engine', '?')}, catalogue {versions.get('catalogue', '?')}{drawn}"


def _costs(snapshot: Snapshot, workload: Mapping[str, Any], index: int) -> Chart:
    chosen = reading.chosen_option(snapshot, workload)
    options = [
        o for o in rows(reading.sized(snapshot, words(workload, "name")), "options") if o.get("feasible")
    ]
    kept = options[:SHOWN_OPTIONS]
    if chosen and chosen in options and chosen not in kept:
        kept[-1] = chosen
    costs = [_cost_row(option, is_chosen=option is chosen) for option in kept]
    table = tuple(
        (
            row.title,
            span(interval(row.capital_usd), "USD"),
            span(interval(row.operating_usd), "USD"),
            span(row.total, "USD"),
        )
        for row in costs
    )
    return Chart(
        key=f"costs-{index}",
        title=f"{title_of(workload)}: cost by option",
        units="USD over the term of the workload; total as P10–P90",
        source=_sizing_source(snapshot),
        description="; ".join(f"{row[0]}: {row[3]}" for row in table) or "No option is feasible.",
        columns=("Option", "Capital", "Operating", "Total P10–P90"),
        table=table,
        paint=lambda width, theme, part: cost_bars(costs[part], width, theme),
        rows=max(len(costs), 1),
    )


def _cost_row(option: Mapping[str, Any], *, is_chosen: bool) -> CostRow:
    cost = part(option, "cost_usd")
    capital, operating = interval(cost.get("capital")), interval(cost.get("operating"))
    count = interval(option.get("accelerators"))
    amount = "" if count is None else f"{round(count.p50):,} × "
    detail = "judged option" if is_chosen else "in the estate" if option.get("in_estate") else ""
    return CostRow(
        title=f"{amount}{words(option, 'accelerator', 'unnamed')}",
        detail=detail,
        capital_usd=None if capital is None else capital.p50,
        operating_usd=None if operating is None else operating.p50,
        total=interval(cost.get("total")),
        is_chosen=is_chosen,
    )
