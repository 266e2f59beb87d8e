"""Write docs/method/accuracy.md, or check it, or fit the constants.

python -m tests.benchmarks.accuracy            every table, each family left out once; prints and writes the page
python -m tests.benchmarks.accuracy --check    the same, but fails when the page says something else
python -m tests.benchmarks.accuracy --fit      fits the constants to all rows and prints them
"""

import argparse
import re
import sys

import numpy as np

from planner.sizing.physics.calibration import CALIBRATION
from tests.benchmarks.accuracy import tables
from tests.benchmarks.accuracy.fit import value_of
from tests.benchmarks.accuracy.page import PAGE, part_of_runs, part_of_submissions, parts_of, render

NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
ROUNDING = 0.25  # percentage points that another processor's arithmetic may differ by


def write_page() -> str:
    """Return the page made anew."""
    throughput, memory, serving = (
        parts_of(table()) for table in (tables.training_throughput, tables.training_memory, tables.serving)
    )
    runs = [part_of_runs(table) for table in (tables.published_runs(), tables.given_throughput())]
    submissions = part_of_submissions(tables.mlperf_training())
    return render([*throughput, submissions, *runs, *memory, *serving])


def is_same(page: str, other: str) -> bool:
    """Tell whether two pages say the same, apart from the last digit of their numbers."""
    if NUMBER.sub("#", page) != NUMBER.sub("#", other):
        return False
    pairs = zip(NUMBER.findall(page), NUMBER.findall(other), strict=True)
    return all(abs(float(a.replace(",", "")) - float(b.replace(",", ""))) <= ROUNDING for a, b in pairs)


def print_fit() -> None:
    """Print every fitted constant, as it is and as it would be."""
    for fitted in (tables.training_throughput(), tables.training_memory(), tables.serving()):
        best = fitted.fit_all()
        for constant in fitted.constants:
            before, after = value_of(CALIBRATION, constant.path), value_of(best, constant.path)
            sys.stdout.write(f"{constant.path:48} {before:12.4g} {after:12.4g}\n")
    runs = tables.published_runs()
    for is_sparse, share in runs.shares(np.ones(len(runs.rows), dtype=bool)).items():
        before = CALIBRATION.run.sparse if is_sparse else CALIBRATION.run.dense
        sys.stdout.write(f"{'run.sparse' if is_sparse else 'run.dense':48} {before:12.4g} {share:12.4g}\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="fail when docs/method/accuracy.md is out of date"
    )
    parser.add_argument("--fit", action="store_true", help="fit the constants and print them")
    options = parser.parse_args()
    if options.fit:
        print_fit()
        return 0
    page = write_page()
    if options.check:
        fresh = PAGE.exists() and is_same(page, PAGE.read_text(encoding="utf-8"))
        sys.stdout.write(f"{PAGE.name} is {'up to date' if fresh else 'out of date'}\n")
        return 0 if fresh else 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
