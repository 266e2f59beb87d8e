"""How long the files of a plan take, for a usual and a large one.

Run: python -m tests.benchmarks.bench_exports
"""

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from planner.exports.csv_files import build_csv_archive
from planner.exports.slides.build import build_slides
from planner.exports.workbook import build_workbook
from tests.planner.reports.snapshots import informed, large

REPEATS = 3
PLANS: Mapping[str, Any] = {"12 tasks, 3 workloads": informed(), "200 tasks, 20 workloads": large(200, 20)}
FILES: Mapping[str, Callable[[Any], bytes]] = {
    "workbook": build_workbook,
    "slides": build_slides,
    "CSV": build_csv_archive,
}


def main() -> None:
    """Print seconds of processor time and size of each file."""
    for plan, snapshot in PLANS.items():
        for name, build in FILES.items():
            seconds, size = min(measured(build, snapshot) for _ in range(REPEATS))
            sys.stdout.write(f"{plan}: {name} {seconds:.2f} s, {size / 1e3:.0f} kB\n")


def measured(build: Callable[[Any], bytes], snapshot: Any) -> tuple[float, int]:
    """Return the time that building takes, and the bytes it gives."""
    start = time.process_time()
    size = len(build(snapshot))
    return time.process_time() - start, size


if __name__ == "__main__":
    main()
