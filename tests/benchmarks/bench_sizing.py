"""How fast the sizing core is, on one core. Prints times, memory and ratios; asserts nothing.

    python -m tests.benchmarks.bench_sizing [--peer PYTHON]

The peer is llm-analysis, which is no dependency of the project; it gets an environment of its own:

    python3 -m venv /tmp/llm-analysis && /tmp/llm-analysis/bin/pip install llm-analysis==0.2.2
    python -m tests.benchmarks.bench_sizing --peer /tmp/llm-analysis/bin/python
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec

import numpy as np

from planner.sizing.catalogue import load_catalogue
from planner.sizing.chips import chips_of
from planner.sizing.physics.calibration import CALIBRATION
from planner.sizing.physics.memory import training_memory
from planner.sizing.physics.parallelism import candidate_layouts
from planner.sizing.serving.kept_simulations import forget_simulations
from planner.sizing.size import explained, size
from planner.sizing.training.step import step_time
from planner.sizing.workload import (
    Assumptions,
    Estate,
    Estimate,
    Inference,
    Layout,
    Retrieval,
    Training,
    Workload,
)
from tests.benchmarks.accuracy import record
from tests.benchmarks.peers.questions import ask, training_question

SAMPLES = (256, 1024, 4096)
SEQUENCE_TOKENS, BATCH_TOKENS = 8192, 4e6
DEGREES = 2.0 ** np.arange(0, 12)  # of data parallelism
GOAL = 1000
WORKLOADS: dict[str, Workload] = {
    "training 70B": Training("dense", "llama-3-70b", Estimate.exact(1e12), sequence_length=8192),
    "training 671B sparse": Training("sparse", "deepseek-v3", Estimate.exact(1e12)),
    "training 128k context": Training("long", "llama-3-70b", Estimate.exact(1e10), sequence_length=131072),
    "inference 70B": Inference("dense service", "llama-3-70b", Estimate.exact(20)),
    "inference 671B sparse": Inference("sparse service", "deepseek-v3", Estimate.exact(20)),
    "retrieval": Retrieval("search", corpus_tokens=Estimate.exact(1e10)),
}


def seconds(run: Callable[[], object], repeats: int = 5) -> float:
    """Return the best of several runs after one to warm up."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def sizing_seconds(workloads: Sequence[Workload], samples: int) -> float:
    """Return the time to size workloads and to explain the best option of each."""
    given = (workloads, Estate(), Assumptions())

    def anew() -> object:
        forget_simulations()
        return explained(size(*given, samples=samples), *given)

    return seconds(anew)


def explored(workload: Workload) -> float:
    """Return how many choices of layout and width were compared, over all accelerators."""
    options = size([workload], Estate(), Assumptions(), samples=256).workloads[0].options
    names = ("layouts compared", "choices compared")
    found = [step.value for option in options for step in option.derivation if step.step in names]
    return float(found[0]) if found else 0.0


def configurations_per_second() -> float:
    """Return how many configurations of training are given time and memory per second.

    A configuration is a layout with its data parallelism on one accelerator: what the peer answers in one call.
    """
    model = load_catalogue().model("llama3-70b")
    chips = chips_of(list(load_catalogue().accelerators.values()), "bf16")
    candidates = candidate_layouts(
        model, Layout(), sequence_length=SEQUENCE_TOKENS, widest=8, framework="megatron"
    )
    rows = np.tile(np.arange(len(candidates.tensor)), len(DEGREES))
    layouts = candidates.pick(rows).with_data(np.repeat(DEGREES, len(candidates.tensor)))

    def evaluate() -> int:
        step = step_time(
            model,
            chips,
            layouts,
            sequence_length=SEQUENCE_TOKENS,
            global_batch_tokens=BATCH_TOKENS,
            constants=CALIBRATION.training,
        )
        training_memory(model, layouts, sequence_length=SEQUENCE_TOKENS, micro_batches=step.micro_batches)
        return int(np.asarray(step.total).size)

    return evaluate() / seconds(evaluate)


def print_sizing(write: Callable[[str], object]) -> None:
    heads = " ".join(f"{samples:>8,}" for samples in SAMPLES)
    write(f"{'all accelerators':24} {heads} samples; choices compared, microseconds each at 4,096\n")
    for name, workload in WORKLOADS.items():
        times = [sizing_seconds([workload], samples) for samples in SAMPLES]
        choices = explored(workload)
        each = f"{choices:10,.0f} {1e6 * times[-1] / choices:6.2f}" if choices else ""
        write(f"{name:24} {' '.join(f'{taken:7.3f}s' for taken in times)} {each}\n")


def print_growth(write: Callable[[str], object]) -> None:
    """Print what twice the samples and twice the workloads cost."""
    workload = WORKLOADS["training 70B"]
    times = {samples: sizing_seconds([workload], samples) for samples in (2048, 4096, 8192, 16384)}
    write("samples  " + ", ".join(f"{samples:,}: {taken:.3f}s" for samples, taken in times.items()) + "\n")
    many = {
        number: sizing_seconds([replace(workload, name=f"run {n}") for n in range(number)], 1024)
        for number in (1, 2, 4, 8)
    }
    write("workloads  " + ", ".join(f"{number}: {taken:.3f}s" for number, taken in many.items()) + "\n")


def print_peer(write: Callable[[str], object], interpreter: str | None) -> None:
    ours = configurations_per_second()
    write(f"configurations of training, time and memory: {ours:,.0f} per second\n")
    if interpreter is None:
        write("llm-analysis is not here: see --help for how to install it into an environment of its own\n")
        return
    questions = [training_question(row) for row in record.training_throughputs()]
    found = ask(interpreter, "llm_analysis_training.py", questions)
    theirs = found["answered"] / found["seconds"]
    write(f"llm-analysis {found['version']}: {theirs:,.0f} per second\n")
    write(f"ratio {ours / theirs:,.0f} (goal: at least {GOAL:,})\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter that has llm-analysis")
    options = parser.parse_args()
    peer = options.peer or (sys.executable if find_spec("llm_analysis") else None)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    write = sys.stdout.write
    print_sizing(write)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write(f"largest memory of the process: {largest:.0f} MiB\n")
    print_growth(write)
    print_peer(write, peer)


if __name__ == "__main__":
    main()
