"""How far away a service may stand: the time left for the network, and the fewest regions that keep it."""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

import numpy as np

from assessments.language import say, to_say
from planner.sizing.acquisition import shipped_catalogue
from planner.sizing.catalogue.organisation import RoundTrips, load_round_trips
from planner.sizing.circumstances import Circumstances
from planner.sizing.estimate import Estimate
from planner.sizing.figure import Figure, Topic
from planner.sizing.result import Floats, Step

TOPIC = Topic(to_say("Distance to users"))


def fewest_regions(
    users: Collection[str], allowed: Sequence[str], budget_seconds: float, trips: RoundTrips
) -> tuple[str, ...]:
    """Return the fewest countries with a region from which the users are within a budget.

    users: countries (ISO 3166 alpha-3) that the table knows; allowed: countries where the service may stand.
    Users whom no allowed country reaches in time are left out. Exact: sets are tried from the smallest on.

    >>> fewest_regions({"FRA", "DEU", "USA"}, ("DEU", "FRA", "USA"), 0.05, load_round_trips())
    ('DEU', 'USA')
    """
    near = {place: _reached(place, users, budget_seconds, trips) for place in allowed}
    useful = [place for place in allowed if not _is_dominated(place, near)]
    reachable = frozenset().union(*near.values())
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if reachable <= frozenset().union(*(near[place] for place in chosen)):
                return chosen
    return ()


def _reached(place: str, users: Collection[str], budget: float, trips: RoundTrips) -> frozenset[str]:
    times = {user: trips.seconds(place, user) for user in users}
    return frozenset(user for user, seconds in times.items() if seconds is not None and seconds <= budget)


def _is_dominated(place: str, near: dict[str, frozenset[str]]) -> bool:
    """Whether another place reaches all that this one does, and more, or the same and comes first."""
    mine = near[place]
    return not mine or any(
        mine < theirs or (mine == theirs and other < place)
        for other, theirs in near.items()
        if other != place
    )


def reach_figures(around: Circumstances) -> Iterator[Figure]:
    """Return, for each service with a target, the time left for the network; and the number of regions."""
    budgets: list[Floats] = []
    for planned, option in around.judged:
        target = planned.demand.first_token_seconds
        service = around.resampled(planned, option, "time_to_first_token_seconds")
        if target is None or service is None:
            continue
        budgets.append(np.maximum(target - service, 0.0))
        wanted = Step(
            say("target"), say("first word, 95 of 100 requests"), target, "seconds", say("workload")
        )
        title = say("Time left for the network: {title}", title=planned.demand.title)
        id, formula = f"network_budget_seconds:{planned.demand.name}", say("target - time of the service")
        yield TOPIC.figure(id, title, "seconds", budgets[-1], formula, wanted)
    yield _regions(around, np.min(budgets, axis=0) if budgets else None)


def _regions(around: Circumstances, budget: Floats | None) -> Figure:
    """Return the number of regions; where nobody waits for a single answer, one is enough."""
    trips = load_round_trips()
    users = _users(around, trips)
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
        ", ".join(sorted(users)),
        "",
        say("answers"),
    )
    table = Step(say("round trips"), say("median between regions"), len(trips.between), "pairs", trips.source)
    formula = say("fewest regions from which the users are within the time left")
    return TOPIC.figure("regions", say("Regions needed"), "count", samples, formula, where, table)


def _users(around: Circumstances, trips: RoundTrips) -> set[str]:
    """Return the countries of the users: those named, and the whole continent or world where users are there too."""
    named = {site.country for site in around.estate.sites} | {around.facts.country}
    named |= {country for planned in around.workloads for country in planned.demand.residency}
    home = {country for country in named if country and country in trips.countries}
    if "overseas" in around.facts.users:
        return set(trips.countries)
    if "continent" in around.facts.users:
        areas = {_area(country) for country in home}
        home |= {country for country in trips.countries if _area(country) in areas}
    return home


def _area(country: str) -> str:
    grids = shipped_catalogue().grids
    return grids[country].area if country in grids else country
