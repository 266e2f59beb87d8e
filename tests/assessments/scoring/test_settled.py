"""What was settled replaces the answers: a consensus ends the disagreement, an override is one more voice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Consensus, score
from assessments.scoring.values import value_of
from tests.assessments.scoring.banks import answer, bank_of_questions, not_applicable, question
from tests.assessments.scoring.strategies import BASES, Case, cases, levels
from tests.assessments.scoring.test_laws import assert_nothing_fell, points, ratings
from tests.effort import examples

Q = question("q")
TWO = [answer("q", 2), answer("q", 5, by="bob")]


def test_the_value_says_what_settled_it_and_who_dissents() -> None:
    for kind in ("consensus", "override"):
        value = value_of(Q, TWO, Consensus("q", 2, "documented", kind=kind))
        assert (value.supported, value.settled, value.dissent) == (2, kind, ("bob",))


@pytest.mark.parametrize(("override", "agreement"), [(2, 1 / 4), (5, 1 / 4), (1, 0.0)])
def test_an_override_does_not_end_a_disagreement(override: int, agreement: float) -> None:
    value = value_of(Q, TWO, Consensus("q", override, "documented", kind="override"))

    apart = 4 if override == 1 else 3
    assert value.agreement == agreement
    assert value.sigma == pytest.approx((1 / 12 + 0.2**2 + (apart / 2) ** 2 / 3) ** 0.5)
    assert (value.spread, value.respondents) == (3, 2)


def test_an_override_alone_counts_as_one_person() -> None:
    value = value_of(Q, [], Consensus("q", 3, "documented", kind="override"))

    assert (value.agreement, value.dissent) == (0.8, ())


def test_the_proof_of_a_respondent_supports_what_was_settled_up_to_its_own_level() -> None:
    agreed = Consensus("q", 5, "estimated")

    assert value_of(Q, [answer("q", 4, "measured")], agreed).supported == 4
    assert value_of(Q, [answer("q", 5, "guessed", has_evidence=True)], agreed).supported == 5
    assert value_of(Q, [answer("q", 5, "guessed")], agreed).supported == 3


def test_the_blocker_says_when_a_consultant_set_the_level() -> None:
    bank = bank_of_questions(question("q", gate=3))
    override = Consensus("q", 2, "documented", kind="override")

    (practice,) = score(bank, [answer("q", 4)], consensus=[override], draws=0).practices

    assert practice.blocker is not None
    assert practice.blocker.text == (
        "Level 3 needs “Question q?” itself at level 3: it is at 2, set by a consultant."
    )


def test_the_json_form_names_a_settlement_only_where_there_is_one() -> None:
    bank = bank_of_questions(question("a"), question("b"))
    override = Consensus("a", 2, "documented", kind="override")

    a, b = score(bank, [answer("a", 3), answer("b", 3)], consensus=[override], draws=0).questions

    assert (a.to_json()["settled"], a.to_json()["dissent"]) == ("override", ["ann"])
    assert not {"settled", "dissent"} & set(b.to_json())


def test_an_override_outweighs_not_applicable() -> None:
    closed = not_applicable("q", is_countersigned=True)

    assert value_of(Q, [closed], Consensus("q", 2, "documented", kind="override")).status == "answered"


@examples(40)
@given(cases(), levels, st.sampled_from(BASES), st.data())
def test_a_higher_override_lowers_no_score_and_moves_no_other_question(
    case: Case, level: int, basis: str, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(case.question_ids))
    others = tuple(agreed for agreed in case.consensus if agreed.question != name)
    low = Consensus(name, level, basis, kind="override")
    high = replace(low, level=data.draw(st.integers(level, 5)))
    before, after = (replace(case, consensus=(*others, settled)).score(draws=0) for settled in (low, high))

    assert_nothing_fell(before, after)
    assert [points(q) for q in before.questions if q.id != name] == [
        points(q) for q in after.questions if q.id != name
    ]


@examples(30)
@given(cases())
def test_consensus_and_override_give_the_same_scores_and_levels(case: Case) -> None:
    overrides = tuple(replace(agreed, kind="override") for agreed in case.consensus)
    agreed, overridden = case.score(draws=0), replace(case, consensus=overrides).score(draws=0)

    for one, two in zip(ratings(agreed), ratings(overridden), strict=True):
        assert (one.score, one.level, one.coverage, one.basis) == (
            two.score, two.level, two.coverage, two.basis
        )  # fmt: skip
        assert (one.agreement or 0) >= (two.agreement or 0) - 1e-12
