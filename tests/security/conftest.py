"""A clinic that is made once for a file; each test finds it as it was made."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.kept import kept_rows
from tests.security.clinic import PEOPLE, Clinic, make_clinic


@pytest.fixture(scope="module")
def made_clinic(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Clinic]:
    """The clinic, and its people signed in."""
    with kept_rows(django_db_blocker):
        clinic = make_clinic()
        for who in PEOPLE:
            clinic.client(who)
        yield clinic


@pytest.fixture
def clinic(made_clinic: Clinic, db: None) -> Clinic:
    """The clinic for one test: what it does to rows and objects, the next one does not see."""
    return made_clinic.copy()
