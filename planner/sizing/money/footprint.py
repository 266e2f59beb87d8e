"""Power, energy and carbon of the accelerators of an option."""

from dataclasses import dataclass

import numpy as np

from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.money.prices import pue_of
from planner.sizing.physics.power import (
    FABRIC_SHARE,
    carbon_grams,
    embodied_grams,
    energy_joules,
    market_based_grams,
    mix_grams_per_kwh,
)
from planner.sizing.result import Floats
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios


@dataclass(frozen=True, slots=True)
class Footprint:
    """(S,) rated power in watts, energy in joules, carbon in grams by place, by contract and of making the hardware."""

    power_watts: Floats
    energy_joules: Floats
    carbon_grams: Floats
    carbon_market_grams: Floats
    carbon_embodied_grams: Floats


def rated_watts(chip: Accelerator, accelerators: Floats) -> Floats:
    """Return (S,) the rated power of an accelerator with its server, and of the fabric beyond one node."""
    return chip.watts_with_host * (1 + np.where(accelerators > chip.per_node, FABRIC_SHARE, 0.0))


def footprint_of(
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
    *,
    accelerators: Floats,
    accelerator_hours: Floats,
    drawn_watts: Floats,
    acquired: str,
) -> Footprint:
    """Return power, energy and carbon of `accelerators` that work for `accelerator_hours`.

    drawn_watts: (S,) mean IT power of one. acquired: rent, buy, own, or nothing.
    """
    pue = scenarios.draw("pue", pue_of(around, acquired))
    energy = np.asarray(energy_joules(accelerator_hours, drawn_watts, pue))
    carbon = np.asarray(carbon_grams(energy, scenarios.draw("grid", intensity_of(around))))
    share = around.assumptions.renewable_share or around.estate.renewable_share or Estimate.exact(0.0)
    market = market_based_grams(carbon, scenarios.draw("renewable", share, most=1.0))
    power = accelerators * rated_watts(chip, accelerators)
    return Footprint(power, energy, carbon, np.asarray(market), _embodied(chip, around, accelerator_hours))


def _embodied(chip: Accelerator, around: Surroundings, accelerator_hours: Floats) -> Floats:
    facts = around.catalogue.embodied
    return np.asarray(
        embodied_grams(
            accelerator_hours,
            accelerator_grams=facts["accelerator_grams"],
            server_grams=facts["server_grams"],
            per_node=chip.per_node,
            years=facts["lifetime_years"],
        )
    )


def intensity_of(around: Surroundings) -> Estimate:
    """Return grams of CO2 equivalent per kWh: as assumed, of an own mix of fuels, or of the grid."""
    if around.assumptions.electricity_mix:
        return _mix_intensity(around)
    known = around.assumptions.grams_per_kwh
    grams = around.grid.grams_per_kwh
    return known or Estimate(0.85 * grams, grams, 1.1 * grams, (around.grid.source,))


def _mix_intensity(around: Surroundings) -> Estimate:
    grams = mix_grams_per_kwh(around.assumptions.electricity_mix, around.catalogue.fuels)
    return Estimate.exact(grams, around.catalogue.fuels_source)
