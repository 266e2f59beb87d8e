"""Power and carbon. Watts, joules, grams."""

from planner.sizing.result import Floats
from planner.sizing.units import HOUR, KWH

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
    return accelerator_hours / (years * 8760.0) * (accelerator_grams + server_grams / per_node)
