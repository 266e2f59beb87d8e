"""Every chart of a plan is drawn in both media, whatever the plan holds."""

import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics import renderPDF
from reportlab.pdfgen.canvas import Canvas

from planner.charts.bullets import BulletRow, requirement_bullets
from planner.charts.costs import CostRow, cost_bars
from planner.charts.curves import Load, people_loads, spending_curves
from planner.charts.figures import Interval
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.marks import STATUS_WORDS, nice_ticks, status_sign
from planner.charts.matrix import MatrixRow, readiness_matrix
from planner.charts.maturity_bars import maturity_bars
from planner.charts.model import Chart
from planner.charts.radar import Standing, maturity_radar
from planner.charts.scaling_charts import best_policy, policies_of
from planner.charts.shapes import Sheet
from planner.charts.svg import chart_svg, drawing_to_svg
from planner.charts.theme import LIGHT
from planner.charts.timeline import Goal, Task, roadmap_gantt
from planner.charts.tornado import CauseRow, tornado
from tests.effort import examples
from tests.planner.reports.snapshots import hospital, infeasible, informed, large, nothing_known, renamed
from tests.planner.reports.snapshots.economy import autoscaling

SVG = "{http://www.w3.org/2000/svg}"
SNAPSHOTS = [hospital, informed, nothing_known, infeasible, large, dict]
QUARTERS = [f"{2027 + i // 4}-Q{i % 4 + 1}" for i in range(12)]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 -- written by the code under test


def svg_of(chart: Chart, width: float = 640) -> ElementTree.Element:
    return parsed(chart_svg(chart, width))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("width", [200, 430, 860])
def test_every_chart_is_drawn_at_its_width_in_both_media(make: Callable[[], Any], width: float) -> None:
    for chart in snapshot_charts(make()).values():
        drawing = chart.draw(width)
        assert drawing.width == width
        canvas = Canvas(io.BytesIO(), invariant=1)
        renderPDF.draw(drawing, canvas, 0, 0)
        assert canvas.getpdfdata().startswith(b"%PDF")
        root = parsed(drawing_to_svg(drawing, title=chart.title, description=chart.description))
        assert root.get("viewBox", "").startswith(f"0 0 {width} ")


@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("width", [300, 430, 487, 860])
def test_nothing_is_drawn_outside_its_chart(make: Callable[[], Any], width: float) -> None:
    for chart in snapshot_charts(make()).values():
        drawing = chart.draw(width)
        left, bottom, right, top = drawing.getBounds()
        assert left >= -1, chart.key
        assert bottom >= -1, chart.key
        assert right <= drawing.width + 1, chart.key
        assert top <= drawing.height + 1, chart.key


def test_every_chart_tells_those_who_cannot_see_it() -> None:
    for chart in snapshot_charts(hospital()).values():
        assert chart.title
        assert chart.units
        assert chart.source
        assert len(chart.description) > 10
        assert chart.table
        assert all(len(row) == len(chart.columns) for row in chart.table)
        root = svg_of(chart)
        assert root.get("role") == "img"
        assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [
            chart.title,
            chart.description,
        ]


def test_a_page_with_all_charts_has_no_id_twice() -> None:
    found = [
        e.get("id")
        for chart in snapshot_charts(hospital()).values()
        for e in svg_of(chart).iter()
        if e.get("id")
    ]
    assert len(found) == len(set(found))


def test_the_keys_of_charts_are_those_that_pages_ask_for() -> None:
    assert list(snapshot_charts(hospital())) == [
        "maturity-radar", "maturity-domains", "practices-hardware", "practices-data", "practices-security",
        "practices-talent", "practices-delivery", "readiness", "requirements-1", "costs-1", "requirements-2",
        "costs-2", "requirements-3", "costs-3", "power", "capacity-accelerators", "capacity-power", "cost-fan",
        "total-cost", "roadmap", "spending", "people", "maturity-projected",
    ]  # fmt: skip


def test_svg_follows_the_page_and_needs_no_style() -> None:
    for chart in snapshot_charts(hospital()).values():
        text = chart_svg(chart)
        assert "style" not in text
        for element in parsed(text).iter():
            assert not any(name.startswith("on") for name in element.attrib)
            classes = element.get("class", "").split()
            for role in ("fill", "stroke"):
                if element.get(role, "none") != "none":
                    assert any(name.startswith(f"{role}-") for name in classes), ElementTree.tostring(element)


@examples(10)
@given(st.text())
def test_any_name_is_escaped(text: str) -> None:
    for chart in snapshot_charts(renamed(text)).values():
        root = svg_of(chart, 300)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "desc", "text", "rect", "circle", "line", "polygon", "polyline", "path", "g",
        }  # fmt: skip


@pytest.mark.parametrize(
    "text", ['<img src="/etc/passwd"/>', "</text><script>alert(1)</script>", "]]>", '" onload="x', "&lt;"]
)
def test_markup_in_names_stays_text(text: str) -> None:
    root = svg_of(snapshot_charts(renamed(text))["readiness"], 2000)
    assert text in texts(root)


@examples(20)
@given(
    st.lists(
        st.builds(
            Standing,
            title=st.text(max_size=200),
            score=st.none() | st.floats(1, 5),
            p10=st.none() | st.floats(1, 5),
            p90=st.none() | st.floats(1, 5),
            claimed=st.none() | st.floats(1, 5),
            target=st.none() | st.floats(1, 5),
        ),
        max_size=60,
    ),
    st.floats(120, 1000),
)
def test_any_maturity_can_be_drawn(standings: list[Standing], width: float) -> None:
    for draw in (maturity_radar, maturity_bars):
        drawn = drawing_to_svg(draw(standings, width, LIGHT), title="t", description="d")
        assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 -- written by the code under test


@pytest.mark.parametrize("count", [0, 1, 2, 60])
def test_from_none_to_sixty_rows(count: int) -> None:
    some = Interval(1.0, 2.0, 3.0)
    cells = dict.fromkeys(("compute", "power"), "blocked")
    for drawing in (
        readiness_matrix(
            [MatrixRow(f"W{i}", "ready", cells) for i in range(count)], [("compute", "Compute")], 480, LIGHT
        ),
        requirement_bullets(
            [BulletRow(f"R{i}", "watts", "unknown", some, None) for i in range(count)], 480, LIGHT
        ),
        cost_bars([CostRow(f"O{i}", "", None, None, some) for i in range(count)], 480, LIGHT),
        roadmap_gantt(
            [Task(f"T{i}", "purchase", 0, 1, 2, None, True) for i in range(count)], [], QUARTERS, 480, LIGHT
        ),
        people_loads(QUARTERS, [Load(f"P{i}", (1.0,) * 12, (2.0,) * 12) for i in range(count)], 480, LIGHT),
    ):
        assert drawing.height >= 50
        assert drawing_to_svg(drawing, title="t", description="d")


def test_statuses_are_told_apart_without_colour() -> None:
    def form(status: str) -> list[str]:
        sheet = Sheet(20, 20)
        status_sign(sheet, LIGHT, status, 10, 10, 18)
        return [type(shape).__name__ for shape in sheet.drawing.contents]

    assert len({tuple(form(status)) for status in STATUS_WORDS}) == len(STATUS_WORDS)


def test_a_late_go_live_and_one_that_never_comes_are_shown() -> None:
    goals = [Goal("On time", 2, 4), Goal("Late", 5, 3), Goal("Never", None, 3)]
    svg = drawing_to_svg(roadmap_gantt([], goals, QUARTERS, 480, LIGHT), title="t", description="d")
    assert "no go-live inside this plan" in svg
    assert 'class="fill-blocked stroke-surface"' in svg
    assert 'class="fill-ready stroke-surface"' in svg


def test_a_part_of_the_roadmap_shows_only_its_tasks() -> None:
    tasks = [Task(f"Task {i}", "initiative", i, i, i + 1, 1e5, False) for i in range(10)]
    svg = drawing_to_svg(
        roadmap_gantt(tasks, [], QUARTERS, 480, LIGHT, slice(4, 6)), title="t", description="d"
    )
    assert [name for name in texts(parsed(svg)) if name.startswith("Task")] == [
        "Task 4",
        "Task 5",
    ]


def test_a_longer_wait_before_work_is_drawn_thin() -> None:
    waiting = roadmap_gantt([Task("T", "purchase", 0, 2, 3, 1e6, True)], [], QUARTERS, 480, LIGHT)
    assert "Waiting for delivery" in drawing_to_svg(waiting, title="t", description="d")


def test_spending_over_a_quarter_s_budget_is_marked() -> None:
    over = spending_curves(QUARTERS[:2], [2e5, 4e5], [3e5, 3e5], 480, LIGHT)
    under = spending_curves(QUARTERS[:2], [2e5, 2e5], [3e5, 3e5], 480, LIGHT)
    words = "Spending from money carried over"
    assert words in drawing_to_svg(over, title="t", description="d")
    assert words not in drawing_to_svg(under, title="t", description="d")


def test_where_a_score_is_missing_the_radar_has_a_gap() -> None:
    full = [Standing(f"D{i}", 3.0) for i in range(5)]
    gap = [*full[:4], Standing("D4", None)]

    def lines(standings: list[Standing]) -> int:
        return drawing_to_svg(maturity_radar(standings, 480, LIGHT), title="t", description="d").count(
            "stroke-accent"
        )

    assert lines(full) - lines(gap) == 2


def test_the_table_of_requirements_speaks_of_need_and_estate() -> None:
    chart = snapshot_charts(hospital())["requirements-3"]
    assert ("Additional power", "Blocked", "88 kW (66–120)", "90 kW") in chart.table


def test_the_target_of_a_domain_is_the_weighted_mean_of_its_practices() -> None:
    snapshot = hospital()
    snapshot["inputs"]["targets"] = {"default": 3, "TA-01": 5, "TA-02": 5, "TA-03": 5}
    rows = {row[0]: row[4] for row in snapshot_charts(snapshot)["maturity-domains"].table}
    assert rows["Talent and culture"] == "4.0"
    assert rows["Data and models"] == "3.0"


@given(st.floats(1e-6, 1e15))
def test_ticks_begin_at_nothing_and_reach_the_largest_value(largest: float) -> None:
    ticks = nice_ticks(largest)
    assert ticks[0] == 0
    assert ticks[-1] >= largest * 0.999
    assert len(ticks) <= 6


@pytest.mark.parametrize("make", [hospital, nothing_known, dict], ids=lambda make: make.__name__)
def test_a_plan_from_before_has_no_chart_of_what_it_does_not_know(make: Callable[[], Any]) -> None:
    new = ("ways-", "scaling-", "tornado-", "carbon", "showback")
    assert [key for key in snapshot_charts(make()) if key.startswith(new)] == []


def test_five_ways_stand_side_by_side_and_the_cheapest_is_marked() -> None:
    chart = snapshot_charts(informed())["ways-1"]
    assert [row[0] for row in chart.table] == [
        "Rented on demand",
        "Reserved by contract",
        "Rented on spot",
        "Bought for an own room (likely cheapest)",
        "Bought for a rented room",
    ]
    assert [row[1] for row in chart.table][2] == "not for this work"
    assert [row[3] for row in chart.table] == ["–", "65 % (49–91)", "–", "42 % (32–59)", "never"]
    assert chart.units == "Net present cost in USD over 4 years; P50 (P10–P90)"


def test_machines_that_are_there_are_not_called_bought() -> None:
    snapshot = informed()
    for option in snapshot["sizing"]["workloads"][0]["options"]:
        option["acquired"] = "own"
    titles = [row[0] for row in snapshot_charts(snapshot)["ways-1"].table]
    assert titles[0] == "Rented on demand"
    assert titles[3:] == ["Own machines in an own room (likely cheapest)", "Own machines in a rented room"]


def test_the_policy_that_the_sizing_calls_the_best_is_marked() -> None:
    chart = snapshot_charts(informed())["scaling-1"]
    assert chart.table == (
        ("All replicas, always", "10", "10", "600 k USD (450–840)", "0 %"),
        ("By load", "6.6 (5.3–7.9)", "10", "400 k USD (300–550)", "0 % (0–0.4)"),
        ("By schedule", "5.5 (4.4–6.6)", "10", "330 k USD (250–460)", "0.2 % (0–40)"),
        ("By forecast", "6.1 (4.9–7.3)", "10", "370 k USD (270–510)", "3 % (2.2–4.2)"),
    )
    assert best_policy(policies_of(informed(), {"name": "assistant"})) == "reactive"
    assert [key for key in snapshot_charts(informed()) if key.startswith("scaling-")] == ["scaling-1"]


def test_policies_without_a_price_are_compared_by_their_replicas() -> None:
    snapshot = informed()
    snapshot["sizing"]["workloads"][0]["autoscaling"] = autoscaling(is_priced=False)
    chart = snapshot_charts(snapshot)["scaling-1"]
    assert chart.units == "Replicas on average over a year, and late requests; P50 (P10–P90)"
    assert [row[3] for row in chart.table] == ["–"] * 4
    assert chart.description.startswith("All replicas, always: 10, 0 %; By load: 6.6 (5.3–7.9), 0 % (0–0.4)")


def test_one_replica_is_not_scaled() -> None:
    snapshot = informed()
    for policy in (policies := snapshot["sizing"]["workloads"][0]["autoscaling"]):
        policy["mean_replicas"] = {"p10": 1.0, "p50": 1.0, "p90": 1.0}
    assert policies
    assert "scaling-1" not in snapshot_charts(snapshot)


def test_the_chart_of_power_says_that_it_counts_only_what_comes_on_top() -> None:
    chart = snapshot_charts(hospital())["power"]
    assert chart.title == "Additional power that each workload needs, and power that is free"
    assert chart.columns[2:] == ("Needed on top", "Free")
    svg = chart_svg(chart)
    assert " more<" in svg
    assert ">free " in svg


def test_the_largest_cause_stands_first_with_its_share_of_the_variance() -> None:
    chart = snapshot_charts(informed())["tornado-cost-1"]
    assert [(row[0], row[3]) for row in chart.table] == [
        ("Price to buy", "77 %"),
        ("Price of support", "21 %"),
        ("Efficiency of the team", "4 %"),
    ]
    assert chart.description.startswith("Price to buy: 77 % of the variance; Price of support: 21 %")
    assert "tornado-accelerators-1" in snapshot_charts(informed())


@pytest.mark.parametrize(("low", "high"), [(5.0, 5.0), (0.0, 0.0), (6.0, 9.0), (-3.0, 2.0)])
@pytest.mark.parametrize("middle", [None, 5.0])
def test_a_tornado_is_drawn_whatever_its_causes_do(low: float, high: float, middle: float | None) -> None:
    drawing = tornado([CauseRow("A cause", low, high, 0.5)], middle, "usd", 300, LIGHT)
    left, bottom, right, top = drawing.getBounds()
    assert min(left, bottom) >= -1
    assert right <= 301
    assert top <= drawing.height + 1


def test_carbon_is_told_by_grid_contracts_and_making_side_by_side() -> None:
    assert snapshot_charts(informed())["carbon"].table == (
        ("Of the grid", "9.8 t (7.3–14)"),
        ("By contracts (market-based)", "7 t (5.2–9.8)"),
        ("Of making the hardware", "3.5 t (2.6–4.9)"),
    )


def test_the_cost_told_back_sums_to_the_cost_of_what_is_shared() -> None:
    *parts, total = snapshot_charts(informed())["showback"].table
    assert [(row[1], row[2]) for row in parts] == [("84 %", "337 k USD"), ("16 %", "63.2 k USD")]
    assert total == ("All workloads", "100 %", "400 k USD", "–")


def test_names_of_dimensions_are_whole_on_a_narrow_chart() -> None:
    rows = [BulletRow(title, "bytes", "ready", Interval(1e9, 2e9, 3e9), None)
            for title in ("Rechenleistung", "Arbeitsspeicher", "Speicherplatz")]  # fmt: skip
    root = parsed(drawing_to_svg(requirement_bullets(rows, 340, LIGHT), title="t", description="d"))
    assert {"Rechenleistung", "Arbeitsspeicher", "Speicherplatz"} <= set(texts(root))
