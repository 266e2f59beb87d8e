"""Money and power in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import country_name, listed, say, say_plural
from planner.charts import reading
from planner.charts.figures import Interval, chance, interval, number, percent, quantity, span, with_span
from planner.charts.reading import Snapshot, numbers, part, periods, rows, title_of, words
from planner.reports.content.model import Page, Point, Table
from planner.reports.content.wording import in_words, joined, sentence, short, when
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
            (
                say("Workload"),
                say("Judged option"),
                say("Capital"),
                say("Operating"),
                say("Total (P10–P90)"),
            ),
            costs,
            (0.29, 0.19, 0.13, 0.14, 0.25),
            numeric=(2, 3, 4),
        )
        if costs
        else None
    )
    notes = (
        say(
            "Intervals of several workloads are not added: the sum of their P90 would be far above the P90 of their "
            "sum."
        ),
    )
    return Page(
        _money_headline(snapshot, spending, budget),
        _money_lead(roadmap, spending, budget),
        tuple(_running(snapshot)),
        table,
        notes,
    )


def _money_headline(snapshot: Snapshot, spending: list[float], budget: list[float]) -> str:
    if not sum(spending):
        return say("The plan itself costs nothing; the workloads do")
    total = quantity(sum(spending), "USD")
    if not budget:
        return say("The plan costs {total}", total=total)
    share = sum(spending) / sum(budget) if sum(budget) else None
    peak = max(range(len(spending)), key=lambda i: spending[i])
    at = when(periods(snapshot), peak)
    if share and share > 0.995:
        return say(
            "The plan costs {total}, all of the budget; spending peaks in {quarter}", total=total, quarter=at
        )
    return say(
        "The plan costs {total}, {share} of the budget; spending peaks in {quarter}",
        total=total,
        share=percent(share),
        quarter=at,
    )


def _money_lead(roadmap: Mapping[str, Any], spending: list[float], budget: list[float]) -> str:
    ends = ends_of(roadmap)
    parts = (
        [say("With every task at its low or its high estimate it costs {ends}.", ends=ends)] if ends else []
    )
    share = number(part(roadmap, "robustness").get("in_budget"))
    if share is not None:
        parts.append(
            say(
                "When durations and costs vary as they usually do, the plan stays inside its budget in every quarter "
                "with {chance} probability.",
                chance=chance(share),
            )
        )
    over = sum(value > limit * 1.000001 for value, limit in zip(spending, budget, strict=False))
    if over:
        parts.append(
            say_plural(
                "In one quarter it uses money carried over from earlier ones.",
                "In {number} quarters it uses money carried over from earlier ones.",
                over,
                number=in_words(over),
            )
        )
    return " ".join(parts)


def ends_of(roadmap: Mapping[str, Any]) -> str:
    """Return what all tasks cost at their low and at their high estimates; nothing when one of them has none."""
    tasks = rows(roadmap, "initiatives")
    lows = [number(task.get("cost_low_usd")) for task in tasks]
    highs = [number(task.get("cost_high_usd")) for task in tasks]
    if not tasks or None in lows or None in highs:
        return ""
    low, high = (sum(end or 0.0 for end in ends) for ends in (lows, highs))
    return span(Interval(low, high, high), "USD")


def _running(snapshot: Snapshot) -> Iterator[Point]:
    """Yield what the plan adds to the cost of a year, and what all services cost in a year."""
    known = {
        words(f, "id"): interval(f.get("value")) for f in rows(part(snapshot, "organisation"), "figures")
    }
    added, whole = known.get("running_usd_per_year"), known.get("operating_usd_per_year")
    if added is not None and added.p50 > 0:
        yield Point(
            say("{money} a year, added by the plan", money=with_span(added, "USD")),
            say(
                "What the plan buys or rents goes on costing this much while it is in use: support of the new "
                "machines, electricity, rent. Within the plan it is paid from its budget; total cost, net present "
                "value and payback count it for each year after the last quarter, too. Purchases, initiatives and "
                "runs are over by then."
            ),
        )
    if whole is not None and whole.p50 > 0:
        yield Point(
            say("{money} a year for all services", money=with_span(whole, "USD")),
            say(
                "Operating cost of the judged options, whoever pays: with the support and electricity of machines "
                "that are there already, and the rooms. The business case does not count it: much of it is paid "
                "without the plan as well."
            ),
        )


def power_page(snapshot: Snapshot) -> Page | None:
    """Return power, energy and carbon of the judged options; None if none is sized."""
    found = [row for workload in reading.workloads(snapshot) if (row := _power(snapshot, workload))]
    if not found:
        return None
    headline = _power_headline(snapshot)
    lead = say(
        "Power is what the machines draw, before cooling. Energy and carbon are for one run of a training, or one "
        "year of a service; carbon by the mix of the grid, and by what is contracted."
    )
    table = Table(
        (
            say("Workload"),
            say("Power"),
            say("Energy (P10–P90)"),
            say("Carbon of the grid"),
            say("Carbon of the contract"),
        ),
        tuple(found),
        (0.28, 0.13, 0.2, 0.2, 0.19),
        numeric=(1, 2, 3, 4),
    )
    return Page(headline, lead, tuple(_places(snapshot)), table)


def _places(snapshot: Snapshot) -> Iterator[Point]:
    """Yield where the machines can stand: each site with its power and racks, and where data must stay."""
    sites = [_site(site) for site in rows(part(snapshot, "inputs", "estate"), "sites")]
    stay = [
        country_name(str(country))
        for country in reading.values(part(snapshot, "inputs", "constraints"), "residency")
    ]
    if sites:
        yield Point(say("Where the machines can stand"), sentence("; ".join(sites[:6])))
    if stay:
        yield Point(say("Where data must stay"), sentence(joined(stay, most=8)))


def _site(site: Mapping[str, Any]) -> str:
    place = country_name(words(site, "country"))
    name = ", ".join(text for text in (short(words(site, "name", say("unnamed")), 60), place) if text)
    power, racks = interval(site.get("power_watts")), interval(site.get("racks"))
    given = [with_span(power, "W")] if power is not None else []
    if racks is not None:
        given.append(
            say_plural("one rack", "{number} racks", max(1, round(racks.p50)), number=round(racks.p50))
        )
    return f"{name}: {listed(given)}" if given else name


def _power_headline(snapshot: Snapshot) -> str:
    """Return the workload that asks for most of the power that is free, as the verdicts compare them."""
    compared = [
        (short(title_of(workload)), interval(cell.get("requirement")), interval(cell.get("estate")))
        for workload in reading.workloads(snapshot)
        for cell in rows(workload, "dimensions")
        if cell.get("dimension") == "power"
    ]
    needs = [(title, need, have) for title, need, have in compared if need is not None]
    if not needs:
        return say("Power: what the machines need is known, what the rooms give is not")
    title, need, have = max(needs, key=lambda item: item[1].p50)
    if need.p50 <= 0:
        return say("No workload needs more power than its machines draw today")
    asked = quantity(need.p50, "watts")
    if have is None:
        return say("{workload} needs {need} more; what is free, is not known", workload=title, need=asked)
    there = quantity(have.p50, "watts")
    return say("{workload} needs {need} more; {have} is free", workload=title, need=asked, have=there)


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
