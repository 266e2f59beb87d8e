"""How organisations compare, with the number of them that stands behind each figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.services.portfolio.rows import Row

FEWEST = 5  # with fewer organisations a quartile says more about one of them than about all


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The maturity of one domain over organisations, one score each, on the scale of 1 to 5.

    quartiles: lowest, lower quartile, median, upper quartile, highest; None with fewer than FEWEST organisations.
    """

    domain: str
    scores: tuple[float, ...]
    quartiles: tuple[float, float, float, float, float] | None = None

    @property
    def count(self) -> int:
        """How many organisations stand behind it."""
        return len(self.scores)


def benchmarks_of(rows: Iterable[Row], domains: Sequence[str]) -> list[Benchmark]:
    """Return a benchmark for each domain; an organisation counts once, with its newest plan.

    Quartiles are numpy's linear ones. Organisations that answered another domain's questions are not in it.
    """
    newest: dict[int, Row] = {}
    for row in rows:
        if row.headline is None:
            continue
        other = newest.get(row.organisation_pk)
        if other is None or _age(row) > _age(other):
            newest[row.organisation_pk] = row
    return [_benchmark(domain, newest.values()) for domain in domains]


def _age(row: Row) -> tuple[str, int]:
    headline = row.headline
    return ("", 0) if headline is None else (headline.as_of.isoformat(), headline.pk)


def _benchmark(domain: str, rows: Iterable[Row]) -> Benchmark:
    scores = tuple(sorted(score for row in rows if (score := row.score(domain)) is not None))
    if len(scores) < FEWEST:
        return Benchmark(domain, scores)
    low, quarter, median, upper, high = (
        float(value) for value in np.quantile(scores, [0, 0.25, 0.5, 0.75, 1])
    )
    return Benchmark(domain, scores, (low, quarter, median, upper, high))
