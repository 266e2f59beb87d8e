"""Forms of the planner: what people type becomes the mappings of an `assess` document."""

from planner.forms.constraints import ConstraintsForm
from planner.forms.decisions import DecisionForm, GoLiveForm, ProgressForm, WithdrawForm
from planner.forms.initiative_files import InitiativeFileApplyForm, InitiativeFileForm
from planner.forms.initiatives import DropForm, InitiativeFilterForm, InitiativeForm
from planner.forms.plans import PlanRequestForm
from planner.forms.scenario import ScenarioForm
from planner.forms.scenarios import ScenarioOfferForm, ScenarioRequestForm
from planner.forms.workload import WorkloadForm
from planner.forms.workloads import WORKLOAD_FORMS

__all__ = [
    "WORKLOAD_FORMS",
    "ConstraintsForm",
    "DecisionForm",
    "DropForm",
    "GoLiveForm",
    "InitiativeFileApplyForm",
    "InitiativeFileForm",
    "InitiativeFilterForm",
    "InitiativeForm",
    "PlanRequestForm",
    "ProgressForm",
    "ScenarioForm",
    "ScenarioOfferForm",
    "ScenarioRequestForm",
    "WithdrawForm",
    "WorkloadForm",
]
