"""Which model and which accelerators a workload is about, and how its options are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from planner.sizing.catalogue import Accelerator, Catalogue
from planner.sizing.chips import Chips
from planner.sizing.money.outlay import Outlay
from planner.sizing.physics.transformer import Architecture, infer_architecture
from planner.sizing.result import Figure, Floats, Option, Quantiles
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios, quantiles
from planner.sizing.workload import ModelShape

Figures = dict[str, Figure]


def model_of(given: str | ModelShape, catalogue: Catalogue) -> tuple[Architecture, list[str]]:
    """Return the model and what of its shape was assumed. Raises CatalogueError for an unknown name."""
    if isinstance(given, str):
        return catalogue.model(given), []
    model = infer_architecture(given)
    return model, [f"model {field}: {_shown(getattr(model, field))}" for field in model.assumed]


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value).lower()


def accelerators_for(name: str | None, around: Surroundings) -> list[Accelerator]:
    """Return the accelerator asked for (or all of the catalogue that are compared), and always those of the estate."""
    catalogue = around.catalogue
    if name is None:
        wanted = None if around.compared is None else {*around.compared, *around.stocks}
        return [chip for chip in catalogue.accelerators.values() if wanted is None or chip.name in wanted]
    asked = catalogue.accelerator(name)
    owned = [catalogue.accelerators[stock] for stock in around.stocks]
    return list({chip.name: chip for chip in [asked, *owned]}.values())


def capacity_chips(chips: Chips, around: Surroundings) -> Chips:
    """Return the columns with the memory that the estate's own accelerators have."""
    memory = [around.memory_bytes(around.catalogue.accelerators[name]) for name in chips.names]
    return replace(chips, memory_bytes=np.array(memory).reshape(-1, 1))


def best_first(options: Sequence[Option]) -> tuple[Option, ...]:
    """Order options: feasible ones by median cost (those without a price after the others), then the rest."""

    def rank(option: Option) -> tuple[bool, bool, float, float]:
        total = option.quantiles("cost_usd", "total")
        return (
            not option.is_feasible,
            total is None,
            total.p50 if total else 0.0,
            float(option.accelerators),
        )

    return tuple(sorted(options, key=rank))


def memory_quantiles(parts: Mapping[str, Floats], scenarios: Scenarios, error: float) -> dict[str, Quantiles]:
    """Return each part with the model's error, which they share: so the parts still sum to the total."""
    factor = quantiles(scenarios.error("memory model", error))
    return {
        part: Quantiles(*(float(value) * at for at in (factor.p10, factor.p50, factor.p90)))
        for part, value in parts.items()
    }


def outlay_figures(taken: Outlay) -> Figures:
    """Return power, energy and carbon under the names of the contract."""
    made = taken.footprint
    return {
        "power_watts": quantiles(made.power_watts),
        "energy_joules": quantiles(made.energy_joules),
        "carbon_grams": quantiles(made.carbon_grams),
        "carbon_market_grams": quantiles(made.carbon_market_grams),
        "carbon_embodied_grams": quantiles(made.carbon_embodied_grams),
    }


def money_figures(taken: Outlay) -> Figures:
    """Return cost, purchase, what the work uses of it, and the ways to get the accelerators; None without a price."""
    cost = {
        "capital": taken.money.capital_usd,
        "operating": taken.money.operating_usd,
        "total": taken.total_usd,
    }
    return {
        "cost_usd": {name: _known(value) for name, value in cost.items()},
        "purchase_usd": _known(taken.money.purchase_usd),
        "amortised_usd": _known(taken.money.amortised_usd),
        "comparison": taken.comparison.figures(),
    }


def money_samples(taken: Outlay) -> dict[str, Floats]:
    """Return the cost of the run or of a year, and that of a year in which what is bought for a run is an annuity."""
    return {"cost_usd": taken.total_usd, "yearly_cost_usd": taken.money.yearly_usd}


def nothing(names: str) -> Figures:
    """Return figures without a value, for an option that cannot run."""
    return {
        **dict.fromkeys((*names.split(), "amortised_usd", "comparison")),
        "cost_usd": dict.fromkeys(("capital", "operating", "total")),
    }


def _known(samples: Floats) -> Quantiles | None:
    return None if np.isnan(samples).any() else quantiles(samples)
