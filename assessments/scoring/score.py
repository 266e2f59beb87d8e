"""The door: a bank and what people answered become a maturity."""

from collections.abc import Mapping, Sequence

from assessments.question_bank.model import Bank
from assessments.scoring.assemble import Scored, maturity_of
from assessments.scoring.confidence import krippendorff_alpha
from assessments.scoring.interval import simulate
from assessments.scoring.layout import Layout, layout_of
from assessments.scoring.maturity import Maturity
from assessments.scoring.ratings import arrays_of, rate
from assessments.scoring.responses import Consensus, Response, consensus_by_question, responses_by_question
from assessments.scoring.values import value_of

DRAWS = 4096


def score(
    bank: Bank,
    responses: Sequence[Response],
    *,
    consensus: Sequence[Consensus] = (),
    applicable: Mapping[str, bool] | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Maturity:
    """Score an engagement.

    responses: one per person and question, in any order. consensus: levels agreed on, which replace answers.
    applicable: question id -> whether it is asked; a question that is not in it is asked.
    draws: of the interval; 0 leaves out the intervals and the next best questions.
    Raises ValueError for an unknown question, a second answer by the same person, a level or age out of range.
    """
    if draws < 0:
        raise ValueError(f"draws {draws} is negative")
    layout = layout_of(bank)
    given, agreed = responses_by_question(bank, responses), consensus_by_question(bank, consensus)
    asked = applicable or {}
    values = tuple(
        value_of(question, given.get(question.id, ()), agreed.get(question.id), asked.get(question.id, True))
        for question in layout.questions
    )
    ratings = rate(layout, arrays_of(values))
    simulation = simulate(layout, values, seed=seed, draws=draws) if draws else None
    alpha = krippendorff_alpha(_levels_given(layout, given))
    return maturity_of(Scored(layout, values, ratings, simulation), alpha=alpha, draws=draws, seed=seed)


def _levels_given(layout: Layout, given: Mapping[str, Sequence[Response]]) -> dict[str, list[float]]:
    return {
        question.id: [
            answer.level
            for answer in given.get(question.id, ())
            if answer.status == "answered" and answer.level is not None
        ]
        for question in layout.questions
    }
