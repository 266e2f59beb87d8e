"""The same work, got in different ways: rented, reserved, on spot, bought for an own or a rented room.

All ways do the same work over the same time, and are charged on one basis, that of the `Bill`: work that goes on or
comes back over the useful life of the hardware, a run once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.catalogue import Catalogue
from planner.sizing.estimate import Estimate
from planner.sizing.money.bill import Bill, Spending
from planner.sizing.money.finance import break_even_utilisation, payment
from planner.sizing.physics.storage import checkpoint_interval_seconds
from planner.sizing.result import Figure, Floats, Quantiles, Step
from planner.sizing.uncertainty import Scenarios, median, quantiles, quantiles_at
from planner.sizing.units import HOURS_PER_YEAR
from planner.sizing.wording import sources_text

WayName = Literal["rent", "reserve", "spot", "buy", "colocation"]
LONGEST_STRETCH = 5.0  # of the time of a run on spot; beyond, it is no way to do the work
FULL, AMORTISED = "full", "amortised"  # what bought machines are charged at

_TITLES: Mapping[WayName, str] = MappingProxyType(
    {
        "rent": to_say("{years} years rented on demand"),
        "reserve": to_say("{years} years reserved by contract"),
        "spot": to_say("{years} years on spot, with interruptions"),
        "buy": to_say("{years} years bought, in an own room"),
        "colocation": to_say("{years} years bought, in a rented room"),
    }
)
_RUN_TITLES: Mapping[WayName, str] = MappingProxyType(
    {
        "rent": to_say("the run, rented on demand"),
        "reserve": to_say("the run, reserved by contract"),
        "spot": to_say("the run, on spot, with interruptions"),
        "buy": to_say("the run, bought, in an own room"),
        "colocation": to_say("the run, bought, in a rented room"),
    }
)
_FORMULAS: Mapping[WayName, str] = MappingProxyType(
    {
        "rent": to_say("hours of work x price on demand"),
        "reserve": to_say(
            "hours under contract x price on demand x share under contract; a contract is for a year at least"
        ),
        "spot": to_say(
            "hours of work x lengthening by interruptions x price on demand x share on spot;"
            " a checkpoint at Young's interval"
        ),
        "buy": to_say("purchase charged + years x (energy x PUE + support + room written off)"),
        "colocation": to_say("purchase charged + years x (energy x PUE + support + rent of the room)"),
    }
)
_RUN_FORMULAS: Mapping[WayName, str] = MappingProxyType(
    {
        **_FORMULAS,
        "buy": to_say("purchase charged + energy x PUE + support + room written off"),
        "colocation": to_say("purchase charged + energy x PUE + support + rent of the room"),
    }
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do the work; (S,) each.

    total_usd: all payments. net_present_cost_usd: the same discounted.
    break_even: share of the time held from which paying on demand would cost more; None where nothing is held.
    """

    name: WayName
    total_usd: Floats
    net_present_cost_usd: Floats
    break_even: Floats | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ways that a price is known for. years: (S,) over which; None for a run, which is made once.

    basis: whether bought machines are charged in full, or at the amortised cost of what the work uses.
    """

    years: Floats | None
    basis: str
    ways: tuple[Way, ...]
    sources: Mapping[WayName, str]

    def figures(self) -> Figure:
        """Return the comparison under the names of the contract."""
        names: dict[str, Figure] = {
            way.name: {
                "total_usd": quantiles(way.total_usd),
                "net_present_cost_usd": quantiles(way.net_present_cost_usd),
                "break_even_utilisation": None if way.break_even is None else quantiles(way.break_even),
            }
            for way in self.ways
        }
        return {"basis": self.basis, "years": self._years(), "ways": names}

    def steps(self) -> Iterator[Step]:
        """Return a line of the derivation for each way."""
        years = self._years()
        for way in self.ways:
            if years is None:
                title, formula = say(_RUN_TITLES[way.name]), say(_RUN_FORMULAS[way.name])
            else:
                title = say(_TITLES[way.name], years=number(years.p50, "g"))
                formula = say(_FORMULAS[way.name])
            cost = median(way.total_usd)
            yield Step(title, formula, cost, "USD", self.sources[way.name])

    def _years(self) -> Quantiles | None:
        return None if self.years is None else quantiles(self.years)


def compare_ways(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, *, nodes: int) -> Comparison:
    """Compare the ways to do the work of a bill: a run once, other work over the years that hardware is used.

    nodes: that work together.
    """
    found: list[Way] = []
    told: dict[WayName, str] = {}
    for name, offer_of in _ways(is_continuous=bill.use.is_continuous).items():
        offer = offer_of(bill, catalogue, scenarios, nodes)
        if offer is not None:
            found.append(_way(name, bill, offer))
            told[name] = _source(name, bill, catalogue)
    years = None if bill.use.is_run else bill.tariff.years
    return Comparison(years, AMORTISED if bill.use.is_shared else FULL, tuple(found), told)


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a way costs. held_hour_usd: (S,) an accelerator-hour that is paid for, used or not; None on demand."""

    spending: Spending
    held_hour_usd: Floats | None = None


_OfferOf = Callable[[Bill, Catalogue, Scenarios, int], _Offer | None]


def _ways(*, is_continuous: bool) -> dict[WayName, _OfferOf]:
    """Return the ways; nothing that people wait for is put on spot."""
    ways: dict[WayName, _OfferOf] = {"rent": _rent, "reserve": _reserve, "spot": _spot}
    if is_continuous:
        del ways["spot"]
    return ways | {"buy": _buy, "colocation": _colocation}


def _way(name: WayName, bill: Bill, offer: _Offer) -> Way:
    rent, held = bill.tariff.rent, offer.held_hour_usd
    return Way(
        name,
        bill.total_usd(offer.spending),
        bill.present_usd(offer.spending),
        None if held is None or rent is None else break_even_utilisation(held, rent),
    )


def _rent(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Offer | None:
    spending = bill.rented()
    return None if spending is None else _Offer(spending)


def _reserve(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Offer | None:
    if bill.tariff.rent is None:
        return None
    share = scenarios.draw("reserved share", catalogue.reserved_share(bill.accelerator), most=1.0)
    hour = bill.tariff.rent * share
    return _Offer(Spending(np.zeros_like(hour), bill.contract_hours * hour), hour)


def _spot(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Offer | None:
    if bill.tariff.rent is None:
        return None
    stretch = _stretch(catalogue, scenarios, nodes)
    (longest,) = quantiles_at(stretch, (0.9,))
    if longest > LONGEST_STRETCH:
        return None
    share = scenarios.draw("spot share", catalogue.spot_share(bill.accelerator), most=1.0)
    cost = bill.use.hours * stretch * bill.tariff.rent * share
    return _Offer(Spending(np.zeros_like(cost), cost))


def _stretch(catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> Floats:
    """Return (S,) the time of work on spot over that without interruptions, a thousand at most."""
    ways = catalogue.ways
    rate = nodes * scenarios.draw("interruptions", ways["interruptions_per_node_hour"])
    checkpoint = scenarios.draw("spot checkpoint", ways["checkpoint_hours"])
    restart = scenarios.draw("restart", ways["restart_hours"])
    interval = np.asarray(checkpoint_interval_seconds(1.0 / rate, checkpoint))
    stretch = interrupted_time(1.0, rate, interval=interval, checkpoint=checkpoint, restart=restart)
    return np.minimum(stretch, 1e3)


def _buy(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Offer | None:
    watts = scenarios.draw("room", catalogue.ways["room_usd_per_watt"])
    built = watts * 1e3 * bill.tariff.kilowatts
    room = payment(bill.tariff.rate, catalogue.ways["room_years"].likely, built) / HOURS_PER_YEAR
    spending = bill.owned(room)
    return None if spending is None else _Offer(spending, bill.owned_hour(room))


def _colocation(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Offer | None:
    spending = bill.owned()
    return None if spending is None else _Offer(spending, bill.owned_hour())


def _source(name: WayName, bill: Bill, catalogue: Catalogue) -> str:
    known: Mapping[WayName, tuple[Estimate, ...]] = {
        "reserve": (catalogue.reserved_share(bill.accelerator),),
        "spot": (catalogue.spot_share(bill.accelerator), catalogue.ways["interruptions_per_node_hour"]),
        "buy": (catalogue.ways["room_usd_per_watt"], catalogue.ways["room_years"]),
    }
    sources = (source for estimate in known.get(name, ()) for source in estimate.sources)
    return sources_text(sources, to_say("prices above"))


def interrupted_time(
    work: Floats | float,
    interruptions: Floats | float,
    *,
    interval: Floats | float,
    checkpoint: Floats | float,
    restart: Floats | float,
) -> Floats:
    """Expected time of work that is interrupted at random and starts again from its last checkpoint.

    (W / t) e^(l R) (e^(l (t + C)) - 1) / l, with W work, t interval of work between checkpoints, C time of one,
    R time to restart, l interruptions per unit of time. Without interruptions W (t + C) / t.
    Source: Daly 2006, Future Generation Computer Systems 22, equation for the total wall clock time.

    >>> round(float(interrupted_time(100.0, 0.05, interval=1.0, checkpoint=0.05, restart=0.2)), 2)
    108.89
    """
    rate = np.asarray(interruptions, dtype=float)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        each = np.exp(rate * restart) * np.expm1(rate * (interval + checkpoint)) / rate
    once = np.where(rate > 0, each, np.asarray(interval) + checkpoint)
    return np.asarray(np.asarray(work) / interval * once)
