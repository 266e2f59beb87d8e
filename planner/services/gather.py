"""The inputs of a plan, gathered from an engagement as it stands now."""

from datetime import date
from typing import cast

from accounts.models import Organisation
from assessments.document import DocumentError, Fault
from assessments.language import DEFAULT, say
from assessments.models import Engagement, read_profile, read_translation
from assessments.queries import given_answers, settled_for
from planner.models import PlanningConstraints
from planner.services.defaults import default_constraints
from planner.services.inputs import BankReference, OrganisationInput, PlanInputs, Profile, with_translation


def inputs_of(engagement: Engagement, *, as_of: date, language: str = DEFAULT) -> PlanInputs:
    """Return everything a plan of this engagement depends on. Raises DocumentError without a workload.

    language: what the plan is to be written in.
    """
    workloads = tuple(workload.document for workload in engagement.workloads.all())
    if not workloads:
        reason = say("describe at least one workload first: readiness is always readiness for something")
        raise DocumentError([Fault(engagement.title, None, "", reason)])
    limits = PlanningConstraints.objects.filter(engagement=engagement).first()
    bank = read_profile(engagement.bank.fingerprint, engagement.profile)
    inputs = PlanInputs(
        organisation=_organisation(engagement.organisation),
        engagement=engagement.title,
        as_of=as_of,
        bank=BankReference.of(bank),
        answers=given_answers(engagement),
        workloads=workloads,
        constraints=limits.document if limits else default_constraints(as_of),
        targets={"default": engagement.target_level},
        settled=settled_for(engagement),
        profile=cast(Profile, engagement.profile),
        language=language,
    )
    return with_translation(inputs, bank, read_translation(bank.fingerprint, language))[0]


def _organisation(organisation: Organisation) -> OrganisationInput:
    return OrganisationInput(organisation.name, organisation.sector, organisation.country)
