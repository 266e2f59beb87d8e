"""How fast scoring is, and how much faster than a plain Python loop over the same data.

Run: python -m tests.benchmarks.bench_scoring
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assessments.question_bank.consolidate import BASIS_RANK
from assessments.question_bank.model import Bank, Basis, Domain, Group, Practice, Question
from assessments.scoring import BatchRatings, Response, score, score_many
from assessments.scoring.layout import Floats, Integers, Layout, layout_of
from assessments.scoring.streams import open_level_draws, question_draws

DOMAINS, PRACTICES, QUESTIONS = 5, 10, 3
PEOPLE = ("ann", "bob", "cem", "dee")
BATCHES = (1, 1_000, 100_000)
PLAIN_AT_MOST = 1_000
REPEATS = 5


@dataclass(frozen=True)
class Plain:
    """What the plain loop finds out about one engagement."""

    practice_scores: list[float]
    practice_levels: list[int]
    domain_levels: list[int]
    overall: float
    confidence: float


def main() -> None:
    """Print the times and the ratio."""
    bank = make_bank()
    layout = layout_of(bank)
    say(f"{len(layout.questions)} questions, {len(layout.practices)} practices, {DOMAINS} domains")
    show_one(bank)
    for engagements in BATCHES:
        show_batch(bank, layout, engagements)


def show_one(bank: Bank) -> None:
    """Print the time of the whole of `score`, from responses to explanations."""
    said = make_responses(bank)
    without = best_seconds(lambda: score(bank, said, draws=0))
    warm = best_seconds(lambda: score(bank, said))
    cold = best_seconds(lambda: score(bank, said), before=forget_draws)
    say(
        f"one engagement, {len(said)} responses: {without * 1e3:.1f} ms without interval,"
        f" {cold * 1e3:.1f} ms with 4,096 draws, {warm * 1e3:.1f} ms once the random numbers are drawn"
    )


def show_batch(bank: Bank, layout: Layout, engagements: int) -> None:
    """Print the time to rate many engagements by arrays and by the plain loop, and their ratio."""
    levels, basis = make_answers(layout, engagements)
    repeats = REPEATS if engagements < BATCHES[-1] else 1
    arrays = best_seconds(lambda: score_many(bank, levels, basis), repeats) / engagements
    compared = min(engagements, PLAIN_AT_MOST)
    rows = plain_rows(levels, compared)
    plain = best_seconds(lambda: [rate_plainly(layout, *row) for row in rows], min(repeats, 2)) / compared
    check_same(
        score_many(bank, levels[:compared], basis[:compared]), [rate_plainly(layout, *row) for row in rows]
    )
    say(
        f"{engagements:>7,} engagements: arrays {arrays * engagements:8.4f} s ({arrays * 1e6:7.1f} us each),"
        f" plain loop {plain * 1e6:7.1f} us each (over {compared:,}): {plain / arrays:.1f} times as fast"
    )


def rate_plainly(layout: Layout, levels: Sequence[float], answered: Sequence[bool]) -> Plain:
    """Score, level and confidence of one engagement without arrays: one loop per question, practice, domain."""
    by_practice: list[list[int]] = [[] for _ in layout.practices]
    for row, owner in enumerate(layout.by_practice.owner.tolist()):
        by_practice[owner].append(row)
    scores, reached, seen = [], [], []
    for rows in by_practice:
        known = [row for row in rows if answered[row]]
        weight = sum(layout.questions[row].weight for row in known)
        total = sum(layout.questions[row].weight for row in rows)
        points = sum(layout.questions[row].weight * levels[row] for row in known)
        scores.append(points / weight if known else 0.0)
        reached.append(plain_level(layout, levels, known, weight) if known else 0)
        seen.append(weight / total)
    domain_scores, domain_reached, coverage = plain_domains(layout, scores, reached, seen)
    found = [value for value in domain_scores if value]
    overall = 0.7 * sum(found) / len(found) + 0.3 * min(found) if found else 0.0
    return Plain(scores, reached, domain_reached, overall, sum(coverage) / len(coverage) * 0.85 * 0.8)


def plain_level(layout: Layout, levels: Sequence[float], known: Sequence[int], weight: float) -> int:
    """Return the level of one practice."""
    for level in (5, 4, 3, 2):
        standing = sum(layout.questions[row].weight for row in known if levels[row] >= level)
        gates = [(layout.questions[row].gate, levels[row]) for row in known]
        if 3 * standing >= 2 * weight * (1 - 1e-9) and all(
            gate is None or gate > needed or at >= needed
            for gate, at in gates
            for needed in range(gate or 6, level + 1)
        ):
            return level
    return 1


def plain_domains(
    layout: Layout, scores: Sequence[float], reached: Sequence[int], seen: Sequence[float]
) -> tuple[list[float], list[int], list[float]]:
    """Return score, level and coverage of each domain; all practices weigh 1."""
    found_scores, found_levels, coverage = [], [], []
    for index in range(len(layout.domains)):
        rows = [row for row, owner in enumerate(layout.by_domain.owner.tolist()) if owner == index]
        known = [row for row in rows if reached[row]]
        found_scores.append(sum(scores[row] for row in known) / len(known) if known else 0.0)
        held = [
            level
            for level in (1, 2, 3, 4, 5)
            if 5 * sum(reached[row] >= level for row in known) >= 4 * len(known)
            and all(reached[row] >= level for row in known if layout.practices[row].is_critical)
        ]
        found_levels.append(max(held) if known else 0)
        coverage.append(sum(seen[row] for row in rows) / len(rows))
    return found_scores, found_levels, coverage


def check_same(ratings: BatchRatings, plain: Sequence[Plain]) -> None:
    """Stop when both ways do not agree."""
    for index, one in enumerate(plain):
        same = (
            np.allclose(np.nan_to_num(ratings.practice_score[index]), one.practice_scores)
            and ratings.practice_level[index].tolist() == one.practice_levels
            and ratings.domain_level[index].tolist() == one.domain_levels
            and np.isclose(ratings.overall_score[index], one.overall)
            and np.isclose(ratings.overall_confidence[index], one.confidence)
        )
        if not same:
            raise SystemExit(f"engagement {index}: arrays and plain loop differ")


def make_bank() -> Bank:
    """Return a bank of 150 questions, with a gate in every practice and a critical practice in every domain."""
    return Bank("bench", "1", "Benchmark", tuple(_domain(d) for d in range(DOMAINS)), "")


def make_responses(bank: Bank) -> list[Response]:
    """Return what four people say to nine of ten questions."""
    generator = np.random.default_rng(1)
    bases: tuple[Basis, ...] = ("measured", "documented", "estimated", "guessed")
    return [
        Response(question.id, person, "answered", int(generator.integers(1, 6)), bases[generator.integers(4)])
        for question in bank.questions()
        if generator.random() < 0.9
        for person in PEOPLE
    ]


def make_answers(layout: Layout, engagements: int) -> tuple[Floats, Integers]:
    """Return random levels (E, Q), NaN where one of ten is not answered, all documented today by one person."""
    generator = np.random.default_rng(3)
    shape = (engagements, len(layout.questions))
    levels: Floats = generator.integers(1, 6, shape).astype(float)
    levels[generator.random(shape) >= 0.9] = np.nan
    return levels, np.full(shape, BASIS_RANK["documented"])


def plain_rows(levels: Floats, count: int) -> list[tuple[list[float], list[bool]]]:
    """Return levels and answered flags of the first engagements as lists."""
    answered = ~np.isnan(levels[:count])
    return list(zip(np.nan_to_num(levels[:count]).tolist(), answered.tolist(), strict=True))


def best_seconds(
    work: Callable[[], object], repeats: int = REPEATS, before: Callable[[], None] = lambda: None
) -> float:
    """Return the shortest of several runs."""
    times = []
    for _ in range(repeats):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def forget_draws() -> None:
    """Make the next interval draw its random numbers again."""
    question_draws.cache_clear()
    open_level_draws.cache_clear()


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def _domain(d: int) -> Domain:
    practices = tuple(
        Practice(
            f"p{d}-{p}", "", "", (), tuple(_question(d, p, q) for q in range(QUESTIONS)), is_critical=p == 0
        )
        for p in range(PRACTICES)
    )
    return Domain(f"d{d}", "", "", (Group(f"g{d}", "", practices),))


def _question(d: int, p: int, q: int) -> Question:
    name = f"q{d}-{p}-{q}"
    return Question(
        name, "choice", name, "", "", weight=1.0 + q, gate=3 if q == 0 else None, levels=("",) * 5
    )


if __name__ == "__main__":
    main()
