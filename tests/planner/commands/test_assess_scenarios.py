"""`manage.py assess --scenarios … --compare …`: plans side by side without a browser, and what bad input is told."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.document import read_document
from planner.services.comparison import MOST_PLANS
from planner.services.documents.assess import read_assess_document
from planner.services.scenarios.document import read_scenarios
from tests.planner.samples import shipped_bank

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
DEMONSTRATION = str(EXAMPLES / "demonstration.yaml")

# One workload, few practices and few samples: five plans of it take seconds.
SMALL = """
organisation: {name: Small, sector: manufacturing, country: DEU}
engagement: One assistant
samples: 64
targets: {default: 2}
answers:
  - {question: hw-01-sizing, level: 1, basis: documented, respondent: IT lead}
  - {question: hw-05-orchestration, level: 1, basis: documented, respondent: IT lead}
  - {question: se-01-access, level: 1, basis: documented, respondent: IT lead}
workloads:
  - name: assistant
    title: Assistant
    kind: inference
    model: llama-3-8b
    precision: fp8
    accelerator: l40s
    requests_per_second: 2
    prompt_tokens: 800
    output_tokens: 200
    data_class: internal
    place: either
    value: 3
constraints:
  start: 2027-Q1
  quarters: 6
  budget_usd: 60e3
  people: {platform_engineers: 2, ml_engineers: 1, project_managers: 1}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "scenarios.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines that say what is wrong with a document; nothing is written."""
    out = folder / "out.json"
    with pytest.raises(SystemExit) as ended:
        call_command(
            "assess", DEMONSTRATION, "--scenarios", str(written(folder, text)), "--compare", str(out)
        )
    assert ended.value.code == 2
    assert not out.exists()
    return [line for line in capsys.readouterr().err.splitlines() if not line.endswith("…")]


def test_the_example_is_planned_and_compared(tmp_path: Path) -> None:
    out, known = tmp_path / "out.json", tmp_path / "small.yaml"
    known.write_text(SMALL, encoding="utf-8")
    call_command("assess", str(known), "--scenarios", str(EXAMPLES / "scenarios.yaml"), "--compare", str(out))
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["plans"] == [
        "Without changes", "Buy everything", "Rent everything", "A year later", "A fifth less budget",
    ]  # fmt: skip
    assert data["sentences"]
    assert data["differing"] == []
    figures = {figure["title"]: figure for section in data["sections"] for figure in section["figures"]}
    money = [plan["value"] for plan in figures["Money within the plan"]["plans"]]
    plain, _, _, later, less = money
    assert later < less < plain


def test_the_example_can_be_laid_over_the_demonstration() -> None:
    inputs = read_assess_document(read_document(DEMONSTRATION), shipped_bank(), today=date(2026, 11, 21))
    made = read_scenarios(read_document(EXAMPLES / "scenarios.yaml"), inputs, shipped_bank())
    assert [one.scenario["title"] for one in made] == [
        "Buy everything", "Rent everything", "A year later", "A fifth less budget",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("scenarios: []\n", "scenarios.yaml:1: scenarios: "),
        (
            "scenarios:\n - title: A\n   changes: {budget: 2}\n",
            "scenarios.yaml:3: scenarios[1].changes.budget: ",
        ),
        (
            "scenarios:\n - title: A\n   changes:\n    acquire: buy\n    accelerator: h1000\n",
            "scenarios.yaml:5: scenarios[1].changes.accelerator: ",
        ),
        (
            "scenarios:\n - title: A\n   changes: {deadline_quarters: -9}\n",
            "scenarios.yaml:3: scenarios[1].changes.deadline_quarters: ",
        ),
        (
            "scenarios:\n - title: A\n   changes: {}\n - title: A\n   changes: {}\n",
            "scenarios.yaml:4: scenarios[2].title: ",
        ),
    ],
)
def test_a_scenario_that_cannot_be_is_refused_with_line_and_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, line: str
) -> None:
    for said in refusal(tmp_path, text, capsys):
        assert line in said


def test_there_are_at_most_as_many_as_can_be_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = "".join(f" - title: S{number}\n   changes: {{}}\n" for number in range(MOST_PLANS))
    (said,) = refusal(tmp_path, f"scenarios:\n{entries}", capsys)
    assert ": scenarios: " in said


@pytest.mark.parametrize(
    "options",
    [
        ("--scenarios", "s.yaml"),
        ("--compare", "-"),
        ("--json", "-", "--compare", "-", "--scenarios", "s.yaml"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("assess", DEMONSTRATION, *options)
