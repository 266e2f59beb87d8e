"""What all options of a request share: the catalogue, what is owned, the place; resolved once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from assessments.language import quoted, say
from planner.sizing.catalogue import Accelerator, Catalogue, CatalogueError, Grid
from planner.sizing.estate import free_of
from planner.sizing.physics.calibration import CALIBRATION, Calibration
from planner.sizing.workload import Assumptions, Estate, Estimate, Stock


@dataclass(frozen=True, slots=True)
class Surroundings:
    """stocks: the accelerators of the estate by catalogue name. assumed: what nobody said.

    compared: the catalogue's accelerators that are, beside those of the estate; None compares all.
    """

    catalogue: Catalogue
    estate: Estate
    assumptions: Assumptions
    calibration: Calibration
    grid: Grid
    stocks: Mapping[str, tuple[Stock, ...]]
    assumed: tuple[str, ...]
    compared: frozenset[str] | None = None

    def owned(self, accelerator: str) -> Estimate | None:
        """Return how many of a type the estate has, None when it has no such type."""
        counts = [stock.count for stock in self.stocks.get(accelerator, ())]
        if not counts:
            return None
        return Estimate(
            sum(count.low for count in counts),
            sum(count.likely for count in counts),
            sum(count.high for count in counts),
        )

    def free(self, accelerator: str) -> float:
        """Return how many of a type the estate has free, in the likely case: whole ones, 0 when it has none."""
        owned = self.owned(accelerator)
        return 0.0 if owned is None else float(np.floor(free_of(owned, self.estate.busy_share).likely + 1e-9))

    def memory_bytes(self, chip: Accelerator) -> float:
        """Return the memory of an accelerator: the least of the estate's own figures, else the catalogue's."""
        own = [stock.memory_bytes.likely for stock in self.stocks.get(chip.name, ()) if stock.memory_bytes]
        return min(own) if own and min(own) > 0 else chip.memory_bytes

    def with_only(self, accelerator: str) -> "Surroundings":
        """Return the same without what is owned of other types, which is not compared then."""
        return replace(
            self, stocks={accelerator: self.stocks[accelerator]} if accelerator in self.stocks else {}
        )


def surroundings(
    catalogue: Catalogue, estate: Estate, assumptions: Assumptions, calibration: Calibration = CALIBRATION
) -> Surroundings:
    """Resolve the names of an estate; what the catalogue does not know is left out and said so.

    Raises CatalogueError for an unknown `assumptions.grid_region`.
    """
    assumed: list[str] = []
    stocks: dict[str, tuple[Stock, ...]] = {}
    for stock in estate.accelerators or ():
        try:
            name = catalogue.accelerator(stock.type).name
        except CatalogueError:
            assumed.append(
                say("estate: {type} is not in the catalogue and was left out", type=quoted(stock.type))
            )
        else:
            stocks[name] = (*stocks.get(name, ()), stock)
    grid = _grid(catalogue, estate, assumptions, assumed)
    return Surroundings(catalogue, estate, assumptions, calibration, grid, stocks, tuple(assumed))


def _grid(catalogue: Catalogue, estate: Estate, assumptions: Assumptions, assumed: list[str]) -> Grid:
    if assumptions.grid_region:
        return catalogue.grid(assumptions.grid_region)
    for region in (estate.grid_region, *(site.country for site in estate.sites)):
        if not region:
            continue
        try:
            return catalogue.grid(region)
        except CatalogueError:
            assumed.append(say("grid region: {region} is not in the catalogue", region=quoted(region)))
    assumed.append(say("grid region: world average carbon intensity and electricity price"))
    return catalogue.grid("WORLD")
