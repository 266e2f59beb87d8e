"""What the core answers: sized workloads with options, as quantiles for people and samples for verdicts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.sizing.estimate import Estimate

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Quantiles:
    """P10, P50 and P90 of a quantity in SI units."""

    p10: float
    p50: float
    p90: float

    def to_json(self) -> dict[str, float]:
        return {"p10": self.p10, "p50": self.p50, "p90": self.p90}


Figure = Quantiles | Mapping[str, "Figure"] | str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: what, by which formula, the median value, and on what it rests."""

    step: str
    formula: str
    value: float | str
    unit: str
    source: str

    def to_json(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "formula": self.formula,
            "value": self.value,
            "unit": self.unit,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Option:
    """One way to meet a workload: an accelerator, how many, and what that takes.

    accelerators: how many this option has; the need of each scenario is in `samples["accelerators"]`.
    reason: why it is not feasible, or "" when it is.
    memory: bytes on the fullest accelerator by part (weights, gradients, optimizer, activations, kv_cache,
        other, total); `capacity_bytes` is what one accelerator has.
    figures: every other estimated quantity of the contract by its name; None where the option has none
        (not feasible). `cost_usd` is a mapping of capital, operating and total, each None when no price is known;
        `comparison` holds the ways to get the accelerators, and the basis and the years of that comparison.
    in_estate: whether the estate has accelerators of this type. acquired: rent, buy or own, whichever the cost is of.
    samples: (S,) per scenario: accelerators (needed), memory_bytes (over all accelerators needed),
        memory_per_accelerator_bytes, storage_bytes, storage_throughput_bytes_per_second,
        network_bytes_per_second (per accelerator, between nodes), power_watts (IT load, before PUE),
        cost_usd and yearly_cost_usd (NaN when no price is known; in the latter, what is bought for a run counts as an
        annuity), days (not for services). Empty when not feasible.
    prices: of one accelerator in USD, to rent for an hour and to buy, where known, and of electricity per kWh; None
        takes the catalogue's. load: mean draw as a share of the rating; None counts the whole rating.
    """

    accelerator: str
    accelerators: int
    nodes: int
    layout: Mapping[str, int | float | str]
    is_feasible: bool
    reason: str
    memory: Mapping[str, Quantiles]
    capacity_bytes: float
    figures: Mapping[str, Figure]
    samples: Mapping[str, Floats]
    derivation: tuple[Step, ...] = ()
    warnings: tuple[str, ...] = ()
    in_estate: bool = False
    acquired: str = ""
    prices: Mapping[str, Estimate] | None = None
    load: Estimate | None = None

    def quantiles(self, name: str, *parts: str) -> Quantiles | None:
        """Return a figure, or a part of one, by name; None when this option has none."""
        figure = self.figures.get(name)
        for part in parts:
            figure = figure.get(part) if isinstance(figure, Mapping) else None
        return figure if isinstance(figure, Quantiles) else None

    def to_json(self) -> dict[str, Any]:
        memory: dict[str, Any] = {part: value.to_json() for part, value in self.memory.items()}
        return {
            "accelerator": self.accelerator,
            "accelerators": self.accelerators,
            "nodes": self.nodes,
            "layout": dict(self.layout),
            "feasible": self.is_feasible,
            "reason": self.reason,
            "in_estate": self.in_estate,
            "acquired": self.acquired,
            "memory_per_accelerator_bytes": memory | {"capacity": self.capacity_bytes},
            **{name: _plain(figure) for name, figure in self.figures.items()},
            "warnings": list(self.warnings),
            "derivation": [step.to_json() for step in self.derivation],
        }


def _plain(figure: Figure) -> Any:
    if figure is None or isinstance(figure, str):
        return figure
    if isinstance(figure, Quantiles):
        return figure.to_json()
    return {name: _plain(part) for name, part in figure.items()}


@dataclass(frozen=True, slots=True)
class ScaledDay:
    """The busiest day of a service under a policy, evenly over 24 hours.

    requests_per_second: the mean of each hour. replicas: up or starting at the median, four times an hour.
    """

    requests_per_second: tuple[Quantiles, ...]
    replicas: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        rates = [rate.to_json() for rate in self.requests_per_second]
        return {
            "requests_per_second": {name: [rate[name] for rate in rates] for name in ("p10", "p50", "p90")},
            "replicas": list(self.replicas),
        }


@dataclass(frozen=True, slots=True)
class ScalingPolicy:
    """What one policy takes and misses that scales the replicas of a service.

    rule: in words. replicas: there are; mean, least, most: up or starting over a week. late_share: of the requests.
    cost_usd_per_year: at prices on demand, None without one. is_best: whether it has the fewest replicas of those
    that miss hardly more than all replicas do. day: the busiest; None where the demand is not known for a whole day.
    """

    policy: str
    rule: str
    replicas: int
    mean_replicas: Quantiles
    least_replicas: Quantiles
    most_replicas: Quantiles
    replica_hours_per_year: Quantiles
    cost_usd_per_year: Quantiles | None
    late_share: Quantiles
    is_best: bool = False
    day: ScaledDay | None = None

    def to_json(self) -> dict[str, Any]:
        cost = self.cost_usd_per_year
        return {
            "policy": self.policy,
            "rule": self.rule,
            "best": self.is_best,
            "mean_replicas": self.mean_replicas.to_json(),
            "least_replicas": self.least_replicas.to_json(),
            "most_replicas": self.most_replicas.to_json(),
            "replica_hours_per_year": self.replica_hours_per_year.to_json(),
            "cost_usd_per_year": cost.to_json() if cost else None,
            "late_share": self.late_share.to_json(),
            "day": self.day.to_json() if self.day else None,
        }


@dataclass(frozen=True, slots=True)
class SizedWorkload:
    """A workload with its options, best first. assumed: what was inferred because nobody said it.

    inputs, staffing: what is needed to tell the causes of any option: its uncertain inputs, and the staffing of the
    simulated options by accelerator. sensitivity: what moves the results of the option that was explained, plain data;
    None where that has no price, and before. autoscaling: policies of that option of a service.
    """

    name: str
    kind: str
    assumed: tuple[str, ...]
    warnings: tuple[str, ...]
    options: tuple[Option, ...]
    inputs: tuple[str, ...] = ()
    staffing: Mapping[str, Any] = field(default_factory=dict)
    sensitivity: Mapping[str, Any] | None = None
    autoscaling: tuple[ScalingPolicy, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "assumed": list(self.assumed),
            "warnings": list(self.warnings),
            "options": [option.to_json() for option in self.options],
            "sensitivity": self.sensitivity,
            **(
                {"autoscaling": [policy.to_json() for policy in self.autoscaling]}
                if self.kind == "inference"
                else {}
            ),
        }


@dataclass(frozen=True, slots=True)
class Sizing:
    """All sized workloads, with what is needed to compute the same again."""

    engine_version: str
    catalogue_version: str
    seed: int
    samples: int
    workloads: tuple[SizedWorkload, ...] = field(default_factory=tuple)

    def to_json(self) -> dict[str, Any]:
        """Return the contract's `size` output; `fingerprint` covers everything else in it."""
        body = {
            "engine_version": self.engine_version,
            "catalogue_version": self.catalogue_version,
            "seed": self.seed,
            "samples": self.samples,
            "workloads": [workload.to_json() for workload in self.workloads],
        }
        return {"fingerprint": fingerprint(body)} | body


def fingerprint(body: Any) -> str:
    """Return the SHA-256 of plain data in canonical JSON."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
