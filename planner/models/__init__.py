"""What an engagement plans, the plans made from it, and what was decided about them."""

from planner.models.decision import Decision, DecisionEvent, Forecast
from planner.models.headline import Headline
from planner.models.initiative import OwnInitiative
from planner.models.plan import Plan, Report
from planner.models.preview import Preview
from planner.models.scenario import Scenario
from planner.models.simulation import Simulation
from planner.models.workload import PlanningConstraints, Workload

__all__ = [
    "Decision",
    "DecisionEvent",
    "Forecast",
    "Headline",
    "OwnInitiative",
    "Plan",
    "PlanningConstraints",
    "Preview",
    "Report",
    "Scenario",
    "Simulation",
    "Workload",
]
