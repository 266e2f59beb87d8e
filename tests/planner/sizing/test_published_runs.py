"""Accelerator-hours of published runs: how they are predicted, and how well (docs/method/accuracy.md)."""

from dataclasses import replace

import numpy as np
import pytest

from planner.sizing.physics.calibration import CALIBRATION
from planner.sizing.workload import Assumptions
from tests.benchmarks.accuracy import record, tables
from tests.benchmarks.accuracy.record import PublishedRun
from tests.benchmarks.accuracy.runs import GivenThroughput, RunTable
from tests.benchmarks.accuracy.score import Score

RUNS = {row.run: row for row in record.training_runs()}
FEW = tuple(RUNS[name] for name in ("MPT-7B", "Amber 7B", "Falcon-7B", "JetMoE-8B"))


def shares(*rows: PublishedRun) -> dict[bool, float]:
    return RunTable(rows, CALIBRATION).shares(np.ones(len(rows), dtype=bool))


def test_runs_of_an_organisation_left_out_are_predicted_within_the_goal() -> None:
    table = tables.published_runs()
    low, middle, high = table.unseen().T
    score = Score.of(middle, table.measured, (low <= table.measured) & (table.measured <= high))
    assert score.error <= 0.18
    assert 0.75 <= (score.inside or 0.0) <= 0.88


def test_runs_whose_throughput_is_known_are_predicted_within_the_goal() -> None:
    table = tables.given_throughput()
    assert Score.of(table.unseen()[:, 1], table.measured).error <= 0.10


def test_an_organisation_has_one_vote_however_many_runs_it_published() -> None:
    slow = [replace(FEW[0], run=f"again {n}", measured=3 * FEW[0].measured) for n in range(5)]
    assert shares(*FEW)[False] == shares(*FEW, *(replace(FEW[1], run=f"again {n}") for n in range(5)))[False]
    assert shares(*FEW, *slow)[False] < shares(*FEW)[False]


def test_an_organisation_has_no_part_in_the_prediction_of_its_own_runs() -> None:
    mislaid = (replace(FEW[0], measured=100 * FEW[0].measured), *FEW[1:])
    told, untold = RunTable(FEW, CALIBRATION), RunTable(mislaid, CALIBRATION)
    assert untold.unseen()[0] == pytest.approx(told.unseen()[0])
    assert untold.unseen()[1, 1] != pytest.approx(told.unseen()[1, 1])


def test_a_run_whose_throughput_is_known_takes_its_tokens_over_it_and_its_stops() -> None:
    run = RUNS["BLOOM 176B"]
    assert run.tokens_per_second_each is not None
    hours = run.tokens / run.tokens_per_second_each / 3600 / Assumptions().goodput.likely
    assert GivenThroughput([run, FEW[0]], CALIBRATION).quantiles[:, 1] == pytest.approx([hours], rel=0.01)
