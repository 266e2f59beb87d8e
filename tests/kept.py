"""Rows that are made once for all tests of a file."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def kept_rows(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Within a fixture of a module: what is saved here each test finds as it was, and after the file it is gone.

    It is a transaction around those of the tests. Tests with transactions of their own are not for such a file.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
