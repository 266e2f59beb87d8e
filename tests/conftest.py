"""What all tests share: which of them can run here, and which run again on PostgreSQL."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from hypothesis import settings

from config.messages import compile_catalogues
from tests.bytecode import keep_bytecode
from tests.effort import times
from tests.services import SERVICES, missing_browser, missing_pdf_tools

# A busy machine is no fault, and CI must not fail by luck: there the same cases are tried at each run.
settings.register_profile(
    "plumbline",
    deadline=None,
    derandomize=os.environ.get("CI", "").lower() in ("1", "true"),
    max_examples=times(50),
)
settings.load_profile("plumbline")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that is given out below; keep what is compiled; translate with what the .po files say now."""
    keep_bytecode()
    compile_catalogues()
    config.addinivalue_line("markers", "database: uses the database; found out, not written by hand")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses the database: those tests run again on PostgreSQL, and some run only there."""
    if connection.vendor != "postgresql":
        elsewhere = [item for item in items if item.get_closest_marker("only_postgresql")]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """Of what is imported and collected by now nothing becomes garbage: no collection need look at it again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, saying why, what this machine cannot run; with CI=true fail, so that nothing is skipped unseen."""
    reason = next(_missing(item), None)
    if reason is None:
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{reason} (with CI=true nothing is skipped)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep SQLite in a file, as an installation does: in memory, two threads of a live server lock each other out."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options = connection.settings_dict["OPTIONS"]  # a power cut is none of these tests' concern
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(autouse=True, scope="session")
def uploads_are_thrown_away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files that tests upload are kept in a folder of this run."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(autouse=True, scope="session")
def static_files_are_looked_up_when_asked_for() -> Iterator[None]:
    """Else each test client lists them all anew before its first request."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True, scope="session")
def passwords_are_hashed_fast() -> Iterator[None]:
    """Argon2 takes a quarter of a second on purpose; installations in processes of their own keep to it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def plans_are_drawn_once() -> Iterator[None]:
    """The brief and the full report have tests of their own; drawing them with each plan takes longer than the plan."""
    with override_settings(MORE_REPORTS=()):
        yield


@pytest.fixture(autouse=True, scope="session")
def the_audit_log_is_emptied_between_tests() -> Iterator[None]:
    """A test with transactions of its own leaves by emptying all tables, which the audit log's triggers refuse."""
    from tests.audit_log import emptied_by_flush  # it needs the apps, which are loaded by now

    with emptied_by_flush(type(connection.ops)):
        yield


@pytest.fixture(autouse=True)
def counters_of_attempts_begin_anew() -> None:
    """What limits sign-ins per minute counts in the cache of the process, which many tests share."""
    cache.clear()


@pytest.fixture(autouse=True)
def each_test_begins_in_english() -> Iterator[None]:
    """A request leaves its language to the thread that served it, and here that is the thread of the tests."""
    with translation.override("en"):
        yield


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
