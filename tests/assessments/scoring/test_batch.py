"""Many engagements at once: the same numbers as one by one, in chunks of any size."""

import math
import tracemalloc
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_bank.consolidate import BASIS_RANK
from assessments.question_bank.model import Bank
from assessments.scoring import BatchRatings, score, score_many
from assessments.scoring.maturity import Rating
from tests.assessments.scoring.banks import answer, bank_of_questions, question
from tests.assessments.scoring.strategies import BASES, banks
from tests.effort import examples

ENGAGEMENTS = 5


@examples(40)
@given(banks(), st.integers(0, 2**32), st.integers(1, ENGAGEMENTS + 1))
def test_a_batch_says_of_each_engagement_what_scoring_says_of_it_alone(
    bank: Bank, seed: int, chunk: int
) -> None:
    ids = [item.id for item in bank.questions()]
    random, shape = np.random.default_rng(seed), (ENGAGEMENTS, len(ids))
    levels = np.where(random.random(shape) < 0.7, random.integers(1, 6, shape), np.nan)
    basis, ages = random.integers(0, 4, shape), random.choice([0.0, 5.0, 30.0], shape)
    evidence, applicable = random.random(shape) < 0.3, random.random(shape) < 0.8

    found = score_many(
        bank, levels, basis, age_months=ages, has_evidence=evidence, applicable=applicable, chunk=chunk
    )

    for row in range(ENGAGEMENTS):
        said = [
            answer(
                name,
                int(levels[row, column]),
                BASES[basis[row, column]],
                age_months=ages[row, column],
                has_evidence=bool(evidence[row, column]),
            )
            for column, name in enumerate(ids)
            if not np.isnan(levels[row, column])
        ]
        asked = dict(zip(ids, applicable[row].tolist(), strict=True))
        alone = score(bank, said, applicable=asked, draws=0)
        scopes = {"practice": alone.practices, "domain": alone.domains}
        for scope, rated in scopes.items():
            for column, one in enumerate(rated):
                assert_same(found, scope, (row, column), one)
        assert_same(found, "overall", (row,), alone.overall)
        assert same(found.index[row], alone.overall.index)


def assert_same(found: BatchRatings, scope: str, at: tuple[int, ...], alone: Rating) -> None:
    assert same(getattr(found, f"{scope}_score")[at], alone.score)
    assert same(getattr(found, f"{scope}_claimed")[at], alone.claimed_score)
    assert same(getattr(found, f"{scope}_confidence")[at], alone.confidence)
    assert getattr(found, f"{scope}_level")[at] == (alone.level or 0)


def same(value: float, expected: float | None) -> bool:
    return math.isnan(value) if expected is None else math.isclose(value, expected, rel_tol=1e-12)


def test_the_ranks_are_those_of_the_bases() -> None:
    assert [BASES[BASIS_RANK[basis]] for basis in BASES] == list(BASES)


def test_no_engagement_gives_empty_arrays() -> None:
    found = score_many(bank_of_questions(question("a")), np.empty((0, 1)), np.empty((0, 1), np.int64))

    assert {item.name: len(getattr(found, item.name)) for item in fields(found)} == {
        item.name: 0 for item in fields(found)
    }


@pytest.mark.parametrize(
    ("levels", "basis", "age", "chunk", "reason"),
    [
        ([[1.0]], [[0]], 0.0, 1, "must both be"),
        ([1.0, 2.0], [0, 0], 0.0, 1, "must both be"),
        ([[1.0, 6.0]], [[0, 0]], 0.0, 1, "level"),
        ([[1.0, 0.0]], [[0, 0]], 0.0, 1, "level"),
        ([[1.0, 2.0]], [[0, 4]], 0.0, 1, "basis"),
        ([[1.0, 2.0]], [[0, -1]], 0.0, 1, "basis"),
        ([[1.0, 2.0]], [[0, 0]], -1.0, 1, "age"),
        ([[1.0, 2.0]], [[0, 0]], math.inf, 1, "age"),
        ([[1.0, 2.0]], [[0, 0]], 0.0, 0, "chunk"),
    ],
)
def test_what_cannot_be_scored_is_refused(
    levels: list[list[float]], basis: list[list[int]], age: float, chunk: int, reason: str
) -> None:
    bank = bank_of_questions(question("a"), question("b"))

    with pytest.raises(ValueError, match=reason):
        score_many(bank, np.array(levels), np.array(basis), age_months=age, chunk=chunk)


def test_memory_beyond_the_result_does_not_grow_with_the_number_of_engagements() -> None:
    bank = bank_of_questions(*(question(f"q{number}") for number in range(50)))

    peaks = [peak_bytes(bank, engagements) for engagements in (2_000, 20_000)]

    result = 12 * 8 * 20_000
    assert peaks[1] - peaks[0] < 2 * result


def peak_bytes(bank: Bank, engagements: int) -> int:
    """The most memory that scoring took at a time, the arguments apart."""
    levels = np.full((engagements, 50), 3.0)
    basis = np.full((engagements, 50), 2)
    tracemalloc.start()
    score_many(bank, levels, basis, chunk=500)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
