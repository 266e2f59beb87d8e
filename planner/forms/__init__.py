"""Forms of the planner: what people type becomes the mappings of an `assess` document."""

from planner.forms.constraints import ConstraintsForm
from planner.forms.plans import PlanRequestForm
from planner.forms.workload import WorkloadForm
from planner.forms.workloads import WORKLOAD_FORMS

__all__ = ["WORKLOAD_FORMS", "ConstraintsForm", "PlanRequestForm", "WorkloadForm"]
