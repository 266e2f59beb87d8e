"""What rules compare: every answer, and what follows from estate, workloads and constraints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from assessments.language import listed, region_name, say, to_say
from assessments.question_bank.model import Bank, Question
from assessments.question_bank.units import format_quantity
from assessments.question_bank.values import show_value
from planner.sizing.catalogue import Accelerator
from planner.sizing.demand import ROLES, Constraints, Demand, quarter_number
from planner.sizing.estate import Estate

SECONDS_PER_DAY = 86_400.0

# Facts that are no answers: dimension and unit of their amounts, for rules and for people.
DERIVED: Mapping[str, tuple[str, str]] = {
    "accelerators.count": ("count", "accelerators"),
    "accelerators.watts": ("power", "kW"),
    "accelerators.node_watts": ("power", "kW"),
    "people": ("count", "people"),
    "people.open": ("count", "open positions"),
    **{f"people.{role}": ("count", "people") for role in ROLES},
    "sites.power": ("power", "kW"),
    "sites.racks": ("count", "racks"),
    "places.countries": ("count", "countries"),
    "plan.budget_first_year": ("money", "USD"),
    "plan.people": ("count", "people"),
    **{f"plan.people.{role}": ("count", "people") for role in ROLES},
    "workloads.classes": ("count", "kinds of data"),
    "workloads.kinds": ("count", "kinds of workload"),
    "workloads.on_premises": ("count", "workloads"),
    "workloads.in_cloud": ("count", "workloads"),
    "workloads.residency": ("count", "countries"),
    "workloads.first_deadline": ("duration", "days"),
    "workloads.training_tokens": ("count", "billion tokens"),
    "workloads.first_token": ("latency", "ms"),
}
# What is counted in words that no question has for its unit.
_COUNTED = (
    to_say("accelerators"),
    to_say("open positions"),
    to_say("racks"),
    to_say("countries"),
    to_say("kinds of data"),
    to_say("kinds of workload"),
    to_say("workloads"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known.

    amount: SI, a level, or a number of rows or ticked options; None when it is only a set. members: what is ticked,
    named or chosen. shown: in words. questions: the answers behind it. workloads: names of those it is about.
    """

    name: str
    amount: float | None = None
    members: frozenset[str] = frozenset()
    shown: str = ""
    questions: tuple[str, ...] = ()
    workloads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that rules are held against.

    values: the one value of each answered question that is asked, in normal form. demands: the described workloads.
    constraints: only those that somebody has stated. start: the quarter from which the deadlines of the demands are
    counted. accelerators: the catalogue, by name.
    """

    bank: Bank
    values: Mapping[str, Mapping[str, Any]]
    estate: Estate
    demands: Sequence[Demand] = ()
    constraints: Constraints | None = None
    start: str = ""
    as_of: date | None = None
    accelerators: Mapping[str, Accelerator] = field(default_factory=dict)


def facts_of(situation: Situation) -> dict[str, Fact]:
    """Return every fact that is known, by name; an answer is named by its question."""
    parts = (_answers, _accelerators, _people, _sites, _places, _plan, _workloads)
    return {fact.name: fact for part in parts for fact in part(situation)}


def _answers(situation: Situation) -> Iterator[Fact]:
    for question in situation.bank.questions():
        value = situation.values.get(question.id)
        if value is not None:
            members = frozenset(_members(question, value))
            shown = show_value(question, dict(value))
            yield Fact(question.id, _size(question, value), members, shown, (question.id,))


def _members(question: Question, value: Mapping[str, Any]) -> Iterator[str]:
    if question.kind == "several":
        yield from value["options"]
    elif question.kind == "text":
        yield str(value["text"])
    elif question.kind == "table":
        chosen = [column.id for column in question.columns if column.kind == "choice"]
        yield from (str(row[id]) for row in value["rows"] for id in chosen if id in row)


def _size(question: Question, value: Mapping[str, Any]) -> float | None:
    keys = {"choice": "level", "quantity": "likely"}
    if question.kind in keys:
        return float(value[keys[question.kind]])
    if question.kind == "text":
        return None
    return float(len(value["rows" if question.kind == "table" else "options"]))


def _accelerators(situation: Situation) -> Iterator[Fact]:
    stocks = situation.estate.accelerators
    if stocks is None:
        return
    asked = _asked(situation.bank, "accelerators")
    yield _amount("accelerators.count", sum(stock.count.likely for stock in stocks), asked)
    known = [
        (stock, situation.accelerators[stock.type])
        for stock in stocks
        if stock.type in situation.accelerators
    ]
    if known:
        watts = sum(stock.count.likely * chip.watts_with_host for stock, chip in known)
        yield _amount("accelerators.watts", watts, asked)
        yield _amount("accelerators.node_watts", max(chip.node_watts for _, chip in known), asked)


def _people(situation: Situation) -> Iterator[Fact]:
    staff = situation.estate.staff
    if not staff:
        return
    asked = _asked(situation.bank, "staff")
    yield _amount("people", sum(role.count.likely for role in staff), asked)
    yield _amount("people.open", sum(role.open.likely for role in staff), asked)
    for name in ROLES:
        count = sum(role.count.likely for role in staff if role.role == name)
        yield _amount(f"people.{name}", count, asked)


def _sites(situation: Situation) -> Iterator[Fact]:
    sites = situation.estate.sites
    asked = _asked(situation.bank, "sites")
    power = [site.power_watts.likely for site in sites if site.power_watts is not None]
    racks = [site.racks.likely for site in sites if site.racks is not None]
    # Only the sum over all sites can be held against another sum.
    if power and len(power) == len(sites):
        yield _amount("sites.power", sum(power), asked)
    if racks and len(racks) == len(sites):
        yield _amount("sites.racks", sum(racks), asked)


def _places(situation: Situation) -> Iterator[Fact]:
    estate = situation.estate
    countries = {country for site in estate.sites if (country := site.country)}
    countries |= {estate.grid_region} if estate.grid_region else set()
    if countries:
        asked = (*_asked(situation.bank, "grid_region"), *_asked(situation.bank, "sites"))
        yield Fact(
            "places.countries",
            float(len(countries)),
            frozenset(countries),
            listed(sorted(map(region_name, countries))),
            asked,
        )


def _plan(situation: Situation) -> Iterator[Fact]:
    limits = situation.constraints
    if limits is None:
        return
    if limits.budget_usd is not None and limits.periods >= 4:
        yield _amount("plan.budget_first_year", sum(limits.budget_usd[:4]))
    if limits.people:
        yield _amount("plan.people", sum(capacity[0] for capacity in limits.people.values()))
    for role, capacity in limits.people.items():
        if role in ROLES:
            yield _amount(f"plan.people.{role}", capacity[0])


def _workloads(situation: Situation) -> Iterator[Fact]:
    demands = situation.demands
    if not demands:
        return
    yield _named("workloads.classes", {demand.data_class: demand for demand in demands}, demands)
    yield _named("workloads.kinds", {demand.kind: demand for demand in demands}, demands)
    for name, place in (("on_premises", "on_premises"), ("in_cloud", "cloud")):
        there = [demand for demand in demands if demand.place == place]
        yield _count(f"workloads.{name}", there)
    countries = {country for demand in demands for country in demand.residency}
    if countries:
        names = listed(sorted(map(region_name, countries)))
        yield Fact("workloads.residency", float(len(countries)), frozenset(countries), names)
    yield from _extremes(situation)


def _extremes(situation: Situation) -> Iterator[Fact]:
    dated = [demand for demand in situation.demands if demand.deadline is not None]
    if dated and situation.start and situation.as_of is not None:
        first = min(dated, key=lambda demand: demand.deadline or 0)
        last_day = _end_of_quarter(quarter_number(situation.start) + (first.deadline or 0))
        seconds = max(0, (last_day - situation.as_of).days) * SECONDS_PER_DAY
        yield _of_workload("workloads.first_deadline", seconds, first)
    learning = [demand for demand in situation.demands if demand.training_tokens is not None]
    if learning:
        most = max(learning, key=lambda demand: demand.training_tokens or 0.0)
        yield _of_workload("workloads.training_tokens", most.training_tokens or 0.0, most)
    waiting = [demand for demand in situation.demands if demand.first_token_seconds is not None]
    if waiting:
        fastest = min(waiting, key=lambda demand: demand.first_token_seconds or 0.0)
        yield _of_workload("workloads.first_token", fastest.first_token_seconds or 0.0, fastest)


def _end_of_quarter(number: int) -> date:
    """Return the last day of a quarter, counted as `quarter_number` does."""
    year, quarter = divmod(number + 1, 4)
    return date(year, 3 * quarter + 1, 1) - timedelta(days=1)


def _amount(name: str, amount: float, questions: tuple[str, ...] = ()) -> Fact:
    return Fact(name, amount, frozenset(), show_amount(name, amount), questions)


def _of_workload(name: str, amount: float, demand: Demand) -> Fact:
    shown = say("{amount} (“{workload}”)", amount=show_amount(name, amount), workload=demand.title)
    return Fact(name, amount, frozenset(), shown, (), (demand.name,))


def _count(name: str, demands: Sequence[Demand]) -> Fact:
    titles = _titles(demands)
    names = tuple(demand.name for demand in demands)
    return Fact(name, float(len(demands)), frozenset(names), titles or say("none"), (), names)


def _named(name: str, found: Mapping[str, Demand], demands: Sequence[Demand]) -> Fact:
    titles = _titles(demands)
    names = tuple(demand.name for demand in demands)
    return Fact(name, float(len(found)), frozenset(found), titles, (), names)


def _titles(demands: Sequence[Demand]) -> str:
    return ", ".join(say("“{title}”", title=demand.title) for demand in demands)


def _asked(bank: Bank, estate: str) -> tuple[str, ...]:
    return tuple(question.id for question in bank.questions() if question.estate == estate)


def show_amount(name: str, amount: float) -> str:
    """Return an amount of a derived fact as people read it."""
    dimension, unit = DERIVED[name]
    if unit in _COUNTED:
        return f"{format_quantity(amount, dimension, digits=3)} {say(unit)}"
    return format_quantity(amount, dimension, unit, digits=3)
