"""What a comparison says, ready to be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.charts.model import Chart

MOST_PLANS = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One of the plans: what it is called, and its frozen result."""

    title: str
    snapshot: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one plan comes to. difference: to the first plan, "" for none; value: for programs, None for words.

    place: the part of the plan's dashboard that shows the figure and how it came about.
    """

    text: str
    difference: str = ""
    is_best: bool = False
    value: float | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure over all plans. unit: of the values, as a program reads it."""

    title: str
    note: str
    unit: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that belong together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole page. sentences: what the choice comes down to; differing: where the plans do not rest on the same."""

    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    differing: tuple[str, ...]
    sections: tuple[Section, ...]
    charts: tuple[Chart, ...]
