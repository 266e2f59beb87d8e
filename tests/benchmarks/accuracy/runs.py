"""Accelerator-hours of published runs, layout unknown: each run through `size`, as a user would ask for it."""

from collections.abc import Sequence

import numpy as np

from planner.sizing.physics.calibration import Calibration
from planner.sizing.result import Bools, Floats
from planner.sizing.size import size
from planner.sizing.workload import Assumptions, Estate, Estimate, ModelShape, Training
from tests.benchmarks.accuracy import naive
from tests.benchmarks.accuracy.prediction import architecture_of
from tests.benchmarks.accuracy.record import PublishedRun

SAMPLES = 256
FEW, MANY = 512, 2048  # accelerators where the number is not published: of a model below and above LARGE
LARGE = 3e10


class RunTable:
    """Published runs with P10, P50 and P90 of their predicted hours.

    Two constants are refitted: the throughput of real runs over tuned benchmarks, without and with experts. Hours are
    inversely proportional to them, so that each run is sized once.
    """

    title, split = "Accelerator-hours of published runs", "organisation"
    what = (
        "accelerator-hours of whole runs, layout searched; other than restarts nothing is known of the team"
    )
    naive_rule = "6 N D at 40 % of the 16-bit peak"

    def __init__(self, rows: Sequence[PublishedRun], calibration: Calibration) -> None:
        self.rows = rows
        self.measured = np.array([row.measured for row in rows])
        self.naive = naive.run_hours(rows)
        self.quantiles = np.array([_hours(row, calibration) for row in rows])
        self.is_sparse = np.array([_is_sparse(row) for row in rows])
        self._shares = {False: calibration.run.dense, True: calibration.run.sparse}

    @property
    def groups(self) -> dict[str, list[str]]:
        return {
            "organisation": [row.organisation for row in self.rows],
            "accelerator": [row.accelerator for row in self.rows],
            "kind": ["with experts" if sparse else "dense" for sparse in self.is_sparse],
        }

    def shares(self, seen: Bools) -> dict[bool, float]:
        """Return the run's share of benchmark throughput, dense and sparse.

        It is the median over the rows that are seen; each organisation counts once, however many runs it published.
        """
        names = self.groups["organisation"]
        weights = 1.0 / np.array([names.count(name) for name in names])
        ratio, found = self.quantiles[:, 1] / self.measured, {}
        for sparse, share in self._shares.items():
            rows = seen & (self.is_sparse == sparse)
            found[sparse] = share * _median(ratio[rows], weights[rows]) if rows.any() else share
        return found

    def unseen(self) -> Floats:
        """Return (N, 3) quantiles of hours with shares that the organisation's own runs had no part in."""
        refitted, names = self.quantiles.copy(), np.array([row.organisation for row in self.rows])
        for name in sorted(set(names)):
            unseen = names == name
            for sparse, share in self.shares(~unseen).items():
                refitted[unseen & (self.is_sparse == sparse)] *= self._shares[sparse] / share
        return refitted


class GivenThroughput:
    """Published runs whose throughput is known, too: what is left to predict is how long they stood still."""

    title, split = "Accelerator-hours, throughput of the run given", ""
    what = "accelerator-hours of whole runs from their tokens and the throughput that was published for them"
    naive_rule = "tokens ÷ throughput"

    def __init__(self, rows: Sequence[PublishedRun], calibration: Calibration) -> None:
        self.rows = tuple(row for row in rows if row.tokens_per_second_each)
        self.measured = np.array([row.measured for row in self.rows])
        self.naive = np.array([row.tokens / (row.tokens_per_second_each or 1.0) / 3600 for row in self.rows])
        self.quantiles = np.array([_hours(row, calibration, row.tokens_per_second_each) for row in self.rows])

    @property
    def groups(self) -> dict[str, list[str]]:
        return {"organisation": [row.organisation for row in self.rows]}

    def unseen(self) -> Floats:
        """Return (N, 3) quantiles of hours; no constant has seen a run."""
        return self.quantiles


def _median(values: Floats, weights: Floats) -> float:
    """Return the value below which half of the weight lies."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def _is_sparse(row: PublishedRun) -> bool:
    return (
        architecture_of(row.model).is_mixture if row.model else row.active_parameters < 0.9 * row.parameters
    )


def _hours(
    row: PublishedRun, calibration: Calibration, throughput: float | None = None
) -> tuple[float, float, float]:
    shape = ModelShape(parameters=row.parameters, active_parameters=row.active_parameters)
    workload = Training(
        name="run",
        model=row.model or shape,
        tokens=Estimate.exact(row.tokens),
        sequence_length=row.sequence_tokens,
        precision=row.precision,  # type: ignore[arg-type]  # -- a word of the record
        accelerator=row.accelerator,
        accelerators=row.accelerators or (FEW if row.parameters < LARGE else MANY),
        global_batch_tokens=Estimate.exact(row.batch_tokens) if row.batch_tokens else None,
        software_year=row.year,
        measured_tokens_per_second_per_accelerator=Estimate.exact(throughput) if throughput else None,
    )
    sized = size([workload], Estate(), Assumptions(), samples=SAMPLES, calibration=calibration)
    hours = sized.workloads[0].options[0].quantiles("accelerator_hours")
    if hours is None:
        raise ValueError(f"{row.run} cannot be sized")
    return hours.p10, hours.p50, hours.p90
