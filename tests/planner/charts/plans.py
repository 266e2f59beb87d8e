"""A plan that knows everything that a chart can show, and plans that are hard to draw."""

import math
from typing import Any

from tests.planner.reports.snapshots import informed
from tests.planner.reports.snapshots.workloads import est

Json = dict[str, Any]
LONG = "Clinical assistant for physicians in all wards and outpatient departments of the group, second phase"
ARABIC = "مستشفى الملك فيصل التخصصي ومركز الأبحاث"
HEBREW = "בית החולים הכללי (2027)"
JAPANESE = "東京大学医学部附属病院の臨床支援システム"


def everything() -> Json:
    """The hospital group with the business case, a purchase, and the busiest day of its service."""
    snapshot = informed()
    for workload in snapshot["sizing"]["workloads"]:
        for option in workload["options"]:
            option |= {"purchase_usd": est(6e5), "acquired": "buy"}
        for policy in workload.get("autoscaling", ()):
            policy["day"] = busiest_day(policy["mean_replicas"]["p50"])
    for task in snapshot["roadmap"]["initiatives"]:
        share = task["cost_usd"] / (task["finish"] - task["start"])
        task["cost_by_period"] = [
            share if task["start"] <= quarter < task["finish"] else 0.0
            for quarter in range(len(snapshot["roadmap"]["periods"]))
        ]
    snapshot["organisation"]["figures"] += business(9e5)
    return snapshot


def busiest_day(most: float) -> Json:
    """A day with its peak in the afternoon; replicas four times an hour."""
    shape = [0.2 + 0.8 * max(math.sin(math.pi * (hour - 6) / 16), 0.0) for hour in range(24)]
    return {
        "requests_per_second": {
            name: [factor * 10 * share for share in shape]
            for name, factor in (("p10", 0.7), ("p50", 1.0), ("p90", 1.5))
        },
        "replicas": [max(1, round(most * shape[step // 4])) for step in range(96)],
    }


def business(benefit: float) -> list[Json]:
    """The figures of the business case that charts read: running costs, and the payback with its steps."""
    amounts = [("plan", 1e6), ("running", 1.2e5), ("benefit in a year", benefit)]
    steps = [
        {"step": step, "formula": "", "value": value, "unit": "usd", "source": "roadmap"}
        for step, value in amounts
    ]
    return [
        {"id": "running_usd_per_year", "group": "Business case", "title": "Running", "unit": "usd",
         "value": est(1.2e5), "derivation": [], "missing": []},
        {"id": "payback_years", "group": "Business case", "title": "Payback", "unit": "years",
         "value": {"p10": 2.1, "p50": 2.9, "p90": 4.4}, "derivation": steps, "missing": []},
    ]  # fmt: skip


def named(text: str) -> Json:
    """Everything, with one name for whatever people name."""
    snapshot = everything()
    for workload in (*snapshot["verdicts"]["workloads"], *snapshot["roadmap"]["go_live"]):
        workload["title"] = text
    for domain in snapshot["maturity"]["domains"]:
        domain["title"] = text
        for practice in domain["practices"]:
            practice["title"] = text
    for task in snapshot["roadmap"]["initiatives"]:
        task["title"] = text
    return snapshot


def sixty_tasks() -> Json:
    """Everything, with sixty initiatives."""
    snapshot = everything()
    tasks = snapshot["roadmap"]["initiatives"]
    snapshot["roadmap"]["initiatives"] = [tasks[n % len(tasks)] | {"title": f"Step {n}"} for n in range(60)]
    return snapshot


def one_answer() -> Json:
    """Everything, but of the maturity only one practice of one domain is known."""
    snapshot = everything()
    practices = [practice for domain in snapshot["maturity"]["domains"] for practice in domain["practices"]]
    for item in (*snapshot["maturity"]["domains"], *practices[1:]):
        item |= {"score": None, "p10": None, "p90": None, "level": None, "claimed_score": None}
    return snapshot


def multiplied(factor: float) -> Json:
    """Everything, with all amounts of money, machines and needs multiplied: nothing at all, or far too much."""
    snapshot = everything()
    for part in ("sizing", "verdicts", "organisation"):
        _multiply(snapshot[part], factor)
    roadmap = snapshot["roadmap"]
    for name in ("spending", "budget"):
        roadmap[name] = [factor * value for value in roadmap[name]]
    for task in roadmap["initiatives"]:
        for name in ("cost_usd", "cost_low_usd", "cost_high_usd"):
            task[name] *= factor
        task["cost_by_period"] = [factor * value for value in task["cost_by_period"]]
    return snapshot


def _multiply(item: Any, factor: float) -> None:
    if isinstance(item, dict):
        if {"p10", "p50", "p90"} <= item.keys() and not isinstance(item["p50"], list):
            for name in ("p10", "p50", "p90"):
                item[name] = None if item[name] is None else item[name] * factor
        for value in item.values():
            _multiply(value, factor)
    elif isinstance(item, list):
        for value in item:
            _multiply(value, factor)
