"""What holds of each chart, whatever it shows: read by eye and otherwise, at every width, in any script."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest
from reportlab.graphics.shapes import String

from planner.charts.from_snapshot import snapshot_charts
from planner.charts.heat_map import EngagementRow, engagements_chart
from planner.charts.model import Chart
from planner.charts.svg import chart_svg
from tests.planner.charts.drawn import colliding, labels_of, outside, tips_of
from tests.planner.charts.plans import (
    ARABIC,
    HEBREW,
    JAPANESE,
    LONG,
    everything,
    multiplied,
    named,
    one_answer,
    sixty_tasks,
)

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (320, 640, 900)
BEFORE = {"hardware": 1.7, "data": 2.0, "security": 2.3, "talent": 1.5, "delivery": 2.2}
PLANS: dict[str, Callable[[], dict[str, Any]]] = {
    "everything": everything,
    "long names": lambda: named(LONG),
    "Arabic": lambda: named(ARABIC),
    "Hebrew": lambda: named(HEBREW),
    "Japanese": lambda: named(JAPANESE),
    "sixty tasks": sixty_tasks,
    "one answer": one_answer,
    "nothing": lambda: multiplied(0.0),
    "far too much": lambda: multiplied(1e9),
    "next to nothing": lambda: multiplied(1e-7),
}


@cache
def charts_of(plan: str) -> Mapping[str, Chart]:
    charts = snapshot_charts(PLANS[plan](), BEFORE)
    domains = [(name, name.capitalize()) for name in BEFORE]
    rows = [
        EngagementRow(title, {"hardware": 1.0, "data": 5.0, "talent": 3.4}, overall)
        for title, overall in ((LONG, 2.6), (ARABIC, None), (JAPANESE, 4.9))
    ]
    return {
        **charts,
        "engagements": engagements_chart(rows, domains, source="Newest plan of each engagement"),
    }


EVERY = list(charts_of("everything"))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_drawn_over_the_edge_and_no_text_covers_another(plan: str, width: int) -> None:
    found = {
        key: faults
        for key, chart in charts_of(plan).items()
        if (faults := [*outside(drawing := chart.draw(width)), *colliding(drawing)])
    }
    assert found == {}


@pytest.mark.parametrize("key", EVERY)
def test_a_chart_has_title_units_source_description_and_a_whole_table(key: str) -> None:
    chart = charts_of("everything")[key]
    assert all((chart.title, chart.units, chart.source, chart.columns, chart.table))
    assert len(chart.description) > 10
    assert {len(row) for row in chart.table} == {len(chart.columns)}
    assert all(isinstance(cell, str) for row in chart.table for cell in row)
    assert len(set(chart.columns)) == len(chart.columns)


@pytest.mark.parametrize("key", EVERY)
def test_a_chart_is_one_image_with_a_name_and_each_mark_has_a_word(key: str) -> None:
    chart = charts_of("everything")[key]
    root = ElementTree.fromstring(chart_svg(chart, 640))  # noqa: S314 -- written by the code under test
    names = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("role") == "img"
    told = [names[name] for name in str(root.get("aria-labelledby")).split()]
    assert told == [chart.title, chart.description]
    marks = [element for element in root.iter(f"{SVG}g") if element.get("class") == "chart-mark"]
    assert marks
    assert all(mark[0].tag == f"{SVG}title" and mark[0].text for mark in marks)
    assert not any(element.get("tabindex") for element in root.iter())


@pytest.mark.parametrize("key", EVERY)
def test_the_same_plan_gives_the_same_bytes(key: str) -> None:
    again = {**snapshot_charts(everything(), BEFORE), "engagements": charts_of("everything")["engagements"]}
    assert chart_svg(again[key], 487) == chart_svg(charts_of("everything")[key], 487)


def test_the_keys_of_everything_are_those_that_pages_and_reports_ask_for() -> None:
    added = [
        key
        for key in EVERY
        if key.startswith(("tco", "cash", "break", "scaling-day", "cap", "cost-f", "total"))
    ]
    assert added == [
        "tco-1", "cash-1", "break-even-1", "scaling-day-1", "tco-2", "cash-2", "break-even-2",
        "tco-3", "cash-3", "break-even-3", "capacity-accelerators", "capacity-power", "cost-fan",
        "total-cost", "cash",
    ]  # fmt: skip


def test_no_text_is_smaller_than_can_be_read() -> None:
    sizes = {label.size for chart in charts_of("everything").values() for label in labels_of(chart.draw(640))}
    assert min(sizes) >= 4.8


def test_the_mark_of_a_chart_says_its_whole_name_where_the_drawing_shortens_it() -> None:
    drawing = charts_of("long names")["roadmap"].draw(320)
    assert not any(label.text == LONG for label in labels_of(drawing))
    assert any(tip.startswith(LONG) for tip in tips_of(drawing))


def test_arabic_is_joined_in_the_drawing_and_logical_in_svg() -> None:
    chart = charts_of("Arabic")["tco-1"]
    assert ARABIC in chart.title
    assert ARABIC in chart_svg(chart, 640)
    strings = [
        string.text
        for label in labels_of(charts_of("Arabic")["roadmap"].draw(900))
        for string in label.provideNode().contents
        if isinstance(string, String)
    ]
    assert any("\ufe70" <= mark <= "\ufefc" for text in strings for mark in text)
