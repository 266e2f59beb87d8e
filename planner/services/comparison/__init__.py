"""Finished plans side by side: what each comes to, how they differ, and whether they rest on the same."""

from planner.services.comparison.compare import compare_plans
from planner.services.comparison.model import MOST_PLANS, Cell, Comparison, Row, Section, Side

__all__ = ["MOST_PLANS", "Cell", "Comparison", "Row", "Section", "Side", "compare_plans"]
