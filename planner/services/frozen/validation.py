"""Workloads, constraints, assumptions, initiatives of a plan: read by the core's readers, faults with their place."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from assessments.document import Document, DocumentError, Fault
from assessments.language import quoted, say
from assessments.question_bank.model import Bank
from planner.roadmap.catalogue import Initiative, merged_initiatives, shipped_initiatives
from planner.services.frozen.inputs import PlanInputs
from planner.sizing.demand import Constraints, Demand, read_constraints, read_demand, sizing_part
from planner.sizing.document import read_assumptions as read_assumptions_part
from planner.sizing.document import read_workload
from planner.sizing.workload import Assumptions, Workload

MOST_OWN_INITIATIVES = 200


def bare_document(inputs: PlanInputs) -> Document:
    """Return the inputs as a document without lines, for inputs that came from pages."""
    return Document(inputs.engagement, None, {})


def read_inputs_constraints(inputs: PlanInputs, document: Document | None = None) -> Constraints:
    """Return the constraints. Raises DocumentError."""
    return read_constraints(
        document or bare_document(inputs), inputs.constraints, ("constraints",), as_of=inputs.as_of
    )


def read_inputs_assumptions(inputs: PlanInputs, document: Document | None = None) -> Assumptions:
    """Return the assumptions. Raises DocumentError."""
    return read_assumptions_part(document or bare_document(inputs), inputs.assumptions, ("assumptions",))


def read_inputs_workloads(inputs: PlanInputs, document: Document | None = None) -> tuple[Workload, ...]:
    """Return the workloads as the sizing core reads them. Raises DocumentError."""
    document = document or bare_document(inputs)
    return tuple(
        read_workload(document, sizing_part(data), ("workloads", index))
        for index, data in enumerate(inputs.workloads)
    )


def read_inputs_demands(
    inputs: PlanInputs, constraints: Constraints, document: Document | None = None
) -> tuple[Demand, ...]:
    """Return who wants the workloads by when. Raises DocumentError, also for a name used twice."""
    document = document or bare_document(inputs)
    demands: dict[str, Demand] = {}
    for index, data in enumerate(inputs.workloads):
        demand = read_demand(document, data, ("workloads", index), constraints)
        if demand.name in demands:
            reason = say("{name} is used twice", name=quoted(demand.name))
            raise document.refuse(("workloads", index, "name"), reason)
        demands[demand.name] = demand
    return tuple(demands.values())


def read_inputs_initiatives(
    inputs: PlanInputs, document: Document | None = None, practices: Sequence[str] | None = None
) -> tuple[Initiative, ...]:
    """Return the initiatives that can be planned: the shipped ones and the organisation's own. Raises DocumentError.

    practices: those that own ones may lift; any when left out.
    """
    document = document or bare_document(inputs)
    shipped = shipped_initiatives()
    return merged_initiatives(shipped, inputs.initiatives, document, ("initiatives",), practices=practices)


def known_practices(bank: Bank) -> list[str]:
    """Return the practices that an own initiative may lift: those of the bank and of the shipped catalogue."""
    lifted = (lift.practice for item in shipped_initiatives() for lift in item.lifts)
    return list(dict.fromkeys([*(practice.id for practice in bank.practices()), *lifted]))


def check_plan_parts(
    document: Document, inputs: PlanInputs, practices: Sequence[str] | None = None
) -> list[Fault]:
    """Return every fault of workloads, constraints, assumptions and own initiatives."""
    return list(_faults(document, inputs, practices))


def _faults(document: Document, inputs: PlanInputs, practices: Sequence[str] | None) -> Iterator[Fault]:
    constraints: list[Constraints] = []
    yield from _faults_of(lambda: constraints.append(read_inputs_constraints(inputs, document)))
    yield from _faults_of(lambda: read_inputs_assumptions(inputs, document))
    yield from _faults_of(lambda: read_inputs_initiatives(inputs, document, practices))
    for index, data in enumerate(inputs.workloads):
        place = ("workloads", index)
        yield from _faults_of(partial(read_workload, document, sizing_part(data), place))
    if constraints:
        yield from _faults_of(lambda: read_inputs_demands(inputs, constraints[0], document))


def _faults_of(read: Callable[[], object]) -> tuple[Fault, ...]:
    try:
        read()
    except DocumentError as error:
        return error.faults
    return ()
