"""How far away a service may stand: the time left for the network, and the fewest regions that keep it."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import numpy as np

from assessments.language import country_name, say, to_say
from planner.sizing.catalogue.organisation import RoundTrips, load_round_trips
from planner.sizing.estimate import Estimate
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.place.placement import Whole, place_customers
from planner.sizing.result import Bools, Floats, Option, Step

TOPIC = Topic(to_say("Distance to users"))
_TICK = 1e-5  # seconds; whole numbers are shared out


def fewest_regions(
    users: Collection[str], allowed: Sequence[str], budget_seconds: float, trips: RoundTrips
) -> tuple[str, ...]:
    """Return the fewest countries with a region from which the users are within a budget, the nearest of them.

    users: countries (ISO 3166 alpha-3) that the table knows; allowed: countries where the service may stand.
    Users whom no allowed country reaches in time are left out. Exact.

    >>> fewest_regions({"FRA", "DEU", "USA"}, ("DEU", "FRA", "USA"), 0.05, load_round_trips())
    ('DEU', 'USA')
    """
    reached = [
        user
        for user in sorted(users)
        if any(is_near(place, user, budget_seconds, trips) for place in allowed)
    ]
    near = tuple(tuple(is_near(place, user, budget_seconds, trips) for place in allowed) for user in reached)
    return _fewest(tuple(reached), tuple(allowed), near, trips) if reached else ()


@lru_cache(maxsize=256)
def _fewest(
    users: tuple[str, ...], allowed: tuple[str, ...], near: tuple[tuple[bool, ...], ...], trips: RoundTrips
) -> tuple[str, ...]:
    may, serving = np.array(near), round_trips(users, allowed, trips)
    found = place_customers(
        serving,
        opening=opening_above(serving, may) + np.arange(len(allowed)),
        capacity=np.full(len(allowed), len(users)),
        allowed=may,
    )
    return tuple(sorted(allowed[place] for place in found.places)) if found else ()


def round_trips(users: Sequence[str], places: Sequence[str], trips: RoundTrips) -> Whole:
    """Return (U, F) round trips in whole units of 10 microseconds; 0 inside a country, and where nobody measured."""
    times = [[0.0 if place == user else trips.seconds(place, user) for place in places] for user in users]
    return np.array([[round((one or 0.0) / _TICK) for one in row] for row in times])


def opening_above(serving: Whole, allowed: Bools) -> int:
    """Return a cost of a place that is more than any distances that it could save."""
    return int(np.where(allowed, serving, 0).max(axis=1).sum()) + len(serving.T) ** 2


def is_near(place: str, user: str, budget_seconds: float, trips: RoundTrips) -> bool:
    """Whether users in a country are within a budget of a place; False where nobody measured."""
    seconds = trips.seconds(place, user)
    return seconds is not None and seconds <= budget_seconds


def reach_figures(around: Circumstances) -> Iterator[Figure]:
    """Return, for each service with a target, the time left for the network; and the number of regions."""
    budgets: list[Floats] = []
    for planned, option in around.judged:
        target, budget = planned.demand.first_token_seconds, network_budget(around, planned, option)
        if target is None or budget is None:
            continue
        budgets.append(budget)
        wanted = Step(
            say("target"), say("first word, 95 of 100 requests"), target, "seconds", say("workload")
        )
        title = say("Time left for the network: {title}", title=planned.demand.title)
        id, formula = f"network_budget_seconds:{planned.demand.name}", say("target - time of the service")
        yield TOPIC.figure(id, title, "seconds", budgets[-1], formula, wanted)
    yield _regions(around, np.min(budgets, axis=0) if budgets else None)


def network_budget(around: Circumstances, planned: PlannedWorkload, option: Option) -> Floats | None:
    """Return (S,) seconds left for the network within the target of a service; None where nobody waits."""
    target = planned.demand.first_token_seconds
    service = around.resampled(planned, option, "time_to_first_token_p95_seconds")
    return None if target is None or service is None else np.maximum(target - service, 0.0)


def _regions(around: Circumstances, budget: Floats | None) -> Figure:
    """Return the number of regions; where nobody waits for a single answer, one is enough."""
    trips = load_round_trips()
    users = users_of(around, trips)
    if not users:
        return TOPIC.unknown("regions", say("Regions needed"), "count", around.asked("sites"))
    homes = {country for planned in around.workloads for country in planned.demand.residency}
    allowed = tuple(country for country in trips.countries if not homes or country in homes)
    ends = (np.inf,) * 3 if budget is None else np.quantile(budget, (0.9, 0.5, 0.1))
    counts = sorted(float(max(1, len(fewest_regions(users, allowed, end, trips)))) for end in ends)
    samples = np.round(around.sample("regions", Estimate(counts[0], counts[1], counts[2])))
    where = Step(
        say("users in"),
        say("home, sites, residency; answer on where users are"),
        ", ".join(sorted(map(country_name, users))),
        "",
        say("answers"),
    )
    table = Step(say("round trips"), say("median between regions"), len(trips.between), "pairs", trips.source)
    formula = say("fewest regions from which the users are within the time left")
    return TOPIC.figure("regions", say("Regions needed"), "count", samples, formula, where, table)


def users_of(around: Circumstances, trips: RoundTrips) -> set[str]:
    """Return the countries of the users: those named, and the whole continent or world where users are there too."""
    named = {site.country for site in around.estate.sites} | {around.facts.country}
    named |= {country for planned in around.workloads for country in planned.demand.residency}
    home = {country for country in named if country and country in trips.countries}
    if "overseas" in around.facts.users:
        return set(trips.countries)
    if "continent" in around.facts.users:
        areas = {_area(around, country) for country in home}
        home |= {country for country in trips.countries if _area(around, country) in areas}
    return home


def _area(around: Circumstances, country: str) -> str:
    grids = around.surroundings.catalogue.grids
    return grids[country].area if country in grids else country
