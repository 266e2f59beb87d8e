"""The catalogue as frozen objects, looked up by the names people write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Literal

from assessments.document import nearest
from assessments.language import quoted, say, to_say
from planner.sizing.catalogue.dates import is_old
from planner.sizing.estimate import Estimate
from planner.sizing.physics.transformer import Architecture

_UNKNOWN_ACCELERATOR = to_say("unknown accelerator {name}; {remedy}")
_UNKNOWN_MODEL = to_say("unknown model {name}; {remedy}")
_UNKNOWN_GRID = to_say("unknown grid region {name}; {remedy}")

KEPT_PRICES = 512  # of an accelerator in a catalogue, in a process


class CatalogueError(ValueError):
    """A name is not in the catalogue; the message gives the nearest three."""


@dataclass(frozen=True, slots=True)
class Accelerator:
    """Facts of one accelerator, SI units.

    peak: operations per second by precision, dense. ceiling: largest measured share of the peak.
    power_limited: whether it loses clock for hours under the power limit.
    serving: shares of peak (by precision) and of `bandwidth` that serving engines reach.
    link_bytes_per_second: one direction, inside the domain. nic_bytes_per_second: one direction, between nodes.
    sold_in: accelerators that are bought at a time: a card, a server, or a rack that is one link domain.
    """

    name: str
    title: str
    vendor: str
    year: int
    memory_bytes: float
    bandwidth_bytes_per_second: float
    peak: Mapping[str, float]
    ceiling: Mapping[str, float]
    power_limited: bool
    serving: Mapping[str, float]
    link_bytes_per_second: float
    nic_bytes_per_second: float
    watts: float
    per_node: int
    domain: int
    node_watts: float
    source: str
    sold_in: int = 1

    @property
    def watts_with_host(self) -> float:
        """Share of the node's maximum power that belongs to one accelerator."""
        return self.node_watts / self.per_node


@dataclass(frozen=True, slots=True)
class RentPrice:
    """Price of one accelerator for one hour: on demand, reserved or on spot. low, high: range over the regions seen."""

    accelerator: str
    provider: str
    instance: str
    usd_per_hour: float
    low: float
    high: float
    regions: int
    as_of: str
    source: str
    region: str = ""

    @property
    def named(self) -> str:
        """Who asks for it, when, and who says so."""
        return f"{self.provider} {self.instance}, {self.as_of}: {self.source}"


@dataclass(frozen=True, slots=True)
class BuyPrice:
    """Purchase price of one accelerator with its share of server and network."""

    accelerator: str
    low: float
    likely: float
    high: float
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Carbon intensity of a country or zone, location based."""

    name: str
    title: str
    grams_per_kwh: float
    year: int
    area: str
    source: str
    carbon_free_share: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All facts, and a fingerprint of their files; equal only to itself, as its prices are looked up by it.

    as_of: month of the last update; the age of a price counts from it. ways: what other ways to get accelerators cost
    and take, by name. egress_tiers: upper bound in GB a month and USD per GB. electricity: USD per kWh by area;
    electricity_of_countries: by ISO 3166 alpha-3, where known. fuels: grams of CO2 equivalent per kWh by fuel.
    """

    accelerators: Mapping[str, Accelerator]
    models: Mapping[str, Architecture]
    model_aliases: Mapping[str, str]
    as_of: str
    rent_prices: tuple[RentPrice, ...]
    reserved_prices: tuple[RentPrice, ...]
    spot_prices: tuple[RentPrice, ...]
    buy_prices: Mapping[str, BuyPrice]
    buy_hours_of_rent: Estimate
    ways: Mapping[str, Estimate]
    egress_tiers: tuple[tuple[float, float], ...]
    egress_source: str
    electricity: Mapping[str, float]
    electricity_source: str
    electricity_of_countries: Mapping[str, float]
    electricity_of_countries_source: str
    pue: Mapping[str, Estimate]
    cpu_node: Estimate
    embodied: Mapping[str, float]
    embodied_source: str
    grids: Mapping[str, Grid]
    fuels: Mapping[str, float]
    fuels_source: str
    version: str

    def accelerator(self, name: str) -> Accelerator:
        """Return an accelerator. Raises CatalogueError with the nearest three names."""
        return self.accelerators[_find(name, self.accelerators, _UNKNOWN_ACCELERATOR)]

    def model(self, name: str) -> Architecture:
        """Return a model. Raises CatalogueError with the nearest three names."""
        found = _find(name.rsplit("/", 1)[-1], [*self.models, *self.model_aliases], _UNKNOWN_MODEL)
        return self.models[self.model_aliases.get(found, found)]

    def grid(self, name: str) -> Grid:
        """Return a grid by ISO 3166 alpha-3 code, zone or English name. Raises CatalogueError."""
        wanted = name_key(name)
        for grid in self.grids.values():
            if name_key(grid.title) == wanted:
                return grid
        return self.grids[_find(name, self.grids, _UNKNOWN_GRID)]

    def electricity_price(self, grid: Grid) -> Estimate:
        """Return the price of electricity of a country, or else of its area, USD per kWh."""
        price = self.electricity_of_countries.get(grid.name)
        source = self.electricity_of_countries_source
        if price is None:
            price, source = self.electricity[grid.area], self.electricity_source
        return Estimate(0.7 * price, price, 1.4 * price, (source,))

    def rent(self, accelerator: str) -> Estimate | None:
        """Return the on-demand price per hour over providers (their lowest, median and highest)."""
        return _rent(self, accelerator)

    def reserved_share(self, accelerator: str) -> Estimate:
        """Return the price under contract over that on demand."""
        return _share(self, accelerator, "reserved")

    def spot_share(self, accelerator: str) -> Estimate:
        """Return the price on spot over that on demand."""
        return _share(self, accelerator, "spot")

    def has_old_rent(self, accelerator: str) -> bool:
        """Whether every price on demand is more than two years older than the catalogue."""
        dates = [price.as_of for price in self.rent_prices if price.accelerator == accelerator]
        return bool(dates) and all(is_old(date, self.as_of) for date in dates)

    def has_old_price_to_buy(self, accelerator: str) -> bool:
        """Whether the price to buy, or the rent that it is estimated from, is more than two years older."""
        price = self.buy_prices.get(accelerator)
        return is_old(price.as_of, self.as_of) if price else self.has_old_rent(accelerator)

    def buy(self, accelerator: str) -> Estimate | None:
        """Return the purchase price; from the rent where none is known, None without either."""
        price = self.buy_prices.get(accelerator)
        if price:
            return Estimate(price.low, price.likely, price.high, (f"{price.as_of}: {price.source}",))
        rent = self.rent(accelerator)
        if rent is None:
            return None
        hours = self.buy_hours_of_rent
        return Estimate(
            rent.likely * hours.low,
            rent.likely * hours.likely,
            rent.likely * hours.high,
            (f"estimated: {hours.likely:g} h of the on-demand price; {hours.sources[0]}",),
        )


@lru_cache(maxsize=KEPT_PRICES)
def _rent(catalogue: Catalogue, accelerator: str) -> Estimate | None:
    prices = [price for price in catalogue.rent_prices if price.accelerator == accelerator]
    if not prices:
        return None
    if len(prices) == 1 and prices[0].low < prices[0].high:
        only = prices[0]
        return Estimate(only.low, only.usd_per_hour, only.high, (only.named,))
    typical = sorted(_by_provider(prices).values())
    return Estimate(typical[0], median(typical), typical[-1], tuple(price.named for price in prices))


@lru_cache(maxsize=KEPT_PRICES)
def _share(catalogue: Catalogue, accelerator: str, kind: Literal["reserved", "spot"]) -> Estimate:
    """Compare with the same provider's price on demand, else with that of all; the usual share without prices.

    The range is that over providers, but of one provider alone it is as wide as usual.
    """
    prices = catalogue.reserved_prices if kind == "reserved" else catalogue.spot_prices
    usual = catalogue.ways[f"{kind}_share"]
    known = [price for price in prices if price.accelerator == accelerator]
    rent = catalogue.rent(accelerator)
    if not known or rent is None:
        return usual
    on_demand = _by_provider([price for price in catalogue.rent_prices if price.accelerator == accelerator])
    asked = _by_provider(known)
    shares = sorted(min(1.0, usd / on_demand.get(name, rent.likely)) for name, usd in asked.items())
    likely, sources = median(shares), tuple(price.named for price in known)
    if len(shares) > 1:
        return Estimate(shares[0], likely, shares[-1], sources)
    spread = (usual.low / usual.likely, usual.high / usual.likely)
    return Estimate(likely * spread[0], likely, min(1.0, likely * spread[1]), sources)


def _by_provider(prices: Iterable[RentPrice]) -> dict[str, float]:
    """Return the median price of each provider, so that many rows of one do not outweigh the others."""
    found: dict[str, list[float]] = {}
    for price in prices:
        found.setdefault(price.provider, []).append(price.usd_per_hour)
    return {provider: median(values) for provider, values in found.items()}


def name_key(name: str) -> str:
    """Return a name as it is compared: without case, spaces, hyphens and underscores.

    >>> name_key("Llama 3-8B") == name_key("llama3-8b")
    True
    """
    return name.lower().replace(" ", "").replace("-", "").replace("_", "")


def _find(name: str, known: Iterable[str], refusal: str) -> str:
    names = list(known)
    if name in names:
        return name
    wanted = name_key(name)
    for candidate in names:
        if name_key(candidate) == wanted:
            return candidate
    close = nearest(name.lower(), names)
    raise CatalogueError(say(refusal, name=quoted(name), remedy=close))
