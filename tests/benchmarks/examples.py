"""The page docs/method/examples.md: what `manage.py size` answers to examples/size, with checks by hand.

python -m tests.benchmarks.examples            # writes the page
python -m tests.benchmarks.examples --check    # fails when the page is out of date
"""

import argparse
import math
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessments.document import read_document
from planner.sizing.document import read_size_document
from planner.sizing.result import Option, Quantiles, SizedWorkload
from planner.sizing.size import size
from planner.sizing.units import GB
from planner.sizing.workload import Workload
from tests.benchmarks.by_hand import checks

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "size"
PAGE = ROOT / "docs" / "method" / "examples.md"
MOST_OPTIONS = 4
ROUNDING = 0.02  # of a number, that another processor's arithmetic may differ by
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
ORDER = (
    "pretraining-dense", "pretraining-experts", "continued-pretraining", "measured-throughput", "lora",
    "qlora-workstation", "chat-assistant", "coding-assistant", "long-context", "experts-serving", "retrieval",
    "batch", "edge", "own-hardware",
)  # fmt: skip
HEAD = """# Fourteen workloads, sized

This page is written by `python -m tests.benchmarks.examples` from the documents in `examples/size`; do not edit it.
`--check` says whether it is up to date. Each document is also an example to start from: `manage.py size FILE.yaml`.

Numbers are P50 with P10 to P90 in brackets, of 1,024 scenarios. Costs of services and of an index are per year, those
of runs per run; latencies are what 95 of 100 requests keep. **By hand** is what an engineer works out on the back of an
envelope: the sizing must lie on the right side of it. **Published** is what somebody else needed for the same work.
"""


@dataclass(frozen=True, slots=True)
class Published:
    """What somebody needed for the work of an example: a figure of the best option, its value and the source."""

    figure: str
    value: float
    unit: str
    source: str


PUBLISHED = {
    "pretraining-dense": Published(
        "accelerator_hours", 1.3e6, "H100 hours", "model card of Llama 3, April 2024"
    ),
    "pretraining-experts": Published(
        "accelerator_hours", 2.664e6, "H800 hours", "DeepSeek-V3 technical report, December 2024"
    ),
    "continued-pretraining": Published(
        "accelerator_hours", 128 * 332, "A100 hours", "Meditron-70B, November 2023: 332 hours on 128"
    ),
}
Cell = Callable[[Option], str]


def plain(value: float) -> str:
    """Write three digits, without an exponent: 4,500,000."""
    return f"{float(f'{value:.3g}'):,.10g}"


def span(found: Quantiles | None, scale: float = 1.0) -> str:
    """Return P50 with P10 and P90, where they differ, or a dash where the option has none."""
    if found is None:
        return "-"
    low, middle, high = (plain(value * scale) for value in (found.p10, found.p50, found.p90))
    return middle if low == high else f"{middle} ({low} to {high})"


def figure(name: str, *parts: str, scale: float = 1.0) -> Cell:
    return lambda option: span(option.quantiles(name, *parts), scale)


def memory(option: Option) -> str:
    return f"{plain(option.memory['total'].p50 / GB)} of {plain(option.capacity_bytes / GB)}"


HEADS: dict[str, Cell] = {
    "accelerator": lambda option: option.accelerator,
    "number": lambda option: f"{option.accelerators:,}",
}
ENDS: dict[str, Cell] = {
    "GB each": memory,
    "kW": figure("power_watts", scale=1e-3),
    "USD": figure("cost_usd", "total"),
    "by": lambda option: option.acquired or "-",
}
RUN: dict[str, Cell] = {"days": figure("days"), "accelerator-hours": figure("accelerator_hours")}
MIDDLE: dict[str, dict[str, Cell]] = {
    "training": RUN,
    "fine_tuning": RUN,
    "batch_inference": RUN,
    "inference": {
        "replicas": figure("replicas"),
        "first token, s": figure("time_to_first_token_p95_seconds"),
        "between tokens, ms": figure("inter_token_latency_p95_seconds", scale=1e3),
        "USD per million tokens": figure("cost_usd_per_million_output_tokens"),
    },
    "retrieval": {
        "days of embedding": figure("days"),
        "index, GB": figure("index_bytes", scale=1 / GB),
        "nodes of the index": figure("index_nodes"),
    },
}


@cache
def sized(name: str) -> tuple[tuple[Workload, ...], tuple[SizedWorkload, ...]]:
    request = read_size_document(read_document(FOLDER / f"{name}.yaml"))
    return request.workloads, size(request.workloads, request.estate, request.assumptions).workloads


def comment(name: str) -> tuple[str, str]:
    """Return the title and the text that a document begins with."""
    lines = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    spoken = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
    return spoken[0], "\n".join(spoken[1:]).strip()


def table(workload: SizedWorkload) -> Iterator[str]:
    columns = HEADS | MIDDLE[workload.kind] | ENDS
    shown = [option for option in workload.options if option.is_feasible][:MOST_OPTIONS]
    yield "| " + " | ".join(columns) + " |"
    yield "| " + " | ".join("---" for _ in columns) + " |"
    for option in shown or workload.options[:1]:
        yield "| " + " | ".join(cell(option) for cell in columns.values()) + " |"
    hidden = len(workload.options) - len(shown or workload.options[:1])
    fitting = sum(option.is_feasible for option in workload.options)
    if hidden:
        yield f"\n{fitting} of {len(workload.options)} accelerators can do it; the others are in `--json`."
    if not shown:
        yield f"\nRefused: {workload.options[0].reason}."


def published(name: str, option: Option) -> Iterator[str]:
    fact = PUBLISHED.get(name)
    found = option.quantiles(fact.figure) if fact else None
    if fact is None or found is None:
        return
    where = "inside" if found.p10 <= fact.value <= found.p90 else "outside"
    yield (
        f"- Published: {fact.value:,.0f} {fact.unit} ({fact.source}); here {span(found)}: {where} P10 to P90, "
        f"{100 * (found.p50 / fact.value - 1):+.0f} %."
    )


def chapter(name: str) -> str:
    """Return what the page says of one example."""
    title, text = comment(name)
    lines = [f"## {title}", "", text, "", f"Document: `examples/size/{name}.yaml`.", ""]
    for asked, answer in zip(*sized(name), strict=True):
        lines += [f"**{answer.name}**", "", *table(answer), ""]
        best = answer.options[0]
        lines += [f"- By hand: {line}" for line in checks(asked, best)] + [*published(name, best)]
        lines += [*(f"- Warning: {warning}." for warning in answer.warnings), ""]
    return "\n".join(lines).rstrip() + "\n"


def write_page() -> str:
    return "\n".join([HEAD, *(chapter(name) for name in ORDER)])


def chapters(page: str) -> dict[str, str]:
    """Return the chapters of a page by their title."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].removeprefix("## "): part.rstrip() + "\n" for part in parts}


def is_same(one: str, other: str) -> bool:
    """Tell whether two texts say the same, apart from the last digits of their numbers."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(math.isclose(read(a), read(b), rel_tol=ROUNDING, abs_tol=0.01) for a, b in pairs)


def read(number: str) -> float:
    return float(number.replace(",", ""))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="fail when docs/method/examples.md is out of date"
    )
    options = parser.parse_args()
    page = write_page()
    if options.check:
        fresh = PAGE.exists() and is_same(page, PAGE.read_text(encoding="utf-8"))
        sys.stdout.write(f"{PAGE.name} is {'up to date' if fresh else 'out of date'}\n")
        return 0 if fresh else 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
