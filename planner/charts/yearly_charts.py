"""What a year takes of all workloads together: carbon by ways to count it, and cost told back to who causes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.language import say, to_say
from planner.charts.amounts import AmountRow, amount_bars
from planner.charts.figures import NOTHING, Interval, interval, number, percent, quantity, span, with_span
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, part, rows, title_of, words, workloads

CARBON = {
    "carbon_grams_per_year": to_say("Of the grid"),
    "carbon_market_grams_per_year": to_say("By contracts (market-based)"),
    "carbon_embodied_grams_per_year": to_say("Of making the hardware"),
}


def carbon_charts(snapshot: Snapshot, source: str) -> Iterator[Chart]:
    """Yield carbon of a year by the grid, by contracts and of making the hardware, if it is known."""
    known = {words(f, "id"): interval(f.get("value")) for f in organisation_figures(snapshot)}
    bars = [AmountRow(say(title), known[id]) for id, title in CARBON.items() if known.get(id) is not None]
    if len(bars) < len(CARBON):
        return
    table = tuple((bar.title, with_span(bar.amount, "g")) for bar in bars)
    yield Chart(
        key="carbon",
        title=say("Carbon of all workloads in a year"),
        units=say("CO₂ equivalent, P50 (P10–P90); grid and contracts count the same electricity"),
        source=source,
        description="; ".join(f"{title}: {amount}" for title, amount in table),
        columns=(say("Carbon"), say("In a year (P10–P90)")),
        table=table,
        paint=lambda width, theme, part: amount_bars(bars[part], "g", width, theme),
        rows=len(bars),
    )


def organisation_figures(snapshot: Snapshot) -> list[Mapping[str, Any]]:
    """Return the figures of the organisation, none for a plan without them."""
    return rows(part(snapshot, "organisation"), "figures")


@dataclass(frozen=True, slots=True)
class Share:
    """What one workload causes of the cost of the accelerators of its type: share, and USD in a year."""

    title: str
    share: float
    usd: Interval


def showback_of(snapshot: Snapshot) -> list[Share]:
    """Return the cost told back to each workload; the likely parts sum to the cost of what they share."""
    figures = {words(f, "id"): f for f in organisation_figures(snapshot)}
    titles = {words(workload, "name"): title_of(workload) for workload in workloads(snapshot)}
    pools: dict[tuple[str, float], list[tuple[str, float, Interval]]] = {}
    for name, title in titles.items():
        told = figures.get(f"showback_usd_per_year:{name}", {})
        share = interval(figures.get(f"showback_share:{name}", {}).get("value"))
        usd, pool = interval(told.get("value")), next(iter(rows(told, "derivation")), {})
        total = number(pool.get("value"))
        if share is not None and usd is not None and total is not None:
            pools.setdefault((words(pool, "formula"), total), []).append((title, share.p50, usd))
    return [part for (_, total), parts in pools.items() for part in _shares(total, parts)]


def _shares(total: float, parts: list[tuple[str, float, Interval]]) -> Iterator[Share]:
    """Yield the parts of one pool. Medians of shares need not sum to one: they are scaled until they do."""
    whole = sum(share for _, share, _ in parts) or 1.0
    for title, share, usd in parts:
        likely = share / whole * total
        yield Share(title, share / whole, Interval(min(usd.p10, likely), likely, max(usd.p90, likely)))


def showback_charts(snapshot: Snapshot, source: str) -> Iterator[Chart]:
    """Yield the cost of a year by workload, if it is known; the last row of its table is the sum."""
    found = sorted(showback_of(snapshot), key=lambda one: -one.usd.p50)
    if not found:
        return
    total = sum(one.usd.p50 for one in found)
    parts = tuple((one.title, percent(one.usd.p50 / total if total else None), quantity(one.usd.p50, "USD", 3),
                   _ends(one.usd)) for one in found)  # fmt: skip
    bars = [AmountRow(one.title, one.usd) for one in found]
    yield Chart(
        key="showback",
        title=say("Who causes the cost of the accelerators"),
        units=say("USD in a year in which each run is made once; P50 (P10–P90)"),
        source=source,
        description="; ".join(
            say("{workload}: {amount} ({share})", workload=title, amount=amount, share=share)
            for title, share, amount, _ in parts
        ),
        columns=(say("Workload"), say("Share"), say("Cost in a year"), say("P10–P90")),
        table=(*parts, (say("All workloads"), percent(1.0), quantity(total, "USD", 3), NOTHING)),
        paint=lambda width, theme, part: amount_bars(bars[part], "USD", width, theme),
        rows=len(bars),
    )


def _ends(usd: Interval) -> str:
    return NOTHING if usd.is_exact else span(usd, "USD")
