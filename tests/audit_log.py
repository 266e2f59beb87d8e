"""The audit log in tests: what it says, and how its owner, and nobody else, can empty it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from unittest import mock

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

from accounts.models import Action, AuditEntry

_migration = import_module("accounts.migrations.0005_audit_log")


def recorded(*actions: Action) -> list[AuditEntry]:
    """Return the entries of some actions, all without any, oldest first."""
    rows = AuditEntry.objects.filter(action__in=actions) if actions else AuditEntry.objects.all()
    return list(rows.order_by("pk"))


def the_one(action: Action) -> AuditEntry:
    """Return the only entry of an action; another number of them fails the test."""
    [entry] = recorded(action)
    return entry


@contextmanager
def without_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Do within what only the owner of the tables can: the database refuses it to everybody else."""
    editor = _Statements(connection)
    _migration.drop_triggers(None, editor)
    try:
        yield
    finally:
        _migration.add_triggers(None, editor)


@contextmanager
def emptied_by_flush(operations: type[BaseDatabaseOperations]) -> Iterator[None]:
    """Let `flush` empty the log as well, while this lasts: for every connection, as a browser's test has its own."""
    flush = operations.execute_sql_flush

    def flush_all(self: BaseDatabaseOperations, statements: list[str]) -> None:
        with without_triggers(self.connection):
            flush(self, statements)

    with mock.patch.object(operations, "execute_sql_flush", flush_all):
        yield


@dataclass(frozen=True, slots=True)
class _Statements:
    """What of a schema editor the triggers need."""

    connection: Any

    def execute(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
