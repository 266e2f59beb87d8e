"""The demonstration organisation: made from a document, through the same services as real work."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Organisation, Role, User
from accounts.services import add_member, create_organisation
from assessments.document import read_document
from assessments.models import Answer, Content, Engagement
from assessments.queries import GivenAnswer
from assessments.question_bank.load import SHIPPED
from assessments.services import create_engagement, publish_bank, save_answer
from planner.models import Plan, Workload
from planner.services.assess_document import read_assess_document
from planner.services.inputs import PlanInputs
from planner.services.plans import request_plan
from planner.services.workloads import set_constraints
from planner.sizing.demand import DEMAND_KEYS

DOCUMENT = Path(settings.BASE_DIR) / "examples" / "demonstration.yaml"
MAIL_DOMAIN = "demonstration.example"
LEAD = f"lead@{MAIL_DOMAIN}"
CONSULTANT = f"consultant@{MAIL_DOMAIN}"
READER = f"sponsor@{MAIL_DOMAIN}"


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
    """Make the demonstration organisation anew: people, answers, workloads, constraints and a first plan.

    An earlier one is replaced, and nothing else is touched.
    """
    with transaction.atomic():
        bank = publish_bank(SHIPPED).bank_version
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
        _save_answers(engagement, inputs, people)
        _save_workloads(engagement, inputs)
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
    people = {email: _person(email, names[email], password) for email in roles}
    for email, role in roles.items():
        add_member(organisation=organisation, user=people[email], role=role)
    return people


def _email_of(answer: GivenAnswer) -> str:
    return f"{slugify(answer.respondent)}@{MAIL_DOMAIN}"


def _person(email: str, name: str, password: str) -> User:
    user = User.objects.filter(email=email).first() or User(email=email)
    user.name = name
    user.set_password(password)
    user.save()
    return user


def _save_answers(engagement: Engagement, inputs: PlanInputs, people: Mapping[str, User]) -> None:
    for answer in inputs.answers:
        content = Content(
            status=answer.status,
            value=answer.value,
            basis=answer.basis,
            comment=answer.comment,
            reason=answer.reason,
            evidence="named in the document" if answer.has_evidence else "",
        )
        saved = save_answer(
            engagement=engagement,
            respondent=people[_email_of(answer)],
            question_id=answer.question,
            content=content,
        )
        given = datetime.combine(answer.answered_on, time(12), UTC)
        Answer.objects.filter(pk=saved.answer.pk).update(answered_at=given)


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
