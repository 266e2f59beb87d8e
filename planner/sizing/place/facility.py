"""The rooms: power with cooling, heat, racks, the electricity bill and its carbon in a year."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.prices import electricity_of, pue_of
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.physics.power import software_carbon_intensity
from planner.sizing.result import Floats, Option, Step
from planner.sizing.units import KWH, YEAR
from planner.sizing.wording import sources_text

TOPIC = Topic(to_say("Rooms and energy"))


def racks_for(it_watts: Floats | float, rack_watts: Floats | float) -> Floats:
    """Racks that a load fills: load / power of a rack, rounded up.

    >>> float(racks_for(41_000.0, 17_000.0))
    3.0
    """
    return np.ceil(np.asarray(it_watts, dtype=float) / rack_watts)


def cooling_watts(it_watts: Floats | float, pue: Floats | float) -> Floats | float:
    """Power for cooling and losses on top of the machines: IT power x (PUE - 1).

    >>> cooling_watts(100e3, 1.5)
    50000.0
    """
    return it_watts * (pue - 1.0)


def facility_figures(around: Circumstances) -> Iterator[Figure]:
    """Return power, cooling and racks of what may stand in own rooms, and energy cost and carbon of a year."""
    watts = _own_watts(around)
    if watts is not None:
        yield from _rooms(around, watts)
    yield from _yearly(around)


def _own_watts(around: Circumstances) -> Floats | None:
    """Return (S,) watts of what may stand in own rooms: everything that is not meant for the cloud."""
    found = [o.samples["power_watts"] for planned, o in around.judged if planned.demand.place != "cloud"]
    return np.asarray(np.sum(found, axis=0)) if found else None


def _rooms(around: Circumstances, watts: Floats) -> Iterator[Figure]:
    pue = pue_of(around.surroundings, "buy")
    rack = around.estate.rack_density_watts or around.values["rack_watts"]
    factor, each = around.sample("pue", pue), around.sample("rack_watts", rack)
    overhead, one = _step("PUE", pue, "times"), _step(say("power of a rack"), rack, "watts")
    title, formula = say("Power with cooling"), say("power of the machines x PUE")
    yield TOPIC.figure("facility_watts", title, "watts", watts * factor, formula, overhead)
    title, formula = say("of it cooling and losses"), say("power of the machines x (PUE - 1)")
    cooling = np.asarray(cooling_watts(watts, factor))
    yield TOPIC.figure("cooling_watts", title, "watts", cooling, formula, overhead)
    formula = say("power of the machines / power of a rack, rounded up")
    yield TOPIC.figure("racks", say("Racks"), "count", racks_for(watts, each), formula, one)


def _yearly(around: Circumstances) -> Iterator[Figure]:
    """Return money and carbon of the energy of one year, in which every training runs once."""
    energy, carbon = around.total("energy_joules"), around.total("carbon_grams")
    if energy is None or carbon is None:
        return
    price = electricity_of(around.surroundings)
    usd = energy / KWH * around.sample("electricity", price)
    title, formula = say("Electricity in a year"), say("energy of all workloads x price")
    step = _step(say("electricity"), price, "USD/kWh")
    yield TOPIC.figure("electricity_usd_per_year", title, "usd", usd, formula, step)
    title, formula = say("Carbon of the grid in a year"), say("energy of all workloads x carbon of the grid")
    yield TOPIC.figure("carbon_grams_per_year", title, "grams", carbon, formula)
    yield from _other_carbon(around)
    for planned, option in around.judged:
        yield from _per_request(around, planned, option)
    id, title = "renewable_share", say("Renewable share of the electricity")
    share = around.given("renewable_share")
    if share is None:
        yield TOPIC.unknown(id, title, "ratio", *around.asks("renewable_share"))
        return
    samples = around.draw("renewable_share")
    yield TOPIC.figure(id, title, "ratio", samples, say("as answered"), around.step(id, title, "ratio"))


def _other_carbon(around: Circumstances) -> Iterator[Figure]:
    """Return market-based and embodied carbon, which stand beside that of the grid and are not added to it here."""
    titles = {
        "carbon_market_grams": (
            say("Carbon in a year, market-based"),
            say("carbon of the grid x (1 - share from contracts for renewable electricity)"),
        ),
        "carbon_embodied_grams": (
            say("Carbon of making the hardware, in a year"),
            say("carbon of accelerators and servers x time used / lifetime"),
        ),
    }
    for name, (title, formula) in titles.items():
        carbon = around.total(name)
        if carbon is not None:
            yield TOPIC.figure(f"{name}_per_year", title, "grams", carbon, formula)


def _per_request(around: Circumstances, planned: PlannedWorkload, option: Option) -> Iterator[Figure]:
    """Return energy and carbon of one request to a service."""
    rate, name = planned.requests_per_second(), planned.demand.name
    energy, carbon, embodied = (
        around.resampled(planned, option, id)
        for id in ("energy_joules", "carbon_grams", "carbon_embodied_grams")
    )
    if rate is None or energy is None or carbon is None or embodied is None:
        return
    requests = around.sample(f"rate {name}", rate) * YEAR
    mean = Step(
        say("requests in a year"), say("mean rate x year"), rate.likely * YEAR, "requests", say("workload")
    )
    title = say("Energy of one request: {title}", title=planned.demand.title)
    formula = say("energy of a year / requests of a year")
    yield TOPIC.figure(f"energy_joules_per_request:{name}", title, "joules", energy / requests, formula, mean)
    title = say("Carbon of one request: {title}", title=planned.demand.title)
    formula = say(
        "(carbon of the grid + carbon of making the hardware) / requests (Software Carbon Intensity)"
    )
    each = np.asarray(software_carbon_intensity(energy, KWH * carbon / energy, embodied, requests))
    yield TOPIC.figure(f"carbon_grams_per_request:{name}", title, "grams", each, formula, mean)


def _step(title: str, known: Estimate, unit: str) -> Step:
    return Step(title, say("answer or catalogue"), known.likely, unit, sources_text(known.sources, "answer"))
