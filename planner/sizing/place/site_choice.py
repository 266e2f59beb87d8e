"""Where the workloads may stand: own sites and cloud regions, by residency, round trips and power."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assessments.language import country_name, say, to_say
from planner.sizing.catalogue.organisation import RoundTrips, load_round_trips
from planner.sizing.demand import AskedQuestion
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.place.placement import Placement, Whole, place_customers
from planner.sizing.place.reach import is_near, network_budget, opening_above, round_trips, users_of
from planner.sizing.result import Option, Step
from planner.sizing.wording import listed

TOPIC = Topic(to_say("Distance to users"))
SERVED = ("inference", "retrieval")
UNLIMITED = 10**12  # watts


@dataclass(frozen=True, slots=True)
class Place:
    """An own site or a cloud region. watts: IT load that it can take."""

    title: str
    country: str
    watts: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class _Customer:
    """The users of one workload in one country, "" for work that nobody waits for. watts: their share of its power."""

    workload: PlannedWorkload
    country: str
    watts: int
    budget_seconds: float

    def may_stand_in(self, place: Place, trips: RoundTrips) -> bool:
        """Whether the data may be there, the place is of the wanted kind, and it is near enough."""
        demand = self.workload.demand
        return (
            (not demand.residency or place.country in demand.residency)
            and demand.place != ("cloud" if place.is_own else "on_premises")
            and (not self.country or is_near(place.country, self.country, self.budget_seconds, trips))
        )


def site_figures(around: Circumstances) -> Iterator[Figure]:
    """Return the fewest places that serve all users of all workloads, and how far each workload is from its users."""
    trips = load_round_trips()
    users = sorted(users_of(around, trips))
    places = _places(around, trips)
    customers = [
        customer
        for planned, option in around.judged
        for customer in _customers(around, planned, option, users)
    ]
    served = [c for c in customers if any(c.may_stand_in(place, trips) for place in places)]
    if not users or not customers:
        return
    found = _placed(served, places, users, trips) if served else None
    id, title = "places", say("Places to run in, own sites first")
    unserved = [customer for customer in customers if customer not in served]
    if found is None or unserved:
        yield TOPIC.unknown(id, title, "count", AskedQuestion("", _reason(unserved)))
        return
    formula = say(
        "fewest places within the time left, residency and power; then the shortest round trips (exact)"
    )
    used = [places[index].title for index in found.places]
    where = Step(say("places"), say("chosen"), listed(used, most=len(used)), "", trips.source)
    yield TOPIC.figure(id, title, "count", np.full(2, float(len(used))), formula, where)
    yield from _distances(served, places, found, trips)


def _places(around: Circumstances, trips: RoundTrips) -> list[Place]:
    own = [
        Place(
            site.name, site.country, round(site.power_watts.likely) if site.power_watts else UNLIMITED, True
        )
        for site in around.estate.sites
        if site.country in trips.countries
    ]
    regions = [
        Place(say("cloud region {country}", country=country_name(country)), country, UNLIMITED, False)
        for country in trips.countries
    ]
    return own + regions


def _customers(
    around: Circumstances, planned: PlannedWorkload, option: Option, users: Sequence[str]
) -> Iterator[_Customer]:
    budget = network_budget(around, planned, option)
    watts = float(np.median(option.samples["power_watts"]))
    countries = users if planned.demand.kind in SERVED else ("",)
    for country in countries:
        yield _Customer(
            planned,
            country,
            round(min(watts / len(countries), 2.0 * UNLIMITED)),
            np.inf if budget is None else float(np.median(budget)),
        )


def _placed(
    customers: Sequence[_Customer], places: Sequence[Place], users: Sequence[str], trips: RoundTrips
) -> Placement | None:
    """Return the fewest places, a region counting a tenth more than an own site; then the shortest round trips.

    Work that nobody waits for has no limit, but stays near the users, too.
    """
    serving: Whole = round_trips(
        [customer.country for customer in customers], [place.country for place in places], trips
    )
    nearest = round_trips(users, [place.country for place in places], trips).min(axis=0)
    serving[[not customer.country for customer in customers]] = nearest
    may = np.array([[c.may_stand_in(place, trips) for place in places] for c in customers])
    one = opening_above(serving, may)
    opening = [index if place.is_own else one // 10 + index for index, place in enumerate(places)]
    return place_customers(
        serving,
        opening=one + np.array(opening),
        capacity=np.array([place.watts for place in places]),
        demand=np.array([customer.watts for customer in customers]),
        allowed=may,
    )


def _reason(unserved: Sequence[_Customer]) -> str:
    if not unserved:
        return say(
            "The sites have too little power for these workloads: allow the cloud, or find more power."
        )
    pairs = [" ".join((c.workload.demand.title, country_name(c.country))).strip() for c in unserved]
    return say(
        "No place that residency allows is near enough for {users}: allow a later answer or another place.",
        users=listed(pairs),
    )


def _distances(
    customers: Sequence[_Customer], places: Sequence[Place], found: Placement, trips: RoundTrips
) -> Iterator[Figure]:
    """Return the mean round trip of each workload, over the countries of its users."""
    chosen = [places[index] for index in found.served_by]
    for planned in dict.fromkeys(customer.workload.demand.name for customer in customers if customer.country):
        pairs = [
            (customer, place)
            for customer, place in zip(customers, chosen, strict=True)
            if customer.workload.demand.name == planned
        ]
        seconds = [trips.seconds(place.country, customer.country) or 0.0 for customer, place in pairs]
        routes = [f"{country_name(customer.country)}: {place.title}" for customer, place in pairs]
        step = Step(say("served from"), say("users: place"), "; ".join(routes), "", trips.source)
        title = say("Mean round trip to users: {title}", title=pairs[0][0].workload.demand.title)
        formula = say("mean over the countries of the users")
        samples = np.full(2, float(np.mean(seconds)))
        yield TOPIC.figure(f"round_trip_seconds:{planned}", title, "seconds", samples, formula, step)
