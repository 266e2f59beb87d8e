"""Initiatives and purchases in; what to do, in which order, and when each workload goes live out."""

from planner.roadmap.plan import plan_roadmap

__all__ = ["plan_roadmap"]
