"""The page of members and invitations: who may see it, who may change what."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Invitation, Membership, Organisation, Role
from tests.factories import (
    add_member,
    expire,
    make_invitation,
    make_member,
    make_organisation,
    make_superuser,
)

pytestmark = pytest.mark.django_db


def page(organisation: Organisation) -> str:
    return reverse("accounts:member-list", args=[organisation.pk])


def posts(organisation: Organisation) -> list[str]:
    """The addresses that change something, with a member and an invitation that exist."""
    member = add_member(organisation)
    invitation = make_invitation(organisation).invitation
    return [
        reverse("accounts:invitation-create", args=[organisation.pk]),
        reverse("accounts:invitation-resend", args=[organisation.pk, invitation.pk]),
        reverse("accounts:invitation-revoke", args=[organisation.pk, invitation.pk]),
        reverse("accounts:member-change", args=[organisation.pk, member.pk]),
        reverse("accounts:member-remove", args=[organisation.pk, member.pk]),
    ]


def everything() -> tuple[object, ...]:
    """What must not change behind a refusal."""
    return (
        sorted(Membership.objects.values_list("pk", "role")),
        sorted(Invitation.objects.values_list("pk", "role", "token_hash", "revoked_at")),
    )


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 404), (Role.READER, 403), (Role.RESPONDENT, 403), (Role.LEAD, 200), (Role.CONSULTANT, 200)],
)
def test_the_page_is_for_those_who_manage(client: Client, role: Role | None, status: int) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation if role else make_organisation(), role or Role.CONSULTANT))
    assert client.get(page(organisation)).status_code == status


@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.READER, 403), (Role.RESPONDENT, 403)])
def test_others_change_nothing(client: Client, role: Role | None, status: int) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation if role else make_organisation(), role or Role.CONSULTANT))
    urls = posts(organisation)
    before = everything()
    answers = [client.post(url, {"email": "x@example.org", "role": "lead"}).status_code for url in urls]
    assert answers == [status] * len(urls)
    assert client.get(urls[-1]).status_code == status
    assert everything() == before
    assert not mail.outbox


def test_nobody_changes_anything_without_signing_in(client: Client) -> None:
    organisation = make_organisation()
    urls = posts(organisation)
    before = everything()
    for url in [page(organisation), *urls]:
        response = client.post(url) if url in urls else client.get(url)
        assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={url}")
    assert everything() == before


def test_a_superuser_needs_a_role_on_the_pages(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_superuser())
    assert client.get(page(organisation)).status_code == 404


def test_changes_are_posted_with_a_csrf_token() -> None:
    organisation = make_organisation()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_member(organisation, Role.LEAD))
    urls = posts(organisation)
    before = everything()
    assert [client.post(url, {"role": "lead"}).status_code for url in urls] == [403] * len(urls)
    assert [client.get(url).status_code for url in urls[:-1]] == [405] * (len(urls) - 1)
    assert everything() == before


def test_rows_of_another_organisation_are_not_reached_through_ones_own(client: Client) -> None:
    own, foreign = make_organisation(), make_organisation()
    client.force_login(make_member(own, Role.CONSULTANT))
    member, invitation = add_member(foreign), make_invitation(foreign).invitation
    before = everything()
    for name, pk in [
        ("member-change", member.pk),
        ("member-remove", member.pk),
        ("invitation-resend", invitation.pk),
        ("invitation-revoke", invitation.pk),
    ]:
        assert (
            client.post(reverse(f"accounts:{name}", args=[own.pk, pk]), {"role": "lead"}).status_code == 404
        )
    assert everything() == before


def test_a_lead_invites_and_the_link_is_sent(client: Client) -> None:
    organisation = make_organisation()
    lead = make_member(organisation, Role.LEAD)
    client.force_login(lead)
    url = reverse("accounts:invitation-create", args=[organisation.pk])
    response = client.post(url, {"email": " New@Example.org ", "role": "respondent"}, follow=True)
    assert response.redirect_chain == [(page(organisation), 302)]
    assert "on its way to new@example.org" in response.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == (
        "new@example.org",
        Role.RESPONDENT,
        lead,
    )
    assert "http://testserver/invitations/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"email": "not an address", "role": "reader"}, "Enter a valid email address."),
        ({"email": "", "role": "reader"}, "This field is required."),
        ({"email": "new@example.org", "role": "owner"}, "Select a valid choice."),
        ({"email": "new@example.org", "role": "consultant"}, "Select a valid choice."),
        ({"email": "a@example.org\nBcc: b@example.org", "role": "reader"}, "Enter a valid email address."),
    ],
)
def test_a_wrong_invitation_is_said_at_its_field(client: Client, given: dict[str, str], message: str) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.LEAD))
    response = client.post(reverse("accounts:invitation-create", args=[organisation.pk]), given)
    assert (response.status_code, Invitation.objects.count(), len(mail.outbox)) == (422, 0, 0)
    assert message in response.content.decode()


def test_a_member_is_not_invited_again(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.LEAD))
    member = make_member(organisation)
    given = {"email": member.email.upper(), "role": "reader"}
    response = client.post(reverse("accounts:invitation-create", args=[organisation.pk]), given)
    assert response.status_code == 422
    assert "already a member" in response.content.decode()


def test_an_expired_invitation_is_sent_again_with_a_new_link(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.LEAD))
    issued = make_invitation(organisation)
    expire(issued.invitation)
    assert b"expired" in client.get(page(organisation)).content
    client.post(reverse("accounts:invitation-resend", args=[organisation.pk, issued.invitation.pk]))
    issued.invitation.refresh_from_db()
    assert issued.invitation.state == "waiting"
    assert len(mail.outbox) == 1
    assert issued.token not in mail.outbox[0].body


def test_a_revoked_invitation_leaves_the_page(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.LEAD))
    invitation = make_invitation(organisation).invitation
    url = reverse("accounts:invitation-revoke", args=[organisation.pk, invitation.pk])
    response = client.post(url, follow=True)
    invitation.refresh_from_db()
    assert (invitation.state, response.context["waiting"]) == ("revoked", [])
    assert client.post(url).status_code == 404


def test_a_lead_neither_makes_nor_changes_consultants(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.LEAD))
    consultant, respondent = add_member(organisation, Role.CONSULTANT), add_member(organisation)
    invitation = make_invitation(organisation, role=Role.CONSULTANT).invitation
    before = everything()
    change, remove = "accounts:member-change", "accounts:member-remove"
    assert (
        client.post(reverse(change, args=[organisation.pk, consultant.pk]), {"role": "reader"}).status_code
        == 403
    )
    assert client.post(reverse(remove, args=[organisation.pk, consultant.pk])).status_code == 403
    for name in ("invitation-resend", "invitation-revoke"):
        assert (
            client.post(reverse(f"accounts:{name}", args=[organisation.pk, invitation.pk])).status_code == 403
        )
    client.post(reverse(change, args=[organisation.pk, respondent.pk]), {"role": "consultant"})
    assert everything() == before
    shown = {row.member.pk: row.may_change for row in client.get(page(organisation)).context["rows"]}
    assert (shown[consultant.pk], shown[respondent.pk]) == (False, True)


def test_a_consultant_gives_every_role(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.CONSULTANT))
    member = add_member(organisation)
    url = reverse("accounts:member-change", args=[organisation.pk, member.pk])
    for role in Role:
        response = client.post(url, {"role": role.value}, follow=True)
        member.refresh_from_db()
        assert (member.role, f"is now {role.label}." in response.content.decode()) == (role, True)


def test_removing_asks_first(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.LEAD))
    member = add_member(organisation)
    url = reverse("accounts:member-remove", args=[organisation.pk, member.pk])
    assert member.user.name in client.get(url).content.decode()
    assert Membership.objects.filter(pk=member.pk).exists()
    client.post(url)
    assert not Membership.objects.filter(pk=member.pk).exists()
    member.user.refresh_from_db()
    assert member.user.is_active


def test_the_last_manager_stays(client: Client) -> None:
    organisation = make_organisation()
    lead = add_member(organisation, Role.LEAD)
    client.force_login(lead.user)
    for name, given in [("member-change", {"role": "reader"}), ("member-remove", {})]:
        response = client.post(
            reverse(f"accounts:{name}", args=[organisation.pk, lead.pk]), given, follow=True
        )
        assert "is the last one who can manage" in response.content.decode()
    lead.refresh_from_db()
    assert lead.role == Role.LEAD


def test_whoever_takes_the_right_from_themselves_goes_home(client: Client) -> None:
    organisation = make_organisation()
    add_member(organisation, Role.LEAD)
    own = add_member(organisation, Role.LEAD)
    client.force_login(own.user)
    response = client.post(
        reverse("accounts:member-change", args=[organisation.pk, own.pk]), {"role": "reader"}
    )
    assert response["Location"] == reverse("assessments:engagement-list")


def test_names_are_escaped(client: Client) -> None:
    organisation = make_organisation("<b>Acme</b>")
    lead = make_member(organisation, Role.LEAD)
    lead.name = '<img src=x onerror="x">'
    lead.save()
    client.force_login(lead)
    content = client.get(page(organisation)).content.decode()
    assert "<b>Acme" not in content
    assert "<img src=x" not in content
    assert "&lt;b&gt;Acme&lt;/b&gt;" in content


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_needs_five_queries_for_any_number_of_people(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    organisation = make_organisation()
    lead = make_member(organisation, Role.LEAD)
    for _ in range(rows):
        add_member(organisation)
        make_invitation(organisation, invited_by=lead)
    client.force_login(lead)
    with django_assert_num_queries(5):  # session, user, own role, members, invitations
        assert client.get(page(organisation)).status_code == 200
