"""Retrieval: bytes and queries of an index, and the nodes that hold it."""
