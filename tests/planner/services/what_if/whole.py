"""What a plan says without its roadmap, worked out whole: what a look at it is held against."""

from dataclasses import replace
from typing import Any

from assessments.queries import score_answers
from assessments.question_bank.model import Bank
from planner.services.frozen.estate import estate_from, estate_questions
from planner.services.frozen.inputs import PlanInputs, fingerprint_of
from planner.services.frozen.organisation import facts_from, with_answered_traffic
from planner.services.frozen.team import assumptions_for
from planner.services.frozen.validation import (
    read_inputs_constraints,
    read_inputs_demands,
    read_inputs_workloads,
)
from planner.sizing.demand import standings_from_maturity
from planner.sizing.size import Sizing, size
from planner.verdict.judge import judge
from planner.verdict.model import verdicts_to_json


def in_full(inputs: PlanInputs, bank: Bank) -> tuple[dict[str, Any], Sizing]:
    """Return what is scored, sized with all accelerators, and judged, as a snapshot; and its sizing."""
    scored = score_answers(bank, inputs.answers, inputs.settled, inputs.as_of, seed=inputs.seed)
    maturity = scored.maturity.to_json()
    estate, constraints = estate_from(bank, scored.values), read_inputs_constraints(inputs)
    facts = facts_from(bank, scored.values, inputs.organisation.country)
    workloads = [with_answered_traffic(workload, facts) for workload in read_inputs_workloads(inputs)]
    sizing = size(
        workloads, estate, assumptions_for(inputs, maturity), seed=inputs.seed, samples=inputs.samples
    )
    verdicts = judge(
        read_inputs_demands(inputs, constraints),
        sizing,
        estate,
        standings_from_maturity(maturity),
        constraints,
        questions=estate_questions(bank),
    )
    made = {
        "schema": 1,
        "inputs": inputs.to_json(),
        "versions": {},
        "maturity": maturity,
        "sizing": sizing.to_json(),
        "verdicts": verdicts_to_json(verdicts),
    }
    return made | {"fingerprint": fingerprint_of(made)}, sizing


def copies(inputs: PlanInputs, count: int, *, services: int | None = None) -> PlanInputs:
    """Return the inputs with their workloads as often as makes so many, each under a name of its own.

    services: how many of them are copies of the first one, and the rest of the second; in turn unless given.
    """
    order = [
        number % len(inputs.workloads) if services is None else int(number >= services)
        for number in range(count)
    ]
    named = [{**inputs.workloads[one], "name": f"copy-{number}"} for number, one in enumerate(order)]
    return replace(inputs, workloads=tuple(named))
