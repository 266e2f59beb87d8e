"""Users, roles, memberships and invitations as rows."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from accounts.models import Membership, Organisation, Role, User
from tests.factories import (
    PASSWORD,
    add_member,
    make_invitation,
    make_organisation,
    make_superuser,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case_and_is_unique_without_case() -> None:
    user = make_user("Ada@Example.ORG")
    assert user.email == "ada@example.org"
    assert User.objects.get_by_natural_key(" ADA@example.org ") == user
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("ADA@EXAMPLE.ORG")


def test_the_database_refuses_an_address_in_capitals() -> None:
    user = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="Ada@example.org")


def test_somebody_signs_in_with_their_address_in_any_case() -> None:
    user = make_user("ada@example.org", password=PASSWORD)
    assert authenticate(None, email="ADA@example.org", password=PASSWORD) == user
    assert authenticate(None, email="ada@example.org", password="wrong") is None


def test_a_user_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user(" ")


def test_only_superusers_have_permissions_of_their_own() -> None:
    consultant = add_member(make_organisation(), Role.CONSULTANT).user
    root = make_superuser()
    assert not consultant.has_perm("accounts.change_user")
    assert not consultant.has_perms(["accounts.change_user"])
    assert not consultant.has_module_perms("accounts")
    assert root.has_perm("accounts.change_user")
    assert root.has_module_perms("accounts")
    root.is_active = False
    assert not root.has_perm("accounts.change_user")


def test_a_superuser_who_may_not_open_the_admin_is_refused() -> None:
    root = make_superuser()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=root.pk).update(is_staff=False)


@pytest.mark.parametrize(
    ("name", "full", "short", "initials"),
    [
        ("Ada Lovelace", "Ada Lovelace", "Ada", "AL"),
        ("Ada", "Ada", "Ada", "A"),
        ("Ada Augusta King Lovelace", "Ada Augusta King Lovelace", "Ada", "AL"),
        ("", "ada@example.org", "ada", "A"),
    ],
)
def test_a_person_is_called_by_name_or_address(name: str, full: str, short: str, initials: str) -> None:
    user = User(email="ada@example.org", name=name)
    assert (str(user), user.get_full_name(), user.get_short_name(), user.initials) == (
        full,
        full,
        short,
        initials,
    )


@pytest.mark.parametrize(
    ("role", "manages", "answers", "reads", "grantable"),
    [
        (Role.CONSULTANT, True, True, True, (Role.CONSULTANT, Role.LEAD, Role.RESPONDENT, Role.READER)),
        (Role.LEAD, True, True, True, (Role.LEAD, Role.RESPONDENT, Role.READER)),
        (Role.RESPONDENT, False, True, False, ()),
        (Role.READER, False, False, True, ()),
    ],
)
def test_rights_of_roles(
    role: Role, manages: bool, answers: bool, reads: bool, grantable: tuple[Role, ...]
) -> None:
    assert (role.can_manage, role.can_answer, role.can_read_results) == (manages, answers, reads)
    assert role.grantable == grantable
    assert role.explanation


def test_one_role_for_each_person_in_an_organisation() -> None:
    membership = add_member(make_organisation())
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=membership.user, organisation=membership.organisation, role=Role.LEAD)


def test_the_database_refuses_an_unknown_role_and_a_nameless_organisation() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=make_user(), organisation=make_organisation(), role="owner")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="", slug="nameless")


def test_the_token_of_an_invitation_is_not_stored() -> None:
    issued = make_invitation(make_organisation())
    stored = [str(getattr(issued.invitation, field.attname)) for field in issued.invitation._meta.fields]
    assert len(issued.token) >= 43
    assert not any(issued.token in value for value in stored)
