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
        """Return the run's share of benchmark throughput, dense and sparse: the median over the rows that are seen."""
        ratio = self.quantiles[:, 1] / self.measured
        return {
            sparse: share * float(np.median(ratio[seen & (self.is_sparse == sparse)]))
            for sparse, share in self._shares.items()
        }

    def without_each_organisation(self) -> Floats:
        """Return (N, 3) quantiles of hours with shares that the organisation's own runs had no part in."""
        refitted, names = self.quantiles.copy(), np.array([row.organisation for row in self.rows])
        for name in sorted(set(names)):
            unseen = names == name
            for sparse, share in self.shares(~unseen).items():
                refitted[unseen & (self.is_sparse == sparse)] *= self._shares[sparse] / share
        return refitted


def _is_sparse(row: PublishedRun) -> bool:
    return (
        architecture_of(row.model).is_mixture if row.model else row.active_parameters < 0.9 * row.parameters
    )


def _hours(row: PublishedRun, calibration: Calibration) -> tuple[float, float, float]:
    shape = ModelShape(parameters=row.parameters, active_parameters=row.active_parameters)
    workload = Training(
        name="run",
        model=row.model or shape,
        tokens=Estimate.exact(row.tokens),
        sequence_length=row.sequence_tokens,
        precision=row.precision,  # type: ignore[arg-type]  # a word of the record
        accelerator=row.accelerator,
        accelerators=row.accelerators or (FEW if row.parameters < LARGE else MANY),
        global_batch_tokens=Estimate.exact(row.batch_tokens) if row.batch_tokens else None,
        software_year=row.year,
    )
    sized = size(
        [workload],
        Estate(),
        Assumptions(memory_utilisation=1.0),
        samples=SAMPLES,
        calibration=calibration,
    )
    hours = sized.workloads[0].options[0].quantiles("accelerator_hours")
    if hours is None:
        raise ValueError(f"{row.run} cannot be sized")
    return hours.p10, hours.p50, hours.p90
