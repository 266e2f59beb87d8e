"""What people do at any address of a client is in the audit log: once, with the client, and with who it was."""

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Action, AuditEntry, Role
from accounts.services import remove_member
from assessments.document import write_document
from assessments.models import Assignment, Evidence, ProbeReading
from assessments.services import (
    accept_domain,
    add_link,
    close_engagement,
    create_engagement,
    record_override,
    reject_evidence,
    remove_evidence,
    reopen_domain,
    reopen_engagement,
    return_domain,
    submit_domain,
    unassign,
)
from assessments.services import withdraw as withdraw_settled
from assessments.services.probes import remove_reading
from planner.models import Decision, OwnInitiative, Plan, Scenario, Workload
from planner.roadmap.written_initiatives import entry_of
from planner.services.changes.written import Changes
from planner.services.decisions.decide import decide, record_go_live, record_progress, withdraw
from planner.services.decisions.faults import DecisionTerms, ProgressReport
from planner.services.initiatives.file import apply_file, state_of_all
from planner.services.initiatives.keep import add_initiative, change_initiative, drop_initiative, state_of
from planner.services.plans.request import mark_plan_failed, request_plan, retry_plan
from planner.services.scenarios.keep import change_scenario, remove_scenario
from planner.services.scenarios.keep import state_of as state_of_scenario
from planner.services.workloads import add_workload, change_workload, remove_workload, set_constraints
from tests.audit_log import recorded
from tests.planner.samples import ASSISTANT, CONSTRAINTS
from tests.security.clinic import Clinic, make_clinic, own_initiative
from tests.security.routes import OF_A_CLIENT
from tests.security.test_outsiders import address, everything

pytestmark = pytest.mark.any_database  # that entries go with their change is shown on both in tests/accounts

# What a consultant leaves behind in the log at each address, with the data that stands in `routes.py`.
RECORDED = {
    ("accounts:member-remove", "post"): Action.MEMBER_REMOVED,
    ("accounts:branding-edit", "post"): Action.BRANDING_CHANGED,
    ("accounts:branding-remove", "post"): Action.BRANDING_REMOVED,
    ("accounts:invitation-resend", "post"): Action.INVITATION_SENT,
    ("accounts:invitation-revoke", "post"): Action.INVITATION_REVOKED,
    ("assessments:answer-countersign", "post"): Action.COUNTERSIGNED,
    ("assessments:review-question", "post"): Action.CONSENSUS_RECORDED,
    ("assessments:evidence-add", "post"): Action.EVIDENCE_ADDED,
    ("assessments:evidence-download", "get"): Action.EVIDENCE_DOWNLOADED,
    ("assessments:evidence-review", "post"): Action.EVIDENCE_ACCEPTED,
    ("assessments:assignment-list", "post"): Action.ASSIGNED,
    ("assessments:assignment-remove", "post"): Action.UNASSIGNED,
    ("assessments:submission-submit", "post"): Action.SUBMITTED,
    ("assessments:engagement-profile", "post"): Action.PROFILE_CHOSEN,
    ("assessments:bank-yaml", "get"): Action.EXPORTED,
    ("assessments:bank-xlsx", "get"): Action.EXPORTED,
    ("assessments:probe-create", "post"): Action.MEASUREMENT_ADDED,
    ("assessments:probe-delete", "post"): Action.MEASUREMENT_REMOVED,
    ("assessments:milestone-take", "post"): Action.MILESTONE_TAKEN,
    ("planner:workload-delete", "post"): Action.WORKLOAD_REMOVED,
    ("planner:scenario-create", "post"): Action.SCENARIO_ADDED,
    ("planner:scenario-offer", "post"): Action.SCENARIO_ADDED,
    ("planner:scenario-delete", "post"): Action.SCENARIO_REMOVED,
    ("planner:plan-compare", "get"): Action.RESULT_VIEWED,
    ("planner:comparison-download", "get"): Action.EXPORTED,
    ("planner:decision-download", "get"): Action.EXPORTED,
    ("planner:initiative-download", "get"): Action.EXPORTED,
    ("planner:what-if", "get"): Action.RESULT_VIEWED,
    ("planner:plan-detail", "get"): Action.RESULT_VIEWED,
    ("planner:report-download", "get"): Action.REPORT_DOWNLOADED,
    ("planner:report-variant", "get"): Action.REPORT_DOWNLOADED,
    ("planner:snapshot-download", "get"): Action.EXPORTED,
    ("planner:workbook-download", "get"): Action.EXPORTED,
    ("planner:slides-download", "get"): Action.EXPORTED,
    ("planner:tables-download", "get"): Action.EXPORTED,
}
# Rows that say by themselves who wrote them and when; and where somebody was last.
JOURNALS = {
    "assessments.answer", "assessments.answerrevision", "assessments.thread", "assessments.message",
    "assessments.bookmark", "jobs.job",
}  # fmt: skip


@pytest.fixture
def clinic(db: None) -> Clinic:
    return make_clinic()


def test_each_address_records_what_it_does_and_changes_nothing_else_unrecorded(clinic: Clinic) -> None:
    """One clinic for all addresses, which takes seconds: a clinic for each would take minutes."""
    browser, consultant = clinic.client("consultant"), clinic.people["consultant"]
    found: dict[tuple[str, str], Action] = {}
    for name, route in OF_A_CLIENT.items():
        for method in route.methods:
            before, seen = everything(), AuditEntry.objects.count()
            with transaction.atomic():
                getattr(browser, method)(address(clinic, name, route.args), dict(route.data))
                entries = recorded()[seen:]
                after = everything()
                transaction.set_rollback(True)
            changed = {table for table in after if after[table] != before[table]}
            assert entries or changed <= JOURNALS, (name, method, changed)
            for entry in entries:
                found[name, method] = Action(entry.action)
                assert len(entries) == 1, (name, method)
                assert (entry.actor, entry.organisation) == (consultant, clinic.organisation), name
    assert found == RECORDED


# -- what those forms leave out


def _removals(clinic: Clinic) -> None:
    """Each is on the pages of two people, and the second finds it gone."""
    of_it = {"engagement": clinic.engagement}
    rows: list[tuple[Callable[[], Any], Callable[[Any], None]]] = [
        (lambda: clinic.membership(Role.READER), lambda row: remove_member(membership=row)),
        (lambda: Assignment.objects.get(**of_it), lambda row: unassign(assignment=row)),
        (lambda: ProbeReading.objects.get(**of_it), lambda row: remove_reading(reading=row)),
        (lambda: Workload.objects.get(**of_it), lambda row: remove_workload(workload=row)),
        (lambda: Scenario.objects.get(**of_it), lambda row: remove_scenario(scenario=row)),
    ]
    for read, remove in rows:
        for row in (read(), read()):
            remove(row)


def _engagement(clinic: Clinic) -> None:
    made = create_engagement(
        organisation=clinic.organisation, title="Next year", created_by=clinic.setting.lead
    )
    close_engagement(made)
    close_engagement(made)
    reopen_engagement(made)


def _questionnaires(clinic: Clinic) -> None:
    engagement, lead = clinic.engagement, clinic.setting.lead
    return_domain(engagement=engagement, domain="data", by=lead, seen=1, note="More, please")
    submit_domain(engagement=engagement, domain="data", by=clinic.setting.respondent, seen=2)
    accept_domain(engagement=engagement, domain="data", by=lead, seen=3)
    assert not accept_domain(engagement=engagement, domain="data", by=lead, seen=3)
    reopen_domain(engagement=engagement, domain="data", by=lead, seen=4, note="Something is new")


def _settlements(clinic: Clinic) -> None:
    said = {"engagement": clinic.engagement, "question_id": "hw-level", "by": clinic.setting.consultant}
    for _twice in range(2):
        record_override(value={"level": 3}, basis="estimated", reason="We measured it", **said)  # type: ignore[arg-type]  # -- the same for both
    withdraw_settled(reason="Measured wrongly", **said)  # type: ignore[arg-type]  # -- the same for both


def _evidence(clinic: Clinic) -> None:
    piece = Evidence.objects.get()
    assert reject_evidence(evidence=piece, by=clinic.setting.lead, note="Too old")
    assert not reject_evidence(evidence=piece, by=clinic.setting.lead, note="Too old")
    link = "https://files.example/?token=secret"
    added = add_link(
        engagement=clinic.engagement, question_id="hw-level", added_by=clinic.setting.lead, link=link
    )
    remove_evidence(evidence=added, by=clinic.setting.lead)


def _workloads(clinic: Clinic) -> None:
    made = Workload(engagement=clinic.engagement, title="Search", kind="inference", specification=ASSISTANT)
    add_workload(workload=made)
    change_workload(workload=made)
    record_go_live(workload=made, quarter="2026-Q1", shown="")
    record_go_live(workload=made, quarter="2026-Q1", shown="2026-Q1")
    set_constraints(engagement=clinic.engagement, document=CONSTRAINTS)


def _scenarios(clinic: Clinic) -> None:
    scenario = Scenario.objects.get(name="rent")
    seen = state_of_scenario(scenario)
    for _twice in range(2):
        change_scenario(scenario=scenario, title="Buy", note="", changes=Changes(acquire="buy"), seen=seen)


def _plans(clinic: Clinic) -> None:
    request_id = uuid.uuid4()
    for _twice in range(2):
        plan = request_plan(engagement=clinic.engagement, user=clinic.setting.lead, request_id=request_id)
    mark_plan_failed(plan.pk, "no memory")
    for failed in (Plan.objects.get(pk=plan.pk), Plan.objects.get(pk=plan.pk)):
        retry_plan(failed)


def _initiatives(clinic: Clinic) -> None:
    engagement, lead, entry = clinic.engagement, clinic.setting.lead, entry_of(own_initiative())
    row = OwnInitiative.objects.get()
    changed = change_initiative(
        engagement=engagement, document=entry, reason="Offer", seen=state_of(row), by=lead
    )
    new = {name: value for name, value in entry.items() if name != "id"} | {"title": "Shared sandbox"}
    added = add_initiative(engagement=engagement, document=new, reason="Offer", by=lead)
    drop_initiative(engagement=engagement, identifier=added.identifier, seen=state_of(added))
    apply_file(
        engagement=engagement,
        text=write_document({"initiatives": [{**entry, "title": "Another title"}]}),
        name="own.yaml",
        titles={},
        seen=state_of_all({changed.identifier: changed}),
        reason="Offer",
        by=lead,
    )


def _decisions(clinic: Clinic) -> None:
    lead, stored = clinic.setting.lead, Decision.objects.get()
    terms = DecisionTerms("rejected", "We rent instead")
    for _twice in range(2):
        decide(
            engagement=clinic.engagement,
            initiative=clinic.plan.snapshot["roadmap"]["initiatives"][0]["id"],
            plan=clinic.plan,
            terms=terms,
            base_revision=0,
            by=lead,
        )
    report = ProgressReport("under_way", 40, "2026-Q1")
    stored = record_progress(decision=stored, report=report, base_revision=stored.revision, by=lead)
    withdraw(decision=stored, reason="No longer needed", base_revision=stored.revision, by=lead)


CHANGES: Mapping[Callable[[Clinic], None], list[Action]] = {
    _removals: [
        Action.MEMBER_REMOVED, Action.UNASSIGNED, Action.MEASUREMENT_REMOVED, Action.WORKLOAD_REMOVED,
        Action.SCENARIO_REMOVED,
    ],
    _engagement: [Action.ENGAGEMENT_CREATED, Action.ENGAGEMENT_CLOSED, Action.ENGAGEMENT_REOPENED],
    _questionnaires: [Action.RETURNED, Action.SUBMITTED, Action.ACCEPTED, Action.REOPENED],
    _settlements: [Action.OVERRIDE_RECORDED, Action.SETTLEMENT_WITHDRAWN],
    _evidence: [Action.EVIDENCE_REJECTED, Action.EVIDENCE_ADDED, Action.EVIDENCE_REMOVED],
    _workloads: [
        Action.WORKLOAD_ADDED, Action.WORKLOAD_CHANGED, Action.WENT_LIVE, Action.CONSTRAINTS_CHANGED,
    ],
    _scenarios: [Action.SCENARIO_CHANGED],
    _plans: [Action.PLAN_REQUESTED, Action.PLAN_RETRIED],
    _initiatives: [
        Action.INITIATIVE_CHANGED, Action.INITIATIVE_CHANGED, Action.INITIATIVE_REMOVED, Action.INITIATIVES_IMPORTED,
    ],
    _decisions: [Action.DECIDED, Action.PROGRESS_RECORDED, Action.DECISION_WITHDRAWN],
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_a_change_is_recorded_once_and_without_what_was_written(
    clinic: Clinic, change: Callable[[Clinic], None]
) -> None:
    seen = AuditEntry.objects.count()
    change(clinic)
    entries = recorded()[seen:]
    assert [Action(entry.action) for entry in entries] == CHANGES[change]
    assert {entry.organisation for entry in entries} <= {clinic.organisation}
    said = " ".join(f"{entry.title} {entry.details_text}" for entry in entries)
    assert not [word for word in ("please", "secret", "measured it", "rent instead") if word in said]


def test_every_action_is_recorded_somewhere() -> None:
    source = "\n".join(
        path.read_text()
        for room in ("accounts", "assessments", "planner")
        for path in (Path(__file__).parents[2] / room).rglob("*.py")
        if path.name != "audit.py" or path.parent.name != "models"
    )
    assert [action for action in Action if f"Action.{action.name}" not in source] == []


def test_the_page_on_the_log_lists_every_action_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text()
    listed = [line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 4]
    table = listed[-len(Action) :]
    when = {True: "in the transaction of the change", False: "when it happens"}
    assert table == [f"| `{one.value}` | {one.label} | {when[one.is_change]} |" for one in Action]
    assert f"| action | in words | recorded |\n|---|---|---|\n{table[0]}" in page
