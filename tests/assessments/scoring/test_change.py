"""The parts of a change add up to it, whatever the causes do together."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.change import attribute

CAUSES = ["answers", "evidence", "ageing", "bank"]
SETS = [frozenset(made) for size in range(5) for made in itertools.combinations(CAUSES, size)]
OUTCOMES = st.lists(st.floats(-100, 100), min_size=len(SETS), max_size=len(SETS))


@given(OUTCOMES)
def test_the_parts_add_up_to_the_difference(outcomes: list[float]) -> None:
    table = dict(zip(SETS, outcomes, strict=True))
    parts = attribute(CAUSES, lambda made: np.array([table[made]]))
    whole = table[frozenset(CAUSES)] - table[frozenset()]
    assert sum(float(part[0]) for part in parts.values()) == pytest.approx(whole, abs=1e-9)


@given(OUTCOMES)
def test_a_part_is_the_average_over_all_orders(outcomes: list[float]) -> None:
    table = dict(zip(SETS, outcomes, strict=True))
    parts = attribute(CAUSES, lambda made: np.array([table[made]]))
    for cause in CAUSES:
        gains = [
            table[frozenset(order[: order.index(cause) + 1])] - table[frozenset(order[: order.index(cause)])]
            for order in itertools.permutations(CAUSES)
        ]
        assert float(parts[cause][0]) == pytest.approx(sum(gains) / math.factorial(4), abs=1e-9)


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8))
def test_what_makes_no_difference_gets_nothing(outcomes: list[float]) -> None:
    others = [item for item in SETS if "bank" not in item]
    table = dict(zip(others, outcomes, strict=True))
    parts = attribute(CAUSES, lambda made: np.array([table[made - {"bank"}]]))
    assert float(parts["bank"][0]) == 0.0


def test_without_causes_nothing_is_explained() -> None:
    assert attribute([], lambda made: np.array([1.0])) == {}


def test_a_cause_is_named_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        attribute(["a", "a"], lambda made: np.array([0.0]))
