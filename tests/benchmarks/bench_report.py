"""How fast a report becomes a PDF, and how much memory that takes. Prints times, memory and ratios; asserts nothing.

    python -m tests.benchmarks.bench_report [SNAPSHOT.json ...]

Without files it makes the snapshots of the three examples first, which takes about a minute for each. Every build has
a process of its own, so that its peak of memory is its own. Times are of the processor, the best of several builds
after a `first` one, which also registers fonts. `bare` is the same number of pages and
paragraphs, of the same length and in the same font, made by reportlab alone in the same process.
"""

import argparse
import io
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pypdf import PdfReader
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from planner.reports.build import build_pdf
from planner.reports.sections import VARIANTS
from planner.reports.theme import default_look

ROOT = Path(__file__).parents[2]
EXAMPLES = ("hospital", "manufacturer", "research-institute")
REPEATS = 4
MEGABYTE = 1024.0  # ru_maxrss counts kilobytes
PARAGRAPHS = re.compile(rb"<< /S /(?:P|TD|TH|H\d) ")


def best(run: Callable[[], object]) -> float:
    """Return the least processor time of several runs."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def bare(pages: int, paragraphs: int, letters: int) -> bytes:
    """Return a document of reportlab alone: so many pages, and paragraphs of so many letters in all."""
    out, style = io.BytesIO(), default_look()["body"]
    words = ("lorem " * (letters // paragraphs // 6 + 1)).strip()
    each = -(-paragraphs // pages)
    flow = [
        part for _ in range(pages) for part in (*(Paragraph(words, style) for _ in range(each)), PageBreak())
    ]
    SimpleDocTemplate(out, invariant=1).build(flow)
    return out.getvalue()


def measured(snapshot: Path, variant: str) -> dict[str, float]:
    """Return what one report takes, in this process."""
    given = json.loads(snapshot.read_text(encoding="utf-8"))
    start = time.process_time()
    pdf = build_pdf(given, variant=variant)
    first, peak = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    taken = best(lambda: build_pdf(given, variant=variant))
    sheets = PdfReader(io.BytesIO(pdf)).pages
    paragraphs, letters = len(PARAGRAPHS.findall(pdf)), sum(len(sheet.extract_text()) for sheet in sheets)
    plain = best(lambda: bare(len(sheets), paragraphs, letters))
    return {
        "pages": len(sheets), "paragraphs": paragraphs, "kilobytes": len(pdf) / 1e3, "first": first, "seconds": taken,
        "peak": peak, "bare": plain,
    }  # fmt: skip


def in_a_process(*arguments: str) -> str:
    """Run Python from the root of the project; return what it printed."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def made(folder: Path) -> list[Path]:
    """Return the snapshots of the examples, made anew."""
    paths = [folder / f"{name}.json" for name in EXAMPLES]
    for path in paths:
        in_a_process("manage.py", "assess", f"examples/{path.stem}.yaml", "--json", str(path))
    return paths


def show(paths: Sequence[Path], write: Callable[[str], object]) -> None:
    """Print a line for each report."""
    heads = ("pages", "texts", "kB", "first s", "s", "peak MB", "bare s", "ratio")
    write(f"{'report':32}" + "".join(f"{head:>8}" for head in heads) + "\n")
    for path in paths:
        for variant in VARIANTS:
            found = json.loads(in_a_process("-m", __spec__.name, "--one", variant, str(path)))
            ratio = found["seconds"] / found["bare"]
            counts = "".join(f"{found[name]:8.0f}" for name in ("pages", "paragraphs", "kilobytes"))
            times = f"{found['first']:8.2f}{found['seconds']:8.2f}{found['peak']:8.0f}{found['bare']:8.2f}{ratio:8.1f}"
            write(f"{f'{path.stem}, {variant}':32}{counts}{times}\n")


def main() -> None:
    """Measure and print."""
    reading = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reading.add_argument("snapshots", nargs="*", type=Path)
    reading.add_argument("--one", choices=VARIANTS, help=argparse.SUPPRESS)
    given = reading.parse_args()
    if given.one:
        sys.stdout.write(json.dumps(measured(given.snapshots[0], given.one)))
        return
    with tempfile.TemporaryDirectory() as folder:
        show(given.snapshots or made(Path(folder)), sys.stdout.write)


if __name__ == "__main__":
    main()
