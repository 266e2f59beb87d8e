"""What a finished plan says in short, read from its snapshot."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.charts.figures import number
from planner.charts.reading import part, rows, values, whole, words

STATES = ("ready", "conditional", "blocked", "unknown")


def headline_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the plan's Headline; a part that an old snapshot lacks counts as not known.

    >>> headline_of({"inputs": {"as_of": "2026-03-01"}})["workloads"]
    {'ready': 0, 'conditional': 0, 'blocked': 0, 'unknown': 0, 'late': 0}
    """
    overall = part(snapshot, "maturity", "overall")
    statuses = [words(workload, "status") for workload in rows(part(snapshot, "verdicts"), "workloads")]
    late = sum(bool(live.get("late_by")) for live in rows(part(snapshot, "roadmap"), "go_live"))
    return {
        "is_plain": not part(snapshot, "inputs", "scenario"),
        "as_of": date.fromisoformat(words(part(snapshot, "inputs"), "as_of")),
        "index": number(overall.get("index")),
        "level": whole(overall, "level"),
        "confidence": number(overall.get("confidence")),
        "domains": {
            words(domain, "id"): {
                "score": number(domain.get("score")),
                "p10": number(domain.get("p10")),
                "p90": number(domain.get("p90")),
                "level": whole(domain, "level"),
            }
            for domain in rows(part(snapshot, "maturity"), "domains")
        },
        "workloads": {**{state: statuses.count(state) for state in STATES}, "late": late},
        "spending_usd": sum(
            number(amount) or 0.0 for amount in values(part(snapshot, "roadmap"), "spending")
        ),
    }
