"""The laws of scoring over the question bank that is shipped."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Bank, Question
from assessments.question_bank.values import level_of
from assessments.scoring import Maturity, Response, contributions, score
from tests.assessments.scoring.banks import answer
from tests.assessments.scoring.strategies import BASES


@cache
def shipped() -> Bank:
    return load_bank(SHIPPED)


@cache
def scored_questions() -> tuple[Question, ...]:
    return tuple(question for question in shipped().questions() if question.is_scored)


def extreme_value(question: Question, *, is_best: bool) -> dict[str, Any]:
    """The best or the worst answer that the question allows."""
    if question.kind == "choice":
        return {"level": 5 if is_best else 1}
    if question.kind == "several":
        return {"options": [option.id for option in question.options] if is_best else []}
    low = 0.0 if question.minimum is None else question.minimum
    high = 1e3 * max(map(abs, question.thresholds)) if question.maximum is None else question.maximum
    is_less_better = question.thresholds[0] > question.thresholds[-1]
    amount = low if is_best == is_less_better else high
    return {"low": amount, "likely": amount, "high": amount}


@pytest.mark.parametrize(("is_best", "end"), [(True, 5), (False, 1)])
def test_top_and_bottom_are_reachable_in_every_practice(is_best: bool, end: int) -> None:
    said = [
        answer(question.id, level_of(question, extreme_value(question, is_best=is_best)), "measured")
        for question in scored_questions()
    ]

    maturity = score(shipped(), said, draws=64)

    assert {rated.id: (rated.score, rated.level) for rated in maturity.practices} == {
        practice.id: (end, end) for practice in shipped().practices()
    }
    assert {rated.id: (rated.score, rated.level) for rated in maturity.domains} == {
        domain.id: (end, end) for domain in shipped().domains
    }
    assert maturity.overall.score == pytest.approx(end)
    assert maturity.overall.level == end


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_no_question_of_the_bank_lowers_anything_when_it_rises(at: int) -> None:
    said = {question.id: answer(question.id, at) for question in scored_questions()}
    before = figures(score(shipped(), [*said.values()], draws=64))

    for name in said:
        raised = {**said, name: answer(name, at + 1)}
        after = figures(score(shipped(), [*raised.values()], draws=64))
        assert all(new >= old - 1e-9 for new, old in zip(after, before, strict=True)), name
        assert sum(after) > sum(before), f"{name} has no effect"


@st.composite
def engagements(draw: st.DrawFn) -> list[Response]:
    """What one or two people say to some of the questions."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    return [
        answer(question.id, int(random.integers(1, 6)), BASES[random.integers(4)], by=person)
        for question in scored_questions()
        for person in ("ann", "bob")
        if random.random() < 0.6
    ]


@settings(deadline=None, max_examples=20)
@given(engagements())
def test_simulated_respondents_get_scores_on_the_scale_that_add_up(said: list[Response]) -> None:
    maturity = score(shipped(), said, draws=128)

    parts = contributions(maturity)
    assert sum(part.gained_overall for part in parts) == pytest.approx(maturity.overall.score or 0)
    for rating in (maturity.overall, *maturity.domains, *maturity.practices):
        if rating.score is not None:
            assert 1 <= (rating.p10 or 0) <= rating.score <= (rating.p90 or 0) <= 5


def figures(maturity: Maturity) -> list[float]:
    """Every score, level and bound."""
    ratings = (maturity.overall, *maturity.domains, *maturity.practices)
    return [
        value or 0.0
        for rating in ratings
        for value in (rating.score, rating.claimed_score, rating.level, rating.p10, rating.p90)
    ]
