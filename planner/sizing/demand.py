"""What is asked besides numbers: who wants a workload by when, and within which limits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from assessments.document import Document, DocumentError, Fault, Place, validate
from assessments.language import quoted, say

DataClass = Literal["public", "internal", "personal", "health", "payment"]
WorkloadPlace = Literal["on_premises", "cloud", "either"]
Acquire = Literal["any", "buy", "rent"]
DATA_CLASSES: tuple[DataClass, ...] = ("public", "internal", "personal", "health", "payment")
PLACES: tuple[WorkloadPlace, ...] = ("on_premises", "cloud", "either")
ROLES = (
    "platform_engineers",
    "ml_engineers",
    "data_scientists",
    "data_engineers",
    "security_specialists",
    "project_managers",
)
DEMAND_KEYS = ("title", "value", "deadline", "data_class", "place", "residency")
MAX_PERIODS = 40
DEFAULT_PERIODS = 8

_QUARTER = re.compile(r"^(2[01][0-9]{2})-Q([1-4])$")


@dataclass(frozen=True, slots=True)
class Demand:
    """Who wants a workload, by when, on which data, and where it may run.

    residency: ISO 3166 alpha-3 countries that the data may be in; empty when anywhere.
    value: weight against other workloads (> 0).
    deadline: index of the period by whose end it must be live; None when there is none.
    first_token_seconds: longest time to the first token that users accept (95th percentile); None when
        nobody waits. training_tokens: text that is read to train; None for other kinds.
    """

    name: str
    title: str
    kind: str
    data_class: DataClass = "internal"
    place: WorkloadPlace = "either"
    residency: tuple[str, ...] = ()
    value: float = 1.0
    deadline: int | None = None
    first_token_seconds: float | None = None
    training_tokens: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a practice is. level: 1 to 5, None when nobody answered; domain and weights as in the bank."""

    level: float | None
    title: str
    is_known: bool
    domain: str = ""
    score: float | None = None
    weight: float = 1.0
    domain_weight: float = 1.0
    domain_title: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The question that asks for a quantity of the estate: what to answer when the quantity is not known."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Constraints:
    """Money, time, people and place.

    start: the first period, a quarter such as "2027-Q1"; periods: how many quarters are planned.
    budget_usd: (periods,) money per quarter; None when nobody has named a budget.
    carry_over: unspent money may be spent later.
    people: per role, (periods,) full-time equivalents that may work on the roadmap; a role that is absent
        has nobody unless the estate says otherwise.
    residency: countries (ISO 3166 alpha-3) for every workload that names none of its own.
    discount_rate: per year.
    pinned, excluded: initiatives that must be, or must not be, part of the plan.
    acquire: how missing accelerators are got where a workload's place allows it and a price is known.
    work_begins: the first period in which anything of the plan may be ordered or begun.
    earliest: initiative -> the first period in which it may begin.
    under_way: initiative -> the share of its work that is done, in [0, 1); such are part of every plan.
    done: initiatives that are finished, whether the answers say so already or not.
    """

    start: str
    periods: int
    budget_usd: tuple[float, ...] | None = None
    carry_over: bool = True
    people: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    residency: tuple[str, ...] = ()
    electricity_usd_per_kwh: float | None = None
    discount_rate: float = 0.08
    pinned: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    acquire: Acquire = "any"
    work_begins: int = 0
    earliest: Mapping[str, int] = field(default_factory=dict)
    under_way: Mapping[str, float] = field(default_factory=dict)
    done: tuple[str, ...] = ()

    @property
    def quarters(self) -> tuple[str, ...]:
        """Every planned quarter, in order."""
        first = quarter_number(self.start)
        return tuple(quarter_text(first + index) for index in range(self.periods))

    @property
    def total_budget_usd(self) -> float | None:
        """Money over the whole plan."""
        return None if self.budget_usd is None else sum(self.budget_usd)

    def period_of(self, quarter: str) -> int:
        """Return the index of a quarter; negative before the start. Raises ValueError."""
        return quarter_number(quarter) - quarter_number(self.start)


def quarter_number(text: str) -> int:
    """Return quarters since year 0. Raises ValueError for anything that is not a quarter.

    >>> quarter_number("2027-Q2") - quarter_number("2026-Q4")
    2
    """
    found = _QUARTER.match(text)
    if not found:
        raise ValueError(say("write a quarter as 2027-Q1 (got {given})", given=quoted(text)))
    return 4 * int(found[1]) + int(found[2]) - 1


def quarter_text(number: int) -> str:
    """Return the quarter of a number.

    >>> quarter_text(quarter_number("2027-Q1") + 5)
    '2028-Q2'
    """
    return f"{number // 4}-Q{number % 4 + 1}"


def quarter_after(day: date) -> str:
    """Return the first quarter that begins after a day: the default start of a plan.

    >>> quarter_after(date(2026, 11, 21))
    '2027-Q1'
    """
    return quarter_text(4 * day.year + (day.month - 1) // 3 + 1)


NotNegative = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]
PerPeriod = NotNegative | list[NotNegative]
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Quarter = Annotated[str, Field(pattern=_QUARTER.pattern)]


@dataclass(frozen=True, slots=True)
class _WrittenConstraints:
    __pydantic_config__ = ConfigDict(extra="forbid")

    start: Quarter | None = None
    quarters: Annotated[int, Field(ge=1, le=MAX_PERIODS)] = DEFAULT_PERIODS
    budget_usd: PerPeriod | None = None
    carry_over: bool = True
    people: dict[str, PerPeriod] = field(default_factory=dict)
    residency: list[Country] = field(default_factory=list)
    electricity_usd_per_kwh: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    discount_rate: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.08
    pinned: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    acquire: Acquire = "any"
    work_begins: Quarter | None = None
    earliest: dict[str, Quarter] = field(default_factory=dict)
    under_way: dict[str, Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]] = field(
        default_factory=dict
    )
    done: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _WrittenDemand:
    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: str
    title: Annotated[str, Field(max_length=200)] = ""
    value: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] = 1.0
    deadline: Quarter | None = None
    data_class: DataClass = "internal"
    place: WorkloadPlace = "either"
    residency: list[Country] = field(default_factory=list)


def read_constraints(document: Document, data: Any, at: Place, *, as_of: date) -> Constraints:
    """Read the `constraints:` part of a document. Raises DocumentError with every fault.

    data: that part (None when it is absent); as_of: the day of the assessment, which gives the default start.
    """
    written = validate(document, _WrittenConstraints, data=data if data is not None else {}, at=at)
    faults = [*_length_faults(document, at, written), *_role_faults(document, at, written)]
    faults += [
        document.fault(
            (*at, "pinned", index),
            say("{name} is excluded, too: take it out of one of the two", name=quoted(name)),
        )
        for index, name in enumerate(written.pinned)
        if name in written.excluded
    ]
    if faults:
        raise DocumentError(faults)
    periods = written.quarters
    start = written.start or quarter_after(as_of)
    return Constraints(
        start=start,
        periods=periods,
        budget_usd=None if written.budget_usd is None else _each(written.budget_usd, periods),
        carry_over=written.carry_over,
        people={role: _each(value, periods) for role, value in written.people.items()},
        residency=tuple(written.residency),
        electricity_usd_per_kwh=written.electricity_usd_per_kwh,
        discount_rate=written.discount_rate,
        pinned=tuple(written.pinned),
        excluded=tuple(written.excluded),
        acquire=written.acquire,
        work_begins=_period(written.work_begins or start, start),
        earliest={name: _period(quarter, start) for name, quarter in written.earliest.items()},
        under_way=dict(written.under_way),
        done=tuple(written.done),
    )


def _period(quarter: str, start: str) -> int:
    """Return the period of a quarter; what lies before the plan counts from its begin."""
    return max(0, quarter_number(quarter) - quarter_number(start))


def constraints_from_mapping(data: Mapping[str, Any], *, as_of: date) -> Constraints:
    """Read constraints from plain data, such as a form. Raises DocumentError whose faults name the key."""
    return read_constraints(Document("constraints", dict(data), {}), dict(data), (), as_of=as_of)


def read_demand(document: Document, data: Mapping[str, Any], at: Place, constraints: Constraints) -> Demand:
    """Read the demand keys of one workload mapping; keys of the sizing are passed over.

    Raises DocumentError, also for a deadline before the plan begins.
    """
    kept = {key: value for key, value in data.items() if key in (*DEMAND_KEYS, "name", "kind")}
    written = validate(document, _WrittenDemand, data=kept, at=at)
    deadline = None if written.deadline is None else constraints.period_of(written.deadline)
    if deadline is not None and deadline < 0:
        reason = say(
            "{quarter} lies before the plan begins ({start}); choose a later quarter",
            quarter=written.deadline,
            start=constraints.start,
        )
        raise document.refuse((*at, "deadline"), reason)
    return Demand(
        name=written.name,
        title=written.title or written.name.replace("-", " ").replace("_", " ").capitalize(),
        kind=written.kind,
        data_class=written.data_class,
        place=written.place,
        residency=tuple(written.residency) or constraints.residency,
        value=written.value,
        deadline=deadline,
        first_token_seconds=_first_token_seconds(data),
        training_tokens=_likely(data.get("tokens")) if written.kind in ("training", "fine_tuning") else None,
    )


def _first_token_seconds(data: Mapping[str, Any]) -> float | None:
    targets = data.get("targets")
    if not isinstance(targets, Mapping):
        return None
    milliseconds = _likely(targets.get("time_to_first_token_ms_p95"))
    return None if milliseconds is None else milliseconds / 1e3


def _likely(value: Any) -> float | None:
    """Return the likely value of a number or range that the sizing reads and checks."""
    if isinstance(value, Mapping):
        value = value.get("likely")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def demand_from_mapping(data: Mapping[str, Any], constraints: Constraints) -> Demand:
    """Read a demand from plain data, such as a form. Raises DocumentError whose faults name the key."""
    return read_demand(Document("workload", dict(data), {}), data, (), constraints)


def sizing_part(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a workload mapping without the demand keys: what a `size` document would hold."""
    return {key: value for key, value in data.items() if key not in DEMAND_KEYS}


def standings_from_maturity(maturity: Mapping[str, Any]) -> dict[str, Standing]:
    """Return the standing of every practice from a scored maturity (its JSON form), in its order."""
    return {
        practice["id"]: Standing(
            level=practice["level"],
            title=practice["title"],
            is_known=practice["level"] is not None,
            domain=domain["id"],
            score=practice["score"],
            weight=practice["weight"],
            domain_weight=domain["weight"],
            domain_title=domain["title"],
            questions=tuple(question["id"] for question in practice.get("questions", ())),
        )
        for domain in maturity["domains"]
        for practice in domain["practices"]
    }


def _each(value: float | Sequence[float], periods: int) -> tuple[float, ...]:
    if isinstance(value, int | float):
        return (float(value),) * periods
    return tuple(float(amount) for amount in value)


def _length_faults(document: Document, at: Place, written: _WrittenConstraints) -> list[Fault]:
    lists = [((*at, "budget_usd"), written.budget_usd)]
    lists += [((*at, "people", role), value) for role, value in written.people.items()]
    return [
        document.fault(
            place,
            say(
                "has {count} values for {quarters} quarters; give one number or one per quarter",
                count=len(value),
                quarters=written.quarters,
            ),
        )
        for place, value in lists
        if isinstance(value, list) and len(value) != written.quarters
    ]


def _role_faults(document: Document, at: Place, written: _WrittenConstraints) -> list[Fault]:
    return [
        document.fault(
            (*at, "people", role), say("unknown role; the roles are {roles}", roles=", ".join(ROLES))
        )
        for role in written.people
        if role not in ROLES
    ]
