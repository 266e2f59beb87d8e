"""What nobody can mean: refused by `manage.py size` with file, line, place and remedy, or answered with a reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

TRAINING = "{name: a, kind: training, model: llama-3-8b, tokens: 1e12, accelerator: h100-sxm"
TUNING = "{name: a, kind: fine_tuning, model: llama-3-8b, tokens: 1e8"
SERVICE = "{name: a, kind: inference, model: llama-3-8b, requests_per_second: 5, accelerator: h100-sxm"
BATCH = (
    "{name: a, kind: batch_inference, model: llama-3-8b, requests: 1e6, prompt_tokens: 9, output_tokens: 9"
)
SEARCH = "{name: a, kind: retrieval, vectors: 1e6, accelerator: l4"
SHAPE = "{name: a, kind: training, tokens: 1e12"


def changed(workload: str, old: str, new: str) -> str:
    assert old in workload
    return workload.replace(old, new) + "}"


def more(workload: str, text: str) -> str:
    return f"{workload}, {text}}}"


REFUSED: dict[str, tuple[str, str, str]] = {
    "no tokens": (changed(TRAINING, "1e12", "0"), "tokens", "must be greater than zero (got 0)"),
    "fewer than no tokens": (changed(TRAINING, "1e12", "-1"), "tokens", "must be greater than zero"),
    "NaN": (changed(TRAINING, "1e12", ".nan"), "tokens", "must be a finite number"),
    "infinity": (changed(TRAINING, "1e12", ".inf"), "tokens", "must be a finite number"),
    "beyond floats": (changed(TRAINING, "1e12", "1e400"), "tokens", "must be a finite number"),
    "beyond measure": (changed(TRAINING, "1e12", "1e30"), "tokens", "must lie between"),
    "a text with a unit": (changed(TRAINING, "1e12", "15T"), "tokens", "must be a number, or a range"),
    "a quoted number": (changed(TRAINING, "1e12", "'1e12'"), "tokens", "must be a number, or a range"),
    "a truth": (changed(TRAINING, "1e12", "true"), "tokens", "must be a number, or a range"),
    "a list": (changed(TRAINING, "1e12", "[1, 2]"), "tokens", "must be a number, or a range"),
    "a range upside down": (
        changed(TRAINING, "1e12", "{low: 3, likely: 2, high: 1}"), "tokens", "must ascend (got 3, 2, 1)",
    ),
    "half a range": (changed(TRAINING, "1e12", "{low: 1, high: 2}"), "tokens", "likely is missing"),
    "a deadline of nothing": (more(TRAINING, "deadline_days: 0"), "deadline_days", "greater than zero"),
    "a deadline before": (more(TRAINING, "deadline_days: -3"), "deadline_days", "greater than zero"),
    "a billion tokens of context": (
        more(TRAINING, "sequence_length: 1000000000"), "sequence_length", "less than or equal to 1000000",
    ),
    "half a token": (more(TRAINING, "sequence_length: 0.5"), "sequence_length", "valid integer"),
    "half an accelerator": (more(TRAINING, "accelerators: 7.5"), "accelerators", "valid integer"),
    "no accelerators": (more(TRAINING, "accelerators: 0"), "accelerators", "greater than or equal to 1"),
    "ten million accelerators": (more(TRAINING, "accelerators: 10000000"), "accelerators", "to 1000000"),
    "an unknown accelerator": (changed(TRAINING, "h100-sxm", "h9000"), "accelerator", "did you mean"),
    "an unknown model": (changed(TRAINING, "llama-3-8b", "gpt-99"), "model", "did you mean"),
    "a number as model": (changed(TRAINING, "llama-3-8b", "8"), "model", "put quotes around it"),
    "an unknown key": (more(TRAINING, "tokns: 5"), "tokns", "unknown key"),
    "an unknown key inside": (more(TRAINING, "layout: {tensr: 8}"), "layout.tensr", "did you mean tensor?"),
    "an unknown precision": (more(TRAINING, "precision: fp7"), "precision", "'bf16'"),
    "a step longer than the run": (
        more(TRAINING, "global_batch_tokens: 1e15"), "global_batch_tokens", "1e+12 tokens there are",
    ),
    "heads that cannot be split": (more(TRAINING, "layout: {tensor: 3}"), "layout.tensor", "divide the 32"),
    "a million-fold split": (more(TRAINING, "layout: {tensor: 1000000}"), "layout.tensor", "divide the 32"),
    "more stages than layers": (
        more(TRAINING, "layout: {pipeline: 64}"), "layout.pipeline", "must not exceed the 32 layers",
    ),
    "experts of a dense model": (more(TRAINING, "layout: {expert: 8}"), "layout.expert", "no experts"),
    "experts that cannot be split": (
        changed(TRAINING, "llama-3-8b", "deepseek-v3, layout: {expert: 7}"), "layout.expert", "divide the 256",
    ),
    "a micro-batch of a million": (
        more(TRAINING, "layout: {micro_batch: 1000000}"), "layout.micro_batch", "must lie between 1 and 4096",
    ),
    "faster than its peak": (
        more(TRAINING, "measured_tokens_per_second_per_accelerator: 1e12"),
        "measured_tokens_per_second_per_accelerator", "peak allows 1.23e+05 at most",
    ),
    "a model without parameters": (more(SHAPE, "model: {parameters: 0}"), "model.parameters", "greater than 0"),
    "a model of one parameter": (more(SHAPE, "model: {parameters: 1}"), "model.parameters", "must lie between"),
    "more active than all": (
        more(SHAPE, "model: {parameters: 1e9, active_parameters: 2e9}"), "model", "must not exceed parameters",
    ),
    "a shape beyond its parameters": (
        more(SHAPE, "model: {parameters: 1e9, layers: 126, hidden_size: 16384}"), "model", "alone make",
    ),
    "a shape beyond all models": (
        more(SHAPE, "model: {layers: 1000000, hidden_size: 1000000}"), "model", "2e+18 parameters",
    ),
    "heads without keys": (
        more(SHAPE, "model: {layers: 8, hidden_size: 512, attention_heads: 8, kv_heads: 3}"),
        "model.kv_heads", "divide the 8 attention heads",
    ),
    "no epochs": (more(TUNING, "epochs: 0"), "epochs", "greater than zero"),
    "adapters of a million": (more(TUNING, "method: lora, rank: 1000000"), "rank", "to 4096"),
    "an unknown method": (more(TUNING, "method: dora"), "method", "'qlora'"),
    "no requests": (changed(SERVICE, "second: 5", "second: 0"), "requests_per_second", "greater than zero"),
    "two kinds of traffic": (more(SERVICE, "traffic: {peak: 5}"), "", "not both"),
    "a missing trace": (
        changed(SERVICE, "requests_per_second: 5", "traffic: none.csv"), "traffic", "No such file",
    ),
    "lengths upside down": (more(SERVICE, "prompt_tokens: {p50: 9, p95: 5}"), "prompt_tokens", "not be below"),
    "a prompt beyond reading": (more(SERVICE, "prompt_tokens: 1e10"), "prompt_tokens", "at most 1e+09 tokens"),
    "an answer in no time": (
        more(SERVICE, "targets: {time_to_first_token_ms_p95: 0}"),
        "targets.time_to_first_token_ms_p95", "greater than zero",
    ),
    "replicas that cannot be split": (more(SERVICE, "engine: {tensor: 3}"), "engine.tensor", "divide the 32"),
    "a share of two": (more(SERVICE, "engine: {prefix_hit_share: 2}"), "engine.prefix_hit_share", "between 0 and 1"),
    "no backlog": (changed(BATCH, "requests: 1e6", "requests: 0"), "requests", "greater than zero"),
    "passages that stand still": (more(SEARCH, "chunk_overlap: 1"), "chunk_overlap", "must be below 1"),
    "gigabytes for bytes": (more(SEARCH, "node_memory_bytes: 256"), "node_memory_bytes", "256 GB are 256e9"),
    "more vectors than atoms": (changed(SEARCH, "1e6", "1e24"), "vectors", "must lie between 1 and 1e+15"),
    "an unknown kind": ("{name: a, kind: dreaming}", "kind", "did you mean training?"),
    "no workload": ("null", "", "a workload is a mapping"),
}  # fmt: skip

BESIDE: dict[str, tuple[str, str, str]] = {
    "PUE as percentage": ("estate: {pue: 200}", "estate.pue", "written as 1.4 and not as a percentage"),
    "PUE with a sign": ("estate: {pue: 200 %}", "estate.pue", "must be a number, or a range"),
    "PUE below 1": ("estate: {pue: 0.5}", "estate.pue", "between 1 and 3"),
    "a share in percent": ("estate: {renewable_share: 80}", "estate.renewable_share", "between 0 and 1"),
    "a debt of accelerators": (
        "estate: {accelerators: [{type: l4, count: -1}]}", "estate.accelerators[1].count", "not be negative",
    ),
    "apples": ("estate: {storage_bytes: 3 apples}", "estate.storage_bytes", "understood: MB, GB"),
    "a country that is none": ("estate: {grid_region: Mordor}", "estate.grid_region", "did you mean"),
    "a price below nothing": (
        "assumptions: {price_usd_per_hour: {h100-sxm: -2}}",
        "assumptions.price_usd_per_hour.h100-sxm", "greater than zero",
    ),
    "a price beyond floats": (
        "assumptions: {price_usd_to_buy: {h100-sxm: 1e400}}", "assumptions.price_usd_to_buy.h100-sxm", "finite",
    ),
    "a rate in percent": ("assumptions: {discount_rate: 8}", "assumptions.discount_rate", "between 0 and 1"),
    "a million years": ("assumptions: {years: 1e6}", "assumptions.years", "between 0.1 and 50"),
    "no progress": ("assumptions: {goodput: 0}", "assumptions.goodput", "between 0.01 and 1"),
    "no use": ("assumptions: {owned_utilisation: 0}", "assumptions.owned_utilisation", "between 0.01 and 1"),
    "no writing": ("assumptions: {stall_share: 0}", "assumptions.stall_share", "between 0.0001 and 1"),
    "a team of wizards": ("assumptions: {team_efficiency: 1e6}", "assumptions.team_efficiency", "0.05 and 5"),
    "memory in percent": ("assumptions: {memory_utilisation: 95}", "assumptions", "between 0.5 and 1"),
    "certainty": ("assumptions: {confidence: 1}", "assumptions", "below 1"),
    "a mix of nothing": ("assumptions: {electricity_mix: {coal: .nan}}", "electricity_mix.coal", "finite"),
    "a mix of two": ("assumptions: {electricity_mix: {coal: 2}}", "assumptions", "sum to 1"),
    "a deadline that is none": (
        "assumptions: {default_deadline_days: .nan}", "assumptions.default_deadline_days", "must lie between",
    ),
    "an unknown assumption": ("assumptions: {luck: 7}", "assumptions.luck", "unknown key"),
    "an unknown part": ("asumptions: {}", "asumptions", "did you mean assumptions"),
}  # fmt: skip


def refusal(folder: Path, capsys: pytest.CaptureFixture[str], text: str) -> list[str]:
    """The lines with which the command refuses a document; nothing must be written."""
    path, out = folder / "absurd.yaml", folder / "out.json"
    path.write_text(text)
    with pytest.raises(SystemExit) as ending:
        call_command("size", str(path), "--json", str(out), "--samples", "64")
    assert ending.value.code == 2
    assert not out.exists()
    printed = capsys.readouterr()
    assert printed.out == ""
    return [line.removeprefix(str(path)) for line in printed.err.splitlines()]


@pytest.mark.parametrize("name", REFUSED)
def test_an_absurd_workload_is_refused_at_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workload, place, reason = REFUSED[name]
    (line,) = refusal(tmp_path, capsys, f"# one line above\nworkloads:\n  - {workload}\n")
    key = f"workloads[1].{place}" if place else "workloads[1]"
    assert line.startswith(f":3: {key}: ")
    assert reason in line


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_workloads_is_refused_at_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written, place, reason = BESIDE[name]
    (line,) = refusal(tmp_path, capsys, f"workloads:\n  - {TRAINING}}}\n{written}\n")
    assert line.startswith(":3: ")
    assert place in line
    assert reason in line


@pytest.mark.parametrize("workloads", ["[]", "{}", "5", "null", f"[{', '.join(['{}'] * 201)}]"])
def test_a_document_without_workloads_is_refused(
    workloads: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = refusal(tmp_path, capsys, f"workloads: {workloads}")
    assert line == ":1: workloads: must be a list of 1 to 200 workloads"


ANSWERED: dict[str, tuple[str, str]] = {
    "ten trillion parameters on one card": (
        "{name: a, kind: training, model: {parameters: 1e13}, tokens: 1e12, accelerator: rtx-4090, accelerators: 1}",
        "on the fullest accelerator",
    ),
    "ten trillion parameters served by one card": (
        changed(SERVICE, "llama-3-8b", "{parameters: 1e13}, accelerators: 1"),
        "of weights",
    ),
    "a million accelerators": (more(TRAINING, "accelerators: 1000000"), "does not feed 1,000,000 accelerators"),
    "done at once": (more(TRAINING, "deadline_days: 1e-9"), "deadline"),
    "a layout that needs more than there are": (
        more(TRAINING, "accelerators: 8, layout: {tensor: 8, pipeline: 8}"), "accelerators; 8 given",
    ),
    "a token in a microsecond": (more(SERVICE, "targets: {inter_token_latency_ms_p95: 0.001}"), "latency targets"),
    "a billion tokens to read": (more(SERVICE, "prompt_tokens: 1e9"), "do not fit"),
}  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ANSWERED)
def test_what_cannot_be_done_is_answered_with_a_reason(name: str, tmp_path: Path) -> None:
    workload, reason = ANSWERED[name]
    path, out = tmp_path / "absurd.yaml", tmp_path / "out.json"
    path.write_text(f"workloads: [{workload}]")
    call_command("size", str(path), "--json", str(out), "--samples", "64")
    (option,) = json.loads(out.read_text(), parse_constant=_no_constant)["workloads"][0]["options"]
    assert option["feasible"] is False
    assert option["reason"]
    assert reason in option["reason"]


def _no_constant(name: str) -> Any:
    raise AssertionError(f"{name} in the answer")
