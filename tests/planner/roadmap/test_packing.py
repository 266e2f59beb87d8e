"""Cuts from what fits side by side cut off no packing of whole tasks, but mixtures that are none."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.roadmap.model import Problem, Task
from planner.roadmap.packing import Packings, packings_of, people_unit
from tests.effort import examples
from tests.planner.roadmap.problems import task

NEEDS = st.sampled_from([0.0, 0.35, 0.5, 1.0, 1.5, 2.0, 3.0])


def whole_packings(problem: Problem, period: int) -> list[set[int]]:
    """Every set of tasks that fits side by side in a period, found by trying all."""
    tasks = problem.tasks
    return [
        set(chosen)
        for count in range(len(tasks) + 1)
        for chosen in combinations(range(len(tasks)), count)
        if all(
            sum(tasks[index].demands.get(role, 0.0) for index in chosen) <= people[period] + 1e-9
            for role, people in problem.capacities.items()
        )
    ]


@st.composite
def crowded_periods(draw: st.DrawFn) -> tuple[Problem, list[float]]:
    """Up to six tasks on two roles in one period, and how much of each is at work."""
    count = draw(st.integers(2, 6))
    tasks = tuple(task(f"t{index}", demands={"a": draw(NEEDS), "b": draw(NEEDS)}) for index in range(count))
    people = {role: (draw(st.sampled_from([1.0, 2.5, 4.0, 5.0])),) for role in ("a", "b")}
    return Problem(1, tasks, people), [draw(st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0])) for _ in range(count)]


@examples(100)
@given(crowded=crowded_periods())
def test_a_cut_holds_for_everything_that_fits_and_is_broken_by_what_it_was_made_for(
    crowded: tuple[Problem, list[float]],
) -> None:
    problem, shares = crowded
    for packings in packings_of(problem):
        weights = packings.cut(0, np.array(shares))
        if weights is None:
            continue
        assert float(weights @ np.array(shares)) > 1.0
        for packing in whole_packings(problem, 0):
            assert sum(weights[index] for index in packing) <= 1.0 + 1e-6


@examples(50)
@given(crowded=crowded_periods(), first=st.integers(0, 200), second=st.integers(0, 200))
def test_a_mixture_of_what_fits_is_never_cut_off(
    crowded: tuple[Problem, list[float]], first: int, second: int
) -> None:
    problem, _ = crowded
    whole = whole_packings(problem, 0)
    picked = [whole[first % len(whole)], whole[second % len(whole)]]
    mixture = np.array(
        [sum(index in packing for packing in picked) / 2 for index in range(len(problem.tasks))]
    )
    assert all(packings.cut(0, mixture) is None for packings in packings_of(problem))


def test_halves_of_three_tasks_of_which_no_two_fit_are_cut_off() -> None:
    tasks = tuple(task(name, demands={"p": 3.0}) for name in "abc")
    cut = Packings(Problem(1, tasks, {"p": (5.0,)}), ["p"]).cut(0, np.array([0.5, 0.5, 0.5]))
    assert cut is not None
    assert cut.tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_a_task_that_is_not_at_work_is_lifted_into_the_cut() -> None:
    tasks = tuple(task(name, demands={"p": need}) for name, need in (("a", 3.0), ("b", 3.0), ("c", 4.0)))
    cut = Packings(Problem(1, tasks, {"p": (5.0,)}), ["p"]).cut(0, np.array([0.8, 0.8, 0.0]))
    assert cut is not None
    assert cut.tolist() == pytest.approx([1.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("needs", "people", "unit"),
    [
        ([1.0, 3.0], 5.5, 1.0),
        ([0.25, 0.75], 2.0, 0.25),
        ([0.5, 1.5, 2.0], 4.0, 0.5),
        ([7.3, 11.0], 60.0, 5.0),
    ],
)
def test_people_are_counted_in_units_that_their_demands_are_multiples_of(
    needs: list[float], people: float, unit: float
) -> None:
    tasks = tuple(task(f"t{index}", demands={"p": need}) for index, need in enumerate(needs))
    assert people_unit(Problem(1, tasks, {"p": (people,)}), "p") == unit


def test_roles_of_which_there_are_enough_give_no_cuts() -> None:
    tasks: tuple[Task, ...] = (
        task("a", demands={"p": 1.0, "q": 1.0}),
        task("b", demands={"p": 1.0, "q": 1.0}),
    )
    found = packings_of(Problem(1, tasks, {"p": (1.0,), "q": (2.0,)}))
    assert [packings.roles for packings in found] == [("p",)]
