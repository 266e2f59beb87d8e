"""Initiatives and purchases in; what to do, in which order, and when each workload goes live out."""
