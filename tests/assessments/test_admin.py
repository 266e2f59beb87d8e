"""The consultant's admin: only their clients, and nothing that was answered or published can be changed."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Organisation, Role, User
from assessments.models import BankVersion, Content, Engagement
from tests.assessments.samples import Setting, answer, level, save, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultant(setting: Setting) -> User:
    setting.consultant.is_staff = True
    setting.consultant.save()
    return setting.consultant


@pytest.fixture
def outsider(db: None) -> User:
    """A consultant of another client."""
    user = User.objects.create_user("outsider@example.org", is_staff=True)
    elsewhere = Organisation.objects.create(name="Elsewhere", slug="elsewhere")
    Membership.objects.create(user=user, organisation=elsewhere, role=Role.CONSULTANT)
    return user


def page(user: User, address: str) -> str:
    return " ".join(signed_in(user).get(address).content.decode().split())


def test_a_consultant_sees_engagements_with_their_progress(setting: Setting, consultant: User) -> None:
    save(setting, level(3))
    shown = page(consultant, reverse("admin:assessments_engagement_changelist"))
    assert "AI readiness" in shown
    assert "1 of 7" in shown
    assert "1 of 3" in shown


def test_a_consultant_of_another_client_sees_none_of_it(setting: Setting, outsider: User) -> None:
    save(setting, level(3))
    client = signed_in(outsider)
    assert "AI readiness" not in page(outsider, reverse("admin:assessments_engagement_changelist"))
    for address in (
        reverse("admin:assessments_engagement_change", args=[setting.engagement.pk]),
        reverse("admin:assessments_answer_change", args=[answer(setting).pk]),
    ):
        assert client.get(address).status_code in (302, 403, 404)


def test_an_answer_is_shown_with_its_history_and_cannot_be_changed(
    setting: Setting, consultant: User
) -> None:
    for number in (2, 4):
        save(setting, level(number))
    address = reverse("admin:assessments_answer_change", args=[answer(setting).pk])
    shown = page(consultant, address)
    assert "2 Repeated" in shown
    assert "4 Managed" in shown
    assert 'name="_save"' not in shown
    signed_in(consultant).post(address, {"comment": "changed"})
    assert answer(setting).comment == ""


def test_answers_can_be_listed_and_searched(setting: Setting, consultant: User) -> None:
    save(setting, Content("not_applicable", reason="Rented"))
    assert "hw-level" in page(consultant, f"{reverse('admin:assessments_answer_changelist')}?q=rented")


@pytest.mark.parametrize("is_superuser", [True, False])
def test_nobody_changes_or_deletes_a_published_bank(
    setting: Setting, consultant: User, is_superuser: bool
) -> None:
    consultant.is_superuser = is_superuser
    consultant.save()
    version = setting.engagement.bank
    client = signed_in(consultant)
    assert client.get(reverse("admin:assessments_bankversion_change", args=[version.pk])).status_code == 200
    assert client.get(reverse("admin:assessments_bankversion_add")).status_code == 403
    delete = reverse("admin:assessments_bankversion_delete", args=[version.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert BankVersion.objects.count() == 1


def test_a_consultant_starts_an_engagement_in_their_own_organisation(
    setting: Setting, consultant: User, outsider: User
) -> None:
    elsewhere = Organisation.objects.get(slug="elsewhere")
    address = reverse("admin:assessments_engagement_add")
    data = {"title": "New", "bank": setting.engagement.bank_id, "status": "open", "target_level": "3"}
    signed_in(consultant).post(address, {**data, "organisation": elsewhere.pk})
    assert Engagement.objects.count() == 1
    signed_in(consultant).post(address, {**data, "organisation": setting.engagement.organisation_id})
    assert Engagement.objects.get(title="New").created_by == consultant


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_engagements_costs_the_same_for_one_and_for_thirty(
    setting: Setting, consultant: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = setting.engagement
    Engagement.objects.bulk_create(
        Engagement(
            organisation=first.organisation, title=f"No. {n}", bank=first.bank, created_by=setting.lead
        )
        for n in range(rows - 1)
    )
    client = signed_in(consultant)
    client.get(reverse("admin:assessments_engagement_changelist"))
    with django_assert_num_queries(14):
        client.get(reverse("admin:assessments_engagement_changelist"))
