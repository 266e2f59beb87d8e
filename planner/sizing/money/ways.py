"""The same work for years, got in different ways: rented, reserved, on spot, bought for an own or a rented room."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.catalogue import Catalogue
from planner.sizing.estimate import Estimate
from planner.sizing.money.bill import Bill
from planner.sizing.money.finance import break_even_utilisation, payment
from planner.sizing.physics.storage import checkpoint_interval_seconds
from planner.sizing.result import Figure, Floats, Quantiles, Step
from planner.sizing.uncertainty import Scenarios, quantiles
from planner.sizing.wording import sources_text

WayName = Literal["rent", "reserve", "spot", "buy", "colocation"]
LONGEST_STRETCH = 5.0  # of the time of a run on spot; beyond, it is no way to do the work

_TITLES: Mapping[WayName, str] = MappingProxyType(
    {
        "rent": to_say("{years} years rented on demand"),
        "reserve": to_say("{years} years reserved by contract"),
        "spot": to_say("{years} years on spot, with interruptions"),
        "buy": to_say("{years} years bought, in an own room"),
        "colocation": to_say("{years} years bought, in a rented room"),
    }
)
_FORMULAS: Mapping[WayName, str] = MappingProxyType(
    {
        "rent": to_say("hours of work x price on demand"),
        "reserve": to_say("hours held x price on demand x share under contract"),
        "spot": to_say(
            "hours of work x lengthening by interruptions x price on demand x share on spot;"
            " a checkpoint at Young's interval"
        ),
        "buy": to_say("purchase + years x (energy x PUE + support + room written off)"),
        "colocation": to_say("purchase + years x (energy x PUE + support + rent of the room)"),
    }
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way over the years; (S,) each.

    total_usd: all payments. net_present_cost_usd: the same discounted.
    break_even: share of the time held from which paying on demand would cost more; None where nothing is held.
    """

    name: WayName
    total_usd: Floats
    net_present_cost_usd: Floats
    break_even: Floats | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ways that a price is known for, over some years. A run is made once a year."""

    years: float
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
        return {"years": Quantiles(self.years, self.years, self.years), "ways": names}

    def steps(self) -> Iterator[Step]:
        """Return a line of the derivation for each way."""
        shown = number(self.years, "g")
        for way in self.ways:
            yield Step(
                say(_TITLES[way.name], years=shown),
                say(_FORMULAS[way.name]),
                float(np.median(way.total_usd)),
                "USD",
                self.sources[way.name],
            )


def compare_ways(
    bill: Bill, catalogue: Catalogue, scenarios: Scenarios, *, nodes: int, is_service: bool
) -> Comparison:
    """Compare the ways to do the work of a bill over the years that hardware is used.

    nodes: that work together. is_service: nothing that people wait for is put on spot.
    """
    years = max(1.0, float(np.round(np.median(bill.years))))
    found: list[Way] = []
    told: dict[WayName, str] = {}
    for name, way in _ways(is_service=is_service).items():
        spent = way(bill, catalogue, scenarios, nodes)
        if spent is not None:
            found.append(_way(name, bill, years, *spent))
            told[name] = _source(name, bill, catalogue)
    return Comparison(years, tuple(found), told)


_Spending = tuple[Floats, Floats]  # at once, and in each year
_Spend = Callable[[Bill, Catalogue, Scenarios, int], _Spending | None]


def _ways(*, is_service: bool) -> dict[WayName, _Spend]:
    ways: dict[WayName, _Spend] = {"rent": _rent, "reserve": _reserve, "spot": _spot}
    if is_service:
        del ways["spot"]
    return ways | {"buy": _buy, "colocation": _colocation}


def _way(name: WayName, bill: Bill, years: float, once: Floats, yearly: Floats) -> Way:
    annuity = payment(bill.rate, years, 1.0)
    present = once + yearly / annuity
    is_held = name not in ("rent", "spot") and bill.rent is not None
    held = present * annuity / np.maximum(bill.held, 1e-9)
    return Way(
        name,
        once + years * yearly,
        present,
        break_even_utilisation(held, bill.rent) if is_held and bill.rent is not None else None,
    )


def _rent(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Spending | None:
    return None if bill.rent is None else (np.zeros_like(bill.hours), bill.hours * bill.rent)


def _reserve(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Spending | None:
    if bill.rent is None:
        return None
    share = scenarios.draw("reserved share", catalogue.reserved_share(bill.accelerator), most=1.0)
    return np.zeros_like(bill.hours), bill.held * bill.rent * share


def _spot(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Spending | None:
    if bill.rent is None:
        return None
    ways = catalogue.ways
    rate = nodes * scenarios.draw("interruptions", ways["interruptions_per_node_hour"])
    checkpoint = scenarios.draw("spot checkpoint", ways["checkpoint_hours"])
    restart = scenarios.draw("restart", ways["restart_hours"])
    interval = np.asarray(checkpoint_interval_seconds(1.0 / rate, checkpoint))
    stretch = interrupted_time(1.0, rate, interval=interval, checkpoint=checkpoint, restart=restart)
    stretch = np.minimum(stretch, 1e3)
    if float(np.quantile(stretch, 0.9)) > LONGEST_STRETCH:
        return None
    share = scenarios.draw("spot share", catalogue.spot_share(bill.accelerator), most=1.0)
    return np.zeros_like(bill.hours), bill.hours * stretch * bill.rent * share


def _buy(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Spending | None:
    if bill.purchase_usd is None or bill.support_usd is None:
        return None
    watt = scenarios.draw("room", catalogue.ways["room_usd_per_watt"])
    room = payment(bill.rate, catalogue.ways["room_years"].likely, watt * 1e3 * bill.kilowatts)
    return bill.purchase_usd, bill.energy_usd + bill.support_usd + room


def _colocation(bill: Bill, catalogue: Catalogue, scenarios: Scenarios, nodes: int) -> _Spending | None:
    if bill.purchase_usd is None or bill.support_usd is None:
        return None
    return bill.purchase_usd, bill.running_usd + bill.support_usd


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
