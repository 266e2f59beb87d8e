"""What sizing takes for granted unless the caller knows better; each default with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ConfigDict

from assessments.language import quoted, say
from planner.sizing.estimate import Estimate, NotNegative, Positive, Pue, Share
from planner.sizing.own_facts import OwnGrid, OwnPrice

Fuel = Literal[
    "coal", "petroleum", "natural_gas", "geothermal", "hydroelectricity", "nuclear", "solar", "wind"
]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Numbers that belong to the organisation rather than to a workload.

    team_efficiency: training throughput reached, relative to the median team (1.0). The range is what 67 published
        runs leave unexplained beside goodput and the model's own error (docs/method/accuracy.md); good teams need
        0.6 to 0.7 of the median time, inexperienced ones 1.4 to 3 times. A caller that has assessed the team
        narrows this range.
    goodput: share of wall-clock time a long run makes progress (restarts, evaluation, stragglers).
    confidence: the chance with which the number of accelerators must meet a deadline or a target.
    acquire: rent (on-demand cloud), buy (own servers over `years`), or cheapest of both.
    years: how long owned hardware is used, and the horizon of cost for services.
    owned_utilisation: share of its life an owned accelerator is used, by this and other work. Whoever gives it says
        that other work uses the rest: then work pays the amortised cost of what is bought, else all of it.
    pue, electricity_usd_per_kwh, grid_region, grams_per_kwh: None takes the estate's, then the catalogue's.
    electricity_mix: shares of fuels in the electricity, which sum to 1; instead of the grid's carbon intensity.
    price_usd_per_hour, price_usd_to_buy: per accelerator; override the catalogue by accelerator name.
    prices, grids: the organisation's own facts, with date and source; a `size` document may name a file of them.
    support_share: yearly hardware support, as a share of the purchase price.
    facility_usd_per_kilowatt_month: colocation without energy.
    memory_utilisation: share of an accelerator's memory that may be filled.
    fragmentation_share: memory the allocator holds for activations but cannot use, as a share of them; what is not
        filled covers it unless given.
    checkpoints_kept, stall_share: checkpoints held at once; share of time that may be spent writing them.
    replication: raw bytes per logical byte of storage.
    failures_per_accelerator_day: unexpected interruptions.
    spare_share: serving replicas added for failures and deployments.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    team_efficiency: Positive = field(default=Estimate(0.73, 1.0, 1.37, ("assumed",)))
    goodput: Share = field(default=Estimate(0.77, 0.90, 1.0, ("assumed",)))
    confidence: float = 0.5
    acquire: Literal["rent", "buy", "cheapest"] = "cheapest"
    years: Positive = field(default=Estimate.exact(4, "assumed"))
    discount_rate: NotNegative = field(default=Estimate.exact(0.08, "assumed"))
    owned_utilisation: Share = field(default=Estimate(0.4, 0.6, 0.8, ("assumed",)))
    pue: Pue | None = None
    electricity_usd_per_kwh: NotNegative | None = None
    grid_region: str | None = None
    grams_per_kwh: NotNegative | None = None
    electricity_mix: Mapping[Fuel, float] = field(default_factory=dict)
    renewable_share: Share | None = None
    price_usd_per_hour: Mapping[str, Positive] = field(default_factory=dict)
    price_usd_to_buy: Mapping[str, Positive] = field(default_factory=dict)
    prices: tuple[OwnPrice, ...] = ()
    grids: tuple[OwnGrid, ...] = ()
    support_share: Share = field(default=Estimate(0.08, 0.12, 0.15, ("assumed",)))
    facility_usd_per_kilowatt_month: NotNegative = field(
        default=Estimate(138, 184, 217, ("CBRE 2022 to 2025",))
    )
    memory_utilisation: float = 0.94
    fragmentation_share: float = 0.0
    checkpoints_kept: Positive = field(default=Estimate.exact(5, "assumed"))
    stall_share: Share = field(default=Estimate.exact(0.02, "assumed"))
    replication: Positive = field(default=Estimate(1.25, 1.5, 3.0, ("assumed",)))
    failures_per_accelerator_day: NotNegative = field(
        default=Estimate.exact(419 / (54 * 16384), "Llama 3 report, 2024")
    )
    spare_share: Share = field(default=Estimate.exact(0.1, "assumed"))
    default_deadline_days: float = 90.0

    def __post_init__(self) -> None:
        self._refuse_twice()
        if self.electricity_mix and self.grams_per_kwh:
            raise ValueError("give grams_per_kwh or electricity_mix, not both")
        total = sum(self.electricity_mix.values())
        if self.electricity_mix and (abs(total - 1) > 0.01 or min(self.electricity_mix.values()) < 0):
            raise ValueError(f"the shares of electricity_mix must be positive and sum to 1 (got {total:g})")
        if not 0.5 <= self.confidence < 1:
            raise ValueError(f"confidence must be at least 0.5 and below 1 (got {self.confidence:g})")
        if not 0 <= self.fragmentation_share <= 1:
            raise ValueError(say("{name} must be between 0 and 1", name=quoted("fragmentation_share")))
        if not 0.5 <= self.memory_utilisation <= 1:
            raise ValueError(
                f"memory_utilisation must be between 0.5 and 1 (got {self.memory_utilisation:g})"
            )

    def _refuse_twice(self) -> None:
        if self.prices and (self.price_usd_per_hour or self.price_usd_to_buy):
            raise ValueError(say("give prices, or price_usd_per_hour and price_usd_to_buy, not both"))
        named = [f"{price.kind} {price.accelerator.lower()}" for price in self.prices]
        named += [grid.name.lower() for grid in self.grids]
        for name in named:
            if named.count(name) > 1:
                raise ValueError(say("{name} is given twice", name=quoted(name)))
