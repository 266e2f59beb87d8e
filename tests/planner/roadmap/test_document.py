"""`roadmap` documents are read as they stand, or refused with the line of every fault."""

import pytest

from assessments.document import DocumentError, parse_document
from planner.roadmap.document import read_roadmap_document
from planner.roadmap.model import Alternatives, Problem, Target, Task

DOCUMENT = """
periods: 3
resources:
  - {name: platform_engineers, capacity: [6, 6, 8]}
  - {name: data_engineers, capacity: 2}
budget_usd: 400e3
carry_over: true
tasks:
  - {id: a, duration: 2, cost_usd: 90e3, demands: {platform_engineers: 2}}
  - {id: b, title: Second, duration: 1, cost_usd: [10, 20], after: [a], lead_time: 1, optional: true, gain: 3.0,
     unlocks: [workload-1]}
  - {id: c, duration: 1, unlocks: [workload-1]}
alternatives: [{id: either, tasks: [b, c]}]
workloads: [{name: workload-1, title: First workload, value: 2}]
deadlines: {workload-1: 2}
"""


def read(text: str) -> Problem:
    return read_roadmap_document(parse_document(text, file="problem.yaml"))


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


def test_a_document_becomes_a_problem() -> None:
    assert read(DOCUMENT) == Problem(
        periods=3,
        tasks=(
            Task("a", duration=2, costs_usd=(45e3, 45e3), demands={"platform_engineers": 2.0}),
            Task(
                "b",
                "Second",
                duration=1,
                lead_time=1,
                costs_usd=(10.0, 20.0),
                after=("a",),
                is_optional=True,
                gain=3.0,
                unlocks=("workload-1",),
            ),
            Task("c", duration=1, unlocks=("workload-1",)),
        ),
        capacities={"platform_engineers": (6.0, 6.0, 8.0), "data_engineers": (2.0, 2.0, 2.0)},
        budget_usd=(400e3, 400e3, 400e3),
        carry_over=True,
        alternatives=(Alternatives("either", ("b", "c")),),
        targets=(Target("workload-1", "First workload", 2.0, 2),),
    )


def test_a_deadline_binds_when_the_objective_is_the_makespan() -> None:
    assert read(DOCUMENT + "objective: makespan\n").targets[0].is_hard


def test_without_periods_there_is_time_for_one_task_after_the_other() -> None:
    text = "tasks: [{id: a, duration: 2}, {id: b, duration: 3, lead_time: 1}]\nobjective: makespan\n"
    assert read(text).periods == 6


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "after: [a]",
            "after: [x]",
            "10: tasks[2].after[1]: there is no task 'x'; did you mean either, c, b?",
        ),
        (
            "demands: {platform_engineers: 2}",
            "demands: {platform_engineer: 2}",
            "9: tasks[1].demands.platform_engineer: 'platform_engineer' is not among the resources; "
            "did you mean platform_engineers, data_engineers?",
        ),
        (
            "duration: 2,",
            "duration: -2,",
            "9: tasks[1].duration: input should be greater than or equal to 0 (got -2)",
        ),
        (
            "gain: 3.0",
            "gains: 3.0",
            "10: tasks[2].gains: unknown key; did you mean gain?",
        ),
        ("{id: c,", "{id: a,", "12: tasks[3]: 'a' is used twice; every name must be its own"),
        (
            "[6, 6, 8]",
            "[6, 6]",
            "4: resources[1].capacity: has 2 values for 3 periods: give one, or one each",
        ),
        (
            "tasks: [b, c]",
            "tasks: [b, d]",
            "13: alternatives[1].tasks[2]: there is no task 'd'; did you mean c, b, a?",
        ),
        (
            "{workload-1: 2}",
            "{workload-2: 2}",
            "15: deadlines.workload-2: no task unlocks a workload 'workload-2'; did you mean workload-1?",
        ),
        ("cost_usd: 90e3", "cost_usd: .inf", None),
        (
            "carry_over: true",
            "carry_over: true\nhorizon: 3",
            "8: horizon: unknown key; remove it or check its spelling",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, expected: str | None) -> None:
    found = faults(DOCUMENT.replace(old, new))
    assert len(found) >= 1
    if expected is not None:
        assert f"problem.yaml:{expected}" in found


def test_a_circle_of_predecessors_is_named() -> None:
    text = "periods: 3\ntasks:\n- {id: a, duration: 1, after: [b]}\n- {id: b, duration: 1, after: [a]}\n"
    assert faults(text) == ["problem.yaml:3: tasks[1].after: each waits for the other: a -> b -> a"]


def test_a_circle_through_alternatives_is_found() -> None:
    text = """
periods: 3
tasks:
- {id: a, duration: 1, after: [g]}
- {id: b, duration: 1, after: [a]}
alternatives: [{id: g, tasks: [b]}]
"""
    assert "each waits for the other" in faults(text)[0]


def test_every_fault_is_told_at_once() -> None:
    text = "periods: 2\nbudget_usd: [1]\ntasks:\n- {id: a, duration: 1, after: [z], demands: {p: 1}}\n"
    assert len(faults(text)) == 3


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(DocumentError):
        read("")
