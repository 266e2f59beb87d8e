"""How the result was made, in one page, and everything it rests on."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.charts.figures import Interval, interval, number, quantity, quarter, with_span
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, part, rows, title_of, values, words, workloads
from planner.reports.content.model import Page, Point, Table
from planner.reports.content.organisation import assumed_values
from planner.reports.content.wording import joined, plain_quarters, short

_ESTATE = {
    "host_memory_bytes": ("Host memory", "bytes"),
    "cpu_cores": ("CPU cores", "count"),
    "storage_bytes": ("Storage", "bytes"),
    "storage_throughput_bytes_per_second": ("Storage throughput", "bytes/s"),
    "network_bytes_per_second": ("Network per accelerator", "bytes/s"),
    "wan_bytes_per_second": ("Wide-area network", "bytes/s"),
    "power_watts": ("Power for IT", "watts"),
    "rack_density_watts": ("Power per rack", "watts"),
    "pue": ("PUE", "factor"),
    "electricity_usd_per_kwh": ("Electricity", "USD/kWh"),
    "renewable_share": ("Renewable share", "ratio"),
    "budget_usd_per_year": ("Budget per year", "USD"),
    "data_bytes": ("Data", "bytes"),
    "data_growth_per_year": ("Growth of data per year", "ratio"),
    "clean_tokens": ("Clean training data, tokens", "count"),
    "user_latency_seconds": ("Latency to users", "seconds"),
}


def method_page(snapshot: Snapshot) -> Page:
    """Return the method in one page, with the versions it ran on."""
    versions = part(snapshot, "versions")
    samples = number(part(snapshot, "sizing").get("samples"))
    draws = number(part(snapshot, "maturity").get("draws"))
    points = (
        Point(
            "Maturity",
            "Each question has five described levels. A practice reaches a level when two thirds of its "
            "answered weight stand there and every gate question holds; a domain when four fifths of its "
            "practices and every critical one do. The index is 70 % weighted mean and 30 % weakest "
            "domain.",
        ),
        Point(
            "Evidence",
            "Levels 4 and 5 claim measurement. Without a measured or documented basis, or accepted "
            "evidence, they count as 3; the claim is shown beside it.",
        ),
        Point(
            "Confidence",
            "Coverage × basis × agreement. What was not answered lowers confidence and widens the "
            "interval; it never lowers the score.",
        ),
        Point(
            "Sizing",
            "Requirements follow from the model's shape, the tokens and the service levels: arithmetic, "
            f"memory, traffic and power, drawn {_drawn(samples)} over what is not known exactly. Every "
            "figure is given as P10, P50 and P90.",
        ),
        Point(
            "Verdict",
            "A dimension is ready when the estate covers the requirement in at least 90 of 100 cases, "
            "conditional in at least 50, else blocked. Practices are compared with the level the "
            "workload's kind, data and place ask for. A workload is ready only if no dimension is "
            "blocked.",
        ),
        Point(
            "Roadmap",
            "Measures are chosen and dated together under budgets, people, lead times and dependencies: "
            "first the workloads' dates by their value, then maturity gained, then cost. The plan is "
            "proven optimal or its gap is stated.",
        ),
        Point(
            "Ranges",
            f"Scores come from {_drawn(draws)} of the answers with their basis, age and disagreement. "
            "P10–P90 means: in eight of ten cases the value lies inside.",
        ),
        Point(
            "Reproducible",
            "This report was made from one frozen snapshot. Its fingerprint covers the question bank, the "
            "answers, the catalogue and the engine; recomputing the snapshot gives the same fingerprint, "
            "and this file byte for byte.",
        ),
    )
    lead = (
        f"Engine {versions.get('engine', '?')}; catalogue {versions.get('catalogue', '?')}; question bank "
        f"{versions.get('bank', '?')}; fingerprint {words(snapshot, 'fingerprint', 'none')}."
    )
    return Page("How this result was made", lead, points)


def _drawn(count: float | None) -> str:
    return "many draws" if count is None else f"{round(count):,} draws"


def assumptions_page(snapshot: Snapshot) -> Page:
    """Return every assumption with its value and where it comes from."""
    found = [
        *_estate(snapshot),
        *_workloads(snapshot),
        *_limits(snapshot),
        *_assumed(snapshot),
        *_plan(snapshot),
        *assumed_values(snapshot),
    ]
    table = (
        Table(("About", "Value or assumption", "Source"), tuple(found), (0.25, 0.49, 0.26)) if found else None
    )
    return Page(
        "What the result rests on",
        "A wrong line here is a wrong result: please correct what you know better.",
        (),
        table,
    )


def _estate(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    estate = part(snapshot, "inputs", "estate")
    for stock in rows(estate, "accelerators"):
        count = interval(stock.get("count"))
        amount = with_span(count, "count") if count else "some"
        yield (
            "Accelerators",
            f"{amount} × {short(words(stock, 'type', 'unnamed'), 40)}",
            _sources(part(stock, "count")),
        )
    for name, (title, unit) in _ESTATE.items():
        value = interval(estate.get(name))
        if value is not None:
            yield title, _estimate(value, unit), _sources(part(estate, name))
    for role in rows(estate, "staff"):
        count = interval(role.get("count"))
        yield (
            "Staff",
            f"{role_title(words(role, 'role'))}: {with_span(count, 'count')}",
            _sources(part(role, "count")),
        )
    for site in rows(estate, "sites"):
        yield (
            "Site",
            f"{short(words(site, 'name', 'unnamed'), 60)} {words(site, 'country')}".strip(),
            _sources(site),
        )
    if region := words(estate, "grid_region"):
        yield "Electricity grid", short(region, 40), "answer"


def _estimate(value: Interval, unit: str) -> str:
    if unit == "factor":
        return f"{value.p50:.2f}" if value.is_exact else f"{value.p50:.2f} ({value.p10:.2f}–{value.p90:.2f})"
    if unit == "USD/kWh":
        return f"{value.p50:.3f} USD per kWh"
    return with_span(value, unit) if unit != "ratio" else f"{100 * value.p50:.0f} %"


def _sources(item: Mapping[str, Any]) -> str:
    found = [short(str(source), 40) for source in values(item, "sources")]
    return joined(found) or "answer"


def _workloads(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    titles = {words(w, "name"): short(title_of(w)) for w in workloads(snapshot)}
    for item in rows(part(snapshot, "inputs"), "workloads"):
        shown = [
            f"{name.replace('_', ' ')} {short(_plain(value), 60)}"
            for name, value in item.items()
            if name not in ("name", "title") and value not in (None, "", [], ())
        ]
        yield titles.get(words(item, "name"), short(title_of(item))), "; ".join(shown[:14]), "as described"


def _plain(value: Any) -> str:
    """Write a value of a document as people read it."""
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    amount = number(value)
    if amount is None:
        return plain_quarters(str(value).replace("_", " "))
    return quantity(amount, "count", 3) if abs(amount) >= 1e6 else f"{amount:,.10g}"


def _plain_mapping(value: Mapping[str, Any]) -> str:
    if "likely" in value:
        ends = f" ({_plain(value['low'])}–{_plain(value['high'])})" if {"low", "high"} <= value.keys() else ""
        return _plain(value["likely"]) + ends
    return ", ".join(f"{str(name).replace('_', ' ')} {_plain(part)}" for name, part in value.items())


def _limits(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    limits = part(snapshot, "inputs", "constraints")
    if start := words(limits, "start"):
        quarters = limits.get("quarters", limits.get("periods", "?"))
        yield "Plan", f"from {quarter(start)}, {quarters} quarters", "constraints"
    budget = [number(value) or 0.0 for value in values(limits, "budget_usd")]
    if (each := number(limits.get("budget_usd"))) is not None:
        yield "Budget", f"{quantity(each, 'USD')} in each quarter", "constraints"
    if budget:
        rule = "unspent money carries over" if limits.get("carry_over") else "unspent money lapses"
        yield "Budget", f"{quantity(sum(budget), 'USD')} in all; {rule}", "constraints"
    for name in ("discount_rate", "electricity_usd_per_kwh"):
        if number(limits.get(name)) is not None:
            yield name.replace("_", " ").capitalize(), f"{limits[name]:g}", "constraints"


def _assumed(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    titles = {words(w, "name"): short(title_of(w)) for w in workloads(snapshot)}
    for sized in rows(part(snapshot, "sizing"), "workloads"):
        name = titles.get(words(sized, "name"), words(sized, "name"))
        for text in values(sized, "assumed"):
            yield name, short(_plain(text), 240), "inferred by the sizing engine"


def _plan(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    for text in values(part(snapshot, "roadmap"), "assumptions"):
        yield "Roadmap", short(_plain(text), 240), "planning value"
