import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.sizing.retrieval.index import (
    faiss_hnsw_bytes,
    flat_bytes,
    hnswlib_bytes,
    ivf_pq_build_seconds,
    ivf_pq_bytes,
)
from tests.planner.sizing.builders import exact, figure, only, retrieval, sized


def test_bytes_of_indexes_follow_their_formulas() -> None:
    """hnswlib 4d + 8M + 12 + (4M + 4)/(M - 1) + 4; faiss HNSWFlat 4d + 8M + 4M/(M - 1) + 12 (on built indexes)."""
    assert hnswlib_bytes(1e6, 1024, 32) == pytest.approx(1e6 * (4096 + 256 + 12 + 132 / 31 + 4))
    assert faiss_hnsw_bytes(1e6, 1024, 32) == pytest.approx(1e6 * (4096 + 256 + 128 / 31 + 12))
    assert flat_bytes(1e6, 1024) == 1e6 * 4104
    assert ivf_pq_bytes(np.array(1e8), 1024, 64) < 0.02 * flat_bytes(1e8, 1024)


def test_chunks_overlap_into_more_vectors() -> None:
    option = only(retrieval(corpus_tokens=1e9, accelerator="l40s"))
    assert figure(option, "vectors").p50 == pytest.approx(1e9 / (512 * 0.9), rel=1e-6)
    assert figure(option, "index_bytes").p50 == pytest.approx(hnswlib_bytes(1e9 / 460.8, 1024, 16), rel=0.02)


@given(st.floats(1e5, 1e9), st.floats(1.0, 20.0))
@settings(max_examples=15, deadline=None)
def test_a_larger_corpus_never_takes_less(vectors: float, factor: float) -> None:
    few = only(retrieval(vectors=vectors, accelerator="l40s"))
    many = only(retrieval(vectors=vectors * factor, accelerator="l40s"))
    for name in ("index_bytes", "index_nodes", "embedding_accelerator_hours", "storage_bytes"):
        assert figure(few, name).p50 <= figure(many, name).p50 * (1 + 1e-12)


def test_an_index_larger_than_a_node_is_split_over_several() -> None:
    option = only(retrieval(vectors=1e9, dimensions=1024, accelerator="l40s"))
    assert option.nodes >= 2 * 23  # 4.25 TB in nodes of 256 GB filled to 70 %, two copies


def test_more_queries_need_more_copies() -> None:
    few = only(retrieval(vectors=1e7, queries_per_second=10, accelerator="l40s"))
    many = only(retrieval(vectors=1e7, queries_per_second=1e6, accelerator="l40s"))
    assert many.nodes > few.nodes


def test_every_accelerator_is_compared_when_none_is_named() -> None:
    workload = sized(retrieval(corpus_tokens=exact(1e9)))
    assert len(workload.options) >= 37
    assert any("dimensions" in note for note in workload.assumed)


@pytest.mark.parametrize("index", ["hnsw", "ivf_pq", "flat"])
def test_the_first_filling_takes_as_long_as_the_slower_of_embedding_and_building(index: str) -> None:
    option = only(retrieval(vectors=1e9, dimensions=1024, index=index, accelerator="l40s"))
    slower = max(figure(option, name).p50 for name in ("days", "index_build_days"))
    assert figure(option, "backfill_days").p50 >= slower * (1 - 1e-9)
    assert figure(option, "backfill_days").p90 < 3 * slower


def test_an_index_that_cannot_be_built_in_time_says_so() -> None:
    slow = retrieval(
        vectors=1e9, dimensions=1024, index="ivf_pq", node_cores=1, deadline_days=exact(5), accelerator="l40s"
    )
    option = only(slow)
    assert not option.is_feasible
    assert "building the index takes" in option.reason


def test_building_ivf_pq_is_dominated_by_its_centroids_for_many_vectors() -> None:
    """4 sqrt(n) centroids, 2 d operations for each pair: n^1.5 in all."""
    few, many = (float(ivf_pq_build_seconds(np.array(count), 1024)) for count in (1e8, 1e10))
    assert 500 < many / few < 1100
