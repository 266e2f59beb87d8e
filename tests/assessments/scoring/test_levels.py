"""Levels of practices, domains and the whole."""

import pytest

from assessments.scoring import score
from tests.assessments.scoring.banks import answer, bank, bank_of_questions, domain, practice, question


@pytest.mark.parametrize("weights", [(1, 1, 1), (0.1, 0.1, 0.1), (1 / 3, 1 / 3, 1 / 3), (0.1, 0.7, 0.4)])
def test_exactly_two_thirds_of_the_weight_is_enough_whatever_floats_make_of_it(
    weights: tuple[float, float, float],
) -> None:
    three = bank_of_questions(*(question(name, weight) for name, weight in zip("abc", weights, strict=True)))

    maturity = score(three, [answer("a", 5), answer("b", 5), answer("c", 1)], draws=0)

    assert maturity.practices[0].level == 5


@pytest.mark.parametrize(
    ("gate", "at", "level"), [(2, 1, 1), (3, 1, 2), (3, 2, 2), (3, 3, 3), (4, 1, 3), (5, 4, 4), (None, 1, 5)]
)
def test_a_gate_stops_every_level_from_its_own_on_that_it_is_not_at(
    gate: int | None, at: int, level: int
) -> None:
    gated = bank_of_questions(question("gate", 1, gate=gate), question("rest", 9))

    maturity = score(gated, [answer("gate", at), answer("rest", 5)], draws=0)

    assert maturity.practices[0].level == level


def test_an_unanswered_gate_makes_the_level_provisional_and_never_lower() -> None:
    gated = bank_of_questions(question("gate", 1, gate=3), question("rest", 9))

    maturity = score(gated, [answer("rest", 5)], draws=0)
    (rated,) = maturity.practices

    assert (rated.level, rated.level_provisional) == (5, True)
    assert (maturity.domains[0].level_provisional, maturity.overall.level_provisional) == (True, True)


def test_an_unanswered_gate_above_the_level_of_the_domain_leaves_that_level_firm() -> None:
    gated = practice("p0", [question("gate", gate=4), question("rest")])
    low = practice("p1", [question("low")])

    maturity = score(bank(domain("d", [gated, low])), [answer("rest", 5), answer("low", 2)], draws=0)

    assert [rated.level_provisional for rated in maturity.practices] == [True, False]
    assert (maturity.domains[0].level, maturity.domains[0].level_provisional) == (2, False)


def test_a_critical_practice_nobody_answered_makes_the_level_of_the_domain_provisional() -> None:
    critical = practice("p0", [question("a")], is_critical=True)
    other = practice("p1", [question("b")])

    maturity = score(bank(domain("d", [critical, other])), [answer("b", 4)], draws=0)

    assert (maturity.domains[0].level, maturity.domains[0].level_provisional) == (4, True)


def test_a_whole_domain_nobody_answered_makes_the_overall_level_provisional_if_it_is_critical() -> None:
    def level_is_provisional(is_critical: bool) -> bool:
        silent = domain("d1", [practice("p1", [question("b")], is_critical=is_critical)])
        two = bank(domain("d0", [practice("p0", [question("a")])]), silent)
        return score(two, [answer("a", 4)], draws=0).overall.level_provisional

    assert (level_is_provisional(True), level_is_provisional(False)) == (True, False)


def test_the_overall_level_is_the_lowest_domain_level() -> None:
    two = bank(
        domain("d0", [practice("p0", [question("a")])]), domain("d1", [practice("p1", [question("b")])])
    )

    maturity = score(two, [answer("a", 5), answer("b", 2)], draws=0)

    assert (maturity.overall.level, maturity.overall.weakest_domain) == (2, "d1")


def test_without_an_answer_there_is_no_score_and_no_level() -> None:
    maturity = score(bank_of_questions(question("a", gate=3)), [])

    (rated,) = maturity.practices
    for rating in (maturity.overall, maturity.domains[0], rated):
        assert (rating.score, rating.level, rating.p10, rating.p90) == (None, None, None, None)
        assert (rating.coverage, rating.basis, rating.agreement, rating.confidence) == (0.0, None, None, 0.0)
        assert (rating.provisional, rating.level_provisional) == (True, False)
    assert (maturity.overall.index, maturity.overall.weakest_domain, maturity.alpha) == (None, None, None)


def test_a_bank_without_scored_questions_has_no_score_and_nothing_to_cover() -> None:
    maturity = score(bank_of_questions(question("a", weight=0)), [answer("a", 3)])

    assert (maturity.overall.score, maturity.overall.coverage, maturity.overall.provisional) == (
        None,
        None,
        False,
    )
    assert maturity.questions == ()
