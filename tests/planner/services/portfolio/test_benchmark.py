"""A benchmark says how many organisations stand behind it, and nothing when they are too few."""

from dataclasses import replace
from datetime import date

import numpy as np

from planner.models import Headline
from planner.services.portfolio.benchmark import FEWEST, benchmarks_of
from planner.services.portfolio.rows import Row
from tests.planner.services.portfolio.test_choice import ROW


def row(organisation: int, score: float | None, as_of: date = date(2026, 1, 1)) -> Row:
    headline = Headline(plan_id=organisation, as_of=as_of, domains={"data": {"score": score}})
    return replace(ROW, organisation_pk=organisation, headline=headline)


def test_quartiles_are_those_of_the_organisations() -> None:
    scores = [1.0, 2.0, 2.5, 3.0, 4.5, 5.0]
    (benchmark,) = benchmarks_of([row(number, score) for number, score in enumerate(scores)], ["data"])
    assert benchmark.count == 6
    assert benchmark.quartiles == tuple(np.percentile(scores, [0, 25, 50, 75, 100]))


def test_too_few_organisations_have_no_quartiles() -> None:
    (benchmark,) = benchmarks_of([row(number, 2.0) for number in range(FEWEST - 1)], ["data"])
    assert (benchmark.count, benchmark.quartiles) == (FEWEST - 1, None)


def test_an_organisation_counts_once_with_its_newest_plan() -> None:
    rows = [row(1, 1.0, date(2025, 1, 1)), row(1, 4.0, date(2026, 1, 1)), row(1, 2.0, date(2024, 1, 1))]
    (benchmark,) = benchmarks_of(rows, ["data"])
    assert benchmark.scores == (4.0,)


def test_what_is_not_known_is_not_counted() -> None:
    rows = [row(1, None), replace(ROW, organisation_pk=2), row(3, 3.0)]
    (benchmark,) = benchmarks_of(rows, ["data"])
    assert benchmark.scores == (3.0,)
