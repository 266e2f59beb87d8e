"""A test that cannot run here is skipped with the reason; with CI=true it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDY = """
import pytest

@pytest.mark.services("redis")
def test_needs_redis():
    pass
"""


def run_needy_test(folder: Path, *, ci: str) -> str:
    """What pytest says about a test that needs a server that is not there."""
    test = folder / "test_needy.py"
    test.write_text(NEEDY)
    options = ["-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), "--ds=tests.jobs.site.settings"]
    absent = {"PLUMBLINE_TEST_REDIS_URL": "redis://127.0.0.1:1/0", "PLUMBLINE_DATA": str(folder), "CI": ci}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(test)],
        cwd=ROOT,
        env=os.environ | absent,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_a_missing_server_is_told(tmp_path: Path, ci: str, outcome: str) -> None:
    said = run_needy_test(tmp_path, ci=ci)
    assert outcome in said
    assert "no Redis at redis://127.0.0.1:1/0" in said
