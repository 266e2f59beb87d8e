"""How the result was made, in one page, and everything it rests on."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import country_name, localised, region_name, say, to_say
from assessments.question_bank.product_names import product_name
from planner.charts.figures import Interval, interval, number, quantity, quarter, with_span
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, part, rows, title_of, values, words, workloads
from planner.reports.content.accuracy import accuracy_table, measured_for
from planner.reports.content.matters import what_matters
from planner.reports.content.model import AssumptionsPage, Page, Point, Table
from planner.reports.content.organisation import assumed_values
from planner.reports.content.wording import joined, short
from planner.reports.content.written import field_name, inferred, written, written_field

ESTATE = {
    "host_memory_bytes": (to_say("Host memory"), "bytes"),
    "cpu_cores": (to_say("CPU cores"), "count"),
    "storage_bytes": (to_say("Storage"), "bytes"),
    "storage_throughput_bytes_per_second": (to_say("Storage throughput"), "bytes/s"),
    "network_bytes_per_second": (to_say("Network per accelerator"), "bytes/s"),
    "wan_bytes_per_second": (to_say("Wide-area network"), "bytes/s"),
    "power_watts": (to_say("Power for IT"), "watts"),
    "rack_density_watts": (to_say("Power per rack"), "watts"),
    "pue": (to_say("PUE"), "factor"),
    "electricity_usd_per_kwh": (to_say("Electricity"), "USD/kWh"),
    "renewable_share": (to_say("Renewable share"), "ratio"),
    "budget_usd_per_year": (to_say("Budget per year"), "USD"),
    "data_bytes": (to_say("Data"), "bytes"),
    "data_growth_per_year": (to_say("Growth of data per year"), "ratio"),
    "clean_tokens": (to_say("Clean training data, tokens"), "count"),
    "user_latency_seconds": (to_say("Latency to users"), "seconds"),
}


_RATES = {
    "discount_rate": to_say("Discount rate"),
    "electricity_usd_per_kwh": to_say("Electricity, USD per kWh"),
}


def method_page(snapshot: Snapshot) -> Page:
    """Return the method in one page, with the versions it ran on."""
    samples = number(part(snapshot, "sizing").get("samples"))
    draws = number(part(snapshot, "maturity").get("draws"))
    points = (*_how_maturity(), *_how_planned(samples), *_how_sure(draws))
    measured = measured_for(snapshot)
    worst = max(one.error for one in measured)
    headline = say(
        "Every figure follows from the answers by stated rules; published results are met within {most} in the median",
        most=f"{worst:.0f} %",
    )
    note = say(
        "Models, accelerators or teams of the row were unknown to the constants it was predicted with. Of all results, "
        "80 % should lie inside P10–P90."
    )
    return Page(headline, _versions(snapshot), points, accuracy_table(measured), (note,))


def _versions(snapshot: Snapshot) -> str:
    versions = part(snapshot, "versions")
    return say(
        "Engine {engine}; catalogue {catalogue}; question bank {bank}; fingerprint {fingerprint}.",
        engine=versions.get("engine", "?"),
        catalogue=versions.get("catalogue", "?"),
        bank=versions.get("bank", "?"),
        fingerprint=words(snapshot, "fingerprint", "–"),
    )


def _how_maturity() -> Iterator[Point]:
    """Yield how answers become maturity."""
    yield Point(
        say("Maturity"),
        say(
            "Each question has five described levels. A practice reaches a level when two thirds of its answered "
            "weight stand there and every gate question holds; a domain when four fifths of its practices and "
            "every critical one do. The index is 70 % weighted mean and 30 % weakest domain."
        ),
    )
    yield Point(
        say("Evidence"),
        say(
            "Levels 4 and 5 claim measurement. Without a measured or documented basis, or accepted evidence, they "
            "count as 3; the claim is shown beside it."
        ),
    )
    yield Point(
        say("Confidence"),
        say(
            "Coverage × basis × agreement. What was not answered lowers confidence and widens the interval; it "
            "never lowers the score."
        ),
    )


def _how_planned(samples: float | None) -> Iterator[Point]:
    """Yield how requirements, verdicts and the roadmap follow."""
    yield Point(
        say("Sizing"),
        say(
            "Requirements follow from the model's shape, the tokens and the service levels: arithmetic, memory, "
            "traffic and power, drawn {draws} over what is not known exactly. Every figure is given as P10, P50 "
            "and P90.",
            draws=_drawn(samples),
        ),
    )
    yield Point(
        say("Verdict"),
        say(
            "A dimension is ready when the estate covers the requirement in at least 90 of 100 cases, conditional "
            "in at least 50, else blocked. Practices are compared with the level the workload's kind, data and "
            "place ask for. A workload is ready only if no dimension is blocked."
        ),
    )
    yield Point(
        say("Roadmap"),
        say(
            "Measures are chosen and dated together under budgets, people, lead times and dependencies: first the "
            "workloads' dates by their value, then maturity gained, then cost. The plan is proven optimal or its "
            "gap is stated."
        ),
    )


def _how_sure(draws: float | None) -> Iterator[Point]:
    """Yield what the ranges mean, and how the result can be made again."""
    yield Point(
        say("Ranges"),
        say(
            "Scores come from {draws} of the answers with their basis, age and disagreement. P10–P90 means: in "
            "eight of ten cases the value lies inside.",
            draws=_drawn(draws),
        ),
    )
    yield Point(
        say("Reproducible"),
        say(
            "This report was made from one frozen snapshot. Its fingerprint covers the question bank, the "
            "answers, the catalogue and the engine; recomputing the snapshot gives the same fingerprint, and this "
            "file byte for byte."
        ),
    )


def _drawn(count: float | None) -> str:
    if count is None:
        return say("many draws")
    return say("{number} draws", number=localised(f"{round(count):,}"))


def assumptions_page(snapshot: Snapshot) -> AssumptionsPage:
    """Return every assumption with its value and where it comes from, and those that matter most."""
    found = [*_estate(snapshot), *said_assumptions(snapshot), *assumed_values(snapshot)]
    columns = (say("About"), say("Value or assumption"), say("Source"))
    table = Table(columns, tuple(found), (0.25, 0.49, 0.26)) if found else None
    return AssumptionsPage(
        say("What the result rests on"),
        say("A wrong line here is a wrong result: please correct what you know better."),
        what_matters(snapshot),
        table,
    )


def said_assumptions(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Yield (about, value, source) of what was described, set, inferred or planned with."""
    yield from _workloads(snapshot)
    yield from _limits(snapshot)
    yield from _assumed(snapshot)
    yield from _plan(snapshot)


def _estate(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    estate = part(snapshot, "inputs", "estate")
    for stock in rows(estate, "accelerators"):
        count = interval(stock.get("count"))
        amount = with_span(count, "count") if count else say("some")
        yield (
            say("Accelerators"),
            f"{amount} × " + short(product_name(words(stock, "type", say("unnamed"))), 40),
            _sources(part(stock, "count")),
        )
    for name, (title, unit) in ESTATE.items():
        value = interval(estate.get(name))
        if value is not None:
            yield say(title), _estimate(value, unit), _sources(part(estate, name))
    for role in rows(estate, "staff"):
        count = interval(role.get("count"))
        yield (
            say("Staff"),
            f"{role_title(words(role, 'role'))}: {with_span(count, 'count')}",
            _sources(part(role, "count")),
        )
    for site in rows(estate, "sites"):
        yield (
            say("Site"),
            ", ".join(_named(site)),
            _sources(site),
        )
    if region := words(estate, "grid_region"):
        yield say("Electricity grid"), short(region_name(region), 60), say("answer")


def _named(site: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a site is called, and where it is."""
    yield short(words(site, "name", say("unnamed")), 60)
    if country := words(site, "country"):
        yield short(country_name(country), 60)


def _estimate(value: Interval, unit: str) -> str:
    if unit == "factor":
        low, likely, high = (localised(f"{end:.2f}") for end in (value.p10, value.p50, value.p90))
        return likely if value.is_exact else f"{likely} ({low}–{high})"
    if unit == "USD/kWh":
        return say("{price} USD per kWh", price=localised(f"{value.p50:.3f}"))
    return with_span(value, unit) if unit != "ratio" else f"{100 * value.p50:.0f} %"


def _sources(item: Mapping[str, Any]) -> str:
    found = [short(str(source), 40) for source in values(item, "sources")]
    return joined(found) or say("answer")


def _workloads(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    titles = {words(w, "name"): short(title_of(w)) for w in workloads(snapshot)}
    for item in rows(part(snapshot, "inputs"), "workloads"):
        shown = [
            f"{field_name(name)} {short(written_field(name, value), 110)}"
            for name, value in item.items()
            if name not in ("name", "title") and value not in (None, "", [], ())
        ]
        yield (
            titles.get(words(item, "name"), short(title_of(item))),
            "; ".join(shown[:14]),
            say("as described"),
        )


def _limits(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    limits = part(snapshot, "inputs", "constraints")
    if start := words(limits, "start"):
        quarters = limits.get("quarters", limits.get("periods", "?"))
        yield (
            say("Plan"),
            say("from {quarter}, {count} quarters", quarter=quarter(start), count=quarters),
            say("constraints"),
        )
    budget = [number(value) or 0.0 for value in values(limits, "budget_usd")]
    if (each := number(limits.get("budget_usd"))) is not None:
        yield (
            say("Budget"),
            say("{money} in each quarter", money=quantity(each, "USD")),
            say("constraints"),
        )
    if budget:
        total = quantity(sum(budget), "USD")
        yield (
            say("Budget"),
            say("{money} in all; unspent money carries over", money=total)
            if limits.get("carry_over")
            else say("{money} in all; unspent money lapses", money=total),
            say("constraints"),
        )
    for name, title in _RATES.items():
        if number(limits.get(name)) is not None:
            yield say(title), localised(f"{limits[name]:g}"), say("constraints")


def _assumed(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    titles = {words(w, "name"): short(title_of(w)) for w in workloads(snapshot)}
    for sized in rows(part(snapshot, "sizing"), "workloads"):
        name = titles.get(words(sized, "name"), words(sized, "name"))
        for text in values(sized, "assumed"):
            yield name, short(inferred(str(text)), 240), say("inferred by the sizing engine")


def _plan(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    for text in values(part(snapshot, "roadmap"), "assumptions"):
        yield say("Roadmap"), short(written(str(text)), 240), say("planning value")
