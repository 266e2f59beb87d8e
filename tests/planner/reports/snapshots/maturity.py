"""Maturity as scoring gives it."""

import random
from typing import Any

Json = dict[str, Any]
PRACTICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "hardware": (
        "Hardware and platform",
        (
            "Accelerated compute capacity",
            "Memory and model fit",
            "Storage capacity and throughput",
            "Network, latency and placement",
            "Elasticity, orchestration and scheduling",
            "Power, cooling and sustainability",
            "Platform software and compatibility",
            "Infrastructure observability and reliability",
            "Sourcing: on-premises, cloud and hybrid",
        ),
    ),
    "data": (
        "Data and models",
        (
            "Data architecture and integration",
            "Data quality and integrity",
            "Data sufficiency, sourcing and augmentation",
            "Data balance, bias and representativeness",
            "Data governance, ownership and stewardship",
            "Data pipelines, lineage and versioning",
            "Data life cycle and growth management",
            "Model selection and training quality",
        ),
    ),
    "security": (
        "Security and compliance",
        (
            "Identity and access control",
            "Encryption and data protection",
            "Privacy compliance",
            "AI threat and model security",
            "Secure configuration and vulnerability management",
            "Compliance monitoring and audit evidence",
            "AI governance and regulatory change",
            "Transparency, explainability and responsible AI",
            "Incident response and breach readiness",
        ),
    ),
    "talent": (
        "Talent and culture",
        (
            "Workforce planning and role coverage",
            "Recruitment and retention",
            "Training, certification and AI literacy",
            "Cross-functional collaboration",
            "AI centre of excellence and operating model",
            "Continuous learning, innovation and R&D",
        ),
    ),
    "delivery": (
        "Project management and delivery",
        (
            "Strategy, scope and use-case portfolio",
            "Cost, ROI and FinOps",
            "Stakeholder communication and expectations",
            "Planning, scheduling and capacity forecasting",
            "Model deployment and CI/CD",
            "Version control and change management",
            "Model monitoring, drift and alerts",
            "Feedback loops and continuous improvement",
        ),
    ),
}


_PREFIX = {"hardware": "HW", "data": "DA", "security": "SE", "talent": "TA", "delivery": "PM"}


_QUESTIONS = (
    "How is the need for it established before money is committed?",
    "How is it measured in operation, and who looks at the figures?",
    "Who owns it, and is the ownership written down?",
)


def maturity_of(draw: random.Random, means: dict[str, float]) -> Json:
    domains = []
    for domain, (title, titles) in PRACTICES.items():
        practices = [
            _practice(draw, domain, number, name, means[domain])
            for number, name in enumerate(titles, start=1)
        ]
        scored = [p["score"] for p in practices if p["score"] is not None]
        mean = sum(scored) / len(scored)
        domains.append(
            {
                "id": domain,
                "title": title,
                "weight": 1.0,
                "score": mean,
                "claimed_score": mean + 0.3,
                "level": 1 + (mean > 2.5) + (mean > 3.3),
                "p10": mean - 0.35,
                "p90": mean + 0.3,
                "coverage": 0.86,
                "basis": 0.72,
                "agreement": 0.81,
                "confidence": 0.5,
                "provisional": domain == "talent",
                "next_level_blocker": f"{practices[0]['title']} stands at level 2; level 3 asks for it in writing",
                "practices": practices,
            }
        )
    return {
        "overall": {
            "score": 2.62,
            "claimed_score": 2.9,
            "index": 40.5,
            "level": 1,
            "p10": 2.4,
            "p90": 2.85,
            "coverage": 0.86,
            "basis": 0.72,
            "agreement": 0.81,
            "confidence": 0.56,
            "provisional": False,
            "weakest_domain": "talent",
            "spread": 1.3,
        },
        "domains": domains,
        "next_best_questions": [
            {
                "id": "hw-06-power",
                "text": "How much power can the machine rooms give to IT today?",
                "practice": "HW-06",
                "narrowing": 0.11,
            },
            {
                "id": "pm-07-drift",
                "text": "How is the quality of deployed models watched?",
                "practice": "PM-07",
                "narrowing": 0.07,
            },
            {
                "id": "ta-01-roles",
                "text": "Which roles are filled, and by how many people?",
                "practice": "TA-01",
                "narrowing": 0.05,
            },
        ],
        "alpha": 0.71,
        "draws": 4096,
        "seed": 0,
    }


def _practice(draw: random.Random, domain: str, number: int, title: str, mean: float) -> Json:
    score = min(max(draw.gauss(mean, 0.65), 1.0), 5.0)
    if domain == "delivery" and number == 7:
        return _unanswered_practice(domain, number, title)
    id = f"{_PREFIX[domain]}-{number:02d}"
    questions = []
    for index, text in enumerate(_QUESTIONS):
        level = min(max(round(score + draw.choice((-1, 0, 0, 1))), 1), 5)
        spread = draw.choice((0, 0, 1, 2))
        questions.append(
            {
                "id": f"{id.lower()}-{index}",
                "text": f"{title}: {text[0].lower()}{text[1:]}",
                "status": "answered",
                "claimed": min(level + (index == 1), 5),
                "supported": level,
                "basis": ("measured", "documented", "guessed")[index],
                "age_months": 2.0,
                "respondents": 1 + (spread > 0),
                "spread": spread,
                "weight": 1.0,
                "gate": 3 if index == 2 else None,
                "gained": (level - 1) * 0.1,
                "missed": (5 - level) * 0.1,
            }
        )
    return {
        "id": id,
        "title": title,
        "weight": 1.0,
        "critical": number in (1, 5),
        "score": score,
        "claimed_score": min(score + 0.33, 5.0),
        "level": int(score),
        "level_provisional": False,
        "p10": max(score - 0.5, 1.0),
        "p90": min(score + 0.4, 5.0),
        "coverage": 1.0,
        "basis": 0.7,
        "agreement": 0.8,
        "confidence": 0.56,
        "provisional": False,
        "next_level_blocker": "the question on ownership stands at 2, and it is a gate from level 3",
        "questions": questions,
    }


def _unanswered_practice(domain: str, number: int, title: str) -> Json:
    id = f"{_PREFIX[domain]}-{number:02d}"
    return {
        "id": id,
        "title": title,
        "weight": 1.0,
        "critical": True,
        "score": None,
        "claimed_score": None,
        "level": None,
        "level_provisional": True,
        "p10": None,
        "p90": None,
        "coverage": 0.0,
        "basis": None,
        "agreement": None,
        "confidence": 0.0,
        "provisional": True,
        "next_level_blocker": None,
        "questions": [
            {
                "id": f"{id.lower()}-{i}",
                "text": f"{title}: {text[0].lower()}{text[1:]}",
                "status": "unknown",
                "claimed": None,
                "supported": None,
                "basis": None,
                "age_months": None,
                "respondents": 0,
                "spread": None,
                "weight": 1.0,
                "gate": None,
                "gained": 0.0,
                "missed": 0.0,
            }
            for i, text in enumerate(_QUESTIONS)
        ],
    }
