"""What `races.py` holds, on each database that has several writers: a file of SQLite's, and PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.jobs.installation import postgres_database

ROOT = Path(__file__).resolve().parents[3]


def check_races(folder: Path, database_url: str) -> None:
    """Run the races in a process of their own."""
    environment = {**os.environ, "PLUMBLINE_DATA": str(folder), "DATABASE_URL": database_url}
    options = ["--ds=tests.security.race_settings", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/assessments/teamwork/races.py", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8_000:]


def test_a_lock_holds_against_savers_on_sqlite(tmp_path: Path) -> None:
    check_races(tmp_path, "")


@pytest.mark.services("postgres")
def test_a_lock_holds_against_savers_on_postgresql(tmp_path: Path) -> None:
    with postgres_database() as database_url:
        check_races(tmp_path, database_url)
