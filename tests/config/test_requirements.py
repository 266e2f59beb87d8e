"""What the program imports is what gets installed: the locked files hold everything that pyproject.toml names."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def locked(name: str) -> dict[str, str]:
    """The locked versions of a requirements file by package."""
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", text, flags=re.MULTILINE))


def named(requirements: list[str]) -> list[str]:
    """The packages that requirements name, as a lock file spells them."""
    return [re.split(r"[\[~=<>! ]", item)[0].lower().replace("_", "-") for item in requirements]


@pytest.mark.parametrize("package", named(PROJECT["dependencies"]))
def test_the_running_program_finds_each_of_its_packages_locked(package: str) -> None:
    assert package in locked("runtime.txt")


@pytest.mark.parametrize("package", named(PROJECT["optional-dependencies"]["dev"]))
def test_the_tests_find_each_of_their_packages_locked(package: str) -> None:
    assert package in locked("dev.txt")


def test_both_files_lock_the_same_versions() -> None:
    runtime, dev = locked("runtime.txt"), locked("dev.txt")
    assert {name: dev.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_the_locked_files_hold_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
