"""Snapshots for tests, in the JSON form that plans store: believable ones, and extreme ones."""

import copy
import random
from typing import Any

from tests.planner.reports.snapshots.economy import autoscaling, comparison, organisation, sensitivity
from tests.planner.reports.snapshots.inputs import inputs
from tests.planner.reports.snapshots.maturity import maturity_of
from tests.planner.reports.snapshots.plan import empty_roadmap, roadmap
from tests.planner.reports.snapshots.workloads import DIMENSIONS, sizing, verdicts

Json = dict[str, Any]
FINGERPRINT = "9f2c41d7a0be5583c6e1f7724d3b90a8e5d1c2fb6a7780934cf1e2d0ab96537e"


def hospital() -> Json:
    """A hospital group: a private assistant that can go live, training blocked by power, one unknown."""
    means = {"hardware": 2.6, "data": 2.9, "security": 3.4, "talent": 2.1, "delivery": 2.7}
    maturity = maturity_of(random.Random(7), means)  # noqa: S311 -- sample data, no secret
    return {
        "schema": 1,
        "inputs": inputs(),
        "versions": {"engine": "0.1.0", "catalogue": "2026-11", "bank": "core@1"},
        "maturity": maturity,
        "sizing": sizing(),
        "verdicts": {"dimensions": list(DIMENSIONS), "workloads": verdicts()},
        "roadmap": roadmap(),
        "contradictions": [
            {
                "rule": "node-hotter-than-rack",
                "title": "One server draws more power than a rack can take",
                "statement": "The rack takes 8 kW; a server with your accelerators draws 10.2 kW.",
                "questions": ["hw-06-rack-density", "hw-01-accelerators"],
                "workloads": [],
            }
        ],
        "fingerprint": FINGERPRINT,
    }


def informed() -> Json:
    """The hospital group with ways, causes, policies of scaling, carbon and cost by workload."""
    snapshot = hospital()
    sized = snapshot["sizing"]["workloads"]
    for workload in sized:
        for option in workload["options"]:
            option["comparison"] = comparison(is_service=workload["kind"] == "inference")
        if workload["options"]:
            workload["sensitivity"] = sensitivity(workload["options"][0])
        if workload["kind"] == "inference":
            workload["autoscaling"] = autoscaling()
    return snapshot | {"organisation": organisation([workload["name"] for workload in sized])}


def nothing_known() -> Json:
    """A plan with no answer, no workload and no roadmap."""
    snapshot = hospital()
    snapshot["inputs"] |= {"answers": [], "workloads": [], "estate": {}}
    for domain in snapshot["maturity"]["domains"]:
        _forget(domain)
        for practice in domain["practices"]:
            _forget(practice)
            for question in practice["questions"]:
                question |= {
                    "status": "unanswered",
                    "claimed": None,
                    "supported": None,
                    "respondents": 0,
                    "spread": None,
                }
    _forget(snapshot["maturity"]["overall"])
    snapshot["sizing"]["workloads"] = []
    snapshot["verdicts"]["workloads"] = []
    snapshot["roadmap"] = empty_roadmap("optimal")
    return snapshot


def infeasible() -> Json:
    """A plan whose constraints contradict each other."""
    snapshot = hospital()
    snapshot["roadmap"] = empty_roadmap("infeasible") | {
        "conflicts": [
            "Deadline of Clinical assistant (Q2 2027)",
            "Lead time of the GPU nodes (3 quarters)",
        ],
        "relaxations": [
            "Move the deadline of Clinical assistant to Q4 2027",
            "Rent 16 H100 for three quarters",
        ],
        "go_live": [
            {
                "workload": w["name"],
                "title": w["title"],
                "period": None,
                "deadline": 1,
                "late_by": None,
                "reason": "no schedule meets all constraints",
            }
            for w in snapshot["verdicts"]["workloads"]
        ],
    }
    return snapshot


def large(initiatives: int = 60, workloads: int = 9) -> Json:
    """A plan with many initiatives and workloads, long titles among them."""
    snapshot = hospital()
    draw = random.Random(3)  # noqa: S311 -- sample data, no secret
    roadmap = snapshot["roadmap"]
    model = roadmap["initiatives"][0]
    roadmap["initiatives"] = [
        model
        | {
            "id": f"I-{i}",
            "title": f"Initiative {i}: " + "harmonise the governance of everything " * (1 + i % 3),
            "start": (start := draw.randrange(10)),
            "work_start": start,
            "finish": start + 1 + i % 2,
            "critical": i % 7 == 0,
            "kind": ("initiative", "purchase", "contract")[i % 3],
            "cost_usd": 20e3 * (i + 1),
        }
        for i in range(initiatives)
    ]
    judged, sized = snapshot["verdicts"]["workloads"], snapshot["sizing"]["workloads"]
    for index in range(workloads - len(judged)):
        for group in (judged, sized):
            extra = copy.deepcopy(group[index % 3])
            extra["name"] = f"workload-{index}"
            if "title" in extra:
                extra["title"] = f"Workload {index} with a rather long title that nobody would shorten"
            group.append(extra)
    return snapshot


def renamed(text: str, snapshot: Json | None = None) -> Json:
    """The hospital with every text that people write replaced by one text."""
    made = copy.deepcopy(snapshot or hospital())
    made["inputs"]["organisation"] = {"name": text, "sector": text, "country": text}
    made["inputs"]["engagement"] = {"title": text}
    for answer in made["inputs"]["answers"]:
        answer |= {"respondent_name": text, "shown": text, "comment": text, "reason": text}
    for workload in made["verdicts"]["workloads"]:
        workload["title"] = text
        for cell in workload["dimensions"]:
            cell |= {"reason": text, "would_change": text}
    for domain in made["maturity"]["domains"]:
        domain["title"] = text
        for practice in domain["practices"]:
            practice["title"] = text
            for question in practice["questions"]:
                question["text"] = text
    for item in [*made["roadmap"]["initiatives"], *made["roadmap"]["left_out"], *made["roadmap"]["go_live"]]:
        item |= {
            name: text
            for name in ("title", "why", "why_not", "reason", "summary", "done_when")
            if name in item
        }
    made["roadmap"]["conflicts"] = [text]
    made["contradictions"] = [made["contradictions"][0] | {"title": text, "statement": text}]
    return made


def _forget(item: Json) -> None:
    item |= {
        "score": None,
        "claimed_score": None,
        "level": None,
        "p10": None,
        "p90": None,
        "coverage": 0.0,
        "basis": None,
        "agreement": None,
        "confidence": 0.0,
        "provisional": True,
    }
    item |= {
        name: None for name in ("index", "next_level_blocker", "weakest_domain", "spread") if name in item
    }
