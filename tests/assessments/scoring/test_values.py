"""Several answers to one question become its value."""

import pytest

from assessments.scoring import Consensus, Response
from assessments.scoring.values import QuestionValue, value_of
from tests.assessments.scoring.banks import answer, not_applicable, question, unknown

Q = question("q")


@pytest.mark.parametrize(
    ("responses", "claimed", "supported"),
    [
        ([answer("q", 4, "measured")], 4, 4),
        ([answer("q", 5, "documented")], 5, 5),
        ([answer("q", 5, "estimated")], 5, 3),
        ([answer("q", 4, "guessed", has_evidence=True)], 4, 4),
        ([answer("q", 3, "guessed")], 3, 3),
        ([answer("q", 2, "guessed"), answer("q", 2, "measured", by="bob")], 2, 2),
        # One proof is enough for a claim that others share, and only up to what it proves.
        ([answer("q", 4, "guessed"), answer("q", 5, "measured", by="bob")], 4, 4),
        ([answer("q", 5, "guessed"), answer("q", 5, "guessed", by="b"), answer("q", 4, by="c")], 5, 4),
        # A proof of a low level does not prove a high one.
        (
            [
                answer("q", 2, "measured"),
                answer("q", 4, "guessed", by="b"),
                answer("q", 4, "guessed", by="c"),
            ],
            4,
            3,
        ),
    ],
)
def test_levels_four_and_five_count_as_three_without_proof(
    responses: list[Response], claimed: int, supported: int
) -> None:
    value = value_of(Q, responses)

    assert (value.claimed, value.supported) == (claimed, supported)


@pytest.mark.parametrize(
    ("responses", "status"),
    [
        ([], "unanswered"),
        ([unknown("q")], "unknown"),
        ([not_applicable("q", is_countersigned=False)], "unanswered"),
        ([not_applicable("q", is_countersigned=True)], "not_applicable"),
        ([answer("q", 3), not_applicable("q", is_countersigned=False, by="bob")], "answered"),
        ([answer("q", 3), not_applicable("q", is_countersigned=True, by="bob")], "not_applicable"),
        ([answer("q", 3), unknown("q", by="bob")], "answered"),
        ([answer("q", None)], "unanswered"),
    ],
)
def test_status_of_a_question(responses: list[Response], status: str) -> None:
    assert value_of(Q, responses).status == status


def test_a_question_that_is_not_asked_leaves_whatever_was_answered() -> None:
    assert value_of(Q, [answer("q", 5)], Consensus("q", 4, "measured"), is_asked=False) == QuestionValue(
        "not_asked"
    )


def test_a_consensus_replaces_the_answers_and_the_dissent_stays_visible() -> None:
    value = value_of(Q, [answer("q", 2), answer("q", 5, by="bob")], Consensus("q", 4, "measured"))

    assert (value.claimed, value.supported, value.basis) == (4, 4, "measured")
    assert (value.spread, value.respondents, value.agreement) == (3, 2, 1.0)
    assert value.sigma == pytest.approx((1 / 12 + 0.1**2) ** 0.5)


def test_a_consensus_needs_support_for_level_four_like_any_answer() -> None:
    assert value_of(Q, [], Consensus("q", 4, "estimated")).supported == 3


def test_a_consensus_outweighs_not_applicable() -> None:
    closed = not_applicable("q", is_countersigned=True)

    assert value_of(Q, [closed], Consensus("q", 2, "documented")).supported == 2


@pytest.mark.parametrize(
    ("levels", "agreement"), [([3], 0.8), ([3, 3], 1.0), ([2, 3], 0.75), ([1, 5, 3], 0.0)]
)
def test_agreement_falls_with_the_spread_and_one_person_counts_as_four_fifths(
    levels: list[int], agreement: float
) -> None:
    said = [answer("q", level, by=str(person)) for person, level in enumerate(levels)]

    assert value_of(Q, said).agreement == agreement


def test_the_best_founded_answer_at_or_above_the_claimed_level_gives_the_basis() -> None:
    said = [
        answer("q", 2, "measured", by="a"),
        answer("q", 3, "guessed", by="b"),
        answer("q", 3, "documented", by="c", age_months=12),
        answer("q", 4, "estimated", by="d"),
    ]

    value = value_of(Q, said)

    assert (value.claimed, value.basis, value.age_months) == (3, "documented", 12)
    assert value.worth == pytest.approx(0.4 + 0.45 / 2)


def test_doubt_adds_rounding_basis_and_dissent() -> None:
    value = value_of(Q, [answer("q", 2, "guessed"), answer("q", 4, "estimated", by="bob")])

    assert (value.claimed, value.basis) == (2, "estimated")
    assert value.sigma == pytest.approx((1 / 12 + 0.4**2 + 1**2 / 2) ** 0.5)


def test_answers_age_with_the_half_life_of_their_question() -> None:
    slow = question("q", half_life_months=24.0)

    assert value_of(slow, [answer("q", 3, "measured", age_months=24)]).worth == pytest.approx(0.7)
