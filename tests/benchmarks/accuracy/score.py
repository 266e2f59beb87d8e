"""Errors of predictions: median, bias, share inside P10 to P90; over all rows and by group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.sizing.result import Bools, Floats
from tests.benchmarks.accuracy.tables import Z90, Fitted, Table


@dataclass(frozen=True, slots=True)
class Score:
    """Median absolute error, median error and share of rows inside P10 to P90; fractions."""

    rows: int
    error: float
    bias: float
    inside: float | None

    @classmethod
    def of(cls, predicted: Floats, measured: Floats, inside: Bools | None = None) -> "Score":
        off = predicted / measured - 1.0
        share = None if inside is None else float(np.mean(inside))
        return cls(len(off), float(np.median(np.abs(off))), float(np.median(off)), share)


def is_inside(table: Table, predicted: Floats) -> Bools:
    """Return which measured values lie between P10 and P90 of the product's own range."""
    return np.asarray(np.abs(np.log(predicted / table.measured)) <= Z90 * table.spread)


def unseen_predictions(fitted: Fitted, split: str) -> list[Floats]:
    """Return for each table the predictions of rows by constants that were fitted without their family."""
    predicted = [np.full(len(table.measured), np.nan) for table in fitted.tables]
    for calibration, masks in fitted.without_each(split):
        for values, table, unseen in zip(predicted, fitted.tables, masks, strict=True):
            values[unseen] = table.predict(calibration)[unseen]
    return predicted


def by_group(
    names: Sequence[str], predicted: Floats, measured: Floats, inside: Bools
) -> list[tuple[str, Score]]:
    """Return the score of each group, the largest first."""
    found = []
    for name in sorted(set(names)):
        mask = np.array([each == name for each in names])
        found.append((name, Score.of(predicted[mask], measured[mask], inside[mask])))
    return sorted(found, key=lambda item: (-item[1].rows, item[0]))
