"""Many pages save the same answer at once, on each database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assessments.saving_at_once import PAGES, SAVES
from tests.jobs.installation import postgres_database

ROOT = Path(__file__).resolve().parents[2]


def check_nothing_is_lost(folder: Path, database_url: str) -> None:
    """Run the savers in a process of their own and look into the journal they leave."""
    environment = {
        **os.environ, "PLUMBLINE_DATA": str(folder), "DATABASE_URL": database_url,
    }  # fmt: skip
    environment.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = [sys.executable, "-m", "tests.assessments.saving_at_once"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    numbers = list(range(1, PAGES * SAVES + 1))
    assert report == {
        "answers": 1,
        "numbers": numbers,
        "contents": sorted(
            f"page {page} save {number}" for page in range(PAGES) for number in range(1, SAVES + 1)
        ),
        "acknowledged": numbers,
        "current_is_newest": True,
    }


def test_no_save_is_lost_or_doubled_on_sqlite(tmp_path: Path) -> None:
    check_nothing_is_lost(tmp_path, "")


@pytest.mark.services("postgres")
def test_no_save_is_lost_or_doubled_on_postgresql(tmp_path: Path) -> None:
    with postgres_database() as database_url:
        check_nothing_is_lost(tmp_path, database_url)
