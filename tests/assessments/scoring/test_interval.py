"""The P10-P90 interval and its random streams."""

from statistics import NormalDist

import numpy as np
import pytest

from assessments.scoring import score
from assessments.scoring.streams import open_levels, question_draws
from tests.assessments.scoring.banks import answer, bank, bank_of_questions, domain, practice, question

MANY = 20_000


def test_a_stream_depends_on_the_seed_and_the_ids_alone() -> None:
    together = question_draws(7, 100, (("d", "a"), ("d", "b"), ("e", "c")))
    alone = question_draws(7, 100, (("e", "c"),))
    swapped = question_draws(7, 100, (("d", "b"), ("d", "a")))

    assert np.array_equal(together[2], alone[0])
    assert np.array_equal(together[:2], swapped[::-1])
    assert not np.array_equal(alone, question_draws(8, 100, (("e", "c"),)))


def test_draws_correlate_by_three_tenths_inside_a_domain_and_not_across() -> None:
    drawn = question_draws(0, MANY, (("d", "a"), ("d", "b"), ("e", "c")))

    correlation = np.asarray(np.corrcoef(drawn))

    assert correlation[0, 1] == pytest.approx(0.3, abs=0.03)
    assert correlation[[0, 1], 2] == pytest.approx([0, 0], abs=0.03)
    assert drawn.std(axis=1) == pytest.approx([1, 1, 1], abs=0.03)


def test_unanswered_levels_follow_one_plus_four_beta_one_two() -> None:
    shares = np.array([0.001, 0.1, 0.25, 0.5, 0.9, 0.999])
    normal = np.array([NormalDist().inv_cdf(share) for share in shares])

    assert open_levels(normal) == pytest.approx(1 + 4 * (1 - np.sqrt(1 - shares)), abs=5e-6)


def test_one_measured_answer_has_the_interval_of_a_normal_distribution() -> None:
    rated = score(bank_of_questions(question("a")), [answer("a", 3, "measured")], draws=MANY).overall

    sigma = (1 / 12 + 0.01) ** 0.5
    assert (rated.p10, rated.p90) == pytest.approx((3 - 1.28155 * sigma, 3 + 1.28155 * sigma), abs=0.02)


def test_the_interval_is_widened_to_contain_the_score() -> None:
    wide_open = bank_of_questions(question("a"), *(question(f"b{i}") for i in range(8)))

    rated = score(wide_open, [answer("a", 5)]).overall

    assert (rated.score, rated.p90) == (5.0, 5.0)
    assert (rated.p10 or 0) < 3


def test_answering_an_open_question_narrows_the_interval() -> None:
    two = bank_of_questions(question("a"), question("b"))

    before = score(two, [answer("a", 3)]).overall
    after = score(two, [answer("a", 3), answer("b", 3)]).overall

    assert (after.p90 or 0) - (after.p10 or 0) < (before.p90 or 0) - (before.p10 or 0)


def test_the_same_seed_gives_the_same_result_and_another_seed_almost_the_same() -> None:
    two = bank(domain("d", [practice("p", [question("a"), question("b")])]))
    said = [answer("a", 2), answer("b", 4, "guessed")]

    assert score(two, said, seed=3) == score(two, said, seed=3)
    first, second = score(two, said, seed=3).overall, score(two, said, seed=4).overall
    assert first.p10 != second.p10
    assert (first.p10, first.p90) == pytest.approx((second.p10, second.p90), abs=0.06)


def test_without_draws_there_is_no_interval_and_no_next_question() -> None:
    maturity = score(bank_of_questions(question("a"), question("b")), [answer("a", 2)], draws=0)

    assert (maturity.overall.score, maturity.overall.p10, maturity.overall.p90) == (2.0, None, None)
    assert maturity.next_best_questions == ()
