"""Plans side by side: what differs, what is best, what the choice comes down to, and whether they rest on the same."""

import copy
import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from assessments.language import speaking
from planner.charts.comparison_charts import comparison_charts
from planner.charts.figures import quantity
from planner.charts.svg import chart_svg
from planner.services.comparison import Cell, Comparison, Row, Section, Side, compare_plans
from planner.services.comparison.measures import spending_range
from planner.services.comparison.spreadsheet import comparison_csv
from tests.planner.german import english_in
from tests.planner.reports.snapshots import hospital, infeasible, informed, large, nothing_known

Json = dict[str, Any]
EXTREMES = (hospital, informed, infeasible, large, nothing_known)


def scenario(changes: Json, make: Callable[[], Json] = informed, **roadmap: Any) -> Json:
    """The hospital's plan with a scenario laid over it."""
    snapshot = make()
    snapshot["inputs"]["scenario"] = {"name": "other", "title": "Other", "changes": changes}
    snapshot["roadmap"] |= roadmap
    return snapshot


def compare(*snapshots: Json) -> Comparison:
    titles = ("Plain", "Other", "Third", "Fourth", "Fifth")
    return compare_plans([Side(title, one) for title, one in zip(titles, snapshots, strict=False)])


def row(comparison: Comparison, title: str, section: int | None = None) -> Row:
    sections = comparison.sections if section is None else comparison.sections[section : section + 1]
    return next(one for each in sections for one in each.rows if one.title == title)


def later(snapshot: Json, quarters: int) -> list[Json]:
    return [
        {**item, "period": None if item["period"] is None else item["period"] + quarters}
        for item in snapshot["roadmap"]["go_live"]
    ]


def test_a_plan_is_held_against_the_first() -> None:
    plain = informed()
    half = [amount / 2 for amount in plain["roadmap"]["spending"]]
    comparison = compare(plain, scenario({}, spending=half, go_live=later(plain, 2)))
    money = row(comparison, "Money within the plan")
    assert [cell.is_best for cell in money.cells] == [False, True]
    assert [cell.difference for cell in money.cells] == ["", f"{quantity(sum(half), 'USD')} less"]
    assert money.cells[1].value == sum(half)
    live = row(comparison, "Goes live", section=0)
    assert live.cells[0] == Cell("Q4 2027, one quarter late", "", is_best=True, place="roadmap")
    assert live.cells[1] == Cell("Q2 2028, 3 quarters late", "2 quarters later", place="roadmap")


def test_the_same_plan_twice_has_no_best_and_no_difference() -> None:
    comparison = compare(informed(), informed())
    cells = [cell for section in comparison.sections for one in section.rows for cell in one.cells]
    assert not any(cell.is_best for cell in cells)
    assert {cell.difference for cell in cells} == {"", "the same"}
    assert comparison.sentences == (
        "The plans bring the same workloads live at the same time for the same money.",
    )
    assert comparison.differing == ()


def test_what_most_plans_share_is_not_called_best() -> None:
    cheap = scenario({}, spending=[1000.0] * 12)
    marks = [cell.is_best for cell in row(compare(informed(), cheap), "Money within the plan").cells]
    assert marks == [False, True]
    marks = [cell.is_best for cell in row(compare(informed(), cheap, cheap), "Money within the plan").cells]
    assert marks == [False, False, False]


def test_the_choice_between_time_and_money_is_said() -> None:
    plain = informed()
    cheap = scenario({"budget_factor": 0.5}, spending=[1000.0] * 12, go_live=later(plain, 3))
    sentence, *_ = compare(plain, cheap).sentences
    assert sentence.startswith("The choice comes down to time or money: with “Plain”, ")
    assert "“Other” costs" in sentence


def test_a_plan_that_is_ahead_in_both_is_named() -> None:
    plain = informed()
    better = scenario({"acquire": "rent"}, spending=[1000.0] * 12, go_live=later(plain, -1))
    sentence, *_ = compare(plain, better).sentences
    assert sentence.startswith("“Other” is ahead in both: ")
    assert "for 12 k USD within the plan, and none costs less." in sentence


def test_the_chance_to_keep_the_budget_is_said_when_it_differs() -> None:
    plain = informed()
    safe = {**plain["roadmap"]["robustness"], "in_budget": 0.95}
    comparison = compare(plain, scenario({}, robustness=safe))
    assert "The chance to keep the budget is 95 % with “Other” and 78 % with “Plain”." in comparison.sentences
    assert row(comparison, "Chance to keep the budget").cells[1] == Cell(
        "95 %", "17 percentage points more", is_best=True, value=0.95, place="roadmap"
    )


def test_a_workload_that_no_option_serves_is_no_saving() -> None:
    plain, other = informed(), informed()
    name = other["verdicts"]["workloads"][0]["name"]
    for sized in other["sizing"]["workloads"]:
        if sized["name"] == name:
            for option in sized["options"]:
                option["feasible"] = False
    comparison = compare(plain, other)
    carbon = row(comparison, "Carbon in a year").cells[1]
    assert "without Clinical assistant" in carbon.text
    assert (carbon.difference, carbon.is_best) == ("", False)
    assert any(
        sentence.startswith("With “Other”, no option is feasible for “Clinical assistant”")
        for sentence in comparison.sentences
    )


@pytest.mark.parametrize(
    ("asked", "task", "place", "told"),
    [
        ("rent", "buy", "on_premises", "“{title}” is bought all the same: it has to stand in own rooms."),
        (
            "rent",
            "buy",
            "either",
            "machines for “{title}” are bought all the same: none that fit are for rent.",
        ),
        ("buy", "rent", "cloud", "“{title}” is rented all the same: it has to run in a cloud."),
        (
            "buy",
            "rent",
            "either",
            "machines for “{title}” are rented all the same: none that fit are for sale.",
        ),
    ],
)
def test_a_workload_that_cannot_be_had_in_the_way_that_is_asked_for_is_named_with_the_reason(
    asked: str, task: str, place: str, told: str
) -> None:
    other = scenario({"acquire": asked})
    workload = other["verdicts"]["workloads"][0]
    order = {**other["roadmap"]["initiatives"][0], "id": f"{task}-{workload['name']}"}
    other["roadmap"]["initiatives"] = [*other["roadmap"]["initiatives"], order]
    other["inputs"]["constraints"]["acquire"] = asked
    other["inputs"]["workloads"] = [{"name": workload["name"], "place": place}]
    assert f"With “Other”, {told.format(title=workload['title'])}" in compare(informed(), other).sentences


def test_a_plan_that_may_buy_and_rent_is_not_asked_why() -> None:
    sentences = compare(informed(), scenario({"acquire": "any"})).sentences
    assert not any("all the same" in sentence for sentence in sentences)


def test_a_date_that_never_comes_has_no_distance() -> None:
    plain = informed()
    never = [{**item, "period": None, "late_by": None} for item in plain["roadmap"]["go_live"]]
    live = row(compare(plain, scenario({}, go_live=never)), "Goes live", section=0)
    assert live.cells[0].is_best
    assert live.cells[1] == Cell("not within the plan", place="roadmap")


def changed_answer(snapshot: Json) -> None:
    snapshot["inputs"]["answers"][0] = {**snapshot["inputs"]["answers"][0], "value": {"level": 5}}


def other_limits(snapshot: Json) -> None:
    snapshot["inputs"]["constraints"] = {**snapshot["inputs"]["constraints"], "discount_rate": 0.5}


def other_workload(snapshot: Json) -> None:
    first, *rest = snapshot["inputs"]["workloads"]
    snapshot["inputs"]["workloads"] = [{**first, "value": 9}, *rest]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (changed_answer, "the answers to one question differ"),
        (other_limits, "the limits differ"),
        (other_workload, "the workloads are described differently"),
        (lambda s: s["inputs"].update(assumptions={"pue": 1.5}), "the assumptions differ"),
        (lambda s: s["inputs"].update(targets={"default": 5}), "the levels aimed at differ"),
        (lambda s: s["inputs"].update(initiatives=[{"id": "X-1"}]), "own initiatives differ"),
        (lambda s: s["inputs"].update(as_of="2027-01-05"), "it is as of 5 January 2027, not 21 November 2026"),
        (lambda s: s["inputs"].update(profile="quick"), "short set of questions"),
        (lambda s: s["inputs"].update(samples=64), "the samples were drawn differently"),
        (lambda s: s["versions"].update(engine="9"), "the engine is 9, not 0.1.0"),
        (lambda s: s["versions"].update(catalogue="9"), "the catalogue of machines and prices is another one"),
        (lambda s: s["versions"].update(bank="core@2"), "the question bank is core@2, not core@1"),
    ],
)  # fmt: skip
def test_plans_that_do_not_rest_on_the_same_say_in_what(change: Callable[[Json], Any], reason: str) -> None:
    other = copy.deepcopy(informed())
    change(other)
    (sentence,) = compare(informed(), other).differing
    assert sentence.startswith("“Other” does not rest on the same as “Plain”: ")
    assert reason in sentence


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"budget_factor": 0.5}, {"constraints": {"budget_usd": 1.0}}),
        ({"acquire": "buy"}, {"constraints": {"acquire": "buy"}}),
        ({"delay_quarters": 4}, {"constraints": {"work_begins": "2028-Q1"}}),
        ({"pinned": ["X"]}, {"constraints": {"pinned": ["X"]}}),
        ({"hardware_price_factor": 2}, {"assumptions": {"price_usd_to_buy": {}}}),
        ({"target_level": 5}, {"targets": {"default": 5}}),
        (
            {"answers": {"q": {"level": 5}}},
            {"settled": [{"question": "q", "value": {"level": 5}, "settled_by": "scenario"}]},
        ),
    ],
)
def test_what_a_scenario_changes_is_no_other_basis(changes: Json, part: Json) -> None:
    other = scenario(changes)
    for key, value in part.items():
        known = other["inputs"].get(key)
        other["inputs"][key] = {**(known or {}), **value} if isinstance(value, dict) else value
    assert compare(informed(), other).differing == ()


def test_another_accelerator_and_another_load_are_no_other_basis() -> None:
    other = scenario({"accelerator": "l40s", "load_factor": 2, "deadline_quarters": 1})
    for one in other["inputs"]["workloads"]:
        one |= {"accelerator": "l40s", "requests_per_second": 9.0, "deadline": "2029-Q1"}
    assert compare(informed(), other).differing == ()


def test_the_range_of_the_money_holds_what_is_planned() -> None:
    found = spending_range(informed())
    assert found.p10 < found.p50 == sum(informed()["roadmap"]["spending"]) < found.p90


@pytest.mark.parametrize("make", EXTREMES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("language", ["en", "de"])
def test_any_plans_can_be_compared_and_drawn(make: Callable[[], Json], language: str) -> None:
    with speaking(language):
        comparison = compare(informed(), make(), hospital())
        assert {len(one.cells) for section in comparison.sections for one in section.rows} == {3}
        for chart in comparison.charts:
            assert chart_svg(chart, 640).startswith("<svg")
            assert {len(line) for line in chart.table} <= {len(chart.columns)}


def test_without_a_plan_there_is_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="no plan"):
        compare_plans([])
    assert [chart.key for chart in comparison_charts([], [])] == ["compared-cash", "compared-dates"]


def test_a_german_comparison_has_no_english() -> None:
    plain = informed()
    other = scenario({"budget_factor": 0.5}, spending=[1000.0] * 12, go_live=later(plain, 3))
    other["versions"] = {**other["versions"], "engine": "9"}
    own = {words for one in plain["roadmap"]["initiatives"] for words in [one["title"]]}
    with speaking("de"):
        comparison = compare(plain, other)
        said = [*comparison.sentences, *comparison.differing]
        for section in comparison.sections:
            for one in section.rows:
                said += [one.title, one.note, *(cell.difference for cell in one.cells)]
                said += [cell.text for cell in one.cells if not own & set(cell.text.split("; "))]
        for chart in comparison.charts:
            said += [chart.title, chart.units, chart.source, *chart.columns]
    assert english_in(said) == []


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_of_the_download_is_a_formula(title: str) -> None:
    cells = (Cell(title), Cell("12 k USD", value=-12e3))
    comparison = Comparison((title, "B"), (), (), (Section(title, (Row(title, "", "USD", cells),)),), ())
    content = comparison_csv(comparison)
    assert content.startswith(b"\xef\xbb\xbf")
    head, line = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head == ["Section", "Figure", "Unit", f"'{title}", "B"]
    assert line == [f"'{title}", f"'{title}", "USD", f"'{title}", "-12000"]


def test_the_download_has_every_row_of_the_table() -> None:
    comparison = compare(informed(), hospital())
    lines = list(csv.reader(io.StringIO(comparison_csv(comparison).decode("utf-8-sig"))))
    assert len(lines) == 1 + sum(len(section.rows) for section in comparison.sections)
    assert {len(line) for line in lines} == {5}
