"""The inputs of a plan, gathered from an engagement as it stands now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from accounts.models import Organisation
from assessments.document import DocumentError, Fault
from assessments.language import DEFAULT, say
from assessments.models import Engagement, read_profile, read_translation
from assessments.queries import given_answers, settled_for
from assessments.question_bank.model import Bank
from planner.models import Decision, OwnInitiative, PlanningConstraints, Scenario
from planner.services.changes.lay import read_changes, with_changes
from planner.services.defaults import default_constraints
from planner.services.frozen.inputs import (
    BankReference,
    OrganisationInput,
    PlanInputs,
    Profile,
    with_translation,
)
from planner.services.plans.decided import with_decided


def inputs_of(
    engagement: Engagement, *, as_of: date, language: str = DEFAULT, scenario: Scenario | None = None
) -> PlanInputs:
    """Return everything a plan of this engagement depends on.

    language: what the plan is to be written in. scenario: what is to be different from what is known.
    Raises DocumentError without a workload, and for a scenario that cannot be laid over what is known.
    """
    return inputs_of_each(engagement, (scenario,), as_of=as_of, language=language)[0]


def inputs_of_each(
    engagement: Engagement, scenarios: Sequence[Scenario | None], *, as_of: date, language: str = DEFAULT
) -> list[PlanInputs]:
    """Return the inputs of several plans that rest on the same answers: of each scenario, None for the plain plan.

    Raises DocumentError with the faults of every scenario that cannot be laid over what is known.
    """
    bank = read_profile(engagement.bank.fingerprint, engagement.profile)
    known = _known(engagement, bank, as_of, language)
    translation = read_translation(bank.fingerprint, language)
    found: list[PlanInputs] = []
    faults: list[Fault] = []
    for scenario in scenarios:
        try:
            inputs = known if scenario is None else in_scenario(known, scenario, bank)
        except DocumentError as error:
            faults += error.faults
        else:
            found.append(with_translation(inputs, bank, translation)[0])
    if faults:
        raise DocumentError(list(dict.fromkeys(faults)))
    return found


def _known(engagement: Engagement, bank: Bank, as_of: date, language: str) -> PlanInputs:
    workloads = tuple(workload.document for workload in engagement.workloads.all())
    if not workloads:
        reason = say("describe at least one workload first: readiness is always readiness for something")
        raise DocumentError([Fault(engagement.title, None, "", reason)])
    limits = PlanningConstraints.objects.filter(engagement=engagement).first()
    return PlanInputs(
        organisation=_organisation(engagement.organisation),
        engagement=engagement.title,
        as_of=as_of,
        bank=BankReference.of(bank),
        answers=given_answers(engagement),
        workloads=workloads,
        constraints=with_decided(
            limits.document if limits else default_constraints(as_of),
            Decision.objects.filter(engagement=engagement).order_by("pk"),
        ),
        targets={"default": engagement.target_level},
        settled=settled_for(engagement),
        profile=cast(Profile, engagement.profile),
        language=language,
        initiatives=tuple(row.document for row in OwnInitiative.objects.filter(engagement=engagement)),
    )


def in_scenario(inputs: PlanInputs, scenario: Scenario, bank: Bank) -> PlanInputs:
    """Return the inputs with the changes of a scenario, and its name. Raises DocumentError."""
    changes = read_changes(scenario.changes, title=scenario.title)
    changed = with_changes(inputs, changes, bank, title=scenario.title)
    named = {"name": scenario.name, "title": scenario.title, "changes": scenario.changes}
    return replace(changed, scenario=named)


def _organisation(organisation: Organisation) -> OrganisationInput:
    return OrganisationInput(organisation.name, organisation.sector, organisation.country)
