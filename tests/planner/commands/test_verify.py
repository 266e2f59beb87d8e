"""`manage.py verify`: a result can be computed again, and a changed one is found out."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from planner.models import Plan, Report
from planner.services.frozen.inputs import canonical_text, fingerprint_of
from tests.planner.samples import make_finished_plan, make_planned_setting

pytestmark = pytest.mark.any_database  # what is computed again: no database says otherwise


@pytest.fixture
def plan(db: None) -> Plan:
    return make_finished_plan(make_planned_setting())


def verify(name: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    try:
        call_command("verify", str(name))
        code = 0
    except SystemExit as ended:
        code = int(str(ended.code))
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_a_plan_is_verified_by_number_fingerprint_json_and_report(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot, report = tmp_path / "plan.json", tmp_path / "report.pdf"
    snapshot.write_text(plan.snapshot_text)
    report.write_bytes(bytes(Report.objects.get(plan=plan, variant="executive").content))
    for name in (plan.pk, plan.fingerprint[:12], snapshot, report):
        assert verify(name, capsys) == (0, f"verified: {plan.fingerprint}\n")


def test_a_number_that_was_changed_is_found_out(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(plan.snapshot_text)
    data["maturity"]["overall"]["index"] = 99.0
    changed = tmp_path / "changed.json"
    changed.write_text(canonical_text(data))
    code, told = verify(changed, capsys)
    assert (code, "does not match the fingerprint" in told) == (1, True)
    data["fingerprint"] = fingerprint_of(data)
    changed.write_text(canonical_text(data))
    code, told = verify(changed, capsys)
    assert (code, "maturity" in told) == (1, True)


@pytest.mark.parametrize("name", ["999999", "no-such-plan", "deadbeefdeadbeef"])
@pytest.mark.django_db
def test_an_unknown_plan_is_said_plainly(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = verify(name, capsys)
    assert code == 2
    assert told.startswith(f"{name}: no such file")
