"""Which places serve whom: exact, and used for sites and regions."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.sizing.place.placement import place_customers
from planner.sizing.size_organisation import OrganisationSizing
from planner.sizing.workload import Site
from tests.planner.sizing.builders import exact, training
from tests.planner.sizing.organisation_samples import ESTATE, FACTS, middle, organisation, planned

costs = st.integers(0, 50)


def cheapest(serving: np.ndarray, opening: list[int], capacity: list[int], demand: list[int]) -> int | None:
    """The least cost over every assignment there is."""
    best = None
    for chosen in product(range(serving.shape[1]), repeat=serving.shape[0]):
        loads = [sum(demand[c] for c, place in enumerate(chosen) if place == p) for p in range(len(opening))]
        if all(load <= most for load, most in zip(loads, capacity, strict=True)):
            cost = sum(opening[p] for p in set(chosen)) + sum(
                int(serving[c, p]) for c, p in enumerate(chosen)
            )
            best = cost if best is None else min(best, cost)
    return best


@given(data=st.data(), customers=st.integers(1, 4), places=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_nothing_cheaper_exists(data: st.DataObject, customers: int, places: int) -> None:
    serving = np.array(data.draw(st.lists(costs, min_size=customers * places, max_size=customers * places)))
    serving = serving.reshape(customers, places)
    opening, capacity = (data.draw(st.lists(costs, min_size=places, max_size=places)) for _ in range(2))
    demand = data.draw(st.lists(st.integers(1, 20), min_size=customers, max_size=customers))
    found = place_customers(
        serving, opening=np.array(opening), capacity=np.array(capacity), demand=np.array(demand)
    )
    expected = cheapest(serving, opening, capacity, demand)
    assert (found.cost if found else None) == expected


def test_a_customer_is_never_served_from_where_that_is_not_allowed() -> None:
    serving = np.array([[1, 100], [1, 100]])
    found = place_customers(
        serving, opening=np.zeros(2), capacity=np.full(2, 2), allowed=np.array([[False, True], [True, True]])
    )
    assert found is not None
    assert found.served_by == (1, 0)


def routes(sizing: OrganisationSizing) -> str:
    return str(sizing.figure("round_trip_seconds:assistant").derivation[0].value)


def test_an_own_site_is_used_before_a_region() -> None:
    assert routes(organisation()) == "France: Here"


def test_what_is_for_the_cloud_stands_in_the_nearest_region() -> None:
    assert routes(organisation(FACTS, ESTATE, planned(place="cloud"))) == "France: cloud region France"


def test_data_stay_where_they_must_even_if_that_is_farther() -> None:
    sizing = organisation(FACTS, ESTATE, planned(residency=("DEU",)))
    assert routes(sizing) == "Germany: cloud region Germany; France: cloud region Germany"
    assert middle(sizing, "round_trip_seconds:assistant") == pytest.approx((0.010 + 0.010) / 2)


def test_a_site_without_power_serves_nobody() -> None:
    dark = replace(ESTATE, sites=(Site("Here", "FRA", power_watts=exact(1.0)),))
    assert routes(organisation(FACTS, dark)) == "France: cloud region France"
    stuck = organisation(FACTS, dark, planned(place="on_premises")).figure("places")
    assert stuck.value is None
    assert "too little power" in stuck.missing[0].text


def test_users_whom_no_allowed_place_reaches_in_time_are_named() -> None:
    far = planned(residency=("AUS",), place="cloud", first_token_seconds=0.3)
    figure = organisation(FACTS, ESTATE, far).figure("places")
    assert figure.value is None
    assert "Assistant France" in figure.missing[0].text


def test_a_training_needs_a_place_but_no_distance() -> None:
    run = planned(
        training(name="assistant", accelerator="h100-sxm", deadline_days=60), first_token_seconds=None
    )
    sizing = organisation(FACTS, replace(ESTATE, sites=()), run)
    assert middle(sizing, "places") == 1
    assert sizing.figure("places").derivation[0].value == "cloud region France"
    assert not any(figure.id.startswith("round_trip") for figure in sizing.figures)
