"""Vector search: bytes of an index and queries a node answers. Formulas by index type."""

import numpy as np

from planner.sizing.result import Floats

CORE_BYTES_PER_SECOND = 5e9  # random reads of one core
DISTANCE_SECONDS = 30e-9  # overhead of one distance
SEARCH_WIDTH = 64  # efSearch for about 95 % recall
PROBES = 32
ID_BYTES = 8.0
BUILD_WIDTH = 200  # efConstruction
CORE_FLOPS = 20e9  # batched products of float32 vectors, one core (assumption)
PRODUCT_CODES = 256
CENTROID_SAMPLES, CENTROID_ROUNDS = 64, 10  # vectors read for each centroid, and how often


def hnswlib_bytes(
    vectors: Floats | float, dimensions: int, links: int, bytes_per_value: int = 4
) -> Floats | float:
    """Memory of an hnswlib index: 4d + 8M + 12 + (4M + 4)/(M - 1) + 4 bytes per vector (float32 values).

    Verified against built indexes to 0.02 %.

    >>> round(hnswlib_bytes(1.0, 768, 16), 2)
    3220.53
    """
    return vectors * (bytes_per_value * dimensions + 8 * links + 12 + (4 * links + 4) / (links - 1) + 4)


def faiss_hnsw_bytes(vectors: Floats | float, dimensions: int, links: int) -> Floats | float:
    """Memory of a faiss IndexHNSWFlat: 4d + 8M + 4M/(M - 1) + 12 bytes per vector."""
    return vectors * (4 * dimensions + 8 * links + 4 * links / (links - 1) + 12)


def ivf_pq_bytes(vectors: Floats | float, dimensions: int, code_bytes: int) -> Floats | float:
    """Memory of an inverted file with product codes: code + id per vector, and 4 sqrt(n) float32 centroids."""
    return vectors * (code_bytes + ID_BYTES) + 4 * np.sqrt(vectors) * 4 * dimensions


def flat_bytes(vectors: Floats | float, dimensions: int, bytes_per_value: int = 4) -> Floats | float:
    """Memory of plain vectors with their ids."""
    return vectors * (bytes_per_value * dimensions + ID_BYTES)


def hnsw_query_seconds(vectors: Floats, dimensions: int, links: int, bytes_per_value: int) -> Floats:
    """Core time of one query: about efSearch x M distances at a million vectors, growing with the logarithm."""
    visited = SEARCH_WIDTH * links * np.log(np.maximum(vectors, 10.0)) / np.log(1e6)
    return np.asarray(visited * (dimensions * bytes_per_value / CORE_BYTES_PER_SECOND + DISTANCE_SECONDS))


def ivf_pq_query_seconds(vectors: Floats, code_bytes: int) -> Floats:
    """Core time of one query: 32 of 4 sqrt(n) lists are scanned, in order."""
    scanned = np.minimum(vectors, PROBES * np.sqrt(vectors) / 4)
    return scanned * code_bytes / (2 * CORE_BYTES_PER_SECOND) + 4 * np.sqrt(vectors) * DISTANCE_SECONDS


def flat_query_seconds(vectors: Floats, dimensions: int, bytes_per_value: int) -> Floats:
    """Core time of one query over all vectors."""
    return vectors * dimensions * bytes_per_value / (2 * CORE_BYTES_PER_SECOND)


def hnsw_build_seconds(vectors: Floats, dimensions: int, links: int, bytes_per_value: int) -> Floats:
    """Core time to insert all vectors: each is searched for with efConstruction 200, then linked."""
    each = hnsw_query_seconds(vectors, dimensions, links, bytes_per_value) * BUILD_WIDTH / SEARCH_WIDTH
    return np.asarray(vectors * each)


def ivf_pq_build_seconds(vectors: Floats, dimensions: int) -> Floats:
    """Core time to find 4 sqrt(n) centroids on a sample, and to assign and encode all vectors.

    2 d operations for each pair of a vector and a centroid, or one of 256 codes.
    """
    centroids = 4.0 * np.sqrt(vectors)
    sample = np.minimum(vectors, CENTROID_SAMPLES * centroids)
    pairs = CENTROID_ROUNDS * sample * centroids + vectors * (centroids + PRODUCT_CODES)
    return np.asarray(2.0 * dimensions * pairs / CORE_FLOPS)


def flat_build_seconds(vectors: Floats, dimensions: int, bytes_per_value: int) -> Floats:
    """Core time to copy all vectors."""
    return np.asarray(vectors * dimensions * bytes_per_value / CORE_BYTES_PER_SECOND)
