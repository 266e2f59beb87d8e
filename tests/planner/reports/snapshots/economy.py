"""What a plan knows beyond one price: ways to get accelerators, what moves results, carbon and cost of a year."""

from typing import Any

from tests.planner.reports.snapshots.workloads import est

Json = dict[str, Any]
SHARED = {
    "step": "cost of all that share",
    "formula": "workloads on H100 SXM 80GB",
    "value": 400e3,
    "unit": "usd",
}


def comparison(*, is_service: bool) -> Json:
    """Five ways over four years; buying is likely cheapest, and a service is not put on spot."""

    def way(usd: float, use: float | None) -> Json:
        return {
            "total_usd": est(1.15 * usd),
            "net_present_cost_usd": est(usd),
            "break_even_utilisation": None if use is None else est(use),
        }

    ways = {"rent": way(2.4e6, None), "reserve": way(1.9e6, 0.65), "spot": way(1.6e6, None)}
    ways |= {"buy": way(1.0e6, 0.42), "colocation": way(1.1e6, 1.3)}
    if is_service:
        del ways["spot"]
    return {"years": est(4, 1, 1), "ways": ways}


def autoscaling(*, is_priced: bool = True) -> list[Json]:
    """Four policies for ten replicas: the schedule saves most and misses most, the load saves less and misses none."""

    def policy(name: str, rule: str, replicas: float, late: Json) -> Json:
        return {
            "policy": name,
            "rule": rule,
            "best": name == "reactive",
            "mean_replicas": est(replicas, 1 if name == "fixed" else 0.8, 1 if name == "fixed" else 1.2),
            "least_replicas": est(10 if name == "fixed" else 3, 1, 1),
            "most_replicas": est(10, 1, 1),
            "replica_hours_per_year": est(replicas * 8766),
            "cost_usd_per_year": est(replicas * 60e3) if is_priced else None,
            "late_share": late,
        }

    return [
        policy("fixed", "all replicas, all the time", 10, est(0.0)),
        policy("reactive", "requests over places", 6.6, {"p10": 0.0, "p50": 0.0, "p90": 0.004}),
        policy("scheduled", "by the clock", 5.5, {"p10": 0.0, "p50": 0.002, "p90": 0.4}),
        policy("predictive", "the level of the last minutes", 6.1, est(0.03)),
    ]


def sensitivity(option: Json) -> Json:
    """Three causes of the cost of an option, not in order, and one of its accelerators."""
    usd = option["cost_usd"]["total"]["p50"]

    def cause(name: str, title: str, total: float, low: float, high: float) -> Json:
        return {"input": name, "title": title, "first": total / 2, "total": total, "low": low, "high": high}

    return {
        "accelerator": option["accelerator"],
        "accelerators": option["accelerators"],
        "results": {
            "cost_usd": [
                cause("support", "price of support", 0.21, 0.9 * usd, 1.1 * usd),
                cause("buy", "price to buy", 0.77, 0.7 * usd, 1.6 * usd),
                cause("team", "efficiency of the team", 0.04, 1.05 * usd, 0.97 * usd),
            ],
            "accelerators": [cause("rate", "rate of requests", 0.9, 12, 28)],
        },
    }


def organisation(workloads: list[str]) -> Json:
    """Carbon of a year counted three ways, and the cost of a pool that two workloads share."""
    carbon = {"": 9.8e6, "market_": 7.0e6, "embodied_": 3.5e6}
    figures = [
        _figure(f"carbon_{name}grams_per_year", "Carbon", "grams", est(grams))
        for name, grams in carbon.items()
    ]
    for name, share in zip(workloads, (0.8, 0.15), strict=False):
        figures.append(_figure(f"showback_share:{name}", "Share", "ratio", est(share)))
        figures.append(_figure(f"showback_usd_per_year:{name}", "Cost told back", "usd", est(share * 410e3)))
    return {"figures": figures, "obligations": []}


def _figure(id: str, title: str, unit: str, value: Json) -> Json:
    last = {"step": title, "formula": "a x b", "value": value["p50"], "unit": unit, "source": "computed"}
    steps = [SHARED, last] if id.startswith("showback_usd") else [last]
    return {"id": id, "group": "Money", "title": title, "unit": unit, "value": value, "derivation": steps,
            "missing": []}  # fmt: skip
