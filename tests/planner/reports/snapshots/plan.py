"""A roadmap as the planner gives it."""

from typing import Any

Json = dict[str, Any]


def empty_roadmap(status: str) -> Json:
    return {
        "status": status,
        "objective": None,
        "bound": None,
        "gap": None,
        "start": "2027-Q1",
        "periods": _quarters(12),
        "initiatives": [],
        "left_out": [],
        "spending": [0.0] * 12,
        "budget": [450e3] * 12,
        "carry_over": True,
        "people": [],
        "go_live": [],
        "maturity_by_period": [],
        "conflicts": [],
        "relaxations": [],
        "robustness": None,
        "stages": [],
        "stopped_by_clock": False,
        "assumptions": [],
    }


def _quarters(count: int) -> list[str]:
    return [f"{2027 + i // 4}-Q{i % 4 + 1}" for i in range(count)]


def roadmap() -> Json:
    tasks = [
        (
            "I-HW-01a",
            "Workload sizing standard and capacity plan",
            "initiative",
            "hardware",
            0,
            0,
            1,
            40e3,
            True,
        ),
        (
            "P-assistant",
            "Two nodes of 8 H100 for the clinical assistant",
            "purchase",
            "hardware",
            0,
            2,
            3,
            620e3,
            True,
        ),
        ("I-HW-06a", "Power and cooling upgrade plan", "initiative", "hardware", 1, 1, 4, 380e3, False),
        (
            "I-DA-02a",
            "Automated data-quality testing and source vetting",
            "initiative",
            "data",
            0,
            0,
            2,
            120e3,
            True,
        ),
        (
            "I-SE-03a",
            "Privacy impact assessments and processing register",
            "initiative",
            "security",
            1,
            1,
            2,
            60e3,
            False,
        ),
        (
            "I-TA-01a",
            "AI role and skill matrix with workforce plan",
            "initiative",
            "talent",
            0,
            0,
            1,
            35e3,
            False,
        ),
        (
            "I-TA-02a",
            "Fast-track AI hiring and retention programme",
            "initiative",
            "talent",
            1,
            1,
            4,
            210e3,
            True,
        ),
        ("I-PM-05a", "CI/CD pipeline for models", "initiative", "delivery", 2, 2, 4, 150e3, False),
        (
            "I-PM-07a",
            "Model KPI, drift and alert monitoring",
            "initiative",
            "delivery",
            4,
            4,
            6,
            130e3,
            False,
        ),
        (
            "C-rent",
            "Rented H100 capacity for fine-tuning peaks",
            "contract",
            "hardware",
            5,
            5,
            9,
            240e3,
            False,
        ),
        ("I-DA-06a", "Orchestrated data pipelines with lineage", "initiative", "data", 4, 4, 7, 260e3, False),
        ("I-TA-05a", "AI centre of excellence", "initiative", "talent", 6, 6, 10, 320e3, False),
    ]
    spending = [210e3, 480e3, 690e3, 330e3, 250e3, 190e3, 170e3, 150e3, 80e3, 60e3, 0.0, 0.0]
    return {
        "status": "optimal",
        "objective": 12.4,
        "bound": 12.4,
        "gap": 0.0,
        "start": "2027-Q1",
        "periods": _quarters(12),
        "initiatives": [_initiative(*task) for task in tasks],
        "left_out": [
            {
                "id": "P-imaging",
                "title": "Eight nodes of 8 H100 for the imaging model",
                "kind": "purchase",
                "domain": "hardware",
                "cost_usd": 2.4e6,
                "why_not": "With it in, the clinical assistant would be two quarters late, the budget short.",
            },
            {
                "id": "I-HW-04b",
                "title": "Regional and edge inference placement",
                "kind": "initiative",
                "domain": "hardware",
                "cost_usd": 300e3,
                "why_not": "It lifts nothing that a workload needs inside these three years.",
            },
        ],
        "spending": spending,
        "budget": [450e3] * 12,
        "carry_over": True,
        "people": [
            {
                "role": "platform_engineers",
                "need": [2, 3, 4, 4, 3, 2, 2, 2, 1, 1, 0, 0],
                "capacity": [4] * 12,
            },
            {
                "role": "ml_engineers",
                "need": [1, 2, 3, 3, 3, 3, 2, 2, 1, 0, 0, 0],
                "capacity": [2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4],
            },
            {"role": "data_engineers", "need": [2, 2, 1, 0, 3, 3, 3, 0, 0, 0, 0, 0], "capacity": [3] * 12},
            {
                "role": "security_specialists",
                "need": [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                "capacity": [1] * 12,
            },
        ],
        "go_live": [
            {
                "workload": "assistant",
                "title": "Clinical assistant",
                "period": 3,
                "deadline": 2,
                "late_by": 1,
                "reason": "waits for the two H100 nodes and for data quality at level 3",
            },
            {
                "workload": "coding",
                "title": "Coding of discharge letters",
                "period": 1,
                "deadline": 3,
                "late_by": 0,
                "reason": "waits for data quality at level 3",
            },
            {
                "workload": "imaging",
                "title": "Imaging foundation model",
                "period": None,
                "deadline": None,
                "late_by": None,
                "reason": "64 H100 need 294 kW with cooling; the rooms give 90 kW, and the budget ends before",
            },
        ],
        "maturity_by_period": [
            {
                "period": i,
                "index": 40.5 + 2.4 * (i + 1),
                "domains": {
                    name: min(base + lift * (i + 1) / 12, 5)
                    for name, base, lift in (
                        ("hardware", 2.6, 1.2),
                        ("data", 2.9, 0.9),
                        ("security", 3.4, 0.3),
                        ("talent", 2.1, 1.4),
                        ("delivery", 2.7, 1.1),
                    )
                },
            }
            for i in range(-1, 12)
        ],
        "conflicts": [],
        "relaxations": [],
        "robustness": {"in_budget": 0.78, "go_live": {"assistant": 0.66, "coding": 0.91}, "draws": 2000},
        "stages": [],
        "stopped_by_clock": False,
        "assumptions": [
            "Lead time of accelerator nodes: 2 quarters",
            "A hired engineer is fully productive after one quarter",
        ],
    }


def _initiative(
    id: str,
    title: str,
    kind: str,
    domain: str,
    start: int,
    work_start: int,
    finish: int,
    cost: float,
    critical: bool,
) -> Json:
    practice = id[2:7] if kind == "initiative" else ""
    return {
        "id": id,
        "title": title,
        "kind": kind,
        "domain": domain,
        "summary": "",
        "start": start,
        "work_start": work_start,
        "finish": finish,
        "cost_usd": cost,
        "cost_by_period": [cost / (finish - start)] * (finish - start),
        "demands": {"platform_engineers": 2} if domain == "hardware" else {"data_engineers": 1},
        "why": "Without it the clinical assistant would go live two quarters later."
        if critical
        else "It lifts the weakest domain at the least cost.",
        "lifts": [{"practice": practice, "from": 2, "to": 3}] if practice else [],
        "unlocks": ["assistant"] if critical else [],
        "after": [],
        "critical": critical,
        "risk": 0.2,
        "done_when": f"{title}: in use by every project, and reviewed once.",
        "cost_low_usd": cost * 0.8,
        "cost_high_usd": cost * 1.4,
    }
