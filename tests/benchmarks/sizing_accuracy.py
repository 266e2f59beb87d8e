"""Predicted against published: the error of the sizing core over tables of measurements.

    python -m tests.benchmarks.sizing_accuracy --training THROUGHPUT.csv --runs RUNS.csv --memory MEMORY.csv
        --serving SERVING.csv --latency LATENCY.csv

Every table is optional. Each row goes through `size`, as a user's document would. The constants of the core were
fitted on tables of this kind: on the same rows the error printed here is in-sample, and says so.
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from planner.sizing.catalogue import CatalogueError, load_catalogue
from planner.sizing.memory import training_memory
from planner.sizing.parallelism import SHARDINGS as SHARDINGS_BY_INDEX
from planner.sizing.parallelism import Layouts
from planner.sizing.result import Option
from planner.sizing.size import size
from planner.sizing.training_plan import MEMORY_ERROR
from planner.sizing.uncertainty import Z90
from planner.sizing.units import GIB
from planner.sizing.workload import (
    Assumptions,
    Engine,
    Estate,
    Estimate,
    Inference,
    Layout,
    Lengths,
    ModelShape,
    Training,
    Workload,
)

ACCELERATORS = {
    "H100": "h100-sxm", "A100-80": "a100-sxm-80gb", "A100-40": "a100-sxm-40gb", "A100": "a100-sxm-80gb",
    "A100-SXM": "a100-sxm-80gb", "A100-PCIE": "a100-pcie-80gb", "H200": "h200-sxm", "H200-NVL": "h200-nvl",
    "V100": "v100-sxm-32gb", "TPUv3": "tpu-v3", "TPUv4": "tpu-v4", "TPUv5e": "tpu-v5e", "TPUv5p": "tpu-v5p",
    "TPUv6e": "tpu-v6e",
}  # fmt: skip
MODELS = {"meta-llama/Llama-3.1-70B": "llama3-70b", "llama3_1-405b": "llama3.1-405b"}
SHARDINGS = {
    "dist-opt": "zero1", "ZeRO1": "zero1", "ZeRO1?": "zero1", "": "zero1", "FULL_SHARD": "zero3", "FSDP": "zero3",
    "HSDP": "zero3", "SHARD_GRAD_OP": "zero2", "DDP": "none", "none": "none",
}  # fmt: skip
PRECISIONS = {"mxfp8": "fp8", "fp8?": "fp8", "nvfp4": "fp4", "fp8/fp4": "fp4"}
# Nothing may be refused for memory here: the row was run.
ASSUMPTIONS = Assumptions(memory_utilisation=1.0)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row: predicted P10, P50, P90 against measured, and the family it belongs to."""

    family: str
    predicted: tuple[float, float, float]
    measured: float
    naive: float | None = None

    @property
    def error(self) -> float:
        return self.predicted[1] / self.measured - 1


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the distinct rows of a table: identical measurements repeat in published collections."""
    seen = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = tuple(row.values())
            if key not in seen:
                seen.add(key)
                yield row


def number(row: Row, key: str, default: float = 1.0) -> float:
    """Return a number of a row; the default where the cell is empty or a word."""
    try:
        return float(row[key])
    except (KeyError, TypeError, ValueError):
        return default


def first_option(workload: Workload) -> Option:
    """Return the one option of a workload whose accelerator is fixed."""
    return size([workload], Estate(), ASSUMPTIONS, samples=256).workloads[0].options[0]


def figure(option: Option, name: str) -> tuple[float, float, float] | None:
    """Return P10, P50, P90 of a figure."""
    found = option.quantiles(name)
    return (found.p10, found.p50, found.p90) if found else None


def training_layout(row: Row) -> Layout:
    """Return the layout of a row."""
    return Layout(
        tensor=int(number(row, "TP")),
        pipeline=int(number(row, "PP")),
        context=int(number(row, "CP")),
        expert=int(number(row, "EP")),
        virtual_stages=int(number(row, "VP")),
        micro_batch=int(number(row, "micro_batch")),
        sharding=SHARDINGS[row["sharding"]],
        recompute=row["recompute"] or "none",
    )


def training_outcome(row: Row) -> Outcome | None:
    """Return tokens/s per accelerator of a row whose layout is known."""
    known = all(row[key] for key in ("TP", "PP", "micro_batch", "n_gpus", "tokens_per_s_per_gpu", "arch_key"))
    if not known or row["task"] != "pretrain":
        return None
    framework = (
        "other"
        if "mosaic" in row["source"]
        else "fsdp"
        if row["sharding"] in ("FSDP", "HSDP")
        else "megatron"
    )
    old = "vTrain" in row["source"] or (row["date"] or "2024")[:4] <= "2022"
    sequence = int(number(row, "seq_len", 8192))
    workload = Training(
        name="row",
        model=row["arch_key"],
        tokens=Estimate.exact(1e12),
        sequence_length=sequence,
        precision=PRECISIONS.get(row["precision"], row["precision"]),
        accelerator=ACCELERATORS.get(row["accelerator"], row["accelerator"]),
        accelerators=int(number(row, "n_gpus")),
        global_batch_tokens=Estimate.exact(
            number(row, "global_batch_seqs", number(row, "n_gpus")) * sequence
        ),
        layout=training_layout(row),
        framework=framework,
        software_year=2022 if old else 2025,
    )
    predicted = figure(first_option(workload), "tokens_per_second_per_accelerator")
    model = load_catalogue().model(row["arch_key"])
    peak = load_catalogue().accelerator(workload.accelerator or "").peak["bf16"]
    naive = 0.4 * peak / (6 * model.active_parameters)
    family = f"{'sparse' if model.is_mixture else 'dense'} {row['accelerator']}"
    return Outcome(family, predicted, number(row, "tokens_per_s_per_gpu"), naive) if predicted else None


def run_outcome(row: Row) -> Outcome | None:
    """Return accelerator-hours of a published run, layout unknown."""
    if row["use_in_fit"] != "1":
        return None
    total = number(row, "total_params_B", number(row, "active_params_B")) * 1e9
    count = int(number(row, "accelerator_count", 0)) or (512 if total < 3e10 else 2048)
    year = int(row["year"])
    batch = number(row, "global_batch_tokens", 0)
    workload = Training(
        name="row",
        model=row["arch_key"] or ModelShape(parameters=total),
        tokens=Estimate.exact(number(row, "tokens_B") * 1e9),
        sequence_length=int(number(row, "seq_len", 2048)),
        precision=PRECISIONS.get(row["precision"], row["precision"]),
        accelerator=ACCELERATORS.get(row["accelerator"], row["accelerator"]),
        accelerators=count,
        global_batch_tokens=Estimate.exact(batch) if batch else None,
        software_year=year if year <= 2022 else None,
    )
    predicted = figure(first_option(workload), "accelerator_hours")
    peak = load_catalogue().accelerator(workload.accelerator or "").peak["bf16"]
    naive = 6 * number(row, "active_params_B") * 1e9 * number(row, "tokens_B") * 1e9 / (0.4 * peak) / 3600
    return Outcome(row["accelerator"], predicted, number(row, "gpu_hours"), naive) if predicted else None


def serving_workload(
    row: Row, model: str, widths: tuple[float, float, float], engine: str, held: int | str
) -> Inference:
    """Return a closed loop as benchmarks run it. widths: tensor, pipeline, attention-data."""
    tensor, pipeline, data = (int(width) for width in widths)
    kv = "fp8" if row.get("kv_precision", "") == "fp8" or row["precision"] in ("fp8", "fp4") else "fp16"
    return Inference(
        name="row",
        model=MODELS.get(model, model.replace("-NVFP4", "")),
        precision=row["precision"],
        accelerator=ACCELERATORS.get(row["accelerator"], row["accelerator"]),
        prompt_tokens=Lengths(Estimate.exact(number(row, "input_len", number(row, "input_mean")))),
        output_tokens=Lengths(Estimate.exact(number(row, "output_len", number(row, "output_mean")))),
        engine=Engine(
            name=engine,
            tensor=tensor,
            pipeline=pipeline,
            attention_data=data,
            kv_precision=kv,
            concurrency=held,
        ),
    )


def serving_outcome(row: Row) -> Outcome | None:
    """Return output tokens/s per accelerator at the highest throughput."""
    if row["mode"] != "max_throughput" or not row["out_tok_s_per_gpu"] or not row["input_len"]:
        return None
    data, pipeline = number(row, "attn_dp"), number(row, "pp")
    tensor = number(row, "tp") if data == 1 else max(1.0, number(row, "n_gpus") / data / pipeline)
    workload = serving_workload(row, row["model"], (tensor, pipeline, data), "tensorrt-llm", "max")
    predicted = figure(first_option(workload), "output_tokens_per_second_per_accelerator")
    return Outcome(f"{row['model']}", predicted, number(row, "out_tok_s_per_gpu")) if predicted else None


def latency_outcome(row: Row, name: str, measured: str) -> Outcome | None:
    """Return a latency of a closed loop at a fixed concurrency."""
    data, count = number(row, "attention_data_parallel"), number(row, "accelerators")
    tensor = number(row, "tensor_parallel") if data == 1 else max(1.0, count / data)
    engine = {"trtllm": "tensorrt-llm"}.get(row["engine"], row["engine"])
    workload = serving_workload(row, row["model"], (tensor, 1, data), engine, int(number(row, "concurrency")))
    predicted = figure(first_option(workload), name)
    family = f"{row['engine']} {row['model'].split('/')[-1]}"
    return Outcome(family, predicted, number(row, measured) / 1e3) if predicted else None


def memory_outcome(row: Row) -> Outcome | None:
    """Return peak training memory; a name such as llama3_405b_l4 is the model cut to that many layers."""
    if row["kind"] != "full" or row["seq_len"] == "":
        return None
    name, _, layers = row["model"].removeprefix("simumax-").partition("_l")
    cut = {"llama3_70b": 12, "llama3_405b": int(layers or 0), "deepseekv2": 4}.get(name)
    model = load_catalogue().model(
        {"llama3_405b": "llama3.1-405b", "deepseekv2": "deepseek-v2"}.get(name, name)
    )
    if cut:
        model = replace(model, layers=cut, counted_parameters=0.0)
    sizes = [number(row, key) for key in ("TP", "PP", "CP", "EP", "DP")]
    modes = [1.0, number(row, "micro_batch"), float(SHARDINGS_BY_INDEX.index(SHARDINGS[row["sharding"]]))]
    modes.append({"none": 0.0, "selective": 1.0, "full": 2.0}[row["recompute"] or "none"])
    memory = training_memory(
        model,
        Layouts(*(np.array([value]) for value in (*sizes, *modes))),
        sequence_length=number(row, "seq_len"),
        micro_batches=np.array([64.0]),
        framework="fsdp" if row["sharding"] == "FSDP" else "megatron",
    )
    total = float(memory["total"][0])
    unit = 1e9 if row["unit"].startswith("GB") else GIB
    family = "sparse" if model.is_mixture else f"dense, {row['source'].split('/')[0]}"
    spread = float(np.exp(Z90 * MEMORY_ERROR))
    return Outcome(family, (total / spread, total, total * spread), number(row, "peak_memory") * unit)


def collect(path: Path, read: Callable[[Row], Outcome | None]) -> tuple[list[Outcome], int]:
    """Return the outcomes of a table, and how many rows name something the catalogue does not have."""
    outcomes, skipped = [], 0
    for row in rows_of(path):
        try:
            outcome = read(row)
        except CatalogueError:
            skipped += 1
            continue
        if outcome is not None:
            outcomes.append(outcome)
    return outcomes, skipped


def report(title: str, outcomes: list[Outcome], skipped: int) -> None:
    """Print median absolute error, bias, and the share of rows inside P10 to P90, over all and by family."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups["all"].append(outcome)
        groups[outcome.family].append(outcome)
    write(f"\n{title}: {len(outcomes)} rows, {skipped} skipped (model or accelerator not in the catalogue)")
    write(f"  {'family':34} {'rows':>5} {'median |error|':>15} {'bias':>8} {'in P10-P90':>11} {'naive':>8}")
    for family, found in sorted(groups.items(), key=lambda item: -len(item[1])):
        errors = np.array([outcome.error for outcome in found])
        inside = np.mean(
            [outcome.predicted[0] <= outcome.measured <= outcome.predicted[2] for outcome in found]
        )
        naive = [abs(o.naive / o.measured - 1) for o in found if o.naive]
        write(
            f"  {family:34} {len(found):5d} {np.median(np.abs(errors)):15.1%} {np.median(errors):+8.1%} "
            f"{inside:11.0%} {f'{np.median(naive):8.1%}' if naive else ''}"
        )


def write(text: str) -> None:
    sys.stdout.write(text + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("training", "runs", "memory", "serving", "latency"):
        parser.add_argument(f"--{name}", type=Path)
    options = parser.parse_args()
    tables: list[tuple[str, Path | None, Callable[[Row], Outcome | None]]] = [
        ("Training throughput, layout given", options.training, training_outcome),
        ("Accelerator-hours of published runs", options.runs, run_outcome),
        ("Training memory", options.memory, memory_outcome),
        ("Serving throughput", options.serving, serving_outcome),
        (
            "Time per output token",
            options.latency,
            lambda row: latency_outcome(row, "inter_token_latency_seconds", "tpot_ms_mean"),
        ),
        (
            "Time to first token",
            options.latency,
            lambda row: latency_outcome(row, "time_to_first_token_seconds", "ttft_ms_mean"),
        ),
    ]
    for title, path, read in tables:
        if path:
            report(title, *collect(path, read))


if __name__ == "__main__":
    main()
