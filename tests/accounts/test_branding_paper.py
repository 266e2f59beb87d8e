"""The paper of an organisation's reports: chosen with the branding, what is usual in the country without a choice."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Branding, Organisation, Role
from tests.factories import make_member, make_organisation


@pytest.fixture
def organisation(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def lead(organisation: Organisation) -> Client:
    client = Client()
    client.force_login(make_member(organisation, Role.LEAD))
    return client


def page(organisation: Organisation) -> str:
    return reverse("accounts:branding-edit", args=[organisation.pk])


@pytest.mark.parametrize("paper", ["", "a4", "letter"])
def test_the_paper_is_kept_and_shown_again(lead: Client, organisation: Organisation, paper: str) -> None:
    assert lead.post(page(organisation), {"paper": paper}).status_code == 302
    assert Branding.objects.get(organisation=organisation).paper == paper
    assert f'<option value="{paper}" selected>' in lead.get(page(organisation)).content.decode()


def test_a_paper_that_is_not_known_is_refused(lead: Client, organisation: Organisation) -> None:
    assert lead.post(page(organisation), {"paper": "legal"}).status_code == 422
    assert not Branding.objects.exists()


def test_the_database_knows_the_papers_too(organisation: Organisation) -> None:
    member = make_member(organisation, Role.LEAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Branding.objects.create(organisation=organisation, changed_by=member, paper="legal")
