"""What an engagement plans, and the plans made from it."""

from planner.models.plan import Plan, Report
from planner.models.workload import PlanningConstraints, Workload

__all__ = ["Plan", "PlanningConstraints", "Report", "Workload"]
