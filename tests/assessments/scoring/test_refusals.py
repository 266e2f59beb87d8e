"""What scoring refuses, and what it says then."""

from math import inf, nan

import pytest

from assessments.scoring import Consensus, Response, counterfactual, score
from tests.assessments.scoring.banks import answer, bank_of_questions, question

BANK = bank_of_questions(question("a"), question("b", weight=0))


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ([answer("zz", 3)], "the bank has no question 'zz'"),
        ([answer("a", 3), answer("a", 4)], "ann answers a twice"),
        ([answer("a", 0)], "a: level 0 is not between 1 and 5"),
        ([answer("a", 5.5)], "a: level 5.5 is not between 1 and 5"),
        ([answer("a", nan)], "a: level nan is not between 1 and 5"),
        ([answer("a", 3, age_months=-1)], "a: age -1 is not a number of months from 0"),
        ([answer("a", 3, age_months=inf)], "a: age inf is not a number of months from 0"),
    ],
)
def test_wrong_responses_are_refused_by_name(responses: list[Response], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        score(BANK, responses, draws=0)


def test_a_second_consensus_for_a_question_is_refused() -> None:
    twice = [Consensus("a", 3, "measured"), Consensus("a", 4, "measured")]

    with pytest.raises(ValueError, match="two consensus records for a"):
        score(BANK, [], consensus=twice, draws=0)


def test_a_negative_number_of_draws_is_refused() -> None:
    with pytest.raises(ValueError, match="draws -1 is negative"):
        score(BANK, [], draws=-1)


@pytest.mark.parametrize(("name", "applicable"), [("b", None), ("zz", None), ("a", {"a": False})])
def test_there_is_no_counterfactual_for_a_question_without_effect(
    name: str, applicable: dict[str, bool] | None
) -> None:
    with pytest.raises(ValueError, match="is not a scored question that is asked"):
        counterfactual(BANK, [], name, 4, applicable=applicable, draws=0)
