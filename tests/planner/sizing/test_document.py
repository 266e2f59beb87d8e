"""Size documents: read as written, or refused with every fault and its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessments.document import DocumentError, parse_document
from planner.sizing.document import SizeRequest, read_size_document, validate_workload
from planner.sizing.workload import Estimate, Inference, Lengths, Training

GOOD = """
workloads:
  - name: pretrain
    kind: training
    model: llama-3-8b
    tokens: 15e12
    sequence_length: 8192
    precision: bf16
    accelerator: h100-sxm
    accelerators: 1024
    deadline_days: 60
    global_batch_tokens: 4e6
    interconnect_gbit_per_second: 400
    layout:
      {tensor: 8, pipeline: 4, context: 1, expert: 1, data: 32, virtual_stages: 1, micro_batch: 1,
       sharding: zero1, recompute: none}
    framework: megatron
    software_year: 2026
    measured_tokens_per_second_per_accelerator: 9000
  - name: assistant
    kind: inference
    model: llama-3-70b
    precision: fp8
    accelerator: h100-sxm
    requests_per_second: {low: 10, likely: 25, high: 40}
    prompt_tokens: {p50: 1200, p95: 6000}
    output_tokens: 250
    targets: {time_to_first_token_ms_p95: 800, inter_token_latency_ms_p95: 40}
    engine: {name: vllm, tensor: 4, pipeline: 1, attention_data: 1, expert: 1, kv_precision: fp8}
estate:
  accelerators: [{type: H100 SXM, count: 16, memory_bytes: 80 GB}]
  storage_bytes: 1.5 PB
  network_bytes_per_second: 400 Gbit/s
  pue: 1.3
  grid_region: FRA
assumptions: {confidence: 0.8, acquire: rent}
"""


def read(text: str) -> SizeRequest:
    return read_size_document(parse_document(text, file="size.yaml"))


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as error:
        read(text)
    return [str(fault) for fault in error.value.faults]


def test_a_document_is_read_with_every_key_of_the_contract() -> None:
    request = read(GOOD)
    pretrain, assistant = request.workloads
    assert isinstance(pretrain, Training)
    assert (pretrain.tokens, pretrain.layout.data) == (Estimate.exact(15e12), 32)
    assert isinstance(assistant, Inference)
    assert assistant.requests_per_second == Estimate(10, 25, 40)
    assert assistant.output_tokens == Lengths(Estimate.exact(250))
    assert request.estate.storage_bytes == Estimate.exact(1.5e15)
    assert request.estate.network_bytes_per_second == Estimate.exact(50e9)
    assert request.assumptions.acquire == "rent"


def test_a_model_may_be_given_as_its_shape() -> None:
    text = """
workloads:
  - name: a
    kind: training
    tokens: 1e12
    model:
      parameters: 671e9
      active_parameters: 37e9
      latent_attention: {query_rank: 1536, kv_rank: 512, nope_size: 128, rope_size: 64, value_size: 128}
"""
    model = read(text).workloads[0].model
    assert not isinstance(model, str)
    assert model.latent_attention is not None


RUN = "kind: training\n    model: llama-3-8b\n    tokens: 1\n    "


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("kind: traning", ":3: workloads[1].kind: must be one of training"),
        (
            RUN.replace("llama-3-8b", "llama-99b"),
            ":4: workloads[1].model: unknown model 'llama-99b'; did you mean",
        ),
        (RUN + "accelerator: h1000", ":6: workloads[1].accelerator: unknown accelerator"),
        ("kind: training\n    model: llama-3-8b", "workloads[1].tokens: missing; this key is required"),
        (RUN.replace("tokens: 1", "tokens: 0"), ":5: workloads[1].tokens: must be greater than zero"),
        (RUN.replace("tokens: 1", "tokens: .nan"), ":5: workloads[1].tokens: must be a finite number"),
        (RUN + "colour: red", ":6: workloads[1].colour: unknown key"),
        (RUN.replace("llama-3-8b", "{layers: 3}"), ":4: workloads[1].model: needs `parameters`"),
        (RUN + "precision: int4", "workloads[1]: precision int4 is for serving"),
        ("kind: inference\n    model: llama-3-8b", "workloads[1]: needs requests_per_second, traffic, or"),
        ("kind: retrieval", "workloads[1]: give either vectors or corpus_tokens"),
    ],
)
def test_a_faulty_workload_is_refused_with_place_and_reason(written: str, fault: str) -> None:
    found = faults(f"workloads:\n  - name: a\n    {written}\n")
    assert any(fault in each for each in found), found


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("estate: {pue: 200}", "estate.pue: a PUE lies between 1 and 3"),
        (
            "estate: {accelerators: [{type: foo, count: 1}]}",
            "estate.accelerators[1].type: unknown accelerator 'foo'",
        ),
        (
            "estate: {accelerators: [{type: l4, count: -1}]}",
            "estate.accelerators[1].count: must not be negative",
        ),
        ("estate: {storage_bytes: 3 apples}", "estate.storage_bytes:"),
        ("estate: {grid_region: ATL}", "estate.grid_region: unknown grid region 'ATL'"),
        ("assumptions: {price_usd_per_hour: {h100-sxm: -2}}", "must be greater than zero"),
        ("assumptions: {price_usd_per_hour: {zz99: 2}}", "unknown accelerator 'zz99'"),
        ("assumptions: {confidence: 1.5}", "confidence must be at least 0.5 and below 1"),
        ("asumptions: {}", "asumptions: unknown key; did you mean assumptions"),
    ],
)
def test_faults_outside_the_workloads_have_their_place_too(written: str, fault: str) -> None:
    found = faults(f"workloads: [{{name: a, kind: training, model: llama-3-8b, tokens: 1e9}}]\n{written}\n")
    assert len(found) == 1
    assert fault in found[0]


def test_all_faults_are_named_at_once() -> None:
    found = faults(
        "workloads:\n  - {name: a, kind: x}\n  - {name: b, kind: training, model: q, tokens: -1}\nestate: {pue: 9}\n"
    )
    assert len(found) == 4


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("kind: x, tokens: -1", ["kind", "tokens"]),
        ("kind: x, colour: red, precision: bf99", ["kind", "colour", "precision"]),
        ("kind: x, model: llama-99b, accelerator: h1000", ["kind", "model", "accelerator"]),
        (
            "kind: x, targets: {time_to_first_token_ms_p95: -5}",
            ["kind", "targets.time_to_first_token_ms_p95"],
        ),
        ("kind: 7, prompt_tokens: {p50: 10, p95: -5}", ["kind", "prompt_tokens.p95"]),
        ("model: q", ["kind", "model"]),
        ("kind: x, accelerators: 3, epochs: 2", ["kind"]),
    ],
)
def test_what_is_wrong_whatever_the_kind_is_told_with_an_unknown_kind(
    written: str, places: list[str]
) -> None:
    found = faults(f"workloads: [{{name: a, {written}}}]")
    assert sorted(fault.split(": ")[1] for fault in found) == sorted(
        f"workloads[1].{place}" for place in places
    )


def test_a_workload_of_an_unknown_kind_needs_a_name_all_the_same() -> None:
    assert [fault.split(": ")[1] for fault in faults("workloads: [{kind: x}]")] == [
        "workloads[1].kind",
        "workloads[1].name",
    ]


def test_a_trace_that_is_not_there_hides_no_other_fault() -> None:
    found = faults("workloads: [{name: a, kind: inference, model: q, traffic: none.csv}]")
    assert len(found) == 2
    assert any("trace file 'none.csv'" in fault for fault in found)
    assert any("unknown model 'q'" in fault for fault in found)


def test_a_name_used_twice_is_refused() -> None:
    one = "{name: a, kind: training, model: llama-3-8b, tokens: 1e9}"
    assert "'a' is used twice" in faults(f"workloads: [{one}, {one}]")[0]


def test_form_data_is_refused_with_the_key_and_without_a_line() -> None:
    data: dict[str, Any] = {"name": "a", "kind": "inference", "model": "llama-3-8b", "requests_per_second": -1,
                            "prompt_tokens": {"p50": 10, "p95": -5}}  # fmt: skip
    with pytest.raises(DocumentError) as error:
        validate_workload(data)
    assert [(fault.line, fault.place) for fault in error.value.faults] == [
        (None, "requests_per_second"),
        (None, "prompt_tokens.p95"),
    ]


def test_form_data_becomes_a_workload() -> None:
    workload = validate_workload({"name": "a", "kind": "training", "model": "llama-3-8b", "tokens": 1e9})
    assert isinstance(workload, Training)


class TestCommand:
    """`manage.py size`."""

    def test_prints_a_table(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "size.yaml"
        path.write_text(GOOD)
        call_command("size", str(path), samples=64)
        text = capsys.readouterr().out
        assert "pretrain (training)" in text
        assert "h100-sxm" in text

    def test_writes_json(self, tmp_path: Path) -> None:
        path, out = tmp_path / "size.yaml", tmp_path / "out.json"
        path.write_text(GOOD)
        call_command("size", str(path), "--json", str(out), "--samples", "128", "--seed", "7")
        document = json.loads(out.read_text())
        assert (document["samples"], document["seed"], len(document["workloads"])) == (128, 7, 2)

    def test_bad_input_ends_with_2_and_writes_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path, out = tmp_path / "size.yaml", tmp_path / "out.json"
        path.write_text("workloads: [{name: a, kind: x}, {name: b, kind: y}]")
        with pytest.raises(SystemExit) as ending:
            call_command("size", str(path), "--json", str(out))
        assert ending.value.code == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 2
        assert not out.exists()

    def test_a_missing_file_is_one_clear_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            call_command("size", str(tmp_path / "none.yaml"))
        assert "No such file" in capsys.readouterr().err

    def test_samples_that_are_no_power_of_two_are_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "size.yaml"
        path.write_text(GOOD)
        with pytest.raises(SystemExit):
            call_command("size", str(path), "--samples", "1000")
        assert "power of two" in capsys.readouterr().err
