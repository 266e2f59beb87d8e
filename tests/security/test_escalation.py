"""Nobody gives themselves or others more than their role gives."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Membership, Role, User
from assessments.models import Engagement
from planner.models import Plan
from tests.assessments.samples import level, save
from tests.factories import add_member, make_invitation, make_organisation
from tests.security.clinic import Clinic

pytestmark = pytest.mark.any_database  # rights: no database says otherwise

WANTED_MORE = [
    {"is_superuser": "on", "is_staff": "on", "is_active": "on", "email": "x@example.org", "name": "X"},
    {"role": "consultant"},
]


@pytest.fixture
def lead(clinic: Clinic) -> Client:
    return clinic.client("lead")


@pytest.fixture
def consultant(clinic: Clinic) -> Client:
    return clinic.client("consultant")


def rights() -> list[tuple[Any, ...]]:
    """Who is what, everywhere."""
    people = User.objects.order_by("pk").values_list("pk", "email", "is_staff", "is_superuser", "is_active")
    return [*people, *Membership.objects.order_by("pk").values_list("user", "organisation", "role")]


def copy_of(engagement: Engagement, **fields: Any) -> Engagement:
    """Save the same engagement once more, with some fields changed."""
    copy = Engagement.objects.get(pk=engagement.pk)
    copy.pk = None
    copy._state.adding = True
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save()
    return copy


@pytest.mark.parametrize("role", ["consultant", "superuser", "", "LEAD", "consultant\x00"])
def test_a_lead_makes_nobody_a_consultant(clinic: Clinic, lead: Client, role: str) -> None:
    before = rights()
    for target in (Role.LEAD, Role.RESPONDENT):
        pks = [clinic.organisation.pk, clinic.membership(target).pk]
        lead.post(reverse("accounts:member-change", args=pks), {"role": role})
    typed = {"email": "friend@example.org", "role": role}
    assert lead.post(reverse("accounts:invitation-create", args=[pks[0]]), typed).status_code == 422
    assert rights() == before
    assert not Invitation.objects.filter(email="friend@example.org").exists()


@pytest.mark.parametrize("action", ["member-change", "member-remove"])
def test_a_lead_takes_nothing_from_a_consultant(clinic: Clinic, lead: Client, action: str) -> None:
    before = rights()
    pks = [clinic.organisation.pk, clinic.membership(Role.CONSULTANT).pk]
    assert lead.post(reverse(f"accounts:{action}", args=pks), {"role": "reader"}).status_code == 403
    assert rights() == before


def test_a_lead_does_not_replace_the_invitation_of_a_consultant(clinic: Clinic, lead: Client) -> None:
    invitation = make_invitation(
        clinic.organisation, email="expert@example.org", role=Role.CONSULTANT
    ).invitation
    typed = {"email": "Expert@Example.org", "role": "reader"}
    response = lead.post(reverse("accounts:invitation-create", args=[clinic.organisation.pk]), typed)
    assert response.status_code == 422
    assert "is invited already" in response.content.decode()
    kept = Invitation.objects.get(pk=invitation.pk)
    assert (kept.role, kept.token_hash) == (Role.CONSULTANT, invitation.token_hash)


@pytest.mark.parametrize("typed", WANTED_MORE)
def test_one_s_own_page_changes_the_name_and_nothing_else(clinic: Clinic, typed: dict[str, str]) -> None:
    before = rights()
    for who in ("respondent", "reader", "lead", "consultant"):
        clinic.client(who).post(reverse("accounts:profile-edit"), {"name": "New name", **typed})
    assert rights() == before


@pytest.mark.parametrize("typed", WANTED_MORE)
def test_a_consultant_makes_nobody_a_superuser(
    clinic: Clinic, consultant: Client, typed: dict[str, str]
) -> None:
    before = rights()
    for person in User.objects.all():
        consultant.post(reverse("admin:accounts_user_change", args=[person.pk]), typed)
    consultant.post(reverse("admin:accounts_user_add"), typed)
    assert rights() == before


def test_a_consultant_gives_roles_only_in_their_own_organisations(clinic: Clinic, consultant: Client) -> None:
    foreign = add_member(make_organisation(), Role.LEAD)
    own = clinic.people["consultant"]
    respondent = clinic.people["respondent"]
    assert own is not None
    assert respondent is not None
    before = rights()
    for user, organisation in [
        (own.pk, foreign.organisation_id),
        (respondent.pk, foreign.organisation_id),
        (foreign.user_id, clinic.organisation.pk),
    ]:
        typed = {"user": user, "organisation": organisation, "role": "consultant"}
        consultant.post(reverse("admin:accounts_membership_add"), typed)
    typed = {"organisation": foreign.organisation_id, "email": "friend@example.org", "role": "lead"}
    consultant.post(reverse("admin:accounts_invitation_add"), typed)
    consultant.post(
        reverse("admin:accounts_membership_change", args=[clinic.membership(Role.LEAD).pk]),
        {"role": "lead", "organisation": foreign.organisation_id, "user": foreign.user_id},
    )
    assert rights() == before
    assert not Invitation.objects.filter(email="friend@example.org").exists()


@pytest.mark.parametrize(
    ("model", "question"),
    [
        ("accounts_user", "password__startswith=argon2"),
        ("accounts_user", "password__regex=^a"),
        ("accounts_user", "organisations=1"),
        ("accounts_user", "memberships=1"),
        ("accounts_user", "memberships__organisation__name=x"),
        ("accounts_organisation", "memberships__user__password__startswith=a"),
        ("accounts_membership", "user__password__startswith=argon2"),
        ("accounts_invitation", "token_hash__startswith=0"),
        ("accounts_invitation", "invited_by__password__startswith=argon2"),
        ("assessments_engagement", "created_by__password__startswith=argon2"),
        ("assessments_engagement", "organisation__people__email=a@example.org"),
        ("assessments_answer", "respondent__password__startswith=argon2"),
        ("planner_plan", "requested_by__password__startswith=argon2"),
        ("planner_plan", "snapshot_text__contains=a"),
        ("planner_report", "plan__engagement__organisation__name=a"),
    ],
)
def test_a_list_in_the_admin_answers_no_question_that_it_does_not_offer(
    consultant: Client, model: str, question: str
) -> None:
    assert consultant.get(reverse(f"admin:{model}_changelist") + f"?{question}").status_code == 400


@pytest.mark.parametrize(
    ("model", "question"),
    [
        ("accounts_membership", "role__exact=lead"),
        ("assessments_engagement", "status__exact=open&created_at__year=2026"),
        ("assessments_answer", "status__exact=answered&is_countersigned__exact=0"),
        ("planner_plan", "state__exact=done&requested_at__year=2026"),
    ],
)
def test_the_filters_that_a_list_offers_still_work(consultant: Client, model: str, question: str) -> None:
    assert consultant.get(reverse(f"admin:{model}_changelist") + f"?{question}").status_code == 200


@pytest.mark.parametrize("relation", ["organisation", "bank", "created_by"])
def test_a_filter_by_a_foreign_row_shows_only_own_rows(
    clinic: Clinic, consultant: Client, relation: str
) -> None:
    foreign = copy_of(clinic.engagement, organisation=make_organisation("Elsewhere"))
    key = getattr(foreign, f"{relation}_id")
    page = consultant.get(
        reverse("admin:assessments_engagement_changelist") + f"?{relation}__id__exact={key}"
    )
    assert "Elsewhere" not in page.content.decode()
    if page.status_code == 200:
        assert foreign not in page.context["cl"].result_list
    else:
        assert (relation, page.status_code) == ("created_by", 400)


def test_the_actions_of_a_list_reach_only_the_consultant_s_own_rows(
    clinic: Clinic, consultant: Client
) -> None:
    foreign = make_invitation(make_organisation()).invitation
    for action in ("revoke", "send_again", "delete_selected"):
        typed = {"action": action, "_selected_action": [foreign.pk], "select_across": "1", "index": "0"}
        consultant.post(reverse("admin:accounts_invitation_changelist"), typed)
    kept = Invitation.objects.get(pk=foreign.pk)
    assert (kept.revoked_at, kept.token_hash) == (None, foreign.token_hash)


@pytest.mark.parametrize("extra", ["?_popup=1", "?_popup=1&_to_field=id", "?_to_field=password"])
def test_a_pop_up_shows_no_more_than_the_page(clinic: Clinic, extra: str) -> None:
    stranger = clinic.client("foreign consultant")
    for model, key in (("accounts_organisation", "organisation"), ("assessments_engagement", "engagement")):
        page = reverse(f"admin:{model}_change", args=[clinic.numbers[key]]) + extra
        assert stranger.get(page).status_code in (302, 400, 404)
        listed = stranger.get(reverse(f"admin:{model}_changelist") + extra)
        assert "Aurelia" not in listed.content.decode()


def test_nobody_reads_the_answers_of_colleagues_or_chooses_their_saves(clinic: Clinic) -> None:
    colleague = add_member(clinic.organisation, Role.RESPONDENT).user
    save(clinic.setting, level(5, comment="private remark"), by=colleague)
    for number in (1, 2, 10**8):
        where = reverse("assessments:answer-choose", args=[clinic.engagement.pk, "hw-level"])
        response = clinic.client("respondent").post(where, {"choose": f"hw-level:{number}"})
        assert "private remark" not in response.content.decode()
    own_page = reverse("assessments:questionnaire-group", args=[clinic.engagement.pk, "compute"])
    assert "private remark" not in clinic.client("respondent").get(own_page).content.decode()
    assert "private remark" in clinic.client("lead").get(own_page).content.decode()


def test_rows_of_one_client_are_not_reached_through_the_address_of_another(clinic: Clinic) -> None:
    """The consultant of the clinic also leads a second client: each row answers only under its own."""
    own = clinic.people["lead"]
    second = add_member(make_organisation(), Role.LEAD, own).organisation
    member, invitation = clinic.membership(Role.RESPONDENT), clinic.invitation_pk
    before = rights()
    for name, key in [
        ("member-change", member.pk),
        ("member-remove", member.pk),
        ("invitation-resend", invitation),
        ("invitation-revoke", invitation),
    ]:
        where = reverse(f"accounts:{name}", args=[second.pk, key])
        assert clinic.client("lead").post(where, {"role": "reader"}).status_code == 404, name
    assert rights() == before


def test_a_form_of_one_engagement_makes_no_plan_in_another(clinic: Clinic, lead: Client) -> None:
    used = Plan.objects.get(pk=clinic.plan.pk)
    second = copy_of(clinic.engagement)
    where = reverse("planner:plan-request", args=[second.pk])
    page = lead.post(where, {"request_id": str(used.request_id)}, follow=True)
    assert page.status_code == 200
    assert "press the button again" in page.content.decode()
    assert Plan.objects.filter(request_id=used.request_id).count() == 1


@pytest.mark.parametrize("number", [0, 10**9, 10**18, 10**30])
def test_a_number_that_no_row_has_is_not_found(clinic: Clinic, lead: Client, number: int) -> None:
    for where in (
        f"/engagements/{number}/",
        f"/plans/{number}/",
        f"/plans/{number}/report.pdf",
        f"/answers/{number}/history/",
        f"/organisations/{number}/people/",
        f"/organisations/{clinic.organisation.pk}/people/{number}/remove/",
        f"/invitations/{uuid.uuid4()}/",
    ):
        assert lead.get(where).status_code == 404, where
