"""A simulation that was run a moment ago is not run again, and any other number makes another simulation."""

from dataclasses import replace

import numpy as np
import pytest

from planner.sizing.serving.kept_simulations import forget_simulations, simulation_of
from planner.sizing.serving.simulation import simulate
from tests.planner.sizing.stepwise import replica_times
from tests.planner.sizing.test_serving_simulation import ROOMY, requests_at


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    forget_simulations()


def test_the_same_question_gets_the_same_answer_which_is_that_of_the_simulation() -> None:
    first = simulation_of(requests_at(2.0), replica_times(), cache_tokens=ROOMY)
    assert simulation_of(requests_at(2.0), replica_times(), cache_tokens=ROOMY) is first
    anew = simulate(requests_at(2.0), replica_times(), cache_tokens=ROOMY)
    for name in ("first", "inter", "held"):
        np.testing.assert_array_equal(getattr(first, name), getattr(anew, name))
    assert first.seconds == anew.seconds


def test_any_other_number_is_another_question() -> None:
    requests, times = requests_at(2.0), replica_times()
    later = requests.arrival.copy()
    later[-1] = np.nextafter(later[-1], np.inf)
    asked = [
        (requests, times, ROOMY),
        (replace(requests, arrival=later), times, ROOMY),
        (replace(requests, computed_share=0.5), times, ROOMY),
        (replace(requests, prompt=requests.answer, answer=requests.prompt), times, ROOMY),
        (requests, replace(times, tokens_per_step=2.0), ROOMY),
        (requests, replace(times, mixes=not times.mixes), ROOMY),
        (requests, times, np.nextafter(ROOMY, 0.0)),
    ]
    answers = [simulation_of(one, steps, cache_tokens=cache) for one, steps, cache in asked]
    assert len({id(answer) for answer in answers}) == len(asked)


def test_nobody_changes_what_is_kept() -> None:
    found = simulation_of(requests_at(2.0), replica_times(), cache_tokens=ROOMY)
    with pytest.raises(ValueError, match="read-only"):
        found.first[0] = 0.0
