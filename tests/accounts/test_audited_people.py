"""What is done to people, roles and invitations, and who signs in, is recorded: once, and only when it happened."""

import pytest
from django.contrib import admin
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.admin.recorded import RecordedAdmin
from accounts.models import Action, AuditEntry, Membership, Organisation, Role, User
from accounts.services import (
    LastManagerError,
    accept_invitation,
    change_role,
    keep_branding,
    remove_branding,
    remove_member,
    revoke_invitation,
)
from jobs.models import Job
from tests.audit_log import recorded, the_one
from tests.factories import (
    PASSWORD,
    add_member,
    make_invitation,
    make_member,
    make_organisation,
    make_superuser,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Organisation:
    return make_organisation("Own Organisation")


def sign_in(client: Client, email: str, password: str) -> None:
    client.post(reverse("account_login"), {"login": email, "password": password})


# -- coming and going


def test_coming_and_going_is_recorded(client: Client) -> None:
    ada = make_user("ada@example.org", password=PASSWORD)
    sign_in(client, "Ada@example.org", PASSWORD)
    client.post(reverse("account_logout"))
    entries = [the_one(Action.SIGNED_IN), the_one(Action.SIGNED_OUT)]
    for entry in entries:
        assert (entry.actor, entry.subject_id, entry.organisation_id) == (ada, str(ada.pk), None)
        assert entry.address == "127.0.0.1"


def test_a_wrong_password_is_recorded_without_it(client: Client) -> None:
    ada = make_user("ada@example.org", password=PASSWORD)
    sign_in(client, "ada@example.org", "not her password")
    entry = the_one(Action.SIGN_IN_FAILED)
    assert (entry.actor, entry.subject_id, entry.title) == (None, str(ada.pk), "ada@example.org")
    assert "not her password" not in str(AuditEntry.objects.values().get(pk=entry.pk))
    assert recorded(Action.SIGNED_IN) == []


def test_an_address_that_nobody_has_is_recorded(client: Client) -> None:
    sign_in(client, "nobody@example.org", "whatever it is")
    entry = the_one(Action.SIGN_IN_FAILED)
    assert (entry.actor, entry.subject_id, entry.title) == (None, "", "nobody@example.org")


def test_another_password_is_recorded(client: Client) -> None:
    ada = make_user("ada@example.org", password=PASSWORD)
    client.force_login(ada)
    new = "quite another few words"
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert User.objects.get(pk=ada.pk).check_password(new)
    assert the_one(Action.PASSWORD_CHANGED).actor == ada


def test_a_reset_password_is_recorded(client: Client) -> None:
    ada = make_user("ada@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": ada.email})
    link = next(word for word in str(mail.outbox[0].body).split() if "/reset/key/" in word)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "quite another few words"
    client.post(form, {"password1": new, "password2": new})
    assert User.objects.get(pk=ada.pk).check_password(new)
    assert the_one(Action.PASSWORD_CHANGED).actor == ada


# -- people and roles


def test_changes_of_roles_are_recorded(own: Organisation) -> None:
    member = add_member(own, Role.RESPONDENT)
    change_role(membership=member, role=Role.READER)
    change_role(membership=member, role=Role.READER)
    remove_member(membership=member)
    found = [(one.action, one.details, one.subject_id) for one in recorded() if one.kind == "accounts.user"]
    person = str(member.user_id)
    assert found == [
        ("member-added", {"role": "respondent"}, person),
        ("role-changed", {"role": "reader", "before": "respondent"}, person),
        ("member-removed", {"role": "reader"}, person),
    ]


def test_what_is_refused_or_rolled_back_is_not_recorded(own: Organisation) -> None:
    lead = add_member(own, Role.LEAD)
    with pytest.raises(LastManagerError):
        change_role(membership=lead, role=Role.READER)

    @transaction.atomic
    def remove_and_fail() -> None:
        remove_member(membership=add_member(own, Role.READER))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        remove_and_fail()
    assert recorded(Action.ROLE_CHANGED, Action.MEMBER_REMOVED) == []


def test_the_life_of_an_invitation_is_recorded(own: Organisation) -> None:
    lead, guest = make_member(own, Role.LEAD), make_user("guest@example.org")
    issued = make_invitation(own, email="guest@example.org", role=Role.READER, invited_by=lead)
    accept_invitation(token=issued.token, user=guest)
    other = make_invitation(own, email="other@example.org", invited_by=lead)
    revoke_invitation(invitation=other.invitation)
    sent = recorded(Action.INVITATION_SENT)
    assert [(one.actor, one.title) for one in sent] == [
        (lead, "guest@example.org"),
        (lead, "other@example.org"),
    ]
    accepted = the_one(Action.INVITATION_ACCEPTED)
    assert (accepted.actor, accepted.organisation, accepted.details) == (guest, own, {"role": "reader"})
    assert the_one(Action.INVITATION_REVOKED).title == "other@example.org"
    assert issued.token not in str(list(AuditEntry.objects.values()))


def test_branding_is_recorded(own: Organisation) -> None:
    lead = make_member(own, Role.LEAD)
    remove_branding(organisation=own)
    keep_branding(
        organisation=own, user=lead, main_colour="#0d5c70", second_colour="", cover_text="", logo=None
    )
    remove_branding(organisation=own)
    assert the_one(Action.BRANDING_CHANGED).actor == lead
    assert the_one(Action.BRANDING_REMOVED).organisation == own


# -- the admin


def test_every_admin_that_can_change_anything_is_recorded() -> None:
    unrecorded = {
        model for model, options in admin.site._registry.items() if not isinstance(options, RecordedAdmin)
    }
    assert unrecorded == {Job}  # its one action sends a signal


def test_changes_in_the_admin_are_recorded_once(client: Client, own: Organisation) -> None:
    root = make_superuser()
    client.force_login(root)
    before = AuditEntry.objects.count()
    client.post(
        reverse("admin:accounts_user_add"), {"email": "new@example.org", "name": "New", "is_active": "on"}
    )
    new = User.objects.get(email="new@example.org")
    client.post(
        reverse("admin:accounts_user_change", args=[new.pk]),
        {"email": new.email, "name": "Other", "is_active": "on"},
    )
    client.post(
        reverse("admin:accounts_membership_add"), {"user": new.pk, "organisation": own.pk, "role": "lead"}
    )
    member = Membership.objects.get(user=new)
    client.post(reverse("admin:accounts_membership_change", args=[member.pk]), {"role": "consultant"})
    client.post(
        reverse("admin:accounts_organisation_change", args=[own.pk]),
        {"name": "Renamed", "sector": "", "country": "", "slug": own.slug},
    )
    found = recorded()[before:]
    assert [(one.action, one.kind, one.details, one.organisation_id) for one in found] == [
        ("admin-added", "accounts.user", {}, None),
        ("admin-changed", "accounts.user", {"fields": ["Name"]}, None),
        ("member-added", "accounts.user", {"role": "lead"}, own.pk),
        ("role-changed", "accounts.user", {"role": "consultant", "before": "lead"}, own.pk),
        ("admin-changed", "accounts.organisation", {"fields": ["Name"]}, own.pk),
    ]
    assert {one.actor for one in found} == {root}


def test_deletions_in_the_admin_are_recorded_one_by_one(client: Client) -> None:
    client.force_login(make_superuser())
    doomed = [make_organisation("First"), make_organisation("Second"), make_organisation("Third")]
    listed = reverse("admin:accounts_organisation_changelist")
    chosen = {"_selected_action": [one.pk for one in doomed[:2]], "action": "delete_selected", "post": "yes"}
    client.post(listed, chosen)
    client.post(reverse("admin:accounts_organisation_delete", args=[doomed[2].pk]), {"post": "yes"})
    assert not Organisation.objects.exists()
    found = recorded(Action.ADMIN_DELETED)
    assert sorted((one.title, one.organisation_id) for one in found) == [
        ("First", doomed[0].pk),
        ("Second", doomed[1].pk),
        ("Third", doomed[2].pk),
    ]


def test_a_job_tried_again_by_hand_is_recorded(client: Client) -> None:
    root = make_superuser()
    client.force_login(root)
    now = root.created_at
    dead = Job.objects.create(kind="plan", key="plan:1", state=Job.State.DEAD, reason="x", finished_at=now)
    done = Job.objects.create(kind="plan", key="plan:2", state=Job.State.DONE, finished_at=now)
    client.post(
        reverse("admin:jobs_job_changelist"),
        {"_selected_action": [dead.pk, done.pk], "action": "try_again"},
    )
    entry = the_one(Action.JOB_RETRIED)
    assert (entry.actor, entry.title, entry.subject_id) == (root, "plan:1", str(dead.pk))
