from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.question_bank.load import SHIPPED_VERSIONS
from tests.assessments.question_bank.banks import choice, document, practice, write


def test_a_sound_bank_is_counted() -> None:
    out = StringIO()
    call_command("check_question_bank", SHIPPED_VERSIONS[0], stdout=out)
    assert out.getvalue().startswith("plumbline 1: 5 domains, 40 practices, 117 questions, no faults")


def test_without_a_name_every_shipped_version_is_checked() -> None:
    out = StringIO()
    call_command("check_question_bank", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["plumbline 1", "plumbline 2"]
    assert " quick), no faults" in lines[1]


def test_each_fault_is_one_line_on_standard_error_and_the_exit_code_is_two(tmp_path: Path) -> None:
    file = write(tmp_path, document(practice(choice(weight=0, hint="x"))))
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("check_question_bank", file, stdout=out, stderr=err)
    lines = err.getvalue().splitlines()
    assert stop.value.code == 2
    assert out.getvalue() == ""
    assert [line.partition("questions[1].")[2] for line in lines] == [
        "weight: input should be greater than 0 (got 0)",
        "hint: unknown key; remove it or check its spelling",
    ]
    assert all(line.startswith(f"{file}:") for line in lines)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    err = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("check_question_bank", tmp_path / "gone.yaml", stderr=err)
    assert (stop.value.code, err.getvalue()) == (2, f"{tmp_path}/gone.yaml: No such file or directory\n")
