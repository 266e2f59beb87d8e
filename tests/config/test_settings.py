"""What the environment makes of the settings."""

import runpy
import stat
from pathlib import Path
from typing import Any

import pytest

SETTINGS = Path(__file__).resolve().parent.parent.parent / "config" / "settings.py"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "PLUMBLINE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PLUMBLINE_DATA", str(tmp_path / "my data"))
    return monkeypatch


def settings() -> dict[str, Any]:
    return runpy.run_path(str(SETTINGS))


def test_without_an_environment_nothing_must_be_installed(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = settings()
    database = found["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "my data" / "plumbline.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert (found["CELERY_BROKER_URL"], found["HAS_BROKER"]) == ("memory://localhost", False)


def test_postgresql_is_used_through_a_pool(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "postgres://anna:secret@db.example:5433/plumbline")
    database = settings()["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"], database["PORT"]) == (
        "django.db.backends.postgresql",
        "db.example",
        5433,
    )
    assert database["OPTIONS"]["pool"] == {"min_size": 2, "max_size": 8}
    assert database["CONN_MAX_AGE"] == 0  # Django refuses a pool with persistent connections


def test_redis_does_not_deliver_a_running_task_again(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CELERY_BROKER_URL", "redis://broker.example/0")
    found = settings()
    assert found["HAS_BROKER"]
    assert found["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"] > found["CELERY_TASK_TIME_LIMIT"]


def test_the_secret_key_is_made_once_and_kept_to_its_owner(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, second = settings(), settings()
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert stat.S_IMODE((tmp_path / "my data" / "secret_key").stat().st_mode) == 0o600


def test_the_secret_key_of_the_environment_is_used(environment: pytest.MonkeyPatch) -> None:
    key = "from the environment"
    environment.setenv("PLUMBLINE_SECRET_KEY", key)
    assert settings()["SECRET_KEY"] == key


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("https://plumbline.example", "https://plumbline.example"),
        (" https://plumbline.example:8443/ ", "https://plumbline.example:8443"),
    ],
)
def test_the_address_of_links_is_taken_without_the_slash(
    environment: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    environment.setenv("PLUMBLINE_URL", given)
    assert settings()["PLUMBLINE_URL"] == kept


def test_passwords_are_hashed_by_argon2(environment: pytest.MonkeyPatch) -> None:
    assert settings()["PASSWORD_HASHERS"][0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
