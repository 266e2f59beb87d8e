"""Every chart of a plan, by key: what the dashboard and the PDF both draw."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from reportlab.graphics.shapes import Drawing

from assessments.language import localised, say, say_in, speaking, to_say
from assessments.question_bank.product_names import product_name
from planner.charts import reading
from planner.charts.bullets import BulletRow, bullet_texts, requirement_bullets
from planner.charts.business_charts import business_charts
from planner.charts.capacity_charts import capacity_charts
from planner.charts.cause_charts import tornado_charts
from planner.charts.costs import CostRow, cost_bars
from planner.charts.figures import NOTHING, interval, span
from planner.charts.marks import STATUS_WORDS, status_inside, status_of, status_word
from planner.charts.matrix import MatrixRow, readiness_matrix
from planner.charts.maturity_charts import maturity_charts
from planner.charts.model import Chart, Painter
from planner.charts.payment_charts import payment_charts
from planner.charts.plan_charts import plan_charts
from planner.charts.reading import Snapshot, language_of, part, rows, title_of, words
from planner.charts.remarks import remark_of
from planner.charts.risk_charts import risk_charts
from planner.charts.scaling_charts import scaling_charts
from planner.charts.theme import Theme
from planner.charts.trace_charts import trace_charts
from planner.charts.way_charts import way_charts
from planner.charts.yearly_charts import carbon_charts, showback_charts

DIMENSION_TITLES = {
    "compute": to_say("Compute"),
    "memory": to_say("Memory"),
    "storage": to_say("Storage"),
    "network": to_say("Network"),
    "power": to_say("Power"),
    "latency": to_say("Latency"),
    "software": to_say("Software"),
    "data": to_say("Data"),
    "security": to_say("Security"),
    "people": to_say("People"),
    "money": to_say("Money"),
    "delivery": to_say("Delivery"),
}
SHOWN_OPTIONS = 4


def snapshot_charts(snapshot: Snapshot, before: Mapping[str, float | None] | None = None) -> dict[str, Chart]:
    """Return all charts of a snapshot by key: maturity-radar, maturity-domains, practices-<domain>, readiness,
    requirements-<n> and costs-<n> per workload, power, roadmap, spending, people, maturity-projected. Where the plan
    knows them, per workload: ways-<n>, tco-<n>, cash-<n>, break-even-<n>, scaling-<n>, scaling-day-<n>,
    tornado-cost-<n>, and tornado-days-<n> or tornado-accelerators-<n>; and carbon, showback, capacity-accelerators,
    capacity-power, cost-fan, total-cost, cash.

    before: last time's scores (1 to 5) by domain, to be shown beside those of now. They are said and drawn in the
    language of the snapshot, wherever that happens.
    """
    language = language_of(snapshot)
    with speaking(language):
        return {
            key: replace(chart, paint=_in_language(language, chart.paint))
            for key, chart in _charts(snapshot, before or {}).items()
        }


def preview_charts(snapshot: Snapshot) -> dict[str, Chart]:
    """Return roadmap and spending of a plan that is still being made, in its language; nothing else is known yet."""
    language = language_of(snapshot)
    with speaking(language):
        source = say("The best schedule so far; costs are planning values in USD")
        charts = {chart.key: chart for chart in plan_charts(snapshot)}
        return {
            key: replace(charts[key], source=source, paint=_in_language(language, charts[key].paint))
            for key in ("roadmap", "spending")
        }


def what_if_charts(
    snapshot: Snapshot, remarks: Mapping[str, str], drawn: Collection[str] = ()
) -> dict[str, Chart]:
    """Return the charts of verdicts and sizing alone: readiness, and requirements-<n> and costs-<n> of some workloads.

    remarks: what stands beside each workload in the matrix, by its name. drawn: names of those that have charts of
    their own; <n> counts all. Say and draw them in the plan's language.
    """
    charts = [_readiness(snapshot, remarks)]
    for index, workload in enumerate(reading.workloads(snapshot), start=1):
        if words(workload, "name") in drawn:
            charts += [_requirements(snapshot, workload, index), _costs(snapshot, workload, index)]
    return {chart.key: chart for chart in charts}


def _in_language(language: str, paint: Painter) -> Painter:
    def painted(width: float, theme: Theme, part: slice) -> Drawing:
        with speaking(language):
            return paint(width, theme, part)

    return painted


def _charts(snapshot: Snapshot, before: Mapping[str, float | None]) -> dict[str, Chart]:
    charts = [*maturity_charts(snapshot, before), _readiness(snapshot)]
    source = _sizing_source(snapshot)
    for index, workload in enumerate(reading.workloads(snapshot), start=1):
        charts += [_requirements(snapshot, workload, index), _costs(snapshot, workload, index)]
        charts += way_charts(snapshot, workload, index, source)
        charts += payment_charts(snapshot, workload, index, source)
        charts += scaling_charts(snapshot, workload, index, source)
        charts += trace_charts(snapshot, workload, index, source)
        charts += tornado_charts(snapshot, workload, index, source)
    charts += [_power(snapshot), *carbon_charts(snapshot, source), *showback_charts(snapshot, source)]
    charts += [*capacity_charts(snapshot, source), *risk_charts(snapshot), *business_charts(snapshot)]
    return {chart.key: chart for chart in [*charts, *plan_charts(snapshot)]}


def dimensions(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return (id, title) of the dimensions that were judged, in order."""
    named = [str(name) for name in reading.values(part(snapshot, "verdicts"), "dimensions")]
    return [(name, dimension_title(name)) for name in named or DIMENSION_TITLES]


def dimension_title(name: str) -> str:
    """Return what people call a dimension."""
    return say(DIMENSION_TITLES[name]) if name in DIMENSION_TITLES else name.replace("_", " ").capitalize()


def dimension_head(name: str) -> str:
    """Return a dimension's title for a narrow column: a soft hyphen stands where it may be broken."""
    heads = {
        "compute": say_in("narrow column", "Compute"),
        "memory": say_in("narrow column", "Memory"),
        "storage": say_in("narrow column", "Storage"),
        "network": say_in("narrow column", "Network"),
        "latency": say_in("narrow column", "Latency"),
        "software": say_in("narrow column", "Software"),
        "security": say_in("narrow column", "Security"),
    }
    return heads.get(name) or dimension_title(name)


def _readiness(snapshot: Snapshot, remarks: Mapping[str, str] | None = None) -> Chart:
    columns = dimensions(snapshot)
    heads = [(name, dimension_head(name)) for name, _ in columns]
    matrix = [_matrix_row(snapshot, workload, remarks) for workload in reading.workloads(snapshot)]
    table = tuple(
        (
            row.title,
            status_word(row.status),
            *(status_word(row.cells[name]) if name in row.cells else NOTHING for name, _ in columns),
        )
        for row in matrix
    )
    counts = {status: sum(row.status == status for row in matrix) for status in STATUS_WORDS}
    return Chart(
        key="readiness",
        title=say("Readiness of each workload in each dimension"),
        units=say("Today, before any measure of the plan"),
        source=say(
            "Requirements sized from the workloads, compared with the estate and the maturity answered for it"
        ),
        description=say(
            "{count} workloads: {ready} ready, {conditional} conditional, {blocked} blocked, {unknown} not known.",
            count=len(matrix),
            **counts,
        ),
        columns=(say("Workload"), say("Overall"), *(title for _, title in columns)),
        table=table,
        paint=lambda width, theme, part: readiness_matrix(matrix[part], heads, width, theme),
        rows=max(len(matrix), 1),
    )


def _matrix_row(
    snapshot: Snapshot, workload: Mapping[str, Any], remarks: Mapping[str, str] | None
) -> MatrixRow:
    remark = remark_of(snapshot, workload) if remarks is None else remarks.get(words(workload, "name"), "")
    cells = {words(cell, "dimension"): status_of(cell.get("status")) for cell in rows(workload, "dimensions")}
    return MatrixRow(title_of(workload), status_of(workload.get("status")), cells, remark)


def _requirements(snapshot: Snapshot, workload: Mapping[str, Any], index: int) -> Chart:
    bullets = [_bullet(cell) for cell in rows(workload, "dimensions") if _is_numeric(cell)]
    table = tuple((row.title, status_word(row.status), *bullet_texts(row)) for row in bullets)
    described = "; ".join(
        say(
            "{title}: needs {need}, has {have} ({status})",
            title=row.title,
            need=need,
            have=have,
            status=status_inside(row.status),
        )
        for row, (*_, need, have) in zip(bullets, table, strict=True)
    )
    return Chart(
        key=f"requirements-{index}",
        title=say("{workload}: what it needs and what is there", workload=title_of(workload)),
        units=say("Each row on its own scale; need as P50 (P10–P90)"),
        source=_sizing_source(snapshot),
        description=described or say("Nothing of this workload has been sized."),
        columns=(say("Dimension"), say("Status"), say("Needed"), say("There is")),
        table=table,
        paint=lambda width, theme, part: requirement_bullets(bullets[part], width, theme),
        rows=max(len(bullets), 1),
    )


def _is_numeric(cell: Mapping[str, Any]) -> bool:
    return interval(cell.get("requirement")) is not None


def _bullet(cell: Mapping[str, Any]) -> BulletRow:
    name = words(cell, "dimension")
    return BulletRow(
        title=say("Additional power") if name == "power" else dimension_title(name),
        unit=words(cell, "unit"),
        status=status_of(cell.get("status")),
        requirement=interval(cell.get("requirement")),
        estate=interval(cell.get("estate")),
        is_ceiling=name == "latency",
        is_extra=name == "power",
    )


def _power(snapshot: Snapshot) -> Chart:
    """Return on one scale the power that each workload needs beyond what its machines in the estate draw already."""
    found = [(title_of(w), cell) for w in reading.workloads(snapshot) for cell in rows(w, "dimensions")]
    bullets = [
        replace(_bullet(cell), title=title)
        for title, cell in found
        if cell.get("dimension") == "power" and _is_numeric(cell)
    ]
    table = tuple((row.title, status_word(row.status), *bullet_texts(row)) for row in bullets)
    return Chart(
        key="power",
        title=say("Additional power that each workload needs, and power that is free"),
        units=say("For machines that are not there yet; one scale for all; P50 (P10–P90)"),
        source=_sizing_source(snapshot),
        description="; ".join(
            say("{title}: needs {need} more, {have} is free", title=title, need=need, have=have)
            for title, _, need, have in table
        )
        or say("Nothing is sized."),
        columns=(say("Workload"), say("Status"), say("Needed on top"), say("Free")),
        table=table,
        paint=lambda width, theme, part: requirement_bullets(bullets[part], width, theme, is_one_scale=True),
        rows=max(len(bullets), 1),
    )


def _sizing_source(snapshot: Snapshot) -> str:
    versions = part(snapshot, "versions")
    samples = reading.whole(part(snapshot, "sizing"), "samples")
    named = {"engine": versions.get("engine", "?"), "catalogue": versions.get("catalogue", "?")}
    if not samples:
        return say("Sizing engine {engine}, catalogue {catalogue}", **named)
    drawn = localised(f"{samples:,}")
    return say("Sizing engine {engine}, catalogue {catalogue}, {samples} samples", **named, samples=drawn)


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
        title=say("{workload}: cost by option", workload=title_of(workload)),
        units=say("USD over the term of the workload; total as P10–P90"),
        source=_sizing_source(snapshot),
        description="; ".join(f"{row[0]}: {row[3]}" for row in table) or say("No option is feasible."),
        columns=(say("Option"), say("Capital"), say("Operating"), say("Total P10–P90")),
        table=table,
        paint=lambda width, theme, part: cost_bars(costs[part], width, theme),
        rows=max(len(costs), 1),
    )


def _cost_row(option: Mapping[str, Any], *, is_chosen: bool) -> CostRow:
    cost = part(option, "cost_usd")
    capital, operating = interval(cost.get("capital")), interval(cost.get("operating"))
    count = interval(option.get("accelerators"))
    amount = "" if count is None else localised(f"{round(count.p50):,} × ")
    detail = say("judged option") if is_chosen else say("in the estate") if option.get("in_estate") else ""
    return CostRow(
        title=amount + product_name(words(option, "accelerator", say("unnamed"))),
        detail=detail,
        capital_usd=None if capital is None else capital.p50,
        operating_usd=None if operating is None else operating.p50,
        total=interval(cost.get("total")),
        is_chosen=is_chosen,
    )
