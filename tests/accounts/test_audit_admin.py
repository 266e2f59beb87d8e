"""The audit log in the admin: searched, filtered and exported; changed by nobody; and each client's own."""

import csv
from io import StringIO

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Action, AuditEntry, Organisation, Role, User
from accounts.services.audit import record
from tests.audit_log import recorded, the_one
from tests.factories import make_member, make_organisation, make_superuser, make_user

pytestmark = pytest.mark.django_db

LISTED = "admin:accounts_auditentry_changelist"


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


def entry_of(organisation: Organisation, by: User, action: Action = Action.EXPORTED) -> AuditEntry:
    return record(action, organisation, organisation=organisation.pk, by=by)


def shown(response: HttpResponse) -> list[int]:
    return [entry.pk for entry in response.context["cl"].result_list]  # type: ignore[attr-defined]


def export(client: Client, entries: list[AuditEntry], query: str = "") -> list[dict[str, str]]:
    chosen = {"action": "export", "_selected_action": [entry.pk for entry in entries]}
    response = client.post(f"{reverse(LISTED)}{query}", chosen)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_a_consultant_sees_the_entries_of_their_clients_only(
    client: Client, consultant: User, own: Organisation, foreign: Organisation
) -> None:
    mine, theirs = entry_of(own, consultant), entry_of(foreign, make_user(name="Stranger"))
    response = client.get(reverse(LISTED))
    assert mine.pk in shown(response)
    assert {entry.organisation_id for entry in AuditEntry.objects.filter(pk__in=shown(response))} == {own.pk}
    assert "Foreign Organisation" not in response.content.decode()
    assert client.get(reverse("admin:accounts_auditentry_change", args=[theirs.pk])).status_code == 302
    page = client.get(reverse("admin:accounts_auditentry_change", args=[mine.pk]))
    assert "clara@example.org" in page.content.decode()


def test_sign_ins_are_shown_to_superusers_only(client: Client, consultant: User) -> None:
    entry = the_one(Action.SIGNED_IN)
    assert entry.pk not in shown(client.get(reverse(LISTED)))
    root = Client()
    root.force_login(make_superuser())
    assert entry.pk in shown(root.get(reverse(LISTED)))


@pytest.mark.parametrize("role", [Role.LEAD, Role.RESPONDENT, Role.READER])
def test_the_log_is_for_those_who_have_the_admin(client: Client, own: Organisation, role: Role) -> None:
    client.force_login(make_member(own, role))
    assert client.get(reverse(LISTED)).status_code == 302


def test_nobody_adds_changes_or_deletes_an_entry(own: Organisation, consultant: User) -> None:
    entry = entry_of(own, consultant)
    for person in (make_superuser(), consultant):
        client = Client()
        client.force_login(person)
        before = AuditEntry.objects.count()
        assert client.get(reverse("admin:accounts_auditentry_add")).status_code == 403
        assert client.get(reverse("admin:accounts_auditentry_delete", args=[entry.pk])).status_code == 403
        changed = client.post(
            reverse("admin:accounts_auditentry_change", args=[entry.pk]), {"title": "Other"}
        )
        assert changed.status_code == 403
        client.post(
            reverse(LISTED), {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
        )
        assert AuditEntry.objects.count() == before
    assert AuditEntry.objects.get(pk=entry.pk).title == "Own Organisation"


def test_entries_are_found_by_person_object_and_action(
    client: Client, consultant: User, own: Organisation
) -> None:
    ada = make_user("ada@example.org", name="Ada")
    entry = entry_of(own, ada, Action.RESULT_VIEWED)
    for query in (
        "q=ada@example.org",
        "q=Ada",
        "q=accounts.organisation+result-viewed",
        "action=result-viewed",
    ):
        assert shown(client.get(f"{reverse(LISTED)}?{query}")) == [entry.pk], query
    year = f"{reverse(LISTED)}?action=result-viewed&at__year={entry.at.year}"
    assert shown(client.get(year)) == [entry.pk]
    assert shown(client.get(f"{reverse(LISTED)}?action=result-viewed&at__year=2001")) == []
    assert shown(client.get(f"{reverse(LISTED)}?organisation__id__exact={own.pk}&q=Ada")) == [entry.pk]


def test_chosen_entries_are_exported_without_formulas_and_that_is_recorded(
    client: Client, consultant: User, own: Organisation, foreign: Organisation
) -> None:
    mine = entry_of(own, make_user("eve@example.org", name='=HYPERLINK("https://evil.example")'))
    theirs = entry_of(foreign, consultant)
    [row] = export(client, [mine, theirs])
    assert row["name"] == '\'=HYPERLINK("https://evil.example")'
    assert (row["entry"], row["action"], row["organisation"]) == (
        str(mine.pk),
        "exported",
        "Own Organisation",
    )
    assert row["at_utc"].endswith("+00:00")
    told = the_one(Action.AUDIT_EXPORTED)
    assert (told.actor, told.organisation, told.details) == (consultant, own, {"form": "csv", "entries": 1})


def test_an_export_over_several_clients_is_told_to_each(own: Organisation, foreign: Organisation) -> None:
    client, root = Client(), make_superuser()
    client.force_login(root)
    entries = [entry_of(own, root), entry_of(own, root), entry_of(foreign, root)]
    assert len(export(client, entries)) == 3
    told = [(one.organisation, one.details["entries"]) for one in recorded(Action.AUDIT_EXPORTED)]
    assert told == [(own, 2), (foreign, 1)]


def test_search_and_filters_limit_what_all_means(client: Client, consultant: User, own: Organisation) -> None:
    ada = make_user("ada@example.org", name="Ada")
    entry, other = entry_of(own, ada), entry_of(own, consultant)
    chosen = {"action": "export", "_selected_action": [entry.pk, other.pk], "select_across": "1"}
    response = client.post(f"{reverse(LISTED)}?q=Ada", chosen)
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [row["entry"] for row in rows] == [str(entry.pk)]


def test_the_list_asks_the_same_number_of_queries_for_one_entry_and_thirty(
    client: Client,
    consultant: User,
    own: Organisation,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    entry_of(own, consultant)
    client.get(reverse(LISTED))
    with django_assert_max_num_queries(30) as few:
        client.get(reverse(LISTED))
    for _ in range(29):
        entry_of(own, consultant)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(LISTED))
