"""The rooms: power with cooling, heat, racks, the electricity bill and its carbon in a year."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.acquisition import shipped_catalogue
from planner.sizing.circumstances import Circumstances
from planner.sizing.estimate import Estimate
from planner.sizing.figure import Figure, Topic
from planner.sizing.result import Floats, Step
from planner.sizing.units import KWH
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
    pue = around.estate.pue or shipped_catalogue().pue["owned"]
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
    price = around.estate.electricity_usd_per_kwh or _area_price(around)
    usd = energy / KWH * around.sample("electricity", price)
    title, formula = say("Electricity in a year"), say("energy of all workloads x price")
    step = _step(say("electricity"), price, "USD/kWh")
    yield TOPIC.figure("electricity_usd_per_year", title, "usd", usd, formula, step)
    title, formula = say("Carbon of the grid in a year"), say("energy of all workloads x carbon of the grid")
    yield TOPIC.figure("carbon_grams_per_year", title, "grams", carbon, formula)
    id, title = "renewable_share", say("Renewable share of the electricity")
    share = around.given("renewable_share")
    if share is None:
        yield TOPIC.unknown(id, title, "ratio", *around.asks("renewable_share"))
        return
    samples = around.draw("renewable_share")
    yield TOPIC.figure(id, title, "ratio", samples, say("as answered"), around.step(id, title, "ratio"))


def _area_price(around: Circumstances) -> Estimate:
    catalogue, region = shipped_catalogue(), around.estate.grid_region
    price = catalogue.electricity[catalogue.grid(region).area if region else "world"]
    return Estimate(0.7 * price, price, 1.4 * price, (catalogue.electricity_source,))


def _step(title: str, known: Estimate, unit: str) -> Step:
    return Step(title, say("answer or catalogue"), known.likely, unit, sources_text(known.sources, "answer"))
