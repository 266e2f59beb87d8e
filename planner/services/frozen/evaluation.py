"""Score, size, judge, plan: frozen inputs become a snapshot. Pages, worker and command line all come here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assessments.language import speaking
from assessments.queries import Consolidated, score_answers
from assessments.question_bank.model import Bank
from assessments.question_bank.profile import restricted
from assessments.question_bank.values import show_value
from planner.roadmap.plan import plan_roadmap
from planner.roadmap.preview import Watch
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
from planner.sizing.demand import AskedQuestion, Constraints, Demand, Standing, standings_from_maturity
from planner.sizing.organisation.facts import OrganisationFacts
from planner.sizing.size import Sizing, explained, size
from planner.sizing.size_organisation import size_organisation
from planner.sizing.workload import Assumptions, Estate, Workload
from planner.verdict.judge import judge
from planner.verdict.model import WorkloadVerdict, verdicts_to_json

Progress = Callable[[str, float], None]
Keep = Callable[[Sizing], None]


@dataclass(frozen=True, slots=True)
class _Given:
    """What sizing, judging and scheduling read of the inputs. asked: the question for each quantity of the estate."""

    values: Mapping[str, Consolidated]
    maturity: dict[str, Any]
    estate: Estate
    asked: dict[str, AskedQuestion]
    facts: OrganisationFacts
    workloads: Sequence[Workload]
    demands: Sequence[Demand]
    standings: Mapping[str, Standing]
    constraints: Constraints
    assumptions: Assumptions


def evaluate(
    inputs: PlanInputs,
    bank: Bank,
    report: Progress = lambda step, fraction: None,
    keep: Keep = lambda sizing: None,
    watch: Watch | None = None,
) -> dict[str, Any]:
    """Return the snapshot for frozen inputs: plain data with one fingerprint over all of it.

    The same inputs, bank, engine and catalogue give the same snapshot. Raises DocumentError when a part of
    the inputs is not valid. bank: the whole version, of which the profile of the inputs takes its part, in the
    language of the inputs; everything else is said in that language here. keep: gets the sizing, with what a snapshot
    leaves out of it. watch: is told what the search for the roadmap has in hand, in the language of the inputs.
    """
    with speaking(inputs.language):
        return _evaluated(inputs, bank, report, keep, watch)


def _evaluated(
    inputs: PlanInputs, bank: Bank, report: Progress, keep: Keep, watch: Watch | None
) -> dict[str, Any]:
    bank = restricted(bank, inputs.profile)
    report("scoring", 0.05)
    given = _given(inputs, bank)
    report("sizing", 0.2)
    sizing = size(given.workloads, given.estate, given.assumptions, seed=inputs.seed, samples=inputs.samples)
    report("judging", 0.5)
    sizing, verdicts = _judged(given, sizing)
    keep(sizing)
    report("scheduling", 0.6)
    roadmap = plan_roadmap(
        given.demands,
        verdicts,
        sizing,
        given.standings,
        given.estate,
        given.constraints,
        inputs.targets,
        seed=inputs.seed,
        initiatives=read_inputs_initiatives(inputs),
        watch=watch,
    )
    organisation = size_organisation(
        given.facts,
        given.estate,
        planned_workloads(given.demands, given.workloads, sizing, verdicts, roadmap),
        plan_outline(given.constraints, roadmap, inputs.as_of),
        questions=organisation_questions(bank),
        assumptions=given.assumptions,
        seed=inputs.seed,
        samples=inputs.samples,
    )
    snapshot = {
        "schema": SCHEMA,
        "inputs": inputs_as_read(inputs, bank, given.estate),
        "versions": {
            "engine": sizing.engine_version,
            "catalogue": sizing.catalogue_version,
            "bank": f"{bank.key}@{bank.version}",
        },
        "maturity": given.maturity,
        "sizing": sizing.to_json(),
        "contradictions": [
            _plain(asdict(one))
            for one in contradictions_among(
                bank, given.values, given.demands, given.constraints, inputs.as_of
            )
        ],
        "verdicts": verdicts_to_json(verdicts),
        "roadmap": roadmap.to_json(),
        "organisation": organisation.to_json(),
    }
    return snapshot | {"fingerprint": fingerprint_of(snapshot)}


def _given(inputs: PlanInputs, bank: Bank) -> _Given:
    scored = score_answers(bank, inputs.answers, inputs.settled, inputs.as_of, seed=inputs.seed)
    maturity = scored.maturity.to_json()
    constraints = read_inputs_constraints(inputs)
    facts = facts_from(bank, scored.values, inputs.organisation.country)
    return _Given(
        values=scored.values,
        maturity=maturity,
        estate=estate_from(bank, scored.values),
        asked=estate_questions(bank),
        facts=facts,
        workloads=[with_answered_traffic(workload, facts) for workload in read_inputs_workloads(inputs)],
        demands=read_inputs_demands(inputs, constraints),
        standings=standings_from_maturity(maturity),
        constraints=constraints,
        assumptions=assumptions_for(inputs, maturity),
    )


def _judged(given: _Given, sizing: Sizing) -> tuple[Sizing, tuple[WorkloadVerdict, ...]]:
    """Return the verdicts, and the sizing with what they rest on simulated and explained."""
    sizing, verdicts = judged_alike(
        sizing,
        given.workloads,
        given.estate,
        given.assumptions,
        lambda sized: judge(
            given.demands, sized, given.estate, given.standings, given.constraints, questions=given.asked
        ),
    )
    options = {verdict.name: verdict.option for verdict in verdicts}
    return explained(sizing, given.workloads, given.estate, given.assumptions, options=options), verdicts


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
