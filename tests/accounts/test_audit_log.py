"""The audit log: what an entry says, that nothing changes it, that tampering is seen, and how people are forgotten."""

from datetime import timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Action, AuditEntry, AuditSeal, Organisation, User
from accounts.services.audit import (
    OutsideTransactionError,
    forget_before,
    forget_person,
    record,
    recording,
    seal_new,
    verify,
)
from accounts.services.audit.seal import seal_all
from tests.audit_log import recorded, the_one, without_triggers
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db

REFUSED = "append-only"


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation("Aurelia Clinics")


@pytest.fixture
def ada() -> User:
    return make_user("ada@example.org", name="Ada")


@pytest.fixture
def entry(organisation: Organisation, ada: User) -> AuditEntry:
    return record(Action.BRANDING_CHANGED, organisation, organisation=organisation.pk, by=ada, paper="a4")


def test_an_entry_says_who_did_what_to_what_and_when(
    organisation: Organisation, ada: User, entry: AuditEntry
) -> None:
    stored = AuditEntry.objects.get(pk=entry.pk)
    assert (stored.actor, stored.actor_name, stored.actor_email) == (ada, "Ada", "ada@example.org")
    assert (stored.action, stored.organisation) == ("branding-changed", organisation)
    assert (stored.kind, stored.subject_id, stored.title) == (
        "accounts.organisation",
        str(organisation.pk),
        "Aurelia Clinics",
    )
    assert stored.details == {"paper": "a4"}
    assert timezone.now() - stored.at < timedelta(minutes=1)
    assert stored.digest == entry.digest


def test_an_entry_of_a_request_says_from_where_it_came(organisation: Organisation, ada: User) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.9", "X-Request-ID": "made-up"})
    request.user = ada
    with recording(request):
        entry = record(Action.EXPORTED, organisation, organisation=organisation.pk)
    assert (entry.actor, entry.address, entry.request_id) == (ada, "127.0.0.1", "")


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_only_a_trusted_proxy_is_believed(organisation: Organisation) -> None:
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Request-ID": "ab-12"}
    with recording(RequestFactory().get("/", headers=headers)):
        entry = record(Action.EXPORTED, organisation, organisation=organisation.pk)
    assert (entry.actor, entry.address, entry.request_id) == (None, "203.0.113.9", "ab-12")


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=2)
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Forwarded-For": "203.0.113.9"}, ("", "")),
        ({"X-Forwarded-For": "<b>, 10.0.0.1"}, ("", "")),
        ({"X-Request-ID": "a b"}, ("127.0.0.1", "")),
    ],
)
def test_what_a_proxy_cannot_have_said_is_left_out(
    organisation: Organisation, headers: dict[str, str], expected: tuple[str, str]
) -> None:
    with recording(RequestFactory().get("/", headers=headers)):
        entry = record(Action.EXPORTED, organisation, organisation=organisation.pk)
    assert (entry.address, entry.request_id) == expected


def test_an_entry_goes_when_its_change_is_rolled_back(organisation: Organisation) -> None:
    before = AuditEntry.objects.count()

    @transaction.atomic
    def change_and_fail() -> None:
        record(Action.BRANDING_CHANGED, organisation, organisation=organisation.pk)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_a_change_is_recorded_in_its_transaction_or_not_at_all() -> None:
    with pytest.raises(OutsideTransactionError, match="branding-changed"):
        record(Action.BRANDING_CHANGED, organisation=None)
    assert record(Action.SIGNED_IN, organisation=None).pk


# -- append-only


@pytest.mark.parametrize(
    "column",
    [
        field.column
        for field in AuditEntry._meta.fields
        if field.column not in ("actor_id", "organisation_id")
    ],
)
def test_the_database_refuses_to_change_an_entry(entry: AuditEntry, column: str) -> None:
    value = {"id": 99_999, "at": timezone.now()}.get(column, "other")
    statement = f"UPDATE accounts_auditentry SET {column} = %s WHERE id = %s"  # noqa: S608 -- a name of ours
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [value, entry.pk])
    assert AuditEntry.objects.get(pk=entry.pk).digest == entry.digest


@pytest.mark.parametrize("column", ["actor_id", "organisation_id"])
@pytest.mark.parametrize("value", [None, 99_999])
def test_an_entry_stays_with_its_person_and_organisation(
    entry: AuditEntry, column: str, value: int | None
) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(**{column: value})


@pytest.mark.parametrize("table", ["accounts_auditentry", "accounts_auditseal"])
def test_the_database_refuses_to_delete(entry: AuditEntry, table: str) -> None:
    seal_all()
    connection.check_constraints()  # else PostgreSQL refuses to truncate for another reason
    statements = [f"DELETE FROM {table}"]  # noqa: S608 -- a name of ours
    if connection.vendor == "postgresql":
        statements.append("TRUNCATE accounts_auditentry, accounts_auditseal")
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match=REFUSED),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert AuditEntry.objects.filter(pk=entry.pk, seal__digest__gt="").exists()


def test_the_database_refuses_to_write_over_an_entry_or_a_seal(entry: AuditEntry) -> None:
    seal_all()
    seal = AuditSeal.objects.get(entry=entry)
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        AuditSeal.objects.filter(pk=seal.pk).update(digest="0" * 64)
    if connection.vendor == "sqlite":
        for table, keys in (
            ("accounts_auditentry", f"id = {entry.pk}"),
            ("accounts_auditseal", f"position = {seal.position}"),
        ):
            copy = f"REPLACE INTO {table} SELECT * FROM {table} WHERE {keys}"  # noqa: S608 -- names of ours
            with (
                pytest.raises(DatabaseError, match=REFUSED),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(copy)


def test_an_entry_outlives_what_it_is_about(organisation: Organisation, entry: AuditEntry) -> None:
    organisation.delete()
    stored = AuditEntry.objects.select_related("organisation").get(pk=entry.pk)
    assert (stored.organisation, stored.title) == (None, "Aurelia Clinics")
    assert stored.digest == entry.digest


# -- the chain


def test_every_entry_is_sealed_once_in_one_chain(organisation: Organisation, entry: AuditEntry) -> None:
    assert seal_new() == len(recorded())
    record(Action.BRANDING_REMOVED, organisation, organisation=organisation.pk)
    assert (seal_new(), seal_new(), seal_all()) == (1, 0, 0)
    positions = AuditSeal.objects.values_list("position", flat=True)
    assert list(positions) == list(range(1, len(recorded()) + 1))
    verdict = verify()
    assert (verdict.sealed, verdict.unsealed, verdict.faults) == (len(recorded()), 0, ())


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_sealed_by_itself() -> None:
    with transaction.atomic():
        record(Action.ORGANISATION_CREATED, organisation=None, title="Aurelia Clinics")
        assert AuditSeal.objects.count() == 0
    assert AuditSeal.objects.get().entry == the_one(Action.ORGANISATION_CREATED)


@pytest.mark.only_postgresql  # of two transactions that write, one waits for the other on SQLite anyway
@pytest.mark.django_db(transaction=True)
def test_who_records_waits_for_nobody_and_a_late_commit_is_sealed_after_the_others() -> None:
    def record_elsewhere() -> None:
        record(Action.SIGNED_OUT, organisation=None)
        connection.close()

    with transaction.atomic():
        late = record(Action.ORGANISATION_CREATED, organisation=None)
        other = Thread(target=record_elsewhere)
        other.start()
        other.join(timeout=20)
        assert not other.is_alive()
        assert AuditSeal.objects.get().entry == the_one(Action.SIGNED_OUT)
    assert list(AuditSeal.objects.values_list("position", "entry_id")) == [
        (1, the_one(Action.SIGNED_OUT).pk),
        (2, late.pk),
    ]
    assert late.pk < the_one(Action.SIGNED_OUT).pk
    assert verify().is_sound


@pytest.mark.only_postgresql  # the second finds nothing left to seal on SQLite, which has one writer
@pytest.mark.django_db(transaction=True)
def test_of_two_who_seal_at_once_one_leaves_it_to_the_other_who_takes_it_along() -> None:
    def record_elsewhere() -> None:
        record(Action.SIGNED_OUT, organisation=None)
        connection.close()

    with transaction.atomic():
        first = record(Action.ORGANISATION_CREATED, organisation=None)
        assert seal_new() == 1  # it holds the lock from here on
        other = Thread(target=record_elsewhere)
        other.start()
        other.join(timeout=20)
        assert not other.is_alive()
        assert list(AuditSeal.objects.values_list("entry_id", flat=True)) == [first.pk]
        assert the_one(Action.SIGNED_OUT).pk > first.pk
    assert (verify().sealed, verify().unsealed, verify().faults) == (2, 0, ())


def test_what_nobody_has_recorded_since_takes_no_lock(
    entry: AuditEntry, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seal_all()
    with django_assert_max_num_queries(2) as asked:
        assert seal_new() == 0
    assert not [query for query in asked.captured_queries if "SAVEPOINT" in query["sql"]]


def test_sealing_asks_for_the_newest_entries_and_the_newest_seals_alone(
    entry: AuditEntry, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seal_all()
    with django_assert_max_num_queries(2) as asked:
        seal_new()
    looked = asked.captured_queries[-1]["sql"]
    assert all(f"{column} > " in looked for column in ('"accounts_auditentry"."id"', '"entry_id"'))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"action": "exported"}, "is not what was sealed"),
        ({"at": timezone.now() - timedelta(days=1)}, "is not what was sealed"),
        ({"actor_id": None}, "is not what was sealed"),
        ({"details_text": "{}"}, "is not what was sealed"),
        ({"actor_name": "Eve"}, "the person is not who was recorded"),
        ({"address": "203.0.113.9"}, "the person is not who was recorded"),
        ({"title": "Other Clinics"}, "the object was not called so"),
    ],
)
def test_tampering_is_seen(entry: AuditEntry, change: dict[str, object], fault: str) -> None:
    seal_all()
    with without_triggers(connection):
        AuditEntry.objects.filter(pk=entry.pk).update(**change)
    [found] = verify().faults
    assert f"entry {entry.pk}" in found
    assert fault in found


def test_a_removed_entry_is_seen(entry: AuditEntry, organisation: Organisation) -> None:
    record(Action.BRANDING_REMOVED, organisation, organisation=organisation.pk)
    seal_all()
    position = AuditSeal.objects.get(entry=entry).position
    with without_triggers(connection):
        AuditSeal.objects.get(entry=entry).delete()
        entry.delete()
    [found] = verify().faults
    assert found == f"seals {position} to {position} are missing"


def test_an_end_that_was_cut_off_is_seen_by_a_head_kept_elsewhere(
    entry: AuditEntry, organisation: Organisation
) -> None:
    seal_all()
    head = verify().head
    with without_triggers(connection):
        AuditSeal.objects.get(entry=entry).delete()
        entry.delete()
    assert verify().is_sound
    assert not verify(known=head).is_sound
    record(Action.BRANDING_REMOVED, organisation, organisation=organisation.pk)
    seal_all()
    [found] = verify(known=head).faults
    assert "is another than the one that was kept elsewhere" in found


# -- forgetting


def test_a_forgotten_person_is_named_nowhere_and_the_chain_holds(
    entry: AuditEntry, ada: User, organisation: Organisation
) -> None:
    seal_all()
    about = record(Action.SIGN_IN_FAILED, ada, organisation=None, title="Ada@example.org")
    assert forget_person(ada) == 2
    for stored in recorded():
        assert "ada" not in f"{stored.actor_name}{stored.actor_email}{stored.title}".lower()
    assert AuditEntry.objects.get(pk=entry.pk).actor_id == ada.pk
    assert AuditEntry.objects.get(pk=about.pk).subject_id == str(ada.pk)
    assert the_one(Action.PERSON_FORGOTTEN).details == {"entries": 2}
    seal_all()
    assert verify().is_sound
    assert verify().blanked == 1


def test_a_person_is_forgotten_under_the_addresses_of_before_too(
    ada: User, organisation: Organisation
) -> None:
    record(Action.SIGN_IN_FAILED, organisation=None, title="ada@example.org")
    record(Action.SIGNED_IN, ada, organisation=None, title=ada.email, by=ada)
    ada.email = "lovelace@example.org"
    ada.save()
    record(Action.MEMBER_ADDED, ada, organisation=organisation.pk, title=ada.email)
    called_alike = record(Action.WORKLOAD_ADDED, organisation=organisation.pk, title="ada@example.org")
    forget_person(ada)
    assert [stored.pk for stored in recorded() if "@example.org" in stored.title] == [called_alike.pk]
    seal_all()
    assert verify().is_sound


def test_a_title_blanked_behind_the_back_is_seen(entry: AuditEntry, ada: User) -> None:
    about = record(Action.MEMBER_ADDED, ada, organisation=None, title=ada.email)
    seal_all()
    AuditEntry.objects.filter(pk__in=[entry.pk, about.pk]).update(title="", title_salt="")
    assert [fault.partition(":")[0] for fault in verify().faults] == [
        f"entry {entry.pk}",
        f"entry {about.pk}",
    ]
    forget_person(ada)
    assert [fault.partition(":")[0] for fault in verify().faults] == [f"entry {entry.pk}"]


def test_a_person_blanked_behind_the_back_is_seen(entry: AuditEntry) -> None:
    seal_all()
    blank = {"actor_name": "", "actor_email": "", "address": "", "actor_salt": ""}
    AuditEntry.objects.filter(pk=entry.pk).update(**blank)
    assert verify().faults == (f"entry {entry.pk}: the person was blanked, and no entry tells of it",)


def test_people_of_old_entries_are_forgotten_and_what_happened_stays(
    entry: AuditEntry, organisation: Organisation
) -> None:
    record(Action.SIGN_IN_FAILED, organisation=None, title="nobody@example.org")
    old = len(recorded())
    assert forget_before(timezone.now() + timedelta(seconds=1)) == old
    assert {stored.actor_email for stored in recorded()} == {""}
    assert "nobody@example.org" not in [stored.title for stored in recorded()]
    assert AuditEntry.objects.get(pk=entry.pk).title == "Aurelia Clinics"
    seal_all()
    assert verify().is_sound


# -- the command


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_seals_verifies_and_names_what_is_wrong(entry: AuditEntry) -> None:
    count = len(recorded())
    assert run("seal") == f"{count} entries sealed\n"
    said, head = run("verify").splitlines()
    assert said == f"verified: {count} entries sealed, 0 not yet, 0 without a person"
    assert run("verify", "--known", head.removeprefix("head: ")).splitlines()[0] == said
    with without_triggers(connection):
        AuditEntry.objects.filter(pk=entry.pk).update(title="Other Clinics")
    with pytest.raises(SystemExit):
        run("verify")


def test_the_command_forgets(entry: AuditEntry, ada: User) -> None:
    assert run("forget", "--person", "ADA@example.org") == "1 entries blanked\n"
    assert AuditEntry.objects.get(pk=entry.pk).actor_name == ""
    assert run("forget", "--before", "2026-01-31") == "0 entries blanked\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("verify", "--known", "abc"), "--known: a head is the line that an earlier check printed"),
        (("forget", "--person", "nobody@example.org"), "--person: nobody has the address"),
        (("forget", "--before", "31.1.2026"), "--before: write a day as 2026-01-31"),
        (("forget", "--before", "2026-02-31"), "--before: write a day as 2026-01-31"),
        (("forget",), "one of the arguments"),
    ],
)
def test_the_command_refuses_with_a_remedy(arguments: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(*arguments)
