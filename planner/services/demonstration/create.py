"""The demonstration organisation: made from a document, through the same services as real work."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Organisation, Role, User
from accounts.services import add_member, create_organisation
from assessments.document import read_document
from assessments.models import Answer, Content, Engagement
from assessments.queries import GivenAnswer
from assessments.services import (
    create_engagement,
    publish_shipped,
    record_consensus,
    record_override,
    save_answer,
    take_milestone,
)
from planner.models import Plan, Workload
from planner.services.demonstration.teamwork import Team, accept_named_evidence, work_together
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.inputs import PlanInputs
from planner.services.plans.request import request_plan
from planner.services.workloads import set_constraints
from planner.sizing.demand import DEMAND_KEYS

DOCUMENT = Path(settings.BASE_DIR) / "examples" / "demonstration.yaml"
MAIL_DOMAIN = "demonstration.example"
LEAD = f"lead@{MAIL_DOMAIN}"
CONSULTANT = f"consultant@{MAIL_DOMAIN}"
READER = f"sponsor@{MAIL_DOMAIN}"
IT, DATA, SECURITY, DELIVERY = (
    f"{name}@{MAIL_DOMAIN}" for name in ("it-lead", "data-lead", "security-officer", "pmo-lead")
)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made, and how to log in."""

    organisation: Organisation
    engagement: Engagement
    plan: Plan
    emails: tuple[str, ...]
    password: str


def demonstration_password() -> str:
    """Return the password of the demonstration users, made once per installation and kept beside its data."""
    path = Path(settings.DATA_DIR) / "demonstration_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()


def create_demonstration(*, password: str, document: Path = DOCUMENT) -> Demonstration:
    """Make the demonstration organisation anew: people, answers, teamwork, workloads, constraints and a first plan.

    An earlier one is replaced, and nothing else is touched.
    """
    with transaction.atomic():
        bank = publish_shipped()[-1].bank_version
        inputs = read_assess_document(read_document(document), bank.read(), today=datetime.now(UTC).date())
        _remove_earlier(inputs.organisation.name)
        organisation = create_organisation(
            name=inputs.organisation.name,
            sector=inputs.organisation.sector,
            country=inputs.organisation.country,
        )
        people = _people(organisation, inputs, password)
        engagement = create_engagement(
            organisation=organisation, title=inputs.engagement, created_by=people[CONSULTANT], bank=bank
        )
        _answer_and_settle(engagement, inputs, people)
        _save_workloads(engagement, inputs)
        emails = (CONSULTANT, LEAD, IT, DATA, SECURITY, DELIVERY)
        work_together(engagement, Team(*(people[email] for email in emails)))
        plan = request_plan(
            engagement=engagement, user=people[CONSULTANT], request_id=uuid.uuid4(), title="First plan"
        )
    return Demonstration(organisation, engagement, plan, tuple(people), password)


def _remove_earlier(name: str) -> None:
    for organisation in Organisation.objects.filter(name=name):
        Engagement.objects.filter(organisation=organisation).delete()
        organisation.delete()


def _people(organisation: Organisation, inputs: PlanInputs, password: str) -> dict[str, User]:
    roles = {CONSULTANT: Role.CONSULTANT, LEAD: Role.LEAD, READER: Role.READER}
    names = {CONSULTANT: "Demo Consultant", LEAD: "Demo Lead", READER: "Demo Sponsor"}
    for answer in inputs.answers:
        email = _email_of(answer)
        roles.setdefault(email, Role.RESPONDENT)
        names.setdefault(email, f"Demo {answer.respondent_name}")
    # Hashed once: each hash takes a fifth of a second, on purpose.
    hashed = make_password(password)
    people = {email: _person(email, names[email], hashed) for email in roles}
    for email, role in roles.items():
        add_member(organisation=organisation, user=people[email], role=role)
    return people


def _email_of(answer: GivenAnswer) -> str:
    return f"{slugify(answer.respondent)}@{MAIL_DOMAIN}"


def _person(email: str, name: str, hashed_password: str) -> User:
    user = User.objects.filter(email=email).first() or User(email=email)
    user.name, user.password = name, hashed_password
    user.save()
    return user


def _answer_and_settle(engagement: Engagement, inputs: PlanInputs, people: Mapping[str, User]) -> None:
    """One answers after the others, then all meet: a milestone before, and one after."""
    late = [one for one in inputs.answers if _email_of(one) == DELIVERY]
    _save_answers(engagement, [one for one in inputs.answers if one not in late], people)
    take_milestone(engagement=engagement, title="First answers", by=people[CONSULTANT])
    _save_answers(engagement, late, people)
    named = {one.question: people[_email_of(one)] for one in inputs.answers if one.has_evidence}
    accept_named_evidence(engagement, named, people[CONSULTANT])
    _settle(engagement, inputs, people[CONSULTANT])
    take_milestone(engagement=engagement, title="After the workshop", by=people[CONSULTANT])


def _save_answers(engagement: Engagement, answers: Iterable[GivenAnswer], people: Mapping[str, User]) -> None:
    for answer in answers:
        content = Content(
            status=answer.status,
            value=answer.value,
            basis=answer.basis,
            comment=answer.comment,
            reason=answer.reason,
        )
        saved = save_answer(
            engagement=engagement,
            respondent=people[_email_of(answer)],
            question_id=answer.question,
            content=content,
        )
        given = min(datetime.combine(answer.answered_on, time(12), UTC), saved.saved_at)
        Answer.objects.filter(pk=saved.answer.pk).update(answered_at=given)


def _settle(engagement: Engagement, inputs: PlanInputs, consultant: User) -> None:
    for settled in inputs.settled:
        record = record_override if settled.kind == "override" else record_consensus
        record(
            engagement=engagement,
            question_id=settled.question,
            value=settled.value,
            basis=settled.basis,
            reason=settled.reason,
            by=consultant,
        )


def _save_workloads(engagement: Engagement, inputs: PlanInputs) -> None:
    for data in inputs.workloads:
        kept: dict[str, Any] = {key: value for key, value in data.items() if key not in DEMAND_KEYS}
        name, kind = str(kept.pop("name")), str(kept.pop("kind"))
        Workload.objects.create(
            engagement=engagement,
            name=slugify(name),
            kind=kind,
            specification=kept,
            title=data.get("title", name),
            **{key: data[key] for key in ("data_class", "place", "value", "deadline") if key in data},
        )
    constraints = {**inputs.constraints}
    set_constraints(engagement=engagement, document=constraints)
