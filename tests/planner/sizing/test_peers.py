"""What other tools predict lies beside the record: for every setup, with version and day, or with why not."""

import csv
from datetime import date

import numpy as np
import pytest

from planner.sizing.physics.calibration import CALIBRATION
from tests.benchmarks.accuracy import peers, record, tables
from tests.benchmarks.accuracy.peers import Peer
from tests.benchmarks.accuracy.record import RECORD
from tests.benchmarks.accuracy.score import Score

TRAINING, SERVING = peers.training_peer(), peers.serving_peer()


@pytest.mark.parametrize("peer", [TRAINING, SERVING], ids=lambda peer: peer.tool)
def test_every_prediction_has_its_version_and_day(peer: Peer) -> None:
    with (RECORD / peer.file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["tool"] for row in rows} == {peer.tool}
    assert len({row["version"] for row in rows}) == 1
    assert all(date.fromisoformat(row["made"]) for row in rows)
    assert all(bool(row["predicted"]) != bool(row["refused"]) for row in rows)


def test_every_row_of_the_record_was_asked_about() -> None:
    for peer, rows in ((TRAINING, record.training_throughputs()), (SERVING, record.serving_latencies())):
        with (RECORD / peer.file).open(encoding="utf-8", newline="") as file:
            asked = {tuple(row[name] for name in peer.columns) for row in csv.DictReader(file)}
        assert {peers.setup_of(row, peer.columns) for row in rows} == asked


def test_no_peer_is_closer_on_the_rows_that_it_accepts() -> None:
    training, serving = tables.training_throughput().tables[0], tables.serving().tables[1]
    speeds = peers.predictions(TRAINING, record.training_throughputs())
    seconds = peers.predictions(SERVING, record.serving_latencies()) / 1e3
    for table, predicted in ((training, speeds), (serving, seconds)):
        accepted = np.isfinite(predicted)
        theirs = Score.of(predicted[accepted], table.measured[accepted])
        ours = Score.of(table.predict(CALIBRATION)[accepted], table.measured[accepted])
        assert theirs.rows > 100
        assert ours.error < theirs.error
