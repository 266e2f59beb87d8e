"""The catalogue as frozen objects, looked up by the names people write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from assessments.document import nearest
from planner.sizing.estimate import Estimate
from planner.sizing.transformer import Architecture


class CatalogueError(ValueError):
    """A name is not in the catalogue; the message gives the nearest three."""


@dataclass(frozen=True, slots=True)
class Accelerator:
    """Facts of one accelerator, SI units.

    peak: operations per second by precision, dense. ceiling: largest measured share of the peak.
    sustained: share of the clock kept up for hours under the power limit.
    serving: shares of peak (by precision) and of `bandwidth` that serving engines reach.
    link_bytes_per_second: one direction, inside the domain. nic_bytes_per_second: one direction, between nodes.
    """

    name: str
    title: str
    vendor: str
    year: int
    memory_bytes: float
    bandwidth_bytes_per_second: float
    peak: Mapping[str, float]
    ceiling: Mapping[str, float]
    sustained: float
    serving: Mapping[str, float]
    link_bytes_per_second: float
    nic_bytes_per_second: float
    watts: float
    per_node: int
    domain: int
    node_watts: float
    source: str

    @property
    def watts_with_host(self) -> float:
        """Share of the node's maximum power that belongs to one accelerator."""
        return self.node_watts / self.per_node


@dataclass(frozen=True, slots=True)
class RentPrice:
    """On-demand price of one accelerator for one hour."""

    accelerator: str
    provider: str
    instance: str
    usd_per_hour: float
    low: float
    high: float
    regions: int
    region: str
    as_of: str
    source: str


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


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All facts, and a fingerprint of their files."""

    accelerators: Mapping[str, Accelerator]
    models: Mapping[str, Architecture]
    model_aliases: Mapping[str, str]
    rent_prices: tuple[RentPrice, ...]
    buy_prices: Mapping[str, BuyPrice]
    buy_hours_of_rent: Estimate
    electricity: Mapping[str, float]
    electricity_source: str
    pue: Mapping[str, Estimate]
    cpu_node: Estimate
    embodied: Mapping[str, float]
    embodied_source: str
    grids: Mapping[str, Grid]
    version: str

    def accelerator(self, name: str) -> Accelerator:
        """Return an accelerator. Raises CatalogueError with the nearest three names."""
        return self.accelerators[_find(name, self.accelerators, "accelerator")]

    def model(self, name: str) -> Architecture:
        """Return a model. Raises CatalogueError with the nearest three names."""
        found = _find(name.rsplit("/", 1)[-1], [*self.models, *self.model_aliases], "model")
        return self.models[self.model_aliases.get(found, found)]

    def grid(self, name: str) -> Grid:
        """Return a grid by ISO 3166 alpha-3 code, zone or English name. Raises CatalogueError."""
        wanted = name_key(name)
        for grid in self.grids.values():
            if name_key(grid.title) == wanted:
                return grid
        return self.grids[_find(name, self.grids, "grid region")]

    def rent(self, accelerator: str) -> Estimate | None:
        """Return the on-demand price per hour over providers (their lowest, median and highest)."""
        prices = [price for price in self.rent_prices if price.accelerator == accelerator]
        if not prices:
            return None
        providers: dict[str, list[float]] = {}
        for price in prices:
            providers.setdefault(price.provider, []).append(price.usd_per_hour)
        typical = sorted(median(values) for values in providers.values())
        sources = tuple(
            f"{price.provider} {price.instance}, {price.as_of}: {price.source}" for price in prices
        )
        return Estimate(typical[0], median(typical), typical[-1], sources)

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


def name_key(name: str) -> str:
    """Return a name as it is compared: without case, spaces, hyphens and underscores.

    >>> name_key("Llama 3-8B") == name_key("llama3-8b")
    True
    """
    return name.lower().replace(" ", "").replace("-", "").replace("_", "")


def _find(name: str, known: Iterable[str], what: str) -> str:
    wanted = name_key(name)
    names = list(known)
    for candidate in names:
        if name_key(candidate) == wanted:
            return candidate
    close = nearest(name.lower(), names)
    raise CatalogueError(f"unknown {what} {name!r}; {close}")
