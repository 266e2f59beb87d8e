"""Score, size, judge, plan: frozen inputs become a snapshot. Pages, worker and command line all come here."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from assessments.language import speaking
from assessments.queries import score_answers
from assessments.question_bank.model import Bank
from assessments.question_bank.profile import restricted
from assessments.question_bank.values import show_value
from planner.roadmap.plan import plan_roadmap
from planner.services.frozen.contradictions import contradictions_among
from planner.services.frozen.estate import estate_from, estate_questions
from planner.services.frozen.inputs import SCHEMA, PlanInputs, fingerprint_of
from planner.services.frozen.judging import judged_alike
from planner.services.frozen.organisation import (
    facts_from,
    organisation_questions,
    plan_outline,
    planned_workloads,
    with_answered_traffic,
)
from planner.services.frozen.team import assumptions_for
from planner.services.frozen.validation import (
    read_inputs_constraints,
    read_inputs_demands,
    read_inputs_initiatives,
    read_inputs_workloads,
)
from planner.sizing.demand import standings_from_maturity
from planner.sizing.size import Sizing, explained, size
from planner.sizing.size_organisation import size_organisation
from planner.sizing.workload import Estate
from planner.verdict.judge import judge
from planner.verdict.model import verdicts_to_json

Progress = Callable[[str, float], None]
Keep = Callable[[Sizing], None]


def evaluate(
    inputs: PlanInputs,
    bank: Bank,
    report: Progress = lambda step, fraction: None,
    keep: Keep = lambda sizing: None,
) -> dict[str, Any]:
    """Return the snapshot for frozen inputs: plain data with one fingerprint over all of it.

    The same inputs, bank, engine and catalogue give the same snapshot. Raises DocumentError when a part of
    the inputs is not valid. bank: the whole version, of which the profile of the inputs takes its part, in the
    language of the inputs; everything else is said in that language here. keep: gets the sizing, with what a snapshot
    leaves out of it.
    """
    with speaking(inputs.language):
        return _evaluated(inputs, bank, report, keep)


def _evaluated(inputs: PlanInputs, bank: Bank, report: Progress, keep: Keep) -> dict[str, Any]:
    bank = restricted(bank, inputs.profile)
    report("scoring", 0.05)
    scored = score_answers(bank, inputs.answers, inputs.settled, inputs.as_of, seed=inputs.seed)
    values, maturity = scored.values, scored.maturity.to_json()
    report("sizing", 0.2)
    estate = estate_from(bank, values)
    constraints = read_inputs_constraints(inputs)
    assumptions = assumptions_for(inputs, maturity)
    facts = facts_from(bank, values, inputs.organisation.country)
    workloads = [with_answered_traffic(workload, facts) for workload in read_inputs_workloads(inputs)]
    sizing = size(workloads, estate, assumptions, seed=inputs.seed, samples=inputs.samples)
    report("judging", 0.5)
    demands = read_inputs_demands(inputs, constraints)
    standings = standings_from_maturity(maturity)
    asked = estate_questions(bank)
    sizing, verdicts = judged_alike(
        sizing,
        workloads,
        estate,
        assumptions,
        lambda sized: judge(demands, sized, estate, standings, constraints, questions=asked),
    )
    judged = {verdict.name: verdict.option for verdict in verdicts}
    sizing = explained(sizing, workloads, estate, assumptions, options=judged)
    keep(sizing)
    report("scheduling", 0.6)
    roadmap = plan_roadmap(
        demands,
        verdicts,
        sizing,
        standings,
        estate,
        constraints,
        inputs.targets,
        seed=inputs.seed,
        initiatives=read_inputs_initiatives(inputs),
    )
    organisation = size_organisation(
        facts,
        estate,
        planned_workloads(demands, workloads, sizing, verdicts, roadmap),
        plan_outline(constraints, roadmap, inputs.as_of),
        questions=organisation_questions(bank),
        assumptions=assumptions,
        seed=inputs.seed,
        samples=inputs.samples,
    )
    snapshot = {
        "schema": SCHEMA,
        "inputs": inputs_as_read(inputs, bank, estate),
        "versions": {
            "engine": sizing.engine_version,
            "catalogue": sizing.catalogue_version,
            "bank": f"{bank.key}@{bank.version}",
        },
        "maturity": maturity,
        "sizing": sizing.to_json(),
        "contradictions": [
            _plain(asdict(one))
            for one in contradictions_among(bank, values, demands, constraints, inputs.as_of)
        ],
        "verdicts": verdicts_to_json(verdicts),
        "roadmap": roadmap.to_json(),
        "organisation": organisation.to_json(),
    }
    return snapshot | {"fingerprint": fingerprint_of(snapshot)}


def inputs_as_read(inputs: PlanInputs, bank: Bank, estate: Estate) -> dict[str, Any]:
    """Return the inputs with answers and settled values as people read them, and the estate they describe."""
    questions = {question.id: question for question in bank.questions()}
    data = inputs.to_json()
    for answer in (*data["answers"], *data.get("settled", ())):
        question = questions.get(answer["question"])
        answer["shown"] = show_value(question, answer["value"]) if question and answer["value"] else ""
    data["estate"] = _plain(asdict(estate))
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
