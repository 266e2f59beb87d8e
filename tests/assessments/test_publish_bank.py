"""`manage.py publish_bank`."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import BankVersion

pytestmark = pytest.mark.django_db

BANK = """\
key: tiny
version: "1"
title: Tiny bank
domains:
  - id: hardware
    title: Hardware
    intro: Machines.
    groups:
      - id: compute
        title: Compute
        practices:
          - id: HW-01
            title: Compute
            scope: Everything.
            levels: {1: nobody, 2: some people, 3: written down, 4: measured, 5: improved}
            questions:
              - id: hw-01-one
                kind: choice
                text: How good?
                help: Pick one.
                why: It matters.
                levels: {1: nobody, 2: some people, 3: written down, 4: measured, 5: improved}
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "bank.yaml"
    path.write_text(BANK)
    return path


def publish(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("publish_bank", str(path))
    return capsys.readouterr().out


def test_every_shipped_version_is_published_and_the_newest_comes_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("publish_bank")
    assert capsys.readouterr().out.count(" published (") == 2
    assert [row.version for row in BankVersion.objects.all()] == ["2", "1"]
    assert [len(row.read().domains) for row in BankVersion.objects.all()] == [5, 5]


def test_a_bank_is_published_once(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(bank, capsys).startswith("Tiny bank 1 published")
    assert publish(bank, capsys).startswith("Tiny bank 1 was already published")
    assert BankVersion.objects.get().read().question("hw-01-one").text == "How good?"


def test_another_content_needs_another_version(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(bank, capsys)
    bank.write_text(BANK.replace("How good?", "How bad?"))
    with pytest.raises(CommandError, match="raise `version`") as refusal:
        call_command("publish_bank", str(bank))
    assert refusal.value.returncode == 2
    bank.write_text(BANK.replace("How good?", "How bad?").replace('"1"', '"2"'))
    assert publish(bank, capsys).startswith("Tiny bank 2 published")


def test_a_faulty_bank_is_refused_with_file_and_line(bank: Path) -> None:
    bank.write_text(BANK.replace("kind: choice", "kind: choise"))
    with pytest.raises(CommandError, match=r"bank\.yaml:18") as refusal:
        call_command("publish_bank", str(bank))
    assert refusal.value.returncode == 2
    assert not BankVersion.objects.exists()
