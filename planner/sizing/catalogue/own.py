"""The catalogue with an organisation's own facts in the place of what it says on the same."""

from collections.abc import Sequence
from dataclasses import replace

from assessments.language import say, to_say
from planner.sizing.catalogue.facts import BuyPrice, Catalogue, CatalogueError, Grid, RentPrice
from planner.sizing.own_facts import OwnGrid, OwnPrice, PriceKind

PRICE_LIST = to_say("own price list")
FIGURE = to_say("own figure")


def with_own(catalogue: Catalogue, prices: Sequence[OwnPrice], grids: Sequence[OwnGrid]) -> Catalogue:
    """Return the catalogue with own prices and grids. The version stays that of the files.

    With an own price on demand, what others ask under contract or on spot has nothing to be compared with: the usual
    shares apply, unless these prices are given, too. Raises CatalogueError for an unknown accelerator.
    """
    if not prices and not grids:
        return catalogue
    own = [replace(price, accelerator=catalogue.accelerator(price.accelerator).name) for price in prices]
    bought = {price.accelerator: _buy(price) for price in own if price.kind == "buy"}
    return replace(
        catalogue,
        rent_prices=_replaced(catalogue.rent_prices, own, "rent"),
        reserved_prices=_replaced(catalogue.reserved_prices, own, "reserved"),
        spot_prices=_replaced(catalogue.spot_prices, own, "spot"),
        buy_prices={**catalogue.buy_prices, **bought},
        grids={**catalogue.grids, **{grid.name: grid for grid in (_grid(catalogue, one) for one in grids)}},
    )


def _replaced(
    prices: tuple[RentPrice, ...], own: Sequence[OwnPrice], kind: PriceKind
) -> tuple[RentPrice, ...]:
    mine = [price for price in own if price.kind == kind]
    names = {price.accelerator for price in own if price.kind in (kind, "rent")}
    kept = tuple(price for price in prices if price.accelerator not in names)
    return kept + tuple(
        RentPrice(
            accelerator=price.accelerator,
            provider=say(PRICE_LIST),
            instance=kind,
            usd_per_hour=price.usd.likely,
            low=price.usd.low,
            high=price.usd.high,
            regions=1,
            as_of=price.as_of,
            source=price.source,
        )
        for price in mine
    )


def _buy(price: OwnPrice) -> BuyPrice:
    usd, source = price.usd, f"{say(PRICE_LIST)}: {price.source}"
    return BuyPrice(price.accelerator, usd.low, usd.likely, usd.high, price.as_of, source)


def _grid(catalogue: Catalogue, own: OwnGrid) -> Grid:
    source = f"{say(FIGURE)}, {own.year}: {own.source}"
    try:
        known = catalogue.grid(own.name)
    except CatalogueError:
        return Grid(own.name, own.name, own.grams_per_kwh, own.year, own.area or "world", source)
    return replace(
        known,
        grams_per_kwh=own.grams_per_kwh,
        year=own.year,
        area=own.area or known.area,
        source=source,
        carbon_free_share=None,
    )
