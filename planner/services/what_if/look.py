"""What would be different: a finished plan's inputs, sized and judged again with changes, without a new roadmap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assessments.document import Document, DocumentError
from assessments.language import speaking
from assessments.queries import Consolidated, score_answers
from assessments.question_bank.model import Bank
from assessments.question_bank.profile import restricted
from planner.charts import reading
from planner.services.changes.lay import NO_CHANGES, Changes, with_changes
from planner.services.frozen.estate import estate_from, estate_questions
from planner.services.frozen.inputs import PlanInputs
from planner.services.frozen.organisation import facts_from, with_answered_traffic
from planner.services.frozen.team import assumptions_for
from planner.services.frozen.validation import (
    check_plan_parts,
    read_inputs_constraints,
    read_inputs_demands,
    read_inputs_workloads,
)
from planner.services.plans.simulated import Simulated
from planner.services.what_if.kept import Kept
from planner.sizing.demand import standings_from_maturity
from planner.sizing.serving.staffing import Staffing
from planner.sizing.size import ENGINE_VERSION, Scope, SizedWorkload, Sizing, size
from planner.sizing.workload import Assumptions, Estate, Workload
from planner.verdict.judge import judge
from planner.verdict.model import verdicts_to_json

# Options of a plan that are looked at beside the one that was judged and those that are owned.
BEST, MANY_WORKLOADS, BEST_OF_MANY = 2, 8, 1
# What tells nothing of how many requests a replica carries: changing these needs no new simulation.
_ONLY_MONEY = (
    "electricity_usd_per_kwh",
    "owned_utilisation",
    "price_usd_per_hour",
    "price_usd_to_buy",
    "team_efficiency",
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What sizing reads."""

    workloads: tuple[Workload, ...]
    estate: Estate
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan's own inputs: answers, maturity, the sizing of what is looked at, and what all that says."""

    values: Mapping[str, Consolidated]
    maturity: dict[str, Any]
    parts: _Parts
    sizing: Sizing
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a plan's inputs say as they are, and with changes: snapshots without a roadmap.

    is_as_planned: whether without changes they still give the plan's verdicts; a newer release may judge otherwise.
    Both are shared with everybody who looks at the plan: read them, never write into them.
    """

    before: dict[str, Any]
    after: dict[str, Any]
    is_as_planned: bool


_KNOWN: "Kept[_Known]" = Kept()


def what_if(
    snapshot: Mapping[str, Any],
    inputs: PlanInputs,
    bank: Bank,
    changes: Changes,
    *,
    title: str = "what-if",
    simulated: Callable[[], Simulated] = dict,
) -> WhatIf:
    """Return what a plan would say with changes: maturity, sizing and verdicts, and nothing of a roadmap.

    snapshot, inputs, bank: of the plan; the bank whole, in the language of the inputs. Each workload is sized with the
    accelerator that the plan judged it by, the best ones beside it and those that are owned. simulated: called at the
    first look of this process, what the plan simulated; what is missing is simulated again, to the same result.
    Raises DocumentError; faults of the changes bear `title` as their file.
    """
    with speaking(inputs.language):
        bank = restricted(bank, inputs.profile)
        changed = with_changes(inputs, changes, bank, title=title)
        if faults := check_plan_parts(Document(title, None, {}), changed):
            raise DocumentError(faults)
        known = _known(snapshot, inputs, bank, simulated)
        after = known.said
        if changes != NO_CHANGES:
            lighter = with_changes(inputs, replace(changes, load_factor=None), bank, title=title)
            after = _changed(snapshot, known, changed, lighter, bank, is_scored=bool(changes.answers))
    return WhatIf(known.said, after, is_as_planned=_verdicts_of(known.said) == _verdicts_of(snapshot))


def _changed(
    snapshot: Mapping[str, Any],
    known: _Known,
    changed: PlanInputs,
    lighter: PlanInputs,
    bank: Bank,
    *,
    is_scored: bool,
) -> dict[str, Any]:
    """Return what changed inputs say. lighter: those with all changes but that of the load.

    is_scored: whether answers differ, so that maturity is scored again.
    """
    values, maturity = _scored(changed, bank) if is_scored else (known.values, known.maturity)
    parts = _parts(changed, bank, values, maturity)
    before = parts if lighter == changed else _parts(lighter, bank, values, maturity)
    sizing = _sizing(snapshot, changed, known, parts, before)
    return _said(snapshot, changed, bank, sizing, parts.estate, maturity)


def _verdicts_of(snapshot: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (one.get("name"), cell.get("dimension"), cell.get("status"), cell.get("requirement"))
        for one in reading.workloads(snapshot)
        for cell in reading.rows(one, "dimensions")
    ]


def forget_all() -> None:
    """Keep nothing of the plans that were looked at: the next look at each is the first."""
    _KNOWN.forget()


def _known(
    snapshot: Mapping[str, Any], inputs: PlanInputs, bank: Bank, simulated: Callable[[], Simulated]
) -> _Known:
    """Return a plan as it was made; kept if this process has looked at it lately."""

    def made() -> _Known:
        return _read_again(snapshot, inputs, bank, simulated())

    return _KNOWN.get(f"{ENGINE_VERSION}:{snapshot['fingerprint']}", made)


def _read_again(snapshot: Mapping[str, Any], inputs: PlanInputs, bank: Bank, simulated: Simulated) -> _Known:
    values, maturity = _scored(inputs, bank)
    parts = _parts(inputs, bank, values, maturity)
    scopes = {
        workload.name: Scope(
            _looked_at(snapshot, workload.name),
            simulated.get(workload.name, {}),
            _judged(snapshot, workload.name),
        )
        for workload in parts.workloads
    }
    sizing = size(
        parts.workloads,
        parts.estate,
        parts.assumptions,
        seed=inputs.seed,
        samples=inputs.samples,
        scopes=scopes,
    )
    said = _said(snapshot, inputs, bank, sizing, parts.estate, maturity)
    return _Known(values, maturity, parts, sizing, said)


def _scored(inputs: PlanInputs, bank: Bank) -> tuple[Mapping[str, Consolidated], dict[str, Any]]:
    scored = score_answers(bank, inputs.answers, inputs.settled, inputs.as_of, seed=inputs.seed)
    return scored.values, scored.maturity.to_json()


def _parts(
    inputs: PlanInputs, bank: Bank, values: Mapping[str, Consolidated], maturity: Mapping[str, Any]
) -> _Parts:
    facts = facts_from(bank, values, inputs.organisation.country)
    return _Parts(
        workloads=tuple(with_answered_traffic(workload, facts) for workload in read_inputs_workloads(inputs)),
        estate=estate_from(bank, values),
        assumptions=assumptions_for(inputs, maturity),
    )


def best_of(snapshot: Mapping[str, Any]) -> int:
    """Return how many of the best accelerators of each workload are looked at; fewer where there are many workloads."""
    return BEST if len(reading.workloads(snapshot)) <= MANY_WORKLOADS else BEST_OF_MANY


def _looked_at(snapshot: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the accelerators of a plan that a workload is looked at with, beside those that are owned."""
    options = reading.rows(reading.sized(snapshot, name), "options")
    best = [str(option["accelerator"]) for option in options if option.get("feasible")][: best_of(snapshot)]
    return frozenset(best) | _judged(snapshot, name)


def _judged(snapshot: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the accelerator that a plan judged a workload by; it was simulated whatever its rank."""
    judged = [str(one["accelerator"]) for one in reading.workloads(snapshot) if one.get("name") == name]
    return frozenset(accelerator for accelerator in judged if accelerator)


def _sizing(
    snapshot: Mapping[str, Any], inputs: PlanInputs, known: _Known, parts: _Parts, lighter: _Parts
) -> Sizing:
    """Return the sizing of all workloads; only those that a change touches are sized again.

    lighter: the parts with all changes but that of the load.
    """
    kept = _unchanged(known, parts)
    again = [workload for workload in parts.workloads if workload.name not in kept]
    before = {workload.name: workload for workload in lighter.workloads}
    scopes = {
        workload.name: Scope(
            _looked_at(snapshot, workload.name),
            _staffing(known, before[workload.name], lighter),
            _judged(snapshot, workload.name),
        )
        for workload in again
    }
    found = size(
        again, parts.estate, parts.assumptions, seed=inputs.seed, samples=inputs.samples, scopes=scopes
    )
    sized = kept | {workload.name: workload for workload in found.workloads}
    return replace(found, workloads=tuple(sized[workload.name] for workload in parts.workloads))


def _unchanged(known: _Known, parts: _Parts) -> dict[str, SizedWorkload]:
    """Return by name the sized workloads of a plan that no change touches."""
    if (known.parts.estate, known.parts.assumptions) != (parts.estate, parts.assumptions):
        return {}
    pairs = zip(known.parts.workloads, known.sizing.workloads, strict=True)
    return {workload.name: sized for workload, sized in pairs if workload in parts.workloads}


def _staffing(known: _Known, workload: Workload, parts: _Parts) -> dict[str, Staffing]:
    """Return what was simulated of a service, if nothing is changed but money and load; else nothing."""
    if (
        workload not in known.parts.workloads
        or parts.estate.accelerators != known.parts.estate.accelerators
        or _without_money(parts.assumptions) != _without_money(known.parts.assumptions)
    ):
        return {}
    sized = next(one for one in known.sizing.workloads if one.name == workload.name)
    return dict(sized.staffing)


def _without_money(assumptions: Assumptions) -> Assumptions:
    plain = Assumptions()
    return replace(assumptions, **{name: getattr(plain, name) for name in _ONLY_MONEY})


def _said(
    snapshot: Mapping[str, Any],
    inputs: PlanInputs,
    bank: Bank,
    sizing: Sizing,
    estate: Estate,
    maturity: dict[str, Any],
) -> dict[str, Any]:
    constraints = read_inputs_constraints(inputs)
    verdicts = judge(
        read_inputs_demands(inputs, constraints),
        sizing,
        estate,
        standings_from_maturity(maturity),
        constraints,
        questions=estate_questions(bank),
    )
    return {
        "schema": snapshot["schema"],
        "inputs": snapshot["inputs"],
        "versions": snapshot["versions"]
        | {"engine": sizing.engine_version, "catalogue": sizing.catalogue_version},
        "maturity": maturity,
        "sizing": sizing.to_json(),
        "verdicts": verdicts_to_json(verdicts),
    }
