"""How fast what-if answers, and how near it is to a full sizing: python -m tests.benchmarks.bench_what_if.

Prints, for the three examples and for twenty workloads: seconds of the first look at a plan and of those after it, over
how often that is in scoring, sizing and judging in full (without the roadmap), and by how much the medians of the
judged options differ from those of the full sizing with the same changes. Asserts nothing.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.cache import caches  # noqa: E402 -- needs the settings

from assessments.document import read_document  # noqa: E402
from assessments.queries import score_answers  # noqa: E402
from assessments.question_bank.load import SHIPPED, load_bank  # noqa: E402
from assessments.question_bank.model import Bank  # noqa: E402
from assessments.question_bank.profile import restricted  # noqa: E402
from planner.charts import reading  # noqa: E402
from planner.charts.figures import interval  # noqa: E402
from planner.services.changes.lay import Changes, with_changes  # noqa: E402
from planner.services.documents.assess import read_assess_document  # noqa: E402
from planner.services.frozen.estate import estate_from, estate_questions  # noqa: E402
from planner.services.frozen.inputs import PlanInputs, fingerprint_of  # noqa: E402
from planner.services.frozen.organisation import facts_from, with_answered_traffic  # noqa: E402
from planner.services.frozen.team import assumptions_for  # noqa: E402
from planner.services.frozen.validation import (  # noqa: E402
    read_inputs_constraints,
    read_inputs_demands,
    read_inputs_workloads,
)
from planner.services.what_if.look import CACHE, what_if  # noqa: E402
from planner.sizing.demand import standings_from_maturity  # noqa: E402
from planner.sizing.size import size  # noqa: E402
from planner.verdict.judge import judge  # noqa: E402
from planner.verdict.model import verdicts_to_json  # noqa: E402

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 11, 21)
REPEATS = 5
CHANGES = {
    "nothing": Changes(),
    "half the budget": Changes(budget_factor=0.5),
    "two quarters later": Changes(deadline_quarters=2),
    "security answered 5": Changes(answers={"se-01-access": {"level": 5}}),
    "owned used 90 %": Changes(owned_utilisation=0.9),
    "electricity 0.40 USD": Changes(electricity_usd_per_kwh=0.4),
    "hardware +50 %": Changes(hardware_price_factor=1.5),
    "load x 0.5": Changes(load_factor=0.5),
    "load x 1.5": Changes(load_factor=1.5),
    "load x 4": Changes(load_factor=4),
}
FIGURES = (
    ("cost_usd", "total"),
    ("power_watts",),
    ("days",),
    ("time_to_first_token_p95_seconds",),
)


def in_full(inputs: PlanInputs, bank: Bank) -> dict[str, Any]:
    """Return what a plan says without its roadmap: scored, sized with all accelerators, and judged."""
    scored = score_answers(bank, inputs.answers, inputs.settled, inputs.as_of, seed=inputs.seed)
    maturity = scored.maturity.to_json()
    estate, constraints = estate_from(bank, scored.values), read_inputs_constraints(inputs)
    facts = facts_from(bank, scored.values, inputs.organisation.country)
    workloads = [with_answered_traffic(workload, facts) for workload in read_inputs_workloads(inputs)]
    assumptions = assumptions_for(inputs, maturity)
    sizing = size(workloads, estate, assumptions, seed=inputs.seed, samples=inputs.samples)
    verdicts = judge(
        read_inputs_demands(inputs, constraints),
        sizing,
        estate,
        standings_from_maturity(maturity),
        constraints,
        questions=estate_questions(bank),
    )
    made = {
        "schema": 1,
        "inputs": inputs.to_json(),
        "versions": {},
        "sizing": sizing.to_json(),
        "verdicts": verdicts_to_json(verdicts),
    }
    return made | {"fingerprint": fingerprint_of(made)}


def timed(run: Callable[[], dict[str, Any]]) -> tuple[float, dict[str, Any]]:
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found


def examples(bank: Bank) -> Iterator[tuple[str, PlanInputs]]:
    for name in ("hospital", "manufacturer", "research-institute"):
        document = read_document(EXAMPLES / f"{name}.yaml")
        yield name, read_assess_document(document, bank, today=TODAY)


def twenty(inputs: PlanInputs) -> PlanInputs:
    """Return the inputs with their workloads as often as makes twenty, each under a name of its own."""
    names = [f"copy-{number}" for number in range(20)]
    return replace(
        inputs,
        workloads=tuple(
            {**inputs.workloads[number % len(inputs.workloads)], "name": name}
            for number, name in enumerate(names)
        ),
    )


def medians(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """Yield (workload, figure, median) of every judged option."""
    for workload in reading.workloads(snapshot):
        option = reading.chosen_option(snapshot, workload)
        yield str(workload["name"]), ("accelerators",), float(workload["accelerators"])
        for path in FIGURES:
            value = interval(reading.part(option, *path[:-1]).get(path[-1]))
            if value is not None and value.p50:
                yield str(workload["name"]), path, value.p50


def difference(one: Mapping[str, Any], full: Mapping[str, Any]) -> str:
    """Return the largest relative difference of a median, and how many verdicts and accelerators differ."""
    known = {(name, path): value for name, path, value in medians(full)}
    found = [
        (abs(value / known[name, path] - 1), f"{name} {' '.join(path)}")
        for name, path, value in medians(one)
        if known.get((name, path))
    ]
    statuses = sum(a != b for a, b in zip(_statuses(one), _statuses(full), strict=True))
    chips = sum(
        a["accelerator"] != b["accelerator"]
        for a, b in zip(reading.workloads(one), reading.workloads(full), strict=True)
    )
    largest, where = max(found, default=(0.0, ""))
    at = f" ({where})" if largest >= 0.0005 else ""
    return f"{100 * largest:5.1f} %{at}, {statuses} verdicts, {chips} accelerators"


def _statuses(snapshot: Mapping[str, Any]) -> Sequence[str]:
    return [cell["status"] for one in reading.workloads(snapshot) for cell in reading.rows(one, "dimensions")]


def print_one(name: str, inputs: PlanInputs, bank: Bank, write: Callable[[str], object]) -> None:
    bank = restricted(bank, inputs.profile)
    whole, before = timed(lambda: in_full(inputs, bank))
    caches[CACHE].clear()
    first, _ = timed(lambda: what_if(before, inputs, bank, Changes()).after)
    write(f"\n{name}: {len(inputs.workloads)} workloads; in full {whole:.2f}s, first look {first:.2f}s\n")
    for label, changes in CHANGES.items():
        changed = with_changes(inputs, changes, bank)
        taken, full = timed(lambda one=changed: in_full(one, bank))  # type: ignore[misc]
        looks = [
            timed(lambda asked=changes: what_if(before, inputs, bank, asked).after) for _ in range(REPEATS)
        ]  # type: ignore[misc]
        best = min(seconds for seconds, _ in looks)
        write(f"{label:22} {1e3 * best:6.0f} ms {taken / best:6.0f} x  {difference(looks[0][1], full)}\n")


def main() -> None:
    write, bank = sys.stdout.write, load_bank(SHIPPED)
    write("change, time of a look, over how many looks a full sizing takes; largest difference of a median\n")
    found = dict(examples(bank))
    for name, inputs in found.items():
        print_one(name, inputs, bank, write)
    print_one("hospital's, ten times", twenty(found["hospital"]), bank, write)


if __name__ == "__main__":
    main()
