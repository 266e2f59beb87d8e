"""What all tests share: which of them can run here, and which run again on PostgreSQL."""

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from hypothesis import settings

from tests.services import SERVICES, missing_browser, missing_pdf_tools

# A busy machine is no fault, and CI must not fail by luck: there the same cases are tried at each run.
settings.register_profile(
    "plumbline", deadline=None, derandomize=os.environ.get("CI", "").lower() in ("1", "true")
)
settings.load_profile("plumbline")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that is given out below."""
    config.addinivalue_line("markers", "database: uses the database; found out, not written by hand")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database: those tests run again on PostgreSQL."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, saying why, what this machine cannot run; with CI=true fail, so that nothing is skipped unseen."""
    reason = next(_missing(item), None)
    if reason is None:
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{reason} (with CI=true nothing is skipped)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def counters_of_attempts_begin_anew() -> None:
    """What limits sign-ins per minute counts in the cache of the process, which many tests share."""
    cache.clear()


def _missing(item: pytest.Item) -> Iterator[str]:
    """Each thing that the test needs and this machine lacks.

    `services` names what is needed: services("postgres", "redis"); without names it is all three servers.
    """
    for marker in item.iter_markers("services"):
        for name in marker.args or ("postgres", "redis", "rabbitmq"):
            if reason := SERVICES[name]():
                yield reason
    if item.get_closest_marker("browser") and (reason := missing_browser()):
        yield reason
    if item.get_closest_marker("pdf_tools") and (reason := missing_pdf_tools()):
        yield reason
