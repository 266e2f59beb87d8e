"""The parts of a plan's inputs as changes leave them; a value that cannot be changed is refused at its place."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from assessments.document import Document, Place
from assessments.language import say, speaking
from assessments.queries import SettledAnswer
from planner.services.changes.written import Changes
from planner.services.frozen.inputs import PlanInputs
from planner.sizing.catalogue import load_catalogue
from planner.sizing.catalogue.facts import name_key
from planner.sizing.demand import quarter_number, quarter_text
from planner.sizing.estimate import Estimate, read_estimate
from planner.sizing.money.acquisition import can_stand_here
from planner.sizing.workload import Retrieval

LOAD_KEYS = ("tokens", "requests_per_second", "requests", "queries_per_second", "corpus_tokens", "vectors")
# What was chosen or measured for one type of accelerator says nothing of another.
OF_ONE_ACCELERATOR = ("accelerators", "layout", "measured_tokens_per_second_per_accelerator")


def times(value: Any, factor: float, document: Document, at: Place) -> Any:
    """Return a number, or each of several, times a factor. Raises DocumentError for anything else."""
    if isinstance(value, list):
        return [times(one, factor, document, (*at, index)) for index, one in enumerate(value)]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise document.refuse(
            at, say("must be a number, or one per quarter (got {given})", given=repr(value))
        )
    return value * factor


def changed_workload(data: dict[str, Any], changes: Changes, document: Document, at: Place) -> dict[str, Any]:
    """Return the document of a workload with changed accelerator, deadline and load. Raises DocumentError."""
    if changes.accelerator is not None:
        data = _on_another(data, load_catalogue().accelerator(changes.accelerator).name)
    if changes.deadline_quarters and data.get("deadline"):
        data["deadline"] = quarter_text(quarter_number(data["deadline"]) + changes.deadline_quarters)
    factor = changes.factor("load_factor")
    if factor is None:
        return data
    data |= {
        key: _scaled(data[key], factor, document, (*at, key))
        for key in LOAD_KEYS
        if data.get(key) is not None
    }
    data |= _assumed_load(data, factor)
    traffic = data.get("traffic")
    if isinstance(traffic, Mapping):
        data["traffic"] = _changed_traffic(traffic, factor, document, (*at, "traffic"))
    return data


def _changed_traffic(
    traffic: Mapping[str, Any], factor: float, document: Document, at: Place
) -> dict[str, Any]:
    """Return traffic with another peak; what was recorded comes in as much less time.

    A recorded hour at its old pace would tell of a replica that it carries the changed load.
    """
    found = {**traffic, "peak": _scaled(traffic.get("peak"), factor, document, (*at, "peak"))}
    arrivals = traffic.get("arrivals")
    if arrivals:
        found["arrivals"] = times(list(arrivals), 1.0 / factor, document, (*at, "arrivals"))
    return found


def _assumed_load(data: Mapping[str, Any], factor: float) -> dict[str, Any]:
    """Return the changed questions of a retrieval that names none: those that its sizing assumes, times the factor."""
    if data.get("kind") != "retrieval" or data.get("queries_per_second") is not None:
        return {}
    assumed: Any = next(one.default for one in fields(Retrieval) if one.name == "queries_per_second")
    return {"queries_per_second": assumed.likely * factor}


def _on_another(data: dict[str, Any], accelerator: str) -> dict[str, Any]:
    given = data.get("accelerator")
    is_other = not isinstance(given, str) or name_key(given) != name_key(accelerator)
    kept = {key: value for key, value in data.items() if not (is_other and key in OF_ONE_ACCELERATOR)}
    return kept | {"accelerator": accelerator if is_other else given}


def changed_assumptions(
    assumptions: Mapping[str, Any], changes: Changes, document: Document
) -> dict[str, Any]:
    """Return the assumptions with changed use, electricity and prices. Raises DocumentError."""
    found = dict(assumptions)
    if changes.owned_utilisation is not None:
        found["owned_utilisation"] = changes.owned_utilisation
    if changes.electricity_usd_per_kwh is not None:
        found["electricity_usd_per_kwh"] = changes.electricity_usd_per_kwh
    if (factor := changes.factor("hardware_price_factor")) is not None:
        found |= _prices(found, factor, document)
    return found


def _prices(assumptions: Mapping[str, Any], factor: float, document: Document) -> dict[str, Any]:
    """Return every known price of an accelerator, times a factor; prices given already go before the catalogue's."""
    catalogue = load_catalogue()
    ways: dict[str, Callable[[str], Estimate | None]] = {
        "price_usd_per_hour": catalogue.rent,
        "price_usd_to_buy": lambda name: catalogue.buy(name) if can_stand_here(name) else None,
    }
    found = {}
    for key, price_of in ways.items():
        given = assumptions.get(key) or {}
        at: Place = ("assumptions", key)
        if not isinstance(given, Mapping):
            raise document.refuse(at, say("must be keys with values (key: value)"))
        own = {name_key(str(name)) for name in given}
        known = {
            name: price
            for name in catalogue.accelerators
            if name_key(name) not in own and (price := price_of(name)) is not None
        }
        listed = {name: _range(price) for name, price in known.items()}
        found[key] = {
            name: _scaled(price, factor, document, (*at, name)) for name, price in {**listed, **given}.items()
        }
    return found


def _range(price: Estimate) -> dict[str, float]:
    return {"low": price.low, "likely": price.likely, "high": price.high}


def _scaled(value: Any, factor: float, document: Document, at: Place) -> Any:
    """Return a number or a range times a factor. Raises DocumentError for anything else."""
    try:
        read_estimate(value)
    except ValueError as error:
        raise document.refuse(at, str(error)) from error
    if isinstance(value, Mapping):
        return {key: one * factor if key in ("low", "likely", "high") else one for key, one in value.items()}
    if value is None:
        raise document.refuse(at, say("missing; this key is required"))
    return value * factor


def changed_settled(inputs: PlanInputs, answers: Mapping[str, dict[str, Any]]) -> tuple[SettledAnswer, ...]:
    """Return what is settled with changed answers in its place, said in the language of the inputs."""
    if not answers:
        return inputs.settled
    kept = tuple(one for one in inputs.settled if one.question not in answers)
    with speaking(inputs.language):
        reason, name = say("Changed by this scenario."), say("Scenario")
    return kept + tuple(
        SettledAnswer(
            question=question,
            kind="override",
            value=value,
            basis="estimated",
            reason=reason,
            settled_by="scenario",
            settled_by_name=name,
            settled_on=inputs.as_of,
        )
        for question, value in answers.items()
    )
