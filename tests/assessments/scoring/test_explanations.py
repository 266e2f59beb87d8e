"""Why not the next level, what if, what next."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.language import speaking
from assessments.scoring import PracticeMaturity, counterfactual, lift_domain, lift_practice, score
from tests.assessments.scoring.banks import answer, bank, bank_of_questions, domain, practice, question
from tests.assessments.scoring.strategies import Case, cases, levels, weights
from tests.effort import examples


def blocker_text(rated: PracticeMaturity) -> str | None:
    return rated.blocker.text if rated.blocker else None


def test_the_blocker_names_the_gate() -> None:
    gated = bank_of_questions(question("gate", gate=3), question("rest", 9))

    (rated,) = score(gated, [answer("gate", 2), answer("rest", 5)], draws=0).practices

    assert blocker_text(rated) == "Level 3 needs “Question gate?” itself at level 3: it is at 2."


def test_in_german_a_practice_has_a_reifegrad_and_a_question_a_stufe() -> None:
    gated = bank_of_questions(question("gate", gate=3), question("rest", 9))

    (rated,) = score(gated, [answer("gate", 2), answer("rest", 5)], draws=0).practices

    with speaking("de"):
        assert (
            blocker_text(rated)
            == "Für Reifegrad 3 muss „Question gate?“ selbst Stufe 3 erreichen: derzeit 2."
        )


def test_the_blocker_names_the_heaviest_question_that_is_behind_and_the_share() -> None:
    three = bank_of_questions(question("a", 1), question("b", 1), question("c", 2))

    (rated,) = score(three, [answer("a", 2), answer("b", 3), answer("c", 4)], draws=0).practices

    assert blocker_text(rated) == (
        "Level 4 needs two thirds of the answered weight at level 4 or above; now it is 50 %."
        " First: “Question a?”: it is at 2."
    )


def test_a_share_is_rounded_down_so_that_it_never_reads_as_enough() -> None:
    nearly = bank_of_questions(question("a", 6.66), question("b", 3.34))

    (rated,) = score(nearly, [answer("a", 4), answer("b", 3)], draws=0).practices

    assert "; now it is 66 %." in (blocker_text(rated) or "")


def test_the_blocker_says_when_only_proof_is_missing() -> None:
    (rated,) = score(bank_of_questions(question("a")), [answer("a", 5, "guessed")], draws=0).practices

    assert blocker_text(rated) == (
        "Level 4 needs two thirds of the answered weight at level 4 or above; now it is 0 %. First: “Question a?”: it"
        " is claimed at 5 but counts as 3 until a measurement, a document or other evidence supports it."
    )


def test_there_is_no_blocker_at_the_top_and_a_plain_word_before_the_first_answer() -> None:
    one = bank_of_questions(question("a"))

    assert blocker_text(score(one, [answer("a", 5)], draws=0).practices[0]) is None
    assert blocker_text(score(one, [], draws=0).practices[0]) == "Nothing is answered yet."


def test_the_blocker_of_a_domain_names_the_critical_practice_or_the_share() -> None:
    critical = bank(
        domain("d", [practice("p0", [question("a")], is_critical=True), practice("p1", [question("b")], 9)])
    )
    plain = bank(domain("d", [practice("p0", [question("a")]), practice("p1", [question("b")])]))
    said = [answer("a", 2), answer("b", 4)]

    texts = [
        blocker.text if blocker else None
        for blocker in (score(b, said, draws=0).domains[0].blocker for b in (critical, plain))
    ]

    assert texts == [
        "Level 3 needs the critical practice “Practice p0” itself at level 3: it is at 2.",
        "Level 3 needs practices with four fifths of the weight at level 3 or above; now it is 50 %."
        " First: “Practice p0”: it is at 2.",
    ]


@examples(50)
@given(cases())
def test_raising_the_subject_of_a_gate_or_critical_blocker_is_needed(case: Case) -> None:
    """Whatever else rises to the top, the named gate or critical practice keeps the level where it is."""
    maturity = case.score(draws=0)
    for rated in maturity.practices:
        if rated.blocker and rated.blocker.kind == "gate":
            others = [
                q.id for q in rated.questions if q.id != rated.blocker.subject and q.status == "answered"
            ]
            after = case
            for name in others:
                bare = after.without(name)
                after = Case(bare.bank, (*bare.responses, answer(name, 5)), bare.consensus, bare.applicable)
            level = next(p.level for p in after.score(draws=0).practices if p.id == rated.id)
            assert level == rated.level


def test_a_counterfactual_shows_what_one_question_would_change() -> None:
    two = bank(
        domain("d0", [practice("p0", [question("a"), question("b")])]),
        domain("d1", [practice("p1", [question("c")])]),
    )
    said = [answer("a", 3), answer("b", 1), answer("c", 4)]

    what_if = counterfactual(two, said, "b", 3, draws=0)

    assert what_if.before == score(two, said, draws=0)
    assert what_if.to_json() == {
        "question": "b",
        "level": 3,
        "practice": {"score": [2.0, 3.0], "level": [1, 3], "p10": [None, None], "p90": [None, None]},
        "domain": {"score": [2.0, 3.0], "level": [1, 3], "p10": [None, None], "p90": [None, None]},
        "overall": {
            "score": [pytest.approx(0.7 * 3 + 0.3 * 2), pytest.approx(0.7 * 3.5 + 0.3 * 3)],
            "level": [1, 3],
            "p10": [None, None],
            "p90": [None, None],
        },
    }


@examples(40)
@given(cases(), levels, st.data())
def test_a_counterfactual_is_what_scoring_says_once_it_is_true(
    case: Case, level: int, data: st.DataObject
) -> None:
    asked = [name for name in case.question_ids if (case.applicable or {}).get(name, True)]
    if asked:
        name = data.draw(st.sampled_from(asked))
        what_if = counterfactual(
            case.bank,
            case.responses,
            name,
            level,
            consensus=case.consensus,
            applicable=case.applicable,
            draws=0,
        )
        bare = case.without(name)
        real = Case(bare.bank, (*bare.responses, answer(name, level)), bare.consensus, bare.applicable)

        assert what_if.overall[1].score == real.score(draws=0).overall.score
        assert what_if.overall[1].level == real.score(draws=0).overall.level


def test_the_next_best_question_is_the_one_that_weighs_most() -> None:
    three = bank_of_questions(question("a", 1), question("b", 4), question("c", 1), question("d", 1))

    found = score(three, [answer("d", 3)]).next_best_questions

    assert [item.id for item in found] == ["b", "a", "c"] or [item.id for item in found] == ["b", "c", "a"]
    assert (found[0].text, found[0].practice) == ("Question b?", "p")


@examples(40)
@given(cases(with_consensus=False))
def test_the_narrowing_is_that_of_the_imagined_answer(case: Case) -> None:
    """Answered at the expected level by one person with a document, the simulated interval is that much narrower."""
    maturity = case.score(draws=256)
    for item in maturity.next_best_questions:
        bare = case.without(item.id)
        answered = Case(
            bare.bank, (*bare.responses, answer(item.id, 7 / 3)), bare.consensus, bare.applicable
        ).score(draws=256)
        before, after = maturity.overall, answered.overall
        if before.score is None or after.score is None or not (is_inside(before) and is_inside(after)):
            continue
        width = (before.p90 or 0) - (before.p10 or 0) - ((after.p90 or 0) - (after.p10 or 0))
        assert item.narrowing == pytest.approx(width, abs=1e-5)


def is_inside(rating: object) -> bool:
    """Whether the interval contains the score without having been widened."""
    score, p10, p90 = (getattr(rating, name) for name in ("score", "p10", "p90"))
    return bool(p10 + 1e-5 < score < p90 - 1e-5)


def test_answered_and_closed_questions_are_never_the_next_best() -> None:
    maturity = score(
        bank_of_questions(question("a"), question("b"), question("c")),
        [answer("a", 3)],
        applicable={"c": False},
    )

    assert [item.id for item in maturity.next_best_questions] == ["b"]


@examples(50)
@given(
    st.lists(st.tuples(weights, levels, st.sampled_from([None, 2, 3, 4])), min_size=1, max_size=6),
    st.integers(2, 5),
)
def test_the_lift_of_a_practice_is_the_cheapest_of_all_that_reach_the_level(
    rows: list[tuple[float, int, int | None]], target: int
) -> None:
    found = bank_of_questions(*(question(f"q{i}", w, gate=gate) for i, (w, _, gate) in enumerate(rows)))
    said = {f"q{i}": level for i, (_, level, _) in enumerate(rows)}

    def rated(levels: dict[str, int]) -> PracticeMaturity:
        return score(found, [answer(name, level) for name, level in levels.items()], draws=0).practices[0]

    def reaches(names: tuple[str, ...]) -> bool:
        raised = {name: max(level, target) if name in names else level for name, level in said.items()}
        return (rated(raised).level or 0) >= target

    lift = lift_practice(rated(said), target)

    subsets = itertools.chain.from_iterable(itertools.combinations(said, n) for n in range(len(said) + 1))
    costs = [sum(max(0, target - said[name]) for name in names) for names in subsets if reaches(names)]
    assert lift
    assert reaches(lift.questions)
    assert lift.cost == min(costs)


def test_the_lift_of_a_domain_takes_the_critical_practice_and_the_cheapest_others() -> None:
    practices = [practice(f"p{i}", [question(f"q{i}")], is_critical=i == 0) for i in range(5)]
    said = [answer("q0", 1), answer("q1", 1), answer("q2", 2), answer("q3", 2), answer("q4", 3)]
    (rated,) = score(bank(domain("d", practices)), said, draws=0).domains

    lift = lift_domain(rated, 3)

    assert lift is not None
    assert (sorted(lift.questions), lift.cost) == (["q0", "q2", "q3"], 4.0)


def test_a_lift_follows_the_costs_that_are_given() -> None:
    two = bank_of_questions(question("a"), question("b"), question("c"))
    (rated,) = score(two, [answer("a", 2), answer("b", 2), answer("c", 3)], draws=0).practices

    dear_a, dear_b = (lift_practice(rated, costs=costs) for costs in ({"a": 9, "b": 1}, {"a": 1, "b": 9}))

    assert dear_a is not None
    assert dear_b is not None
    assert (dear_a.questions, dear_b.questions) == (("b",), ("a",))


def test_there_is_no_lift_without_answers_or_above_the_top_and_none_needed_when_it_is_there() -> None:
    one = bank_of_questions(question("a"))
    (empty,) = score(one, [], draws=0).practices
    (top,) = score(one, [answer("a", 5)], draws=0).practices

    assert (lift_practice(empty), lift_practice(top)) == (None, None)
    at_three = lift_practice(top, 3)
    assert at_three is not None
    assert (at_three.questions, at_three.cost) == ((), 0)
    with pytest.raises(ValueError, match="target 6 is not a level from 1 to 5"):
        lift_practice(top, 6)
