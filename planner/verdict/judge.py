"""The door of the verdicts: what is asked, what it takes, what there is -> ready, conditional or blocked."""

from collections.abc import Iterator, Mapping, Sequence

from planner.sizing.demand import AskedQuestion, Constraints, Demand, Standing
from planner.sizing.size import Sizing
from planner.sizing.workload import Estate
from planner.verdict.gates import merged, practice_verdict
from planner.verdict.joint import shared_shortages, with_shared
from planner.verdict.model import DIMENSIONS, DimensionVerdict, WorkloadVerdict, overall_status
from planner.verdict.numeric import numeric_verdicts
from planner.verdict.organisation import delivery_date, latency, people, spending_money, training_data
from planner.verdict.rules import PracticeRule, shipped_rules
from planner.verdict.situation import Situation, situations


def judge(
    demands: Sequence[Demand],
    sizing: Sizing,
    estate: Estate,
    maturity: Mapping[str, Standing],
    constraints: Constraints,
    *,
    questions: Mapping[str, AskedQuestion] | None = None,
    rules: Sequence[PracticeRule] | None = None,
) -> tuple[WorkloadVerdict, ...]:
    """Judge every workload on every dimension, each alone, and say where they together exceed the estate.

    maturity: standing by practice id. questions: by the estate quantity that each asks for.
    rules: which practices a workload needs (the shipped ones unless given).
    Raises ValueError for a demand that was not sized.
    """
    rules = shipped_rules() if rules is None else rules
    cases = situations(demands, sizing, estate, maturity, constraints, questions or {})
    shortages = shared_shortages(cases)
    return tuple(_judge_one(case, rules, shortages) for case in cases)


def _judge_one(
    case: Situation, rules: Sequence[PracticeRule], shortages: Mapping[tuple[str, str], str]
) -> WorkloadVerdict:
    found: dict[str, list[DimensionVerdict]] = {dimension: [] for dimension in DIMENSIONS}
    for verdict in _sides(case):
        found[verdict.dimension].append(with_shared(case, verdict, shortages))
    for dimension, sides in found.items():
        by_practice = practice_verdict(case.demand, dimension, case.standings, rules)
        if by_practice.practices or not sides:
            sides.append(by_practice)
    dimensions = tuple(merged(found[dimension]) for dimension in DIMENSIONS)
    return WorkloadVerdict(
        name=case.demand.name,
        title=case.demand.title,
        kind=case.demand.kind,
        status=overall_status([verdict.status for verdict in dimensions]),
        accelerator=case.option.accelerator if case.option else "",
        accelerators=case.option.accelerators if case.option else 0,
        option=case.index,
        dimensions=dimensions,
    )


def _sides(case: Situation) -> Iterator[DimensionVerdict]:
    """Every judgement that does not rest on practices."""
    numeric = {verdict.dimension: verdict for verdict in numeric_verdicts(case)}
    yield from numeric.values()
    yield latency(case)
    data = training_data(case)
    if data is not None:
        yield data
    crew = people(case)
    yield crew
    yield spending_money(case)
    yield delivery_date(case, {**numeric, crew.dimension: crew})
