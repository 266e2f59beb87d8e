"""Several finished plans side by side."""

from collections.abc import Sequence

from planner.charts.comparison_charts import CashLine, Lane, Mark, comparison_charts
from planner.charts.reading import numbers, part, periods
from planner.services.comparison.basis import differing_bases
from planner.services.comparison.choice import choice_sentences
from planner.services.comparison.dates import live_date
from planner.services.comparison.model import Comparison, Side
from planner.services.comparison.table import sections_of, workload_names
from planner.sizing.demand import quarter_text


def compare_plans(sides: Sequence[Side]) -> Comparison:
    """Return plans side by side, said in the language of the context; the first is what the others are held against.

    Raises ValueError without a plan.
    """
    if not sides:
        raise ValueError("there is no plan to compare")
    snapshots = [side.snapshot for side in sides]
    return Comparison(
        titles=tuple(side.title for side in sides),
        sentences=choice_sentences(sides),
        differing=differing_bases(sides),
        sections=sections_of(snapshots),
        charts=comparison_charts([_cash(side) for side in sides], _lanes(sides)),
    )


def _cash(side: Side) -> CashLine:
    return CashLine(
        side.title, tuple(periods(side.snapshot)), tuple(numbers(part(side.snapshot, "roadmap"), "spending"))
    )


def _lanes(sides: Sequence[Side]) -> list[Lane]:
    names = workload_names([side.snapshot for side in sides])
    return [
        Lane(title, tuple(_mark(side, name) for side in sides if live_date(side.snapshot, name)))
        for name, title in names.items()
    ]


def _mark(side: Side, name: str) -> Mark:
    date = live_date(side.snapshot, name)
    live, wanted = (None, None) if date is None else (date.quarter, date.wanted)
    return Mark(
        title=side.title,
        live=None if live is None else quarter_text(live),
        wanted=None if wanted is None else quarter_text(wanted),
        text="" if date is None else date.text,
        is_in_time=date is not None and date.is_in_time,
    )
