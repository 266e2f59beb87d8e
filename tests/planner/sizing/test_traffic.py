"""Traces of requests."""

from pathlib import Path

import numpy as np
import pytest

from assessments.document import DocumentError, read_document
from planner.sizing.document import read_size_document, validate_workload
from planner.sizing.serving.traffic import arrival_pattern, read_trace
from planner.sizing.workload import Inference


def test_a_steady_stream_has_no_bursts() -> None:
    pattern = arrival_pattern(np.arange(0.0, 3600.0, 0.5))
    assert (pattern.peak, pattern.mean_share) == pytest.approx((2.0, 1.0), rel=0.01)
    assert pattern.burstiness == 0.1


def test_a_poisson_stream_has_burstiness_one() -> None:
    times = np.cumsum(np.random.default_rng(1).exponential(0.2, size=40_000))
    assert arrival_pattern(times).burstiness == pytest.approx(1.0, abs=0.15)


def test_the_busiest_five_minutes_are_the_peak() -> None:
    quiet, busy = np.arange(0.0, 7200.0, 10.0), np.arange(3000.0, 3300.0, 0.1)
    pattern = arrival_pattern(np.concatenate([quiet, busy]))
    assert pattern.peak == pytest.approx(10.1, rel=0.01)
    assert pattern.mean_share < 0.1
    assert pattern.burstiness > 10


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "size.yaml"
    path.write_text("workloads: [{name: a, kind: inference, model: llama-3-8b, traffic: requests.csv}]")
    return path


def test_a_trace_file_beside_the_document_is_read(document: Path) -> None:
    rows = "".join(
        f"2023-11-16 18:{second // 60:02d}:{second % 60:02d}.1234567,10,20\n" for second in range(600)
    )
    (document.parent / "requests.csv").write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n" + rows)
    assert read_trace(document.parent / "requests.csv").peak == pytest.approx(1.0, rel=0.01)
    (workload,) = read_size_document(read_document(document)).workloads
    assert isinstance(workload, Inference)
    assert workload.traffic is not None
    assert workload.traffic.peak.likely == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), ("t\n1\n2\n", "at least 30"), ("t\nnoon\n", "line 2: 'noon'")],
)
def test_a_trace_that_cannot_be_used_is_refused(document: Path, content: str | None, reason: str) -> None:
    if content is not None:
        (document.parent / "requests.csv").write_text(content)
    with pytest.raises(DocumentError, match=r"traffic: trace file 'requests\.csv'") as error:
        read_size_document(read_document(document))
    assert reason in str(error.value)


def test_a_form_cannot_name_a_file() -> None:
    with pytest.raises(DocumentError):
        validate_workload(
            {"name": "a", "kind": "inference", "model": "llama-3-8b", "traffic": "/etc/hostname"}
        )
