"""The matrix of verdicts is drawn once, and again when anything in it differs."""

from typing import Any

import pytest

from assessments.language import speaking
from planner.charts.from_snapshot import what_if_charts
from planner.views.what_if_picture import Matrix

WIDE = 640.0


def matrix(status: str = "ready", remark: str = "", *, language: str = "en", width: float = WIDE) -> Matrix:
    workload = {"name": "assistant", "title": "Assistant", "status": status, "dimensions": []}
    with speaking(language):
        charts = what_if_charts({"verdicts": {"workloads": [workload]}}, {"assistant": remark})
        drawn = Matrix(charts["readiness"], width, (remark,))
        assert "Assistant" in drawn.svg
        return drawn


def test_the_same_verdicts_are_drawn_once() -> None:
    assert matrix().svg is matrix().svg


@pytest.mark.parametrize(
    "other",
    [
        {"status": "blocked"},
        {"remark": "changed: Money"},
        {"language": "de"},
        {"width": 340.0},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_differs_is_drawn_anew(other: dict[str, Any]) -> None:
    assert matrix(**other).svg != matrix().svg
