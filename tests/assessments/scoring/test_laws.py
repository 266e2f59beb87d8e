"""The laws of the method note, for any bank and any answers."""

import math
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.question_bank.model import Bank
from assessments.scoring import Maturity, QuestionMaturity, contributions
from assessments.scoring.maturity import Rating
from assessments.scoring.values import lower_median
from tests.assessments.scoring.banks import answer, bank, domain, not_applicable, practice, question
from tests.assessments.scoring.strategies import BASES, Case, cases, levels
from tests.effort import examples

ROUNDING = 1e-9
ROUNDED_BOUND = 2e-6

law = examples(40)


def ratings(maturity: Maturity) -> Iterator[Rating]:
    yield maturity.overall
    yield from maturity.domains
    yield from maturity.practices


def assert_nothing_fell(before: Maturity, after: Maturity) -> None:
    for old, new in zip(ratings(before), ratings(after), strict=True):
        assert (new.score or 0) >= (old.score or 0) - ROUNDING
        assert (new.claimed_score or 0) >= (old.claimed_score or 0) - ROUNDING
        assert (new.level or 0) >= (old.level or 0)


def assert_no_bound_fell(before: Maturity, after: Maturity) -> None:
    for old, new in zip(ratings(before), ratings(after), strict=True):
        assert (new.p10 or 0) >= (old.p10 or 0) - ROUNDING
        assert (new.p90 or 0) >= (old.p90 or 0) - ROUNDING


def answered_position(case: Case, data: st.DataObject) -> int:
    positions = [index for index, response in enumerate(case.responses) if response.level is not None]
    assume(positions)
    return data.draw(st.sampled_from(positions))


@law
@given(cases(), st.data())
def test_a_higher_answer_lowers_no_score_and_no_level(case: Case, data: st.DataObject) -> None:
    position = answered_position(case, data)
    response = case.responses[position]
    higher = data.draw(st.integers(int(response.level or 1), 5))

    raised = case.with_response(position, replace(response, level=higher))

    assert_nothing_fell(case.score(draws=0), raised.score(draws=0))


@law
@given(cases(), st.data())
def test_higher_answers_lower_no_bound_while_people_differ_as_much_as_before(
    case: Case, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(case.question_ids))
    # Who rises away from an override differs more from it than before.
    assume(all(agreed.kind == "consensus" for agreed in case.consensus if agreed.question == name))
    said = [r.level for r in case.responses if r.question == name and r.level is not None]
    rise = data.draw(st.integers(0, 5 - max(map(int, said), default=5)))

    raised = replace(
        case,
        responses=tuple(
            replace(r, level=r.level + rise) if r.question == name and r.level is not None else r
            for r in case.responses
        ),
    )
    before, after = case.score(), raised.score()

    # A rise past 3 may be a claim without support, or one that rests on another person's worse basis.
    assume(basis_of(before, name) == basis_of(after, name))
    assert_no_bound_fell(before, after)


def basis_of(maturity: Maturity, name: str) -> str | None:
    return next(item.basis for item in maturity.questions if item.id == name)


@law
@given(cases(), st.data())
def test_a_better_basis_or_evidence_lowers_no_score_and_no_level(case: Case, data: st.DataObject) -> None:
    position = answered_position(case, data)
    response = case.responses[position]
    better = data.draw(st.sampled_from(BASES[BASES.index(response.basis) :]))

    raised = case.with_response(
        position,
        replace(response, basis=better, has_evidence=response.has_evidence or data.draw(st.booleans())),
    )

    assert_nothing_fell(case.score(draws=0), raised.score(draws=0))


@law
@given(levels, st.lists(st.integers(0, 3), min_size=2, max_size=2).map(sorted), st.integers(0, 9))
def test_a_better_basis_narrows_the_interval_of_the_question(level: int, ranks: list[int], seed: int) -> None:
    one = bank(domain("d", [practice("p", [question("q")])]))
    wide, narrow = (
        Case(one, (answer("q", level, BASES[rank], has_evidence=True),)).score(seed=seed).overall
        for rank in ranks
    )

    assert (narrow.p10 or 0) >= (wide.p10 or 0)
    assert (narrow.p90 or 0) <= (wide.p90 or 0)


@law
@given(cases(), st.data())
def test_one_more_respondent_at_or_above_the_median_lowers_no_score_and_no_level(
    case: Case, data: st.DataObject
) -> None:
    name = case.responses[answered_position(case, data)].question
    said = [r.level for r in case.responses if r.question == name and r.level is not None]
    level = data.draw(st.integers(int(lower_median(said)), 5))
    one_more = answer(name, level, data.draw(st.sampled_from(BASES)), by="dee")

    joined = replace(case, responses=(*case.responses, one_more))

    assert_nothing_fell(case.score(draws=0), joined.score(draws=0))


@law
@given(cases(), st.data())
def test_not_applicable_never_changes_what_the_other_questions_contribute(
    case: Case, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(case.question_ids))
    bare = case.without(name)
    aside = replace(bare, responses=(*bare.responses, not_applicable(name, is_countersigned=True)))
    not_asked = replace(case, applicable={**(case.applicable or {}), name: False})

    expected = Case(
        without_question(case.bank, name), bare.responses, bare.consensus, case.applicable
    ).score()

    for maturity in (aside.score(), not_asked.score()):
        assert [q for q in maturity.questions if q.id != name] == list(expected.questions)
        for found, wanted in zip(ratings(maturity), ratings(expected), strict=True):
            assert rating_values(found) == rating_values(wanted)


@law
@given(cases(), st.data())
def test_an_unanswered_question_changes_confidence_and_interval_only(case: Case, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(case.question_ids))
    unanswered = case.without(name).score()
    absent = replace(case, applicable={**(case.applicable or {}), name: False}).score()

    assert [points(q) for q in unanswered.questions if q.id != name] == [
        points(q) for q in absent.questions if q.id != name
    ]
    for found, wanted in zip(ratings(unanswered), ratings(absent), strict=True):
        assert (found.score, found.claimed_score, found.level) == (
            wanted.score,
            wanted.claimed_score,
            wanted.level,
        )
        assert (found.coverage or 0) <= (1 if wanted.coverage is None else wanted.coverage) + ROUNDING


@law
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_respondents_is_irrelevant(case: Case, random: Random) -> None:
    shuffled = list(case.responses)
    random.shuffle(shuffled)

    assert replace(case, responses=tuple(shuffled)).score() == case.score()


@law
@given(cases())
def test_the_order_of_questions_is_irrelevant(case: Case) -> None:
    backwards = replace(case, bank=reversed_bank(case.bank))

    found = dict(keyed(backwards.score()))
    for key, rating in keyed(case.score()):
        assert rating_values(found[key]) == pytest.approx(rating_values(rating), abs=ROUNDED_BOUND)


@law
@given(cases())
def test_scores_and_bounds_stay_on_the_scale_and_the_interval_contains_the_score(case: Case) -> None:
    for rating in ratings(case.score()):
        if rating.score is None:
            assert (rating.claimed_score, rating.level, rating.p10, rating.p90) == (None, None, None, None)
        else:
            assert 1 <= (rating.p10 or 0) <= rating.score <= (rating.p90 or 0) <= 5
            assert rating.score <= (rating.claimed_score or 0) + ROUNDING
            assert 1 <= (rating.level or 0) <= 5
        for share in (rating.coverage, rating.basis, rating.agreement, rating.confidence):
            assert share is None or 0 <= share <= 1 + ROUNDING


@law
@given(cases())
def test_points_gained_and_missed_add_up_exactly(case: Case) -> None:
    maturity = case.score(draws=0)
    parts = contributions(maturity)

    for rated in maturity.practices:
        own = [part for part in parts if part.practice == rated.id]
        assert_adds_up([p.gained_practice for p in own], [p.missed_practice for p in own], rated.score)
    for scope in maturity.domains:
        own = [part for part in parts if part.domain == scope.id]
        assert_adds_up([p.gained_domain for p in own], [p.missed_domain for p in own], scope.score)
    assert_adds_up(
        [p.gained_overall for p in parts], [p.missed_overall for p in parts], maturity.overall.score
    )


@law
@given(cases(), st.sampled_from([0.001, 0.1, 3.0, 1000.0]))
def test_weights_scaled_together_change_nothing(case: Case, factor: float) -> None:
    scaled = replace(case, bank=scaled_bank(case.bank, factor))

    for found, wanted in zip(ratings(scaled.score()), ratings(case.score()), strict=True):
        assert rating_values(found) == pytest.approx(rating_values(wanted), abs=ROUNDED_BOUND)


@law
@given(cases(), st.data())
def test_an_answer_changes_the_interval_of_no_other_practice(case: Case, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(case.question_ids))
    changed = case.without(name)
    changed = replace(changed, responses=(*changed.responses, answer(name, data.draw(levels))))

    for old, new in zip(case.score().practices, changed.score().practices, strict=True):
        if all(item.id != name for item in old.questions):
            assert new == old


@law
@given(cases())
def test_a_practice_is_at_a_level_exactly_when_two_thirds_and_every_gate_are(case: Case) -> None:
    for rated in case.score(draws=0).practices:
        known = [q for q in rated.questions if q.status == "answered"]
        total = sum(q.weight for q in known)

        def holds(level: int, known: list[QuestionMaturity] = known, total: float = total) -> bool:
            standing = sum(q.weight for q in known if (q.supported or 0) >= level)
            gates = [q for q in known if q.gate is not None and q.gate <= level]
            return 3 * standing >= 2 * total * (1 - 1e-9) and all((q.supported or 0) >= level for q in gates)

        held = [all(holds(below) for below in range(2, level + 1)) for level in range(1, 6)]
        assert rated.level == (sum(held) if known else None)


@law
@given(cases())
def test_a_domain_is_at_a_level_exactly_when_four_fifths_and_every_critical_practice_are(case: Case) -> None:
    maturity = case.score(draws=0)
    for rated in maturity.domains:
        known = [p for p in rated.practices if p.level is not None]
        total = sum(p.weight for p in known)
        held = [
            5 * sum(p.weight for p in known if (p.level or 0) >= level) >= 4 * total * (1 - 1e-9)
            and all((p.level or 0) >= level for p in known if p.critical)
            for level in range(1, 6)
        ]
        assert rated.level == (sum(held) if known else None)
    found = [rated.level for rated in maturity.domains if rated.level is not None]
    assert maturity.overall.level == min(found, default=None)


def assert_adds_up(gained: list[float], missed: list[float], score: float | None) -> None:
    assert math.isclose(math.fsum(gained), score or 0.0, abs_tol=1e-12)
    if score is not None:
        assert math.isclose(math.fsum(missed), 5 - score, abs_tol=1e-12)


def points(item: QuestionMaturity) -> tuple[float, float]:
    return item.gained, item.missed


def rating_values(rating: Rating) -> dict[str, object]:
    names = [name for name in Rating.__slots__ if name != "level_provisional"]
    return {name: getattr(rating, name) for name in names}


def keyed(maturity: Maturity) -> Iterator[tuple[str, Rating]]:
    yield "", maturity.overall
    for scope in maturity.domains:
        yield scope.id, scope
        for rated in scope.practices:
            yield rated.id, rated


def reversed_bank(found: Bank) -> Bank:
    return bank(
        *(
            domain(d.id, [replace(p, questions=p.questions[::-1]) for p in d.practices[::-1]], d.weight)
            for d in found.domains[::-1]
        )
    )


def scaled_bank(found: Bank, factor: float) -> Bank:
    return bank(
        *(
            domain(
                d.id,
                [
                    replace(
                        p,
                        weight=p.weight * factor,
                        questions=tuple(replace(q, weight=q.weight * factor) for q in p.questions),
                    )
                    for p in d.practices
                ],
                d.weight * factor,
            )
            for d in found.domains
        )
    )


def without_question(found: Bank, name: str) -> Bank:
    return bank(
        *(
            domain(
                d.id,
                [replace(p, questions=tuple(q for q in p.questions if q.id != name)) for p in d.practices],
                d.weight,
            )
            for d in found.domains
        )
    )
