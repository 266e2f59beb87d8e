"""One client with a row of everything, its people, and the people who have no business there."""

import uuid
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User
from accounts.services import keep_branding, read_logo
from assessments.models import Answer, Content, Engagement
from assessments.probes import read_output
from assessments.services import add_file, assign, open_thread, submit_domain, take_milestone
from assessments.services.probes import keep_reading
from jobs.models import Job
from planner.models import (
    Decision,
    Forecast,
    OwnInitiative,
    Plan,
    PlanningConstraints,
    Report,
    Scenario,
    Workload,
)
from planner.roadmap.catalogue import shipped_initiatives
from planner.roadmap.initiative import Initiative
from planner.roadmap.written_initiatives import entry_of
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import canonical_text
from planner.services.plans.gather import inputs_of
from tests.accounts.logos import picture
from tests.assessments.samples import Setting, answer, level, make_setting, save
from tests.factories import add_member, make_invitation, make_organisation, make_user
from tests.planner.samples import ASSISTANT, CONSTRAINTS

CLIENT_NAME = "Aurelia Clinics"
INSIDERS = ("respondent", "reader", "lead", "consultant")
OUTSIDERS = ("foreign lead", "foreign consultant", "nobody's member")
PEOPLE = ("not signed in", *OUTSIDERS, *INSIDERS)


@dataclass(frozen=True)
class Clinic:
    """The client, and `people`: who knocks, by the names of PEOPLE."""

    setting: Setting
    answer: Answer
    plan: Plan
    token: str
    invitation_pk: int
    people: Mapping[str, User | None] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def engagement(self) -> Engagement:
        """The only one."""
        return self.setting.engagement

    @property
    def organisation(self) -> Organisation:
        """The client."""
        return self.setting.engagement.organisation

    def client(self, who: str) -> Client:
        """The browser of somebody; an error is a page with status 500 there."""
        if who not in self.clients:
            self.clients[who] = Client(raise_request_exception=False)
            if user := self.people[who]:
                self.clients[who].force_login(user)
        return self.clients[who]

    def copy(self) -> "Clinic":
        """The same rows as objects of their own, and browsers of the same sessions."""
        clients = {}
        for who, client in self.clients.items():
            clients[who] = Client(raise_request_exception=False)
            clients[who].cookies = deepcopy(client.cookies)
        return replace(deepcopy(replace(self, clients={})), clients=clients)

    def membership(self, role: Role) -> Membership:
        """The membership of the client's own person."""
        return Membership.objects.get(organisation=self.organisation, role=role)

    @cached_property
    def numbers(self) -> dict[str, object]:
        """What stands in addresses: the keys of the client's rows, by what they are."""
        return {
            "organisation": self.organisation.pk,
            "engagement": self.engagement.pk,
            "member": self.membership(Role.RESPONDENT).pk,
            "invitation": self.invitation_pk,
            "token": self.token,
            "group": "compute",
            "question": "hw-level",
            "practice": "HW-01",
            "answer": self.answer.pk,
            "domain": "hardware",
            "evidence": self.engagement.evidence.get().pk,
            "assignment": self.engagement.assignments.get().pk,
            "thread": self.engagement.threads.get().pk,
            "reading": self.engagement.probe_readings.get().pk,
            "kind": "inference",
            "workload": "assistant",
            "scenario": "rent",
            "initiative": "access",
            "shipped initiative": own_initiative().id,
            "plan": self.plan.pk,
            "variant": "executive",
            "milestone": self.engagement.milestones.get().pk,
            "organisation type": ContentType.objects.get_for_model(Organisation).pk,
        }


def make_clinic() -> Clinic:
    """Save a client with people, answers, an invitation, a workload, constraints, a scenario, a plan and its report."""
    setting = make_setting()
    for person in (setting.consultant, setting.lead, setting.respondent):
        save(setting, level(2), by=person)
    save(setting, Content("not_applicable", reason="Rented"), question="hw-net")
    make_teamwork(setting)
    issued = make_invitation(setting.engagement.organisation, email="invited@example.org")
    Workload.objects.create(
        engagement=setting.engagement,
        name="assistant",
        title="Assistant",
        kind="inference",
        specification=ASSISTANT,
    )
    PlanningConstraints.objects.create(engagement=setting.engagement, document=CONSTRAINTS)
    keep_branding(
        organisation=setting.engagement.organisation,
        user=setting.lead,
        main_colour="#0d5c70",
        second_colour="",
        cover_text="For Aurelia Clinics only",
        logo=read_logo(picture()),
    )
    Scenario.objects.create(
        engagement=setting.engagement,
        name="rent",
        title="Aurelia Clinics rent",
        changes={"acquire": "rent"},
        created_by=setting.lead,
    )
    take_milestone(engagement=setting.engagement, title="Kick-off", by=setting.lead)
    plan = make_plan_of(setting)
    make_decision(setting, plan)
    OwnInitiative.objects.create(
        engagement=setting.engagement,
        identifier=own_initiative().id,
        document=entry_of(own_initiative()),
        reason="Aurelia Clinics know their prices",
        changed_by=setting.lead,
    )
    User.objects.filter(pk=setting.consultant.pk).update(is_staff=True)
    people: dict[str, User | None] = {
        "not signed in": None,
        "nobody's member": make_user("nobody@example.org"),
        "foreign lead": add_member(make_organisation(), Role.LEAD).user,
        "foreign consultant": add_member(make_organisation(), Role.CONSULTANT).user,
    }
    for name in INSIDERS:
        people[name] = User.objects.get(email=f"{name}@example.org")
    return Clinic(setting, answer(setting, "hw-net"), plan, issued.token, issued.invitation.pk, people)


def own_initiative() -> Initiative:
    """The shipped initiative that this client changed."""
    return shipped_initiatives()[0]


def make_decision(setting: Setting, plan: Plan) -> None:
    """Save a decision with its history, and what the plan forecast."""
    title = "Aurelia Clinics control access"
    decision = Decision.objects.create(
        engagement=setting.engagement,
        initiative="access",
        title=title,
        plan=plan,
        choice="accepted",
        reason="Aurelia Clinics need it",
        owner="Aurelia Clinics",
        decided_by=setting.lead,
        decided_at=timezone.now(),
    )
    decision.events.create(by=setting.lead, values={"action": "decided", "choice": "accepted"})
    Forecast.objects.create(plan=plan, subject="initiative", key="access", title=title, finish="2027-Q3")


def make_teamwork(setting: Setting) -> None:
    """Save evidence, a conversation and a step of the respondent, and something that is asked of them."""
    engagement, respondent = setting.engagement, setting.respondent
    file = BytesIO(b"Aurelia Clinics keep a capacity plan.")
    add_file(engagement=engagement, question_id="hw-level", added_by=respondent, name="plan.txt", file=file)
    assign(
        engagement=engagement,
        scope="domain",
        target="data",
        person=respondent,
        assigned_by=setting.lead,
    )
    submit_domain(engagement=engagement, domain="data", by=respondent, seen=0)
    keep_reading(
        engagement=engagement,
        reading=read_output("CPU(s): 2", machine="Aurelia Clinics"),
        source_text="CPU(s): 2",
        read_by=respondent,
    )
    open_thread(engagement=engagement, title="A doubt", opened_by=respondent, text="Aurelia Clinics?")


SNAPSHOTS: list[dict[str, Any]] = []


def make_plan_of(setting: Setting) -> Plan:
    """Save a finished plan with its report and its job; only the first of a process is evaluated."""
    inputs = inputs_of(setting.engagement, as_of=date(2026, 11, 20))
    if not SNAPSHOTS:
        SNAPSHOTS.append(evaluate(inputs, setting.engagement.read_bank()))
    plan = Plan.objects.create(
        engagement=setting.engagement,
        title="Baseline",
        requested_by=setting.lead,
        request_id=uuid.uuid4(),
        state=Plan.State.DONE,
        finished_at=timezone.now(),
        inputs_text=canonical_text(inputs.to_json()),
        snapshot_text=canonical_text(SNAPSHOTS[0]),
        fingerprint=SNAPSHOTS[0]["fingerprint"],
    )
    Report.objects.create(plan=plan, variant="executive", content=b"%PDF-1.7", sha256="0" * 64)
    Job.objects.create(kind="plan", key=plan.job_key, payload={"plan": plan.pk})
    return plan
