"""How far the sizing is off on published results, as docs/method/accuracy.md has measured it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.language import localised, say, to_say
from planner.charts.reading import Snapshot, words, workloads
from planner.reports.content.model import Table


@dataclass(frozen=True, slots=True)
class Measured:
    """One quantity. kind: of workload. row: its name on the page of the measurement. error: median of
    |predicted / measured - 1|, percent. inside: percent of the results between the stated P10 and P90."""

    kind: str
    row: str
    title: str
    results: int
    error: float
    inside: int


# From docs/method/accuracy.md: of several families left out, the one with the largest error.
MEASURED = (
    Measured(
        "training",
        "Training throughput, architecture left out",
        to_say("Training: tokens per second"),
        527,
        6.0,
        85,
    ),
    Measured(
        "training", "MLPerf training, never fitted", to_say("Training: MLPerf results, time"), 170, 8.7, 76
    ),
    Measured(
        "training",
        "Accelerator-hours of published runs, organisation left out",
        to_say("Training: accelerator-hours of whole runs"),
        67,
        16.2,
        84,
    ),
    Measured("training", "Training memory, architecture left out", to_say("Training: memory"), 28, 1.3, 86),
    Measured(
        "fine_tuning", "Fine-tuning memory, architecture left out", to_say("Fine-tuning: memory"), 51, 5.8, 80
    ),
    Measured(
        "inference", "Serving throughput, model left out", to_say("Serving: tokens per second"), 478, 10.6, 82
    ),
    Measured(
        "inference",
        "Time per output token, model left out",
        to_say("Serving: time between tokens"),
        1144,
        9.4,
        76,
    ),
    Measured(
        "inference",
        "Time to first token, accelerator left out",
        to_say("Serving: time to first token"),
        1062,
        24.8,
        80,
    ),
)


def measured_for(snapshot: Snapshot) -> tuple[Measured, ...]:
    """Return what was measured of the kinds of workloads in a plan; everything where none of them was."""
    kinds = {
        words(workload, "kind").replace("batch_inference", "inference") for workload in workloads(snapshot)
    }
    return tuple(one for one in MEASURED if one.kind in kinds) or MEASURED


def accuracy_table(measured: Sequence[Measured]) -> Table:
    """Return the accuracy of the sizing, a row for each quantity."""
    columns = (
        say("Accuracy of the sizing"),
        say("Published results"),
        say("Median error"),
        say("Inside P10–P90"),
    )
    lines = tuple(
        (say(one.title), localised(f"{one.results:,}"), localised(f"{one.error:.1f} %"), f"{one.inside} %")
        for one in measured
    )
    return Table(columns, lines, (0.46, 0.18, 0.18, 0.18), numeric=(1, 2, 3))
