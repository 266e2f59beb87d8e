"""A small organisation by hand: sized options, estate, standings, constraints, without the sizing core's models."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.sizing.demand import Constraints, Demand, Standing
from planner.sizing.size import Option, Quantiles, SizedWorkload, Sizing
from planner.sizing.workload import Estate, Estimate, RoleStock, Stock

SAMPLES = 64
PRACTICES = {
    "HW-05": ("Elasticity, orchestration and scheduling", "hardware"),
    "HW-07": ("Platform software and compatibility", "hardware"),
    "HW-08": ("Infrastructure observability and reliability", "hardware"),
    "DA-02": ("Data quality and integrity", "data"),
    "SE-01": ("Identity and access control", "security"),
    "SE-02": ("Encryption and data protection", "security"),
    "SE-03": ("Privacy compliance", "security"),
    "PM-05": ("Model deployment and CI/CD", "delivery"),
    "PM-07": ("Model monitoring, drift and alerts", "delivery"),
    "TA-01": ("Workforce planning and role coverage", "talent"),
}


def spread(low: float, high: float) -> np.ndarray:
    """Evenly spread scenarios."""
    return np.linspace(low, high, SAMPLES)


def option(
    accelerator: str = "h100-sxm",
    accelerators: tuple[float, float] = (16, 16),
    *,
    watts: tuple[float, float] | None = None,
    storage: tuple[float, float] = (1e12, 1e12),
    feasible: bool = True,
    nodes: int = 2,
    days: float | None = None,
    first_token: float | None = None,
) -> Option:
    """A sized option with the samples that verdicts and roadmap read."""
    count = spread(*accelerators)
    power = spread(*watts) if watts else count * 1_275.0
    samples = {
        "accelerators": count,
        "memory_bytes": count * 60e9,
        "storage_bytes": spread(*storage),
        "storage_throughput_bytes_per_second": np.full(SAMPLES, 1e9),
        "network_bytes_per_second": np.full(SAMPLES, 20e9),
        "power_watts": power,
        "cost_usd": count * 10_000.0,
    }
    figures: dict[str, Any] = {}
    if days is not None:
        samples["days"] = np.full(SAMPLES, days)
        figures["accelerator_hours"] = Quantiles(1.0, 1.0, 1.0)
    if first_token is not None:
        figures["time_to_first_token_p95_seconds"] = Quantiles(
            0.5 * first_token, first_token, 2 * first_token
        )
    return Option(
        accelerator=accelerator,
        accelerators=int(np.ceil(np.median(count))),
        nodes=nodes,
        layout={},
        is_feasible=feasible,
        reason="" if feasible else "the weights do not fit",
        memory={},
        capacity_bytes=80e9,
        figures=figures,
        samples=samples if feasible else {},
    )


def sizing(**options: Option | tuple[Option, ...]) -> Sizing:
    """Sized workloads by name (underscores for hyphens)."""
    return Sizing(
        "test",
        "test",
        0,
        SAMPLES,
        tuple(
            SizedWorkload(
                name.replace("_", "-"), "inference", (), (), given if isinstance(given, tuple) else (given,)
            )
            for name, given in options.items()
        ),
    )


def demand(name: str = "assistant", **changes: Any) -> Demand:
    """A wish for a workload."""
    kind = changes.pop("kind", "inference")
    place = changes.pop("place", "on_premises")
    return Demand(name, changes.pop("title", name.capitalize()), kind, place=place, **changes)


def estate(accelerators: float | None = 16, *, exact: bool = True, **changes: Any) -> Estate:
    """What is there: by default enough of everything; `accelerators` of type h100-sxm, None for not known."""
    stock = Estimate.exact(accelerators or 0, "hw-01-accelerators")
    if accelerators and not exact:
        stock = Estimate(0.8 * accelerators, accelerators, 1.2 * accelerators, ("hw-01-accelerators",))
    known: dict[str, Any] = {
        "accelerators": () if accelerators is None else (Stock("h100-sxm", stock),),
        "storage_bytes": Estimate.exact(1e15, "hw-03-capacity"),
        "storage_throughput_bytes_per_second": Estimate.exact(20e9, "hw-03-throughput"),
        "network_bytes_per_second": Estimate.exact(50e9, "hw-04-node-network"),
        "power_watts": Estimate.exact(100e3, "hw-06-power"),
        "user_latency_seconds": Estimate.exact(0.03, "hw-04-user-latency"),
        "clean_tokens": Estimate.exact(1e12, "da-03-tokens"),
        "staff": tuple(
            RoleStock(role, Estimate.exact(5, "ta-01-staff"))
            for role in (
                "platform_engineers",
                "ml_engineers",
                "data_scientists",
                "data_engineers",
                "security_specialists",
                "project_managers",
            )
        ),
    }
    return Estate(**(known | changes))


def standings(level: float | None = 4, **levels: float | None) -> Mapping[str, Standing]:
    """Every practice at a level; single ones by keyword, such as SE_01=2."""
    by_id = {name.replace("_", "-"): value for name, value in levels.items()}
    return {
        name: _standing(name, title, domain, by_id.get(name, level))
        for name, (title, domain) in PRACTICES.items()
    }


def _standing(name: str, title: str, domain: str, level: float | None) -> Standing:
    return Standing(
        level=level,
        title=title,
        is_known=level is not None,
        domain=domain,
        score=level,
        questions=(f"{name.lower()}-question",),
    )


def constraints(**changes: Any) -> Constraints:
    """Two years, a million per quarter, people enough."""
    people = {
        role: (10.0,) * changes.get("periods", 8)
        for role in (
            "platform_engineers",
            "ml_engineers",
            "data_scientists",
            "data_engineers",
            "security_specialists",
            "project_managers",
        )
    }
    known: dict[str, Any] = {"start": "2027-Q1", "periods": 8, "budget_usd": (1e6,) * 8, "people": people}
    if "periods" in changes and "budget_usd" not in changes:
        known["budget_usd"] = (1e6,) * changes["periods"]
    return Constraints(**(known | changes))
