"""Prices of accelerators and electricity, and the PUE: as assumed, of the estate, or of the catalogue."""

from collections.abc import Mapping

from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import can_stand_here
from planner.sizing.surroundings import Surroundings


def rent_price(chip: Accelerator, around: Surroundings) -> Estimate | None:
    """Return the price on demand: as assumed, or the catalogue's."""
    return _override(around.assumptions.price_usd_per_hour, chip, around) or around.catalogue.rent(chip.name)


def buy_price(chip: Accelerator, around: Surroundings) -> Estimate | None:
    """Return the price to buy: as assumed, or the catalogue's; None for what exists only in its maker's cloud."""
    given = _override(around.assumptions.price_usd_to_buy, chip, around)
    return given or (around.catalogue.buy(chip.name) if can_stand_here(chip.name) else None)


def has_old_rent(chip: Accelerator, around: Surroundings) -> bool:
    """Whether the price on demand is the catalogue's and more than two years older than it."""
    given = _override(around.assumptions.price_usd_per_hour, chip, around)
    return given is None and around.catalogue.has_old_rent(chip.name)


def has_old_price_to_buy(chip: Accelerator, around: Surroundings) -> bool:
    """Whether the price to buy is the catalogue's and more than two years older than it."""
    given = _override(around.assumptions.price_usd_to_buy, chip, around)
    return given is None and around.catalogue.has_old_price_to_buy(chip.name)


def pue_of(around: Surroundings, acquired: str) -> Estimate:
    """Return the PUE: as assumed, of the estate (for owned hardware), or the catalogue's."""
    known = around.assumptions.pue or (around.estate.pue if acquired != "rent" else None)
    return known or around.catalogue.pue["rented" if acquired == "rent" else "owned"]


def electricity_of(around: Surroundings) -> Estimate:
    """Return the price of electricity: as assumed, of the estate, or of the area."""
    known = around.assumptions.electricity_usd_per_kwh or around.estate.electricity_usd_per_kwh
    return known or around.catalogue.electricity_price(around.grid)


def known_prices(chip: Accelerator, around: Surroundings) -> dict[str, Estimate]:
    """Return the prices of an accelerator in USD, to rent for an hour and to buy, where known; electricity per kWh."""
    found = {
        "rent": rent_price(chip, around),
        "buy": buy_price(chip, around),
        "electricity": electricity_of(around),
    }
    return {name: price for name, price in found.items() if price}


def _override(table: Mapping[str, Estimate], chip: Accelerator, around: Surroundings) -> Estimate | None:
    for name, price in table.items():
        if around.catalogue.accelerator(name).name == chip.name:
            return price
    return None
