"""`manage.py roadmap`: no database, a readable table or JSON, one line per fault."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

DOCUMENT = """
periods: 6
resources: [{name: engineers, capacity: 2}]
budget_usd: 100e3
carry_over: true
tasks:
  - {id: network, duration: 1, cost_usd: 80e3, demands: {engineers: 2}, optional: true, gain: 2}
  - {id: rent, title: Rent accelerators, duration: 1, cost_usd: 150e3, after: [network], unlocks: [assistant],
     optional: true}
  - {id: dream, duration: 1, cost_usd: 9e6, optional: true, gain: 50}
deadlines: {assistant: 3}
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "problem.yaml"
    path.write_text(text)
    return str(path)


def test_a_plan_is_printed_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("roadmap", written(tmp_path, DOCUMENT))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("optimal, ")
    assert lines[2].split() == ["network", "0", "1", "80", "k", "USD"]
    assert lines[3].split() == ["rent", "2", "3", "150", "k", "USD", "Rent", "accelerators"]
    assert "dream    left out: it costs 9 M USD; the whole budget is 600 k USD" in lines
    assert "assistant: live by the end of period 3" in lines
    assert "spent: 230 k USD of 600 k USD" in lines


def test_a_plan_is_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("roadmap", written(tmp_path, DOCUMENT), "--json", str(tmp_path / "out.json"))
    solution = json.loads((tmp_path / "out.json").read_text())
    assert set(solution) >= {
        "status", "objective", "bound", "gap", "seconds", "makespan", "schedule", "why_not", "conflicts",
    }  # fmt: skip
    assert solution["status"] == "optimal"
    assert [item["id"] for item in solution["schedule"] if item["chosen"]] == ["network", "rent"]
    assert capsys.readouterr().out.startswith("optimal, ")


def test_json_on_standard_output_stands_there_alone(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("roadmap", written(tmp_path, DOCUMENT), "--json", "-")
    assert json.loads(capfdbinary.readouterr().out)["status"] == "optimal"


def test_each_fault_is_one_line_and_the_exit_code_is_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = DOCUMENT.replace("after: [network]", "after: [netwrok]").replace(
        "duration: 1, cost_usd: 9e6", "duration: 1, cost: 9e6"
    )
    with pytest.raises(SystemExit) as stop:
        call_command("roadmap", written(tmp_path, text), "--json", str(tmp_path / "out.json"))
    output = capsys.readouterr()
    assert stop.value.code == 2
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert "problem.yaml:10: tasks[3].cost: unknown key" in output.err
    assert not (tmp_path / "out.json").exists()


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("roadmap", str(tmp_path / "nothing.yaml"))
    assert "nothing.yaml: No such file" in capsys.readouterr().err


def test_an_infeasible_problem_names_its_conflict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = DOCUMENT.replace("assistant: 3", "assistant: 1") + "objective: makespan\n"
    call_command("roadmap", written(tmp_path, text))
    out = capsys.readouterr().out
    assert out.startswith("infeasible")
    assert "assistant must be live by the end of period 1" in out
    assert "any one of these gives a plan:" in out


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf"])
def test_a_time_limit_must_be_a_positive_number(tmp_path: Path, seconds: str) -> None:
    with pytest.raises(CommandError, match="a positive number of seconds is expected"):
        call_command("roadmap", written(tmp_path, DOCUMENT), "--seconds", seconds)


def test_the_cheapest_way_to_a_workload_is_told_when_the_document_asks_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = written(tmp_path, DOCUMENT + "goal: {workload: assistant}\n")
    call_command("roadmap", asked, "--json", str(tmp_path / "out.json"))
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "cheapest way to assistant: network, rent; 230 k USD (230 k USD to 230 k USD), done after 3 periods with 100%; "
        "optimal, gap 0.00%",
        "next-best way: none, each of these is needed",
    ]
    way = json.loads((tmp_path / "out.json").read_text())["cheapest"]
    assert (way["subject"], way["way"]["cost_usd"], way["way"]["finish"]) == ("assistant", 230_000.0, 3)


def test_a_goal_that_no_task_unlocks_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        call_command("roadmap", written(tmp_path, DOCUMENT + "goal: {workload: asistant}\n"))
    fault = "problem.yaml:12: goal.workload: no task unlocks a workload 'asistant'; did you mean assistant?"
    assert fault in capsys.readouterr().err


def test_what_a_task_says_may_vary_gives_the_chances_of_the_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ranged = DOCUMENT.replace(
        "optional: true, gain: 2}",
        "optional: true, gain: 2, cost_range: {low: 0.8, high: 1.6}, effort_range: {engineers: {low: 0.6, high: 1.7}}}",
    )
    call_command("roadmap", written(tmp_path, ranged), "--json", str(tmp_path / "out.json"))
    held = json.loads((tmp_path / "out.json").read_text())["robustness"]
    assert set(held) == {"in_budget", "go_live", "people", "draws"}
    assert 0.3 < held["people"]["engineers"] < 0.7, "two of two engineers for work that may be more"
    assert "chance to have enough of engineers: " in capsys.readouterr().out
    call_command("roadmap", written(tmp_path, DOCUMENT), "--json", str(tmp_path / "out.json"))
    assert "robustness" not in json.loads((tmp_path / "out.json").read_text())


def test_a_range_of_effort_is_refused_where_it_belongs_to_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = DOCUMENT.replace("gain: 2}", "gain: 2, effort_range: {engineer: {low: 1.2, high: 2}}}")
    with pytest.raises(SystemExit):
        call_command("roadmap", written(tmp_path, wrong))
    lines = capsys.readouterr().err.splitlines()
    assert any("effort_range.engineer" in line and "the task demands no" in line for line in lines)
    assert any("low at most 1" in line for line in lines)
