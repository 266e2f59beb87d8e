"""What a plan was made from."""

from typing import Any

Json = dict[str, Any]


def inputs() -> Json:
    answers = [
        _answer(
            "hw-01-sizing", "Ines Albrecht", "3", "documented", "Sizing sheets exist for the two pilots."
        ),
        _answer("hw-01-accelerators", "Ines Albrecht", "16 × A100 PCIe 80 GB", "measured", ""),
        _answer(
            "hw-06-power", "Tomasz Wieczorek", "90 kW", "estimated", "Facility says 110 kW after the new UPS."
        ),
        _answer("hw-06-density", "Tomasz Wieczorek", "8 kW", "measured", ""),
        _answer("da-02-quality", "Ayşe Demir", "2", "guessed", "Only for the two largest sources."),
        _answer("se-03-dpia", "Márta Kővári", "4", "documented", "Register reviewed in September."),
        _answer("ta-01-roles", "Jonas Lindqvist", "2", "estimated", "Two openings since spring."),
        _answer(
            "pm-07-drift",
            "Ayşe Demir",
            "",
            "guessed",
            "",
            status="unknown",
            reason="Nobody watches this today.",
        ),
    ]
    return {
        "organisation": {"name": "St. Hedwig Hospital Group", "sector": "Health care", "country": "DEU"},
        "engagement": {"title": "AI infrastructure readiness 2027"},
        "as_of": "2026-11-21",
        "bank": {"key": "core", "version": 1, "title": "Core question bank", "fingerprint": "ab" * 32},
        "answers": answers,
        "workloads": [
            {
                "name": "assistant",
                "title": "Clinical assistant",
                "kind": "inference",
                "model": "llama-3-70b",
                "precision": "fp8",
                "requests_per_second": 6,
                "data_class": "health",
                "place": "on_premises",
                "residency": ["DEU"],
                "value": 5,
                "deadline": "2027-Q3",
            },
            {
                "name": "coding",
                "title": "Coding of discharge letters",
                "kind": "fine_tuning",
                "model": "llama-3-8b",
                "tokens": 2e9,
                "data_class": "health",
                "place": "on_premises",
                "residency": ["DEU"],
                "value": 3,
                "deadline": "2027-Q4",
            },
            {
                "name": "imaging",
                "title": "Imaging foundation model",
                "kind": "training",
                "model": {"parameters": 3e9},
                "tokens": 6e11,
                "data_class": "health",
                "place": "either",
                "residency": [],
                "value": 2,
                "deadline": None,
            },
        ],
        "estate": {
            "power_watts": {"low": 80e3, "likely": 90e3, "high": 110e3, "sources": ["hw-06-power"]},
            "storage_bytes": {"low": 1.5e15, "likely": 1.5e15, "high": 1.5e15, "sources": ["hw-03-capacity"]},
            "pue": {"low": 1.4, "likely": 1.5, "high": 1.6, "sources": ["hw-06-pue"]},
            "accelerators": [
                {
                    "type": "a100-pcie-80gb",
                    "count": {"low": 16, "likely": 16, "high": 16, "sources": ["hw-01-accelerators"]},
                    "memory_bytes": 80e9,
                }
            ],
            "grid_region": "DEU",
        },
        "constraints": {
            "start": "2027-Q1",
            "periods": 12,
            "budget_usd": [450e3] * 12,
            "carry_over": True,
            "people": {"platform_engineers": 4, "ml_engineers": 3},
        },
        "targets": {"default": 3},
        "seed": 0,
        "samples": 1024,
    }


def _answer(
    question: str,
    who: str,
    shown: str,
    basis: str,
    comment: str,
    *,
    status: str = "answered",
    reason: str = "",
) -> Json:
    return {
        "question": question,
        "respondent": who.split()[0].lower(),
        "respondent_name": who,
        "status": status,
        "value": {"text": shown},
        "shown": shown,
        "basis": basis,
        "comment": comment,
        "reason": reason,
        "answered_on": "2026-10-14",
        "has_evidence": basis == "documented",
    }
