"""`manage.py assess`: real inputs of different kinds, and what bad input is told."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from planner.management.commands.assess import Command
from planner.services.frozen.inputs import fingerprint_of

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
COMPLETE = ("hospital", "manufacturer", "research-institute", "demonstration")


def assess(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    command = [sys.executable, "manage.py", "assess", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Every complete example, assessed once in this process."""
    folder = tmp_path_factory.mktemp("assess")
    return {name: json.loads(assess_here(name, folder)[1]) for name in COMPLETE}


def assess_here(name: str, folder: Path) -> tuple[bytes, bytes]:
    """The report and the result of an example."""
    pdf, result = folder / f"{name}.pdf", folder / f"{name}.json"
    call_command("assess", str(EXAMPLES / f"{name}.yaml"), "--pdf", str(pdf), "--json", str(result))
    assert pdf.read_bytes().startswith(b"%PDF-")
    return pdf.read_bytes(), result.read_bytes()


@pytest.mark.parametrize("name", COMPLETE)
def test_an_example_is_assessed_whole(name: str, results: dict[str, dict]) -> None:
    snapshot = results[name]
    assert snapshot["fingerprint"] == fingerprint_of(snapshot)
    assert 0 < snapshot["maturity"]["overall"]["index"] < 100
    names = [workload["name"] for workload in snapshot["inputs"]["workloads"]]
    assert [workload["name"] for workload in snapshot["sizing"]["workloads"]] == names
    assert sorted(workload["name"] for workload in snapshot["verdicts"]["workloads"]) == sorted(names)
    assert snapshot["roadmap"]["status"] in ("optimal", "feasible")
    assert snapshot["roadmap"]["initiatives"]


@pytest.mark.parametrize("name", COMPLETE)
def test_every_verdict_has_a_reason_a_source_and_what_would_change_it(
    name: str, results: dict[str, dict]
) -> None:
    sized = {workload["name"]: workload["options"] for workload in results[name]["sizing"]["workloads"]}
    for workload in results[name]["verdicts"]["workloads"]:
        steps = sized[workload["name"]][workload["option"]]["derivation"]
        for line in workload["dimensions"]:
            place = f"{workload['name']}, {line['dimension']}"
            assert line["reason"], place
            assert bool(line["would_change"]) == (line["status"] != "ready"), place
            assert line["questions"] or line["practices"] or steps, place
            assert line["questions"] or line["status"] != "unknown", place
            assert all(need["reason"] for need in line["practices"]), place
            if line["probability"] is not None:
                assert 0 <= line["probability"] <= 1, place


def test_work_on_own_machines_is_spread_over_the_types_there_are(results: dict[str, dict]) -> None:
    chosen = {
        workload["name"]: workload["accelerator"] for workload in results["hospital"]["verdicts"]["workloads"]
    }
    assert chosen == {"clinical-assistant": "h100-sxm", "letter-search": "a100-sxm-80gb"}


def test_who_owns_nothing_and_rents_is_not_asked_for_power(results: dict[str, dict]) -> None:
    for workload in results["manufacturer"]["verdicts"]["workloads"]:
        statuses = {line["dimension"]: line["status"] for line in workload["dimensions"]}
        assert (statuses["compute"], statuses["network"], statuses["power"]) == (
            "conditional",
            "ready",
            "ready",
        )


def test_different_organisations_get_different_results(results: dict[str, dict]) -> None:
    indices = {round(result["maturity"]["overall"]["index"], 1) for result in results.values()}
    chosen = {tuple(item["id"] for item in result["roadmap"]["initiatives"]) for result in results.values()}
    assert len(indices) == len(chosen) == len(COMPLETE)


def test_the_plan_keeps_to_its_budget(results: dict[str, dict]) -> None:
    for result in results.values():
        spent, money = 0.0, 0.0
        for spending, budget in zip(result["roadmap"]["spending"], result["roadmap"]["budget"], strict=True):
            spent, money = spent + spending, money + budget
            assert spent <= money * (1 + 1e-9)


def test_the_same_document_gives_the_same_bytes_in_two_processes(tmp_path: Path) -> None:
    pdf, result = tmp_path / "elsewhere.pdf", tmp_path / "elsewhere.json"
    done = assess(EXAMPLES / "hospital.yaml", "--pdf", pdf, "--json", result)
    assert done.returncode == 0, done.stderr
    assert (pdf.read_bytes(), result.read_bytes()) == assess_here("hospital", tmp_path)


HOSPITAL = (EXAMPLES / "hospital.yaml").read_text()
BAD = {
    "unknown key": (
        "organisation: {",
        "organisation: {colour: blue, ",
        ["organisation.colour", "unknown key"],
    ),
    "unknown part": ("workloads:", "extra: 1\nworkloads:", ["extra", "unknown key"]),
    "unknown question": ("question: hw-01-sizing", "question: hw-01-sizzling", ["question", "hw-01-sizing"]),
    "wrong unit": ("value: 60 kW", "value: 60 kg", ["value", "kW"]),
    "negative power": ("value: 60 kW", "value: -60 kW", ["value"]),
    "negative count": ("type: h100-sxm, count: 8", "type: h100-sxm, count: -8", ["rows[1].count"]),
    "unknown accelerator in the estate": ("type: h100-sxm", "type: h1000-sxm", ["rows[1].type", "h100-sxm"]),
    "unknown accelerator of a workload": (
        "accelerator: h100-sxm",
        "accelerator: h99",
        ["accelerator", "did you mean"],
    ),
    "missing model": ("    model: llama-3-70b\n", "", ["workloads[1].model", "missing"]),
    "unknown model": ("model: llama-3-70b", "model: lama-70", ["workloads[1].model", "did you mean"]),
    "negative rate": (
        "queries_per_second: 20",
        "queries_per_second: -20",
        ["workloads[2].queries_per_second"],
    ),
    "level out of range": ("question: hw-01-sizing, level: 2", "question: hw-01-sizing, level: 6", ["level"]),
    "unknown role": (
        "platform_engineers: 4, ml",
        "wizards: 4, ml",
        ["constraints.people.wizards", "platform_engineers"],
    ),
    "budget of another length": ("budget_usd: 450e3", "budget_usd: [1, 2]", ["budget_usd", "10 quarters"]),
    "deadline before the plan": (
        "deadline: 2028-Q1",
        "deadline: 2020-Q1",
        ["workloads[1].deadline", "2027-Q1"],
    ),
    "unknown practice": ("SE-01: 4", "SX-01: 4", ["targets.SX-01", "SE-01"]),
    "two keys alike": ("  quarters: 10", "  quarters: 10\n  quarters: 11", ["quarters", "twice"]),
    "not YAML": ("constraints:", "constraints: [", ["not valid YAML"]),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_one_clear_line_and_nothing_is_written(
    fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, words = BAD[fault]
    assert old in HOSPITAL
    document = tmp_path / "input.yaml"
    document.write_text(HOSPITAL.replace(old, new, 1))
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(
            [
                "manage.py",
                "assess",
                str(document),
                "--pdf",
                str(tmp_path / "a.pdf"),
                "--json",
                str(tmp_path / "a.json"),
            ]
        )
    told = capsys.readouterr().err.strip().splitlines()
    assert ended.value.code == 2
    assert len(told) == 1, told
    assert re.match(rf"{re.escape(str(document))}:\d+: ", told[0]), told
    assert all(word in told[0] for word in words), told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["input.yaml"]


def test_every_fault_of_a_document_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "input.yaml"
    document.write_text(
        HOSPITAL.replace("value: 60 kW", "value: 60 kg")
        .replace("SE-01: 4", "SX-01: 4")
        .replace("model: llama-3-70b", "model: lama-70")
        .replace("budget_usd: 450e3", "budget_usd: [1, 2]")
    )
    with pytest.raises(SystemExit):
        Command().run_from_argv(["manage.py", "assess", str(document)])
    assert len(capsys.readouterr().err.strip().splitlines()) == 4


def test_a_missing_file_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "assess", str(tmp_path / "nothing.yaml")])
    assert ended.value.code == 2
    assert "No such file" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "no" / "such" / "folder" / "a.pdf"
    with pytest.raises(SystemExit) as ended:
        call_command(
            "assess",
            str(EXAMPLES / "hospital.yaml"),
            "--json",
            str(tmp_path / "a.json"),
            "--pdf",
            str(nowhere),
        )
    assert ended.value.code == 2
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
