"""Power and carbon. Watts, joules, grams."""

from collections.abc import Mapping

from planner.sizing.assumptions import Fuel
from planner.sizing.result import Floats
from planner.sizing.units import HOUR, HOURS_PER_YEAR, KWH

FABRIC_SHARE = 0.05  # switches and optics of a cluster, on top of its nodes


def energy_joules(
    accelerator_hours: Floats | float, watts: Floats | float, pue: Floats | float = 1.0
) -> Floats | float:
    """Energy drawn from the grid; PUE enters once, here.

    watts: of one accelerator with its share of the host (say whether that is a rating or a measurement).

    >>> energy_joules(1_082_990, 400.0) / 3.6e9  # BLOOM, arXiv 2211.02001: 433.196 MWh
    433.196
    """
    return accelerator_hours * HOUR * watts * pue


def carbon_grams(energy: Floats | float, grams_per_kwh: Floats | float) -> Floats | float:
    """Location-based emissions of an amount of energy in joules."""
    return energy / KWH * grams_per_kwh


def watts_at(
    utilisation: Floats | float, *, idle_watts: Floats | float, full_watts: Floats | float
) -> Floats | float:
    """Power at a utilisation, on the line between idle and full (the form of Cloud Carbon Footprint).

    >>> watts_at(0.5, idle_watts=46.0, full_watts=407.0)  # A100
    226.5
    """
    return idle_watts + utilisation * (full_watts - idle_watts)


def mix_grams_per_kwh(shares: Mapping[Fuel, float], fuels: Mapping[str, float]) -> float:
    """Carbon intensity of electricity made from a mix of fuels, in shares that sum to 1.

    fuels: grams of CO2 equivalent per kWh of each. Raises KeyError for an unknown fuel.

    >>> round(mix_grams_per_kwh({"coal": 0.6, "wind": 0.4}, {"coal": 995.0, "wind": 26.0}), 1)
    607.4
    """
    return sum(share * fuels[fuel] for fuel, share in shares.items()) / sum(shares.values())


def software_carbon_intensity(
    energy: Floats | float,
    grams_per_kwh: Floats | float,
    embodied: Floats | float,
    units: Floats | float = 1.0,
) -> Floats | float:
    """Carbon of one functional unit, such as a request: (E I + M) / R (Green Software Foundation, SCI 1.1).

    energy: joules of all units, PUE included; embodied: grams of all units.

    >>> round(float(software_carbon_intensity(0.023 * KWH, 951.0, 4.305)), 4)  # eShoppen case
    26.178
    """
    return (carbon_grams(energy, grams_per_kwh) + embodied) / units


def market_based_grams(location_based: Floats | float, renewable_share: Floats | float) -> Floats | float:
    """Market-based emissions: what is covered by contracted carbon-free energy counts as zero."""
    return location_based * (1.0 - renewable_share)


def embodied_grams(
    accelerator_hours: Floats | float,
    *,
    accelerator_grams: float,
    server_grams: float,
    per_node: int,
    years: float,
) -> Floats | float:
    """Share of making the hardware: total x reserved time / lifetime."""
    return accelerator_hours / (years * HOURS_PER_YEAR) * (accelerator_grams + server_grams / per_node)
