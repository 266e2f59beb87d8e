"""Sized and judged workloads."""

from typing import Any

Json = dict[str, Any]
DIMENSIONS = (
    "compute",
    "memory",
    "storage",
    "network",
    "power",
    "latency",
    "software",
    "data",
    "security",
    "people",
    "money",
    "delivery",
)


def est(middle: float, low: float = 0.75, high: float = 1.4) -> Json:
    """Return an interval around a middle."""
    return {"p10": middle * low, "p50": middle, "p90": middle * high}


def _option(
    accelerator: str, count: int, capital: float, operating: float, *, feasible: bool = True, **more: Any
) -> Json:
    return {
        "accelerator": accelerator,
        "accelerators": count,
        "nodes": -(-count // 8),
        "layout": {"tensor": 4, "pipeline": 1, "data": count // 4},
        "feasible": feasible,
        "reason": "" if feasible else "the weights do not fit in 48 GB",
        "in_estate": accelerator.startswith("a100"),
        "memory_per_accelerator_bytes": {
            "weights": est(18e9, 1, 1),
            "kv_cache": est(40e9),
            "total": est(62e9),
            "capacity": 80e9,
        },
        "storage_bytes": est(4e12),
        "storage_throughput_bytes_per_second": est(6e9),
        "network_bytes_per_second": est(25e9),
        "power_watts": est(count * 1.15e3, 0.9, 1.15),
        "energy_joules": est(count * 1.15e3 * 3.15e7 * 0.6),
        "carbon_grams": est(count * 2.1e6),
        "cost_usd": {"capital": est(capital), "operating": est(operating), "total": est(capital + operating)},
        "warnings": [],
        "derivation": [
            {
                "step": "Key-value cache per sequence",
                "formula": "2·L·kv_heads·head·context·bytes",
                "value": 2.7e9,
                "unit": "bytes",
                "source": "transformer shape",
            },
            {
                "step": "Sequences that fit",
                "formula": "(capacity − weights) ÷ cache",
                "value": 23,
                "unit": "count",
                "source": "memory",
            },
        ],
    } | more


def sizing() -> Json:
    serving = {
        "replicas": 4,
        "max_concurrency": est(64),
        "output_tokens_per_second": est(3200),
        "output_tokens_per_second_per_accelerator": est(200),
        "time_to_first_token_seconds": est(0.42),
        "inter_token_latency_seconds": est(0.028),
        "utilisation": est(0.62),
        "cost_usd_per_million_output_tokens": est(9.4),
    }
    training = {
        "flops": est(1.1e22, 1, 1),
        "mfu": est(0.36),
        "accelerator_hours": est(61e3),
        "days": est(41),
        "tokens_per_second_per_accelerator": est(2700),
    }
    tuning = training | {"accelerator_hours": est(900), "days": est(3.2), "flops": est(1e20, 1, 1)}
    return {
        "engine_version": "0.1.0",
        "catalogue_version": "2026-11",
        "seed": 0,
        "samples": 1024,
        "fingerprint": "cd" * 32,
        "workloads": [
            {
                "name": "assistant",
                "kind": "inference",
                "warnings": [],
                "assumed": [
                    "prompt_tokens: 1,200 at the median, 6,000 at P95",
                    "engine: vllm, concurrency 64",
                ],
                "options": [
                    _option("h100-sxm", 16, 0.62e6, 0.41e6, **serving),
                    _option("a100-pcie-80gb", 24, 0.4e6, 0.66e6, **serving),
                    _option("l40s", 32, 0.35e6, 0.9e6, feasible=False),
                    _option("h200-sxm", 12, 0.7e6, 0.38e6, **serving),
                ],
            },
            {
                "name": "coding",
                "kind": "fine_tuning",
                "warnings": [],
                "assumed": ["adapters of rank 16"],
                "options": [
                    _option("a100-pcie-80gb", 8, 0.0, 22e3, **tuning),
                    _option("h100-sxm", 8, 0.3e6, 18e3, **tuning),
                ],
            },
            {
                "name": "imaging",
                "kind": "training",
                "assumed": ["goodput 0.9 at the median"],
                "warnings": ["tokens per parameter are far above the usual 20"],
                "options": [
                    _option("h100-sxm", 64, 2.4e6, 0.9e6, **training),
                    _option("b200", 32, 2.3e6, 0.7e6, **training),
                    _option("a100-pcie-80gb", 128, 1.9e6, 1.8e6, **training),
                ],
            },
        ],
    }


def verdicts() -> list[Json]:
    kinds = {
        "assistant": ("Clinical assistant", "inference"),
        "coding": ("Coding of discharge letters", "fine_tuning"),
        "imaging": ("Imaging foundation model", "training"),
    }
    signs = {
        "assistant": "conditional ready ready ready conditional ready ready "
        "conditional ready conditional ready conditional",
        "coding": "ready ready ready ready ready ready ready conditional ready ready ready ready",
        "imaging": "blocked ready conditional blocked blocked ready conditional blocked ready blocked blocked unknown",
    }
    options = {"assistant": ("h100-sxm", 16), "coding": ("a100-pcie-80gb", 8), "imaging": ("h100-sxm", 64)}
    return [
        {
            "name": name,
            "title": title,
            "kind": kind,
            "accelerator": options[name][0],
            "accelerators": options[name][1],
            "option": 0,
            "status": "blocked" if "blocked" in signs[name] else "conditional",
            "dimensions": [
                _cell(dimension, status, name)
                for dimension, status in zip(DIMENSIONS, signs[name].split(), strict=True)
            ],
        }
        for name, (title, kind) in kinds.items()
    ]


def _cell(dimension: str, status: str, workload: str) -> Json:
    size = {"assistant": 1.0, "coding": 0.5, "imaging": 4.0}[workload]
    numeric = {
        "compute": ("count", 16 * size, 16),
        "memory": ("bytes", 1.0e12 * size, 1.28e12),
        "storage": ("bytes", 4e13 * size, 1.5e15),
        "network": ("bytes_per_second", 12.5e9 * size, 12.5e9),
        "power": ("watts", 22e3 * size, 90e3),
        "latency": ("seconds", 0.8, 0.42),
        "money": ("usd", 1.03e6 * size, 5.4e6),
        "people": ("fte", 5 * size, 7),
    }
    unit, need, have = numeric.get(dimension, ("", None, None))
    probability = {"ready": 0.96, "conditional": 0.64, "blocked": 0.08, "unknown": None}[status]
    reasons = {
        "ready": "The estate covers the requirement in 96 of 100 cases.",
        "conditional": "The estate covers the requirement in 64 of 100 cases.",
        "blocked": "The estate covers the requirement in 8 of 100 cases.",
        "unknown": "Nobody has answered what is needed to judge this.",
    }
    return {
        "dimension": dimension,
        "status": status,
        "probability": probability if need else None,
        "requirement": est(need) if need else None,
        "estate": est(have, 0.9, 1.1) if have else None,
        "unit": unit,
        "shortfall": {"p50": max(need - have, 0), "p90": max(1.4 * need - have, 0)}
        if need and have
        else None,
        "reason": reasons[status],
        "would_change": ""
        if status == "ready"
        else f"More {dimension}, or a smaller model, would turn this to ready.",
        "questions": ["hw-06-power"] if dimension == "power" else [],
        "practices": [{"id": "DA-02", "title": "Data quality and integrity", "needed": 3, "have": 2.1}]
        if dimension == "data"
        else [],
    }
