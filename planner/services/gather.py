"""The inputs of a plan, gathered from an engagement as it stands now."""

from datetime import date

from accounts.models import Organisation
from assessments.document import DocumentError, Fault
from assessments.models import Engagement
from assessments.queries import bank_of, given_answers
from planner.models import PlanningConstraints
from planner.services.defaults import default_constraints
from planner.services.inputs import BankReference, OrganisationInput, PlanInputs


def inputs_of(engagement: Engagement, *, as_of: date) -> PlanInputs:
    """Return everything a plan of this engagement depends on. Raises DocumentError without a workload."""
    workloads = tuple(workload.document for workload in engagement.workloads.all())
    if not workloads:
        reason = "describe at least one workload first: readiness is always readiness for something"
        raise DocumentError([Fault(engagement.title, None, "", reason)])
    limits = PlanningConstraints.objects.filter(engagement=engagement).first()
    return PlanInputs(
        organisation=_organisation(engagement.organisation),
        engagement=engagement.title,
        as_of=as_of,
        bank=BankReference.of(bank_of(engagement)),
        answers=given_answers(engagement),
        workloads=workloads,
        constraints=limits.document if limits else default_constraints(as_of),
        targets={"default": engagement.target_level},
    )


def _organisation(organisation: Organisation) -> OrganisationInput:
    return OrganisationInput(organisation.name, organisation.sector, organisation.country)
