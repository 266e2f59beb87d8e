"""How fast what-if answers, and how near it is to a full sizing: python -m tests.benchmarks.bench_what_if.

Prints, for the three examples and for 3, 10 and 20 workloads, half of them services: milliseconds of the first look at
a plan, with and without what the plan simulated, and of those after it, with the picture that is sent; how many of them
go into scoring, sizing and judging the same in full (without the roadmap), measured in the same run; and by how much
the medians of the judged options differ from those of the full sizing. The last table says for 3, 10 and 20 workloads
what the first look and the slowest later one take. Processor time: other work on the machine moves it, but hardly the
ratios. Asserts nothing.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.template.loader import render_to_string  # noqa: E402 -- needs the settings

from assessments.document import read_document  # noqa: E402 -- after the settings
from assessments.question_bank.load import SHIPPED, load_bank  # noqa: E402 -- after the settings
from assessments.question_bank.model import Bank  # noqa: E402 -- after the settings
from assessments.question_bank.profile import restricted  # noqa: E402 -- after the settings
from planner.charts import reading  # noqa: E402 -- after the settings
from planner.charts.figures import interval  # noqa: E402 -- after the settings
from planner.services.changes.lay import Changes, with_changes  # noqa: E402 -- after the settings
from planner.services.documents.assess import read_assess_document  # noqa: E402 -- after the settings
from planner.services.frozen.inputs import PlanInputs  # noqa: E402 -- after the settings
from planner.services.plans.simulated import Simulated, services_of  # noqa: E402 -- after the settings
from planner.services.what_if.look import forget_all, what_if  # noqa: E402 -- after the settings
from planner.sizing.serving.kept_simulations import forget_simulations  # noqa: E402 -- after the settings
from planner.sizing.serving.staffing import Staffing  # noqa: E402 -- after the settings
from planner.sizing.size import Sizing  # noqa: E402 -- after the settings
from planner.views.what_if_picture import picture_of  # noqa: E402 -- after the settings
from tests.planner.services.what_if.whole import copies, in_full  # noqa: E402 -- after the settings

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 11, 21)
REPEATS = 3
COUNTS = (3, 10, 20)
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
Made = TypeVar("Made")
FIGURES = (
    ("cost_usd", "total"),
    ("power_watts",),
    ("days",),
    ("time_to_first_token_p95_seconds",),
)


def timed(run: Callable[[], Made]) -> tuple[float, Made]:
    start = time.process_time()
    found = run()
    return time.process_time() - start, found


def examples(bank: Bank) -> Iterator[tuple[str, PlanInputs]]:
    for name in ("hospital", "manufacturer", "research-institute"):
        document = read_document(EXAMPLES / f"{name}.yaml")
        yield name, read_assess_document(document, bank, today=TODAY)


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


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of processor time: of the full evaluation, of the first look at a plan, and of the slowest later one.

    later_full: of the full evaluation with the same change. where: that change.
    """

    full: float
    first: float
    later: float
    later_full: float
    where: str


def print_one(name: str, inputs: PlanInputs, bank: Bank, write: Callable[[str], object]) -> Speed:
    bank = restricted(bank, inputs.profile)
    whole, (before, sizing) = timed(partial(anew, inputs, bank))
    kept = {
        workload: {chip: Staffing(**found) for chip, found in services.items()}
        for workload, services in services_of(sizing).items()
    }
    slow = first_look(before, inputs, bank, {})
    first = min(first_look(before, inputs, bank, kept) for _ in range(REPEATS))
    write(
        f"\n{name}: {len(inputs.workloads)} workloads; in full {1e3 * whole:.0f} ms; first look {1e3 * first:.0f} ms"
        f" ({whole / first:.1f} x), {1e3 * slow:.0f} ms ({whole / slow:.1f} x) when it has to simulate\n"
    )
    later: list[tuple[float, float, str]] = []
    for label, changes in CHANGES.items():
        taken, (full, _) = timed(partial(anew, with_changes(inputs, changes, bank), bank))
        looks = [timed(partial(look, before, inputs, bank, changes, {})) for _ in range(REPEATS)]
        best = min(seconds for seconds, _ in looks)
        later.append((best, taken, label))
        write(f"{label:22} {1e3 * best:6.0f} ms {taken / best:6.0f} x  {difference(looks[0][1], full)}\n")
    return Speed(whole, first, *max(later))


def print_speeds(speeds: Mapping[int, Speed], write: Callable[[str], object]) -> None:
    write("\nworkloads, in full, first look, slowest later look; how many of each go into the same in full\n")
    for count, speed in speeds.items():
        write(
            f"{count:9} {1e3 * speed.full:6.0f} ms {1e3 * speed.first:6.0f} ms {speed.full / speed.first:5.1f} x"
            f" {1e3 * speed.later:6.0f} ms {speed.later_full / speed.later:5.1f} x  {speed.where}\n"
        )


def anew(inputs: PlanInputs, bank: Bank) -> tuple[dict[str, Any], Sizing]:
    """In full, as a process does it that has just begun."""
    forget_simulations()
    return in_full(inputs, bank)


def first_look(before: Mapping[str, Any], inputs: PlanInputs, bank: Bank, simulated: Simulated) -> float:
    forget_all()
    forget_simulations()
    return timed(partial(look, before, inputs, bank, Changes(), simulated))[0]


def look(
    before: Mapping[str, Any],
    inputs: PlanInputs,
    bank: Bank,
    changes: Changes,
    simulated: Simulated,
) -> Mapping[str, Any]:
    """Return what is said with changes, when the picture of it has been drawn and written as it is sent."""
    found = what_if(before, inputs, bank, changes, simulated=lambda: simulated)
    shown = picture_of(found.before, found.after, ["changed"])
    render_to_string("planner/_what_if.html", {**shown, "plan": {"pk": 1}})
    return found.after


def main() -> None:
    write, bank = sys.stdout.write, load_bank(SHIPPED)
    write("change, time of a look, how many go into a full sizing; largest difference of a median\n")
    found = dict(examples(bank))
    for name, inputs in found.items():
        print_one(name, inputs, bank, write)
    speeds = {
        count: print_one(f"as the hospital's, {count}", copies(found["hospital"], count), bank, write)
        for count in COUNTS
    }
    print_speeds(speeds, write)


if __name__ == "__main__":
    main()
