"""How fast the sizing core is: python -m tests.benchmarks.bench_sizing. Prints times and ratios; asserts nothing."""

import resource
import sys
import time
from collections.abc import Callable

from planner.sizing.size import size
from planner.sizing.workload import Assumptions, Estate, Estimate, Inference, Retrieval, Training, Workload

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


def explored(workload: Workload, samples: int) -> float:
    """Return how many choices of layout and width were compared, over all accelerators."""
    options = size([workload], Estate(), Assumptions(), samples=samples).workloads[0].options
    names = ("layouts compared", "choices compared")
    found = [step.value for option in options for step in option.derivation if step.step in names]
    return float(found[0]) if found else 0.0


def main() -> None:
    write = sys.stdout.write
    write(
        f"{'workload':24} {'256':>8} {'1,024':>8} {'4,096':>8} samples; choices, microseconds each at 1,024\n"
    )
    for name, workload in WORKLOADS.items():

        def run(samples: int, workload: Workload = workload) -> float:
            return seconds(lambda: size([workload], Estate(), Assumptions(), samples=samples))

        few, usual, many = run(256), run(1024), run(4096)
        choices = explored(workload, 256)
        each = f"{choices:10,.0f} {1e6 * usual / choices:6.2f}" if choices else ""
        write(f"{name:24} {few:7.3f}s {usual:7.3f}s {many:7.3f}s {each}\n")
    workloads = list(WORKLOADS.values())
    one, all_of = seconds(lambda: size(workloads[:1], Estate(), Assumptions())), 0.0
    all_of = seconds(lambda: size(workloads, Estate(), Assumptions()))
    write(f"{len(workloads)} workloads take {all_of / one:.1f} times one of them\n")
    write(
        f"largest memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB\n"
    )


if __name__ == "__main__":
    main()
