"""A published bank can be taken away, by the page and by the command, and published again."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from assessments.question_bank.load import load_bank
from tests.assessments.samples import Setting, make_setting, signed_in
from tests.assessments.versions import first_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db: None) -> Setting:
    return make_setting(first_version())


def test_a_lead_downloads_the_bank_as_yaml_and_as_a_workbook(setting: Setting) -> None:
    lead, here = signed_in(setting.lead), f"/engagements/{setting.engagement.pk}"
    written, book = lead.get(f"{here}/bank.yaml"), lead.get(f"{here}/bank.xlsx")
    for response, name in ((written, "sample-1.yaml"), (book, "sample-1.xlsx")):
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["X-Content-Type-Options"] == "nosniff"
    assert written.content.decode().startswith("key: sample\nversion: '1'\n")
    assert [sheet.title for sheet in load_workbook(BytesIO(book.content))] == ["1 Hardware", "2 Data"]


def test_what_the_command_writes_can_be_published_as_the_same_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("publish_bank")
    version = tmp_path / "out.yaml"
    call_command("export_bank", "plumbline@1", str(version))
    capsys.readouterr()
    call_command("publish_bank", str(version))
    assert "1 was already published" in capsys.readouterr().out


def test_the_command_writes_a_workbook_and_to_standard_output(
    setting: Setting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_bank", setting.engagement.bank.fingerprint[:12], str(tmp_path / "out.xlsx"))
    assert len(load_workbook(tmp_path / "out.xlsx").worksheets) == 2
    capsys.readouterr()
    call_command("export_bank", "sample@1", "-")
    file = tmp_path / "again.yaml"
    # The sample's questions have no help text, which a document must have.
    file.write_text(capsys.readouterr().out.replace("help: ''", "help: Pick").replace("why: ''", "why: It"))
    assert [question.id for question in load_bank(file).questions()] == [
        question.id for question in first_version().questions()
    ]


@pytest.mark.parametrize(
    ("name", "out", "fault"),
    [
        ("sample@9", "out.yaml", "no such published bank"),
        ("", "out.yaml", "no such published bank"),
        ("sample@1", "out.pdf", "must end in .yaml or .xlsx"),
        ("sample@1", "/nowhere/out.yaml", "No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_one_clear_line(setting: Setting, name: str, out: str, fault: str) -> None:
    with pytest.raises(CommandError, match=fault) as refusal:
        call_command("export_bank", name, out)
    assert refusal.value.returncode == 2
