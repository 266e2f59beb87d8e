"""Contradictions between answers, quantities and workloads, found by rules."""
