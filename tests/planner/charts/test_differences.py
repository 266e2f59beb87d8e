"""What changed between two snapshots is said in words, and what did not change is said not to."""

from typing import Any

import pytest

from planner.charts.differences import remark_of_change, summary_of, workload_differences


def snapshot(
    *, status: str = "ready", chance: float | None = None, cost: float = 100e3, accelerators: int = 4
) -> dict[str, Any]:
    """One workload, judged by money, on one option."""
    cell = {
        "dimension": "money",
        "status": status,
        "probability": chance,
        "reason": "The budget is 90 k USD.",
    }
    need = {"p10": 3.0, "p50": accelerators, "p90": 6.0}
    compute = {"dimension": "compute", "status": "ready", "unit": "count", "requirement": need}
    span = {"p10": 0.8 * cost, "p50": cost, "p90": 1.3 * cost}
    return {
        "verdicts": {
            "dimensions": ["compute", "money"],
            "workloads": [
                {
                    "name": "chat",
                    "title": "Chat <b>",
                    "status": status,
                    "accelerator": "h100-sxm",
                    "accelerators": accelerators,
                    "dimensions": [compute, cell],
                }
            ],
        },
        "sizing": {
            "workloads": [
                {
                    "name": "chat",
                    "options": [
                        {"accelerator": "h100-sxm", "accelerators": accelerators, "cost_usd": {"total": span}}
                    ],
                }
            ]
        },
    }


def test_a_verdict_that_turns_is_named_with_its_reason() -> None:
    (found,) = workload_differences(snapshot(), snapshot(status="blocked"))
    line, reason = found.verdicts[0]
    assert (line.label, line.before, line.after, reason) == (
        "Money",
        "ready",
        "blocked",
        "The budget is 90 k USD.",
    )
    assert remark_of_change(found) == "changed: Money"
    assert summary_of((found,)) == "One verdict changes. Figures of one workload change."


def test_a_chance_that_moves_within_a_verdict_is_told_and_turns_nothing() -> None:
    (found,) = workload_differences(snapshot(chance=0.95), snapshot(chance=0.91))
    assert [line.word for line, _ in found.verdicts] == ["chance 95 % → 91 %"]
    assert (found.turned, remark_of_change(found)) == ((), "as in the plan")
    assert summary_of((found,)) == "No verdict changes. Figures of one workload change."


@pytest.mark.parametrize(
    ("cost", "word", "is_changed"),
    [
        (100e3, "as in the plan", False),
        (100.4e3, "as in the plan", False),
        (150e3, "50 % more", True),
        (75e3, "25 % less", True),
    ],
)
def test_a_figure_is_told_before_and_after_with_its_difference(
    cost: float, word: str, is_changed: bool
) -> None:
    (found,) = workload_differences(snapshot(), snapshot(cost=cost))
    line = next(line for line in found.figures if line.label.startswith("Cost"))
    assert (line.before, line.word, line.is_changed) == ("100 k USD (80–130)", word, is_changed)
    assert found.is_changed == is_changed


def test_other_accelerators_are_a_change() -> None:
    (found,) = workload_differences(snapshot(), snapshot(accelerators=5))
    line = next(line for line in found.figures if line.label == "Accelerators")
    assert (line.before, line.after, line.word) == (
        "4 (3–6) × H100 SXM 80GB",
        "5 (3–6) × H100 SXM 80GB",
        "changed",
    )


def test_a_workload_that_was_not_there_before_is_told_all_the_same() -> None:
    before = {"verdicts": {"workloads": []}, "sizing": {"workloads": []}}
    (found,) = workload_differences(before, snapshot())
    assert found.figures[0].before == "not known"
    assert found.figures[1].before == "–"
