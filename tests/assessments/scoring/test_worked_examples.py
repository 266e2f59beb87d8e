"""The worked examples of the method note, with their exact values."""

from collections.abc import Sequence

import pytest

from assessments.question_bank.model import Bank
from assessments.scoring import PracticeMaturity, Response, score
from tests.assessments.scoring.banks import (
    answer,
    bank,
    bank_of_questions,
    domain,
    not_applicable,
    practice,
    question,
    unknown,
)

ONE_ONE_TWO = bank_of_questions(question("a", 1), question("b", 1), question("c", 2))


def only_practice(bank: Bank, responses: Sequence[Response]) -> PracticeMaturity:
    (found,) = score(bank, responses, draws=0).practices
    return found


def test_1_the_score_is_the_weighted_mean_and_the_level_needs_two_thirds() -> None:
    rated = only_practice(ONE_ONE_TWO, [answer("a", 2), answer("b", 3), answer("c", 4)])

    assert (rated.score, rated.level) == (13 / 4, 3)


def test_2_a_four_without_support_counts_as_three_and_is_still_shown_as_claimed() -> None:
    rated = only_practice(ONE_ONE_TWO, [answer("a", 2), answer("b", 3), answer("c", 4, "guessed")])

    assert (rated.score, rated.level, rated.claimed_score) == (11 / 4, 3, 13 / 4)


def test_3_not_applicable_leaves_numerator_and_denominator() -> None:
    rated = only_practice(
        ONE_ONE_TWO, [answer("a", 2), not_applicable("b", is_countersigned=True), answer("c", 4)]
    )

    assert (rated.score, rated.level, rated.coverage) == (10 / 3, 4, 1.0)


def test_3_a_gate_from_three_that_is_at_two_holds_the_practice_at_two() -> None:
    gated = bank_of_questions(question("a", 1, gate=3), question("b", 1), question("c", 2))

    rated = only_practice(gated, [answer("a", 2), not_applicable("b", is_countersigned=True), answer("c", 4)])

    assert (rated.score, rated.level) == (10 / 3, 2)


@pytest.mark.parametrize("second", [[], [unknown("b")], [not_applicable("b", is_countersigned=False)]])
def test_4_an_unanswered_question_lowers_coverage_only(second: list[Response]) -> None:
    rated = only_practice(ONE_ONE_TWO, [answer("a", 2), *second, answer("c", 4)])

    assert (rated.score, rated.coverage) == (10 / 3, 3 / 4)


@pytest.mark.parametrize(
    ("levels", "median", "spread"), [([2, 4, 5], 4, 3), ([2, 5], 2, 3), ([2, 3, 4, 5], 3, 3)]
)
def test_5_several_respondents_count_with_their_lower_median(
    levels: list[int], median: int, spread: int
) -> None:
    said = [answer("a", level, by=f"person {level}") for level in levels]

    (rated,) = only_practice(bank_of_questions(question("a")), said).questions

    assert (rated.claimed, rated.supported, rated.spread, rated.respondents) == (
        median,
        median,
        spread,
        len(levels),
    )


def test_6_confidence_is_coverage_times_basis_times_agreement() -> None:
    rated = only_practice(
        ONE_ONE_TWO,
        [
            answer("a", 3, "measured"),
            answer("c", 3, age_months=12),
            answer("c", 4, age_months=12, by="bob"),
        ],
    )

    assert rated.coverage == 3 / 4
    assert rated.basis == pytest.approx(3 / 4, rel=1e-15)
    assert rated.agreement == pytest.approx(23 / 30, rel=1e-15)
    assert rated.confidence == pytest.approx(69 / 160, rel=1e-15)
    assert rated.provisional


def test_7_the_overall_score_is_seven_tenths_mean_and_three_tenths_weakest() -> None:
    scores = [3.2, 2.8, 2.5, 3.6, 1.9]
    five = bank(*(domain(f"d{i}", [practice(f"p{i}", [question(f"q{i}")])]) for i in range(5)))

    maturity = score(five, [answer(f"q{i}", level) for i, level in enumerate(scores)], draws=0)

    assert maturity.overall.score == pytest.approx(2.53, rel=1e-15)
    assert maturity.overall.index == pytest.approx(38.25, rel=1e-14)
    assert maturity.overall.weakest_domain == "d4"
    assert maturity.overall.spread == pytest.approx(1.7, rel=1e-15)


@pytest.mark.parametrize(("is_critical", "level"), [(False, 3), (True, 2)])
def test_8_a_critical_practice_holds_the_domain_and_another_does_not(is_critical: bool, level: int) -> None:
    levels = [3, 3, 3, 3, 2]
    practices = [practice(f"p{i}", [question(f"q{i}")], is_critical=is_critical and i == 4) for i in range(5)]

    maturity = score(
        bank(domain("d", practices)), [answer(f"q{i}", at) for i, at in enumerate(levels)], draws=0
    )

    assert [rated.level for rated in maturity.practices] == levels
    assert (maturity.domains[0].level, maturity.overall.level) == (level, level)
