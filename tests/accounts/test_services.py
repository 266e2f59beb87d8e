"""Organisations, members and the life of invitations."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Invitation, Membership, Role
from accounts.queries import organisations_administered, organisations_for, role_of
from accounts.services import (
    AlreadyMemberError,
    InvitationGoneError,
    LastManagerError,
    WrongAddressError,
    accept_invitation,
    change_role,
    check_may_leave,
    create_organisation,
    invite,
    join_as_new_person,
    remove_member,
    renew_invitation,
    revoke_invitation,
)
from accounts.services import add_member as add_member_service
from tests.factories import (
    PASSWORD,
    add_member,
    expire,
    make_invitation,
    make_member,
    make_organisation,
    make_superuser,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_whoever_creates_an_organisation_becomes_its_consultant_and_may_open_the_admin() -> None:
    user = make_user()
    organisation = create_organisation(name="Acme", sector="Manufacturing", country="SWE", created_by=user)
    user.refresh_from_db()
    assert (role_of(user, organisation), user.is_staff) == (Role.CONSULTANT, True)


def test_organisations_of_one_name_get_different_slugs() -> None:
    slugs = [create_organisation(name=name).slug for name in ("Acme AB", "Acme AB", "Acme, AB", "株式会社")]
    assert slugs == ["acme-ab", "acme-ab-2", "acme-ab-3", "organisation"]


def test_a_member_is_not_added_twice() -> None:
    membership = add_member(make_organisation(), Role.LEAD)
    with pytest.raises(AlreadyMemberError):
        add_member_service(organisation=membership.organisation, user=membership.user, role=Role.READER)
    membership.refresh_from_db()
    assert membership.role == Role.LEAD


def test_the_admin_opens_with_the_first_consultant_role_and_closes_with_the_last() -> None:
    user = make_user()
    first, second = (add_member(make_organisation(), Role.LEAD, user) for _ in range(2))
    for membership in (first, second):
        add_member(membership.organisation, Role.LEAD)
        change_role(membership=membership, role=Role.CONSULTANT)
    remove_member(membership=first)
    user.refresh_from_db()
    assert user.is_staff
    second.refresh_from_db()
    change_role(membership=second, role=Role.READER)
    user.refresh_from_db()
    assert not user.is_staff


def test_a_superuser_keeps_the_admin_without_any_role() -> None:
    root = make_superuser()
    organisation = make_organisation()
    add_member(organisation, Role.LEAD)
    remove_member(membership=add_member(organisation, Role.CONSULTANT, root))
    root.refresh_from_db()
    assert root.is_staff


def test_the_last_manager_is_neither_removed_nor_demoted() -> None:
    lead = add_member(make_organisation(), Role.LEAD)
    add_member(lead.organisation, Role.RESPONDENT)
    with pytest.raises(LastManagerError):
        remove_member(membership=lead)
    with pytest.raises(LastManagerError):
        change_role(membership=lead, role=Role.READER)
    assert change_role(membership=lead, role=Role.CONSULTANT).role == Role.CONSULTANT


def test_a_manager_who_is_switched_off_does_not_count() -> None:
    organisation = make_organisation()
    lead = add_member(organisation, Role.LEAD)
    off = add_member(organisation, Role.CONSULTANT, make_user(is_active=False))
    with pytest.raises(LastManagerError):
        remove_member(membership=lead)
    remove_member(membership=off)


def test_somebody_on_whom_an_organisation_depends_may_not_leave() -> None:
    lead = add_member(make_organisation(), Role.LEAD)
    with pytest.raises(LastManagerError, match=lead.organisation.name):
        check_may_leave(lead.user)
    add_member(lead.organisation, Role.LEAD)
    check_may_leave(lead.user)


def test_a_role_is_seen_only_where_it_was_given() -> None:
    own, foreign = make_organisation(), make_organisation()
    user = make_member(own, Role.CONSULTANT)
    assert list(organisations_for(user)) == [own]
    assert list(organisations_administered(user)) == [own]
    assert (role_of(user, own), role_of(user, foreign)) == (Role.CONSULTANT, None)


def test_a_superuser_administers_all_organisations_but_has_no_role_in_them() -> None:
    organisation, root = make_organisation(), make_superuser()
    assert list(organisations_administered(root)) == [organisation]
    assert role_of(root, organisation) is None
    assert not organisations_for(root).exists()


def test_a_lead_administers_nothing() -> None:
    user = make_member(make_organisation(), Role.LEAD)
    assert not organisations_administered(user).exists()


def test_an_invitation_lasts_fourteen_days() -> None:
    invitation = make_invitation(make_organisation(), email=" New@Example.org").invitation
    left = invitation.expires_at - timezone.now()
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)
    assert (invitation.email, invitation.state) == ("new@example.org", "waiting")


def test_members_are_not_invited() -> None:
    organisation = make_organisation()
    member = make_member(organisation)
    with pytest.raises(AlreadyMemberError):
        invite(organisation=organisation, email=member.email.upper(), role=Role.LEAD, invited_by=None)


def test_a_second_invitation_replaces_the_first_and_its_link() -> None:
    organisation = make_organisation()
    first = make_invitation(organisation, email="new@example.org", role=Role.LEAD)
    second = make_invitation(organisation, email="NEW@example.org", role=Role.READER)
    assert Invitation.objects.count() == 1
    assert second.invitation.role == Role.READER
    with pytest.raises(InvitationGoneError):
        join_as_new_person(token=first.token, name="New", password=PASSWORD)
    assert not Membership.objects.exists()


def test_a_new_person_joins_with_the_invited_address_and_role() -> None:
    issued = make_invitation(make_organisation(), email="new@example.org", role=Role.CONSULTANT)
    user = join_as_new_person(token=issued.token, name="New Person", password=PASSWORD)
    user.refresh_from_db()
    issued.invitation.refresh_from_db()
    assert (user.email, user.name, user.check_password(PASSWORD)) == ("new@example.org", "New Person", True)
    assert (role_of(user, issued.invitation.organisation), user.is_staff) == (Role.CONSULTANT, True)
    assert (issued.invitation.state, issued.invitation.accepted_by) == ("accepted", user)


def test_a_link_works_once() -> None:
    issued = make_invitation(make_organisation(), email="new@example.org")
    user = join_as_new_person(token=issued.token, name="New", password=PASSWORD)
    with pytest.raises(InvitationGoneError):
        accept_invitation(token=issued.token, user=user)


def test_an_account_without_a_password_is_taken_over_by_the_link_of_its_address() -> None:
    account = make_user("new@example.org")
    issued = make_invitation(make_organisation(), email="new@example.org")
    user = join_as_new_person(token=issued.token, name="New Name", password=PASSWORD)
    assert (user.pk, user.name, user.check_password(PASSWORD)) == (account.pk, "New Name", True)


@pytest.mark.parametrize("fields", [{"password": PASSWORD}, {"is_active": False}])
def test_an_account_in_use_or_switched_off_is_not_taken_over(fields: dict[str, Any]) -> None:
    account = make_user("new@example.org", name="Old Name", **fields)
    issued = make_invitation(make_organisation(), email="new@example.org")
    with pytest.raises(WrongAddressError):
        join_as_new_person(token=issued.token, name="Thief", password="another password here")
    account.refresh_from_db()
    issued.invitation.refresh_from_db()
    assert (account.name, issued.invitation.state) == ("Old Name", "waiting")


def test_an_invitation_is_for_its_address_only() -> None:
    issued = make_invitation(make_organisation(), email="new@example.org")
    with pytest.raises(WrongAddressError):
        accept_invitation(token=issued.token, user=make_user("other@example.org"))
    assert not Membership.objects.exists()


def test_an_expired_a_revoked_and_an_unknown_link_are_refused() -> None:
    expired, revoked = (make_invitation(make_organisation(), email="new@example.org") for _ in range(2))
    expire(expired.invitation)
    revoke_invitation(invitation=revoked.invitation)
    for token in (expired.token, revoked.token, "unknown", ""):
        with pytest.raises(InvitationGoneError):
            accept_invitation(token=token, user=make_user())
    revoked.invitation.refresh_from_db()
    assert [expired.invitation.state, revoked.invitation.state] == ["expired", "revoked"]


def test_a_role_given_meanwhile_is_kept() -> None:
    user = make_user("new@example.org")
    issued = make_invitation(make_organisation(), email="new@example.org", role=Role.READER)
    add_member(issued.invitation.organisation, Role.LEAD, user)
    assert accept_invitation(token=issued.token, user=user).role == Role.LEAD


def test_a_renewed_invitation_has_a_new_link_and_new_time() -> None:
    issued = make_invitation(make_organisation())
    expire(issued.invitation)
    renewed = renew_invitation(invitation=issued.invitation, invited_by=None)
    assert renewed.token != issued.token
    assert (renewed.invitation.pk, renewed.invitation.state) == (issued.invitation.pk, "waiting")
    with pytest.raises(InvitationGoneError):
        accept_invitation(token=issued.token, user=make_user(issued.invitation.email))


def test_a_closed_invitation_is_neither_renewed_nor_revoked() -> None:
    invitation = make_invitation(make_organisation()).invitation
    revoke_invitation(invitation=invitation)
    invitation.refresh_from_db()
    with pytest.raises(InvitationGoneError):
        renew_invitation(invitation=invitation, invited_by=None)
    with pytest.raises(InvitationGoneError):
        revoke_invitation(invitation=invitation)
