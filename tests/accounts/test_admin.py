"""The admin panel: a consultant works in their organisations, and nowhere else."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Invitation, Membership, Organisation, Role, User
from accounts.queries import role_of
from tests.factories import (
    add_member,
    make_invitation,
    make_member,
    make_organisation,
    make_superuser,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # rights and pages: no database says otherwise

MODELS = ("organisation", "membership", "invitation", "user")


@pytest.fixture
def own() -> Organisation:
    return make_organisation("Own Organisation")


@pytest.fixture
def foreign() -> Organisation:
    return make_organisation("Foreign Organisation")


@pytest.fixture
def consultant(own: Organisation, client: Client) -> User:
    user = make_member(own, Role.CONSULTANT, "clara@example.org")
    client.force_login(user)
    return user


def url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:accounts_{model}_{page}", args=args)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.LEAD, 403), (Role.RESPONDENT, 403), (Role.READER, 403), (Role.CONSULTANT, 200)]
)
def test_the_admin_is_for_consultants(client: Client, own: Organisation, role: Role, status: int) -> None:
    client.force_login(make_member(own, role))
    assert client.get(reverse("admin:index"), follow=True).status_code == status


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    response = client.post(reverse("admin:login"), {"username": "x", "password": "y"})
    assert response["Location"].startswith(reverse("account_login"))


def test_groups_and_permissions_are_not_managed_there() -> None:
    assert "group" not in {model._meta.model_name for model in admin.site._registry}


@pytest.mark.parametrize("model", MODELS)
def test_a_consultant_sees_only_rows_of_their_organisations(
    client: Client, consultant: User, own: Organisation, foreign: Organisation, model: str
) -> None:
    near, far = add_member(own, Role.LEAD), add_member(foreign, Role.LEAD)
    invitations = make_invitation(own).invitation, make_invitation(foreign).invitation
    pairs = {
        "organisation": (own, foreign),
        "membership": (near, far),
        "invitation": invitations,
        "user": (near.user, far.user),
    }
    mine, theirs = pairs[model]
    listed = client.get(url(model, "changelist"))
    assert (listed.status_code, mine in listed.context["cl"].result_list) == (200, True)
    assert theirs not in listed.context["cl"].result_list
    content = listed.content.decode()
    for leak in ("Foreign Organisation", far.user.email, far.user.name, invitations[1].email):
        assert leak not in content
    assert client.get(url(model, "change", mine.pk)).status_code == 200
    for page in ("change", "delete", "history"):
        assert client.get(url(model, page, theirs.pk)).status_code in (302, 403, 404), page
    before = _rows()
    client.post(url(model, "change", theirs.pk), {"name": "Taken", "role": "lead", "email": "x@example.org"})
    client.post(url(model, "delete", theirs.pk), {"post": "yes"})
    assert _rows() == before


def _rows() -> list[list[tuple[object, ...]]]:
    return [
        sorted(Organisation.objects.values_list("pk", "name")),
        sorted(Membership.objects.values_list("pk", "role", "user", "organisation")),
        sorted(Invitation.objects.values_list("pk", "email", "role")),
        sorted(User.objects.values_list("pk", "email", "is_superuser", "is_staff")),
    ]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", [Role.LEAD, Role.RESPONDENT, Role.READER])
def test_other_roles_see_nothing_there(client: Client, own: Organisation, model: str, role: Role) -> None:
    client.force_login(make_member(own, role))
    for page in (url(model, "changelist"), url(model, "add")):
        assert client.get(page, follow=True).status_code == 403


def test_a_superuser_sees_all(client: Client, own: Organisation, foreign: Organisation) -> None:
    client.force_login(make_superuser())
    listed = client.get(url("organisation", "changelist")).context["cl"].result_list
    assert set(listed) == {own, foreign}


def test_a_flag_without_the_role_shows_nothing(client: Client, own: Organisation) -> None:
    user = make_member(own, Role.LEAD)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)
    assert list(client.get(url("organisation", "changelist")).context["cl"].result_list) == []


def test_a_consultant_adds_a_client_and_becomes_its_consultant(client: Client, consultant: User) -> None:
    client.post(url("organisation", "add"), {"name": "New Client", "sector": "Retail", "country": "FRA"})
    organisation = Organisation.objects.get(name="New Client")
    assert (organisation.slug, role_of(consultant, organisation)) == ("new-client", Role.CONSULTANT)


def test_a_client_is_renamed_and_its_country_checked(
    client: Client, consultant: User, own: Organisation
) -> None:
    change = url("organisation", "change", own.pk)
    given = {"name": "Renamed", "sector": "", "country": "Germany"}
    assert client.post(change, given).context["adminform"].errors
    assert client.post(change, given | {"country": "DEU"}).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.country) == ("Renamed", "DEU")


def test_a_consultant_deletes_no_client(client: Client, consultant: User, own: Organisation) -> None:
    assert client.post(url("organisation", "delete", own.pk), {"post": "yes"}).status_code == 403
    assert Organisation.objects.filter(pk=own.pk).exists()


def test_a_consultant_cannot_make_anybody_a_superuser(
    client: Client, consultant: User, own: Organisation
) -> None:
    lead = make_member(own, Role.LEAD)
    given = {"email": lead.email, "name": "X", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    for target in (consultant, lead):
        assert client.post(url("user", "change", target.pk), given).status_code == 403
    assert client.post(url("user", "add"), given).status_code == 403
    assert not User.objects.filter(is_superuser=True).exists()


def test_choices_are_within_ones_organisations(
    client: Client, consultant: User, own: Organisation, foreign: Organisation
) -> None:
    stranger = make_member(foreign, Role.LEAD)
    form = client.get(url("membership", "add")).context["adminform"].form
    assert list(form.fields["organisation"].queryset) == [own]
    assert stranger not in form.fields["user"].queryset
    client.post(
        url("membership", "add"), {"user": consultant.pk, "organisation": foreign.pk, "role": "consultant"}
    )
    client.post(url("membership", "add"), {"user": stranger.pk, "organisation": own.pk, "role": "reader"})
    client.post(
        url("invitation", "add"), {"organisation": foreign.pk, "email": "x@example.org", "role": "consultant"}
    )
    assert role_of(consultant, foreign) is None
    assert role_of(stranger, own) is None
    assert not Invitation.objects.exists()


def test_a_membership_keeps_its_person_and_organisation(
    client: Client, consultant: User, own: Organisation, foreign: Organisation
) -> None:
    lead = add_member(own, Role.LEAD)
    given = {"user": consultant.pk, "organisation": foreign.pk, "role": "reader"}
    assert client.post(url("membership", "change", lead.pk), given).status_code == 302
    fresh = Membership.objects.get(pk=lead.pk)
    assert (fresh.user, fresh.organisation, fresh.role) == (lead.user, own, Role.READER)


def test_a_role_given_in_the_admin_opens_the_admin(
    client: Client, consultant: User, own: Organisation
) -> None:
    lead = add_member(own, Role.LEAD)
    client.post(url("membership", "change", lead.pk), {"role": "consultant"})
    lead.user.refresh_from_db()
    assert lead.user.is_staff
    client.post(url("membership", "delete", lead.pk), {"post": "yes"})
    lead.user.refresh_from_db()
    assert not lead.user.is_staff


def test_the_last_manager_stays_in_the_admin_too(client: Client, consultant: User, own: Organisation) -> None:
    membership = Membership.objects.get(user=consultant)
    response = client.post(url("membership", "change", membership.pk), {"role": "reader"})
    assert "is the last one who can manage" in response.content.decode()
    assert client.post(url("membership", "delete", membership.pk), {"post": "yes"}).status_code == 403
    membership.refresh_from_db()
    assert membership.role == Role.CONSULTANT


def test_adding_an_invitation_sends_it(client: Client, consultant: User, own: Organisation) -> None:
    given = {"organisation": own.pk, "email": "New@Example.org", "role": "respondent"}
    assert client.post(url("invitation", "add"), given).status_code == 302
    assert client.post(url("invitation", "add"), given).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.invited_by) == ("new@example.org", consultant)
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]] * 2


def test_a_member_is_not_invited_in_the_admin(client: Client, consultant: User, own: Organisation) -> None:
    given = {"organisation": own.pk, "email": consultant.email.upper(), "role": "reader"}
    assert "already a member" in client.post(url("invitation", "add"), given).content.decode()
    assert not mail.outbox


def test_invitations_are_sent_again_and_revoked_by_action(
    client: Client, consultant: User, own: Organisation, foreign: Organisation
) -> None:
    near, far = make_invitation(own), make_invitation(foreign)
    chosen = [near.invitation.pk, far.invitation.pk]
    client.post(url("invitation", "changelist"), {"action": "send_again", "_selected_action": chosen})
    assert [letter.to for letter in mail.outbox] == [[near.invitation.email]]
    client.post(url("invitation", "changelist"), {"action": "revoke", "_selected_action": chosen})
    client.post(url("invitation", "changelist"), {"action": "revoke", "_selected_action": chosen})
    states = [Invitation.objects.get(pk=pk).state for pk in chosen]
    assert states == ["revoked", "waiting"]


def test_no_link_or_password_hash_is_shown(client: Client, consultant: User, own: Organisation) -> None:
    issued = make_invitation(own)
    content = client.get(url("invitation", "change", issued.invitation.pk)).content.decode()
    assert issued.token not in content
    assert issued.invitation.token_hash not in content
    assert consultant.password not in client.get(url("user", "change", consultant.pk)).content.decode()


def test_filters_do_not_look_into_other_organisations(
    client: Client, consultant: User, own: Organisation, foreign: Organisation
) -> None:
    make_member(foreign, Role.LEAD)
    probe = url("membership", "changelist") + "?organisation__name__startswith=F"
    assert client.get(probe).status_code in (302, 400)
    listed = client.get(url("membership", "changelist") + f"?organisation__id__exact={foreign.pk}")
    assert {row.organisation for row in listed.context["cl"].result_list} <= {own}


def test_a_superuser_makes_an_account_without_a_password(client: Client) -> None:
    client.force_login(make_superuser())
    given = {"email": "New@Example.org", "name": "New", "is_active": "on"}
    assert client.post(url("user", "add"), given).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.is_staff, user.has_usable_password()) == (False, False)


def test_a_superuser_makes_and_unmakes_another(client: Client) -> None:
    client.force_login(make_superuser())
    user = make_user()
    given = {"email": user.email, "name": user.name, "is_active": "on"}
    client.post(url("user", "change", user.pk), given | {"is_superuser": "on"})
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff) == (True, True)
    client.post(url("user", "change", user.pk), given)
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff) == (False, False)


def test_a_superuser_does_not_lock_themselves_out(client: Client) -> None:
    root = make_superuser()
    client.force_login(root)
    client.post(url("user", "change", root.pk), {"email": root.email, "name": "Root"})
    root.refresh_from_db()
    assert (root.is_active, root.is_superuser) == (True, True)
    assert client.post(url("user", "delete", root.pk), {"post": "yes"}).status_code == 403


def test_somebody_on_whom_an_organisation_depends_is_not_switched_off(
    client: Client, own: Organisation
) -> None:
    client.force_login(make_superuser())
    lead = make_member(own, Role.LEAD)
    response = client.post(url("user", "change", lead.pk), {"email": lead.email, "name": lead.name})
    assert "is the last one who can manage" in response.content.decode()
    lead.refresh_from_db()
    assert lead.is_active


def test_an_old_address_does_not_sign_in_after_a_change(client: Client) -> None:
    client.force_login(make_superuser())
    user = make_user("old@example.org")
    EmailAddress.objects.create(user=user, email="old@example.org", verified=True, primary=True)
    given = {"email": "new@example.org", "name": user.name, "is_active": "on"}
    client.post(url("user", "change", user.pk), given)
    assert not EmailAddress.objects.filter(email="old@example.org").exists()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rows", [1, 30])
def test_lists_need_as_many_queries_for_one_row_as_for_thirty(
    client: Client,
    consultant: User,
    own: Organisation,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    model: str,
    rows: int,
) -> None:
    for _ in range(rows):
        add_member(own)
        make_invitation(own, invited_by=consultant)
        add_member(make_organisation(), Role.CONSULTANT, consultant)
    with django_assert_max_num_queries(9):
        assert client.get(url(model, "changelist")).status_code == 200
