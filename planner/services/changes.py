"""What a scenario changes about a plan's inputs: laid over them, nothing else is touched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from assessments.document import Document, validate
from assessments.language import say
from assessments.queries import SettledAnswer
from assessments.question_bank.model import Bank
from planner.services.inputs import PlanInputs
from planner.services.written_values import Level
from planner.sizing.catalogue import load_catalogue
from planner.sizing.demand import Acquire, quarter_number, quarter_text
from planner.sizing.estimate import Estimate

Factor = Annotated[float, Field(ge=0.05, le=20, allow_inf_nan=False)]
Identifiers = Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=200)]
LOAD_KEYS = ("tokens", "requests_per_second", "requests", "queries_per_second", "corpus_tokens", "vectors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is different from what is known; what is None or empty stays as it is.

    acquire: buy or rent what is missing, where a workload's place allows it. accelerator: for all workloads.
    delay_quarters: nothing of the plan is ordered or begun before. deadline_quarters: later (or earlier) dates.
    budget_factor, people_factor, load_factor, hardware_price_factor: 1 changes nothing. load: tokens to train on,
    requests, queries and documents. budget_usd: per quarter. electricity_usd_per_kwh; owned_utilisation: share of
    its life an owned accelerator is used. answers: question -> value in its normal form. target_level: 1 to 5.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    acquire: Acquire | None = None
    accelerator: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    delay_quarters: Annotated[int, Field(ge=0, le=20)] = 0
    deadline_quarters: Annotated[int, Field(ge=-20, le=20)] = 0
    budget_factor: Factor | None = None
    budget_usd: Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)] | None = None
    people_factor: Factor | None = None
    load_factor: Factor | None = None
    hardware_price_factor: Factor | None = None
    electricity_usd_per_kwh: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    owned_utilisation: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] | None = None
    target_level: Level | None = None
    pinned: Identifiers = field(default_factory=list)
    excluded: Identifiers = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the changes alone, as `read_changes` reads them."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in data.items() if value not in (None, 0, [], {})}


NO_CHANGES = Changes()


def read_changes(data: Mapping[str, Any], *, title: str = "scenario") -> Changes:
    """Read changes from plain data. Raises DocumentError whose faults name the key."""
    return validate(Document(title, dict(data), {}), Changes)


def with_changes(inputs: PlanInputs, changes: Changes, bank: Bank, *, title: str = "scenario") -> PlanInputs:
    """Return the inputs with the changes laid over them. Raises DocumentError for what cannot be changed.

    bank: the version of the inputs, whose questions the changed answers belong to.
    """
    document = Document(title, {}, {})
    if changes.budget_factor is not None and inputs.constraints.get("budget_usd") is None:
        raise document.refuse(
            ("budget_factor",), say("no budget is named that could be changed; name one first")
        )
    return replace(
        inputs,
        constraints=_constraints(inputs, changes),
        assumptions=_assumptions(inputs, changes, document),
        workloads=tuple(_workload(dict(one), changes, document) for one in inputs.workloads),
        targets=inputs.targets if changes.target_level is None else {"default": changes.target_level},
        settled=_settled(inputs, changes, bank, document),
    )


def _constraints(inputs: PlanInputs, changes: Changes) -> dict[str, Any]:
    found = dict(inputs.constraints)
    if changes.budget_usd is not None:
        found["budget_usd"] = changes.budget_usd
    if changes.budget_factor is not None:
        found["budget_usd"] = _times(found["budget_usd"], changes.budget_factor)
    if changes.people_factor is not None:
        people = found.get("people", {})
        found["people"] = {role: _times(value, changes.people_factor) for role, value in people.items()}
    if changes.electricity_usd_per_kwh is not None:
        found["electricity_usd_per_kwh"] = changes.electricity_usd_per_kwh
    if changes.acquire is not None:
        found["acquire"] = changes.acquire
    if changes.delay_quarters:
        first = found.get("work_begins") or found["start"]
        found["work_begins"] = quarter_text(quarter_number(first) + changes.delay_quarters)
    for key in ("pinned", "excluded"):
        if added := getattr(changes, key):
            found[key] = list(dict.fromkeys([*found.get(key, []), *added]))
    return found


def _times(value: Any, factor: float) -> Any:
    """Return a number, or each of several, times a factor."""
    return [one * factor for one in value] if isinstance(value, list) else value * factor


def _assumptions(inputs: PlanInputs, changes: Changes, document: Document) -> dict[str, Any]:
    found = dict(inputs.assumptions)
    if changes.owned_utilisation is not None:
        found["owned_utilisation"] = changes.owned_utilisation
    if changes.electricity_usd_per_kwh is not None:
        found["electricity_usd_per_kwh"] = changes.electricity_usd_per_kwh
    if changes.hardware_price_factor is not None:
        if "prices" in found:
            reason = say("own prices are in use; change them in their file")
            raise document.refuse(("hardware_price_factor",), reason)
        found |= _prices(found, changes.hardware_price_factor)
    return found


def _prices(assumptions: Mapping[str, Any], factor: float) -> dict[str, Any]:
    """Return every known price of an accelerator, times a factor; prices given already go before the catalogue's."""
    catalogue = load_catalogue()
    ways: dict[str, Callable[[str], Estimate | None]] = {
        "price_usd_per_hour": catalogue.rent,
        "price_usd_to_buy": catalogue.buy,
    }
    found = {}
    for key, price_of in ways.items():
        given = assumptions.get(key, {})
        known = {name: price for name in catalogue.accelerators if (price := price_of(name)) is not None}
        listed = {
            name: {"low": price.low, "likely": price.likely, "high": price.high}
            for name, price in known.items()
        }
        found[key] = {name: _scaled(price, factor) for name, price in {**listed, **given}.items()}
    return found


def _workload(data: dict[str, Any], changes: Changes, document: Document) -> dict[str, Any]:
    if changes.accelerator is not None:
        data["accelerator"] = changes.accelerator
    if changes.deadline_quarters and data.get("deadline"):
        data["deadline"] = quarter_text(quarter_number(data["deadline"]) + changes.deadline_quarters)
    if changes.load_factor is not None:
        data |= {
            key: _scaled(data[key], changes.load_factor) for key in LOAD_KEYS if data.get(key) is not None
        }
        if isinstance(data.get("traffic"), Mapping):
            peak = data["traffic"].get("peak")
            data["traffic"] = {**data["traffic"], "peak": _scaled(peak, changes.load_factor)}
    return data


def _scaled(value: Any, factor: float) -> Any:
    """Return a number or a range times a factor."""
    if isinstance(value, Mapping):
        return {key: one * factor if key in ("low", "likely", "high") else one for key, one in value.items()}
    return value * factor


def _settled(
    inputs: PlanInputs, changes: Changes, bank: Bank, document: Document
) -> tuple[SettledAnswer, ...]:
    known = {question.id for question in bank.questions()}
    for question in changes.answers:
        if question not in known:
            raise document.refuse(("answers", question), say("the question bank has no such question"))
    kept = tuple(one for one in inputs.settled if one.question not in changes.answers)
    return kept + tuple(
        SettledAnswer(
            question=question,
            kind="override",
            value=value,
            basis="estimated",
            reason=say("Changed by this scenario."),
            settled_by="scenario",
            settled_by_name=say("Scenario"),
            settled_on=inputs.as_of,
        )
        for question, value in changes.answers.items()
    )
