"""PSPLIB's text format (single mode) as a Problem: jobs, successors, durations, demands, capacities."""

import re

from planner.roadmap.model import Problem, Task


def read_psplib(text: str) -> Problem:
    """Read an instance of the `.sm` format of Kolisch and Sprecher (1996)."""
    successors = {row[0]: row[3:] for row in _rows(text, "PRECEDENCE RELATIONS")}
    work = {row[0]: row[2:] for row in _rows(text, "REQUESTS/DURATIONS")}
    capacity = _rows(text, "RESOURCEAVAILABILITIES")[0]
    roles = [f"R{index + 1}" for index in range(len(capacity))]
    horizon = int(re.search(r"horizon\s*:\s*(\d+)", text)[1])  # type: ignore[index]  # -- the files have the line
    before: dict[int, list[str]] = {job: [] for job in work}
    for job, followers in successors.items():
        for follower in followers:
            before[follower].append(str(job))
    tasks = tuple(
        Task(
            id=str(job),
            duration=numbers[0],
            demands={role: float(need) for role, need in zip(roles, numbers[1:], strict=True) if need},
            after=tuple(before[job]),
        )
        for job, numbers in work.items()
    )
    people = {role: (float(amount),) * horizon for role, amount in zip(roles, capacity, strict=True)}
    return Problem(horizon, tasks, people, objective="makespan")


def _rows(text: str, heading: str) -> list[list[int]]:
    """The rows of whole numbers under a heading, up to the next line of stars."""
    part = text.split(heading, 1)[1].split("*****", 1)[0]
    lines = [line.split() for line in part.splitlines()]
    return [[int(word) for word in words] for words in lines if words and all(w.isdigit() for w in words)]
