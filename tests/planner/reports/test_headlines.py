"""Each headline's claim against the snapshot: feasible, blocked, unknown, without workloads, without a roadmap."""

import copy
import re
from collections.abc import Callable

import pytest

from planner.charts.figures import score
from planner.reports.content import report_content
from planner.reports.content.accuracy import MEASURED
from planner.reports.content.readiness import readiness_of
from tests.planner.reports.snapshots import Json, hospital, infeasible, informed, large, nothing_known

Make = Callable[[], Json]


def all_ready() -> Json:
    """Every workload is ready in every dimension."""
    snapshot = hospital()
    for workload in snapshot["verdicts"]["workloads"]:
        workload["status"] = "ready"
        for cell in workload["dimensions"]:
            cell["status"] = "ready"
    return snapshot


def all_unknown() -> Json:
    """Nobody has said what is there."""
    snapshot = infeasible()
    for workload in snapshot["verdicts"]["workloads"]:
        workload["status"] = "unknown"
        for cell in workload["dimensions"]:
            cell["status"] = "unknown"
    return snapshot


def without_roadmap() -> Json:
    """Judged, but not planned."""
    return hospital() | {"roadmap": {}}


def alike() -> Json:
    """Every domain and practice has the same score."""
    snapshot = hospital()
    for domain in snapshot["maturity"]["domains"]:
        domain["score"] = 2.0
        for practice in domain["practices"]:
            practice["score"] = 2.0
    return snapshot


SITUATIONS: list[Make] = [
    hospital, informed, all_ready, all_unknown, infeasible, large, nothing_known, without_roadmap, alike, dict,
]  # fmt: skip
anywhere = pytest.mark.parametrize("make", SITUATIONS, ids=lambda make: make.__name__)


def domains_of(snapshot: Json) -> list[Json]:
    found: list[Json] = snapshot.get("maturity", {}).get("domains", [])
    return found


@anywhere
def test_a_workload_is_said_to_go_live_only_when_the_plan_says_so(make: Make) -> None:
    snapshot = make()
    content = report_content(snapshot)
    for page, item in zip(content.workloads, readiness_of(snapshot), strict=True):
        assert ("can go live in" in page.headline) == (item.period is not None and not item.is_ready)
        assert ("ready today" in page.headline) == item.is_ready
        assert ("is blocked by" in page.headline) == (
            bool(item.blocked) and item.period is None and not item.is_ready
        )
        if item.late_by and not item.is_ready:
            assert "after its deadline" in page.headline


@anywhere
def test_the_answer_claims_no_more_than_the_workloads_say(make: Make) -> None:
    snapshot = make()
    headline, found = report_content(snapshot).summary.headline, readiness_of(snapshot)
    if not found:
        assert "No workload has been described" in headline
    elif len(found) <= 3:
        assert headline.count("can go live in") == sum(i.period is not None and not i.is_ready for i in found)
        assert headline.count("is ready today") == sum(item.is_ready for item in found)
    else:
        live = sum(item.is_ready or item.period is not None for item in found)
        assert headline.startswith(f"{live} of {len(found)} workloads can go live")


@anywhere
def test_the_weakest_domains_are_named_all_or_none(make: Make) -> None:
    snapshot = make()
    headline = report_content(snapshot).standing.headline.lower()
    scored = [domain for domain in domains_of(snapshot) if domain["score"] is not None]
    if not scored:
        assert "not known yet" in headline
        return
    least = min(score(domain["score"]) for domain in scored)
    lowest = [domain["title"].lower() for domain in scored if score(domain["score"]) == least]
    if len(lowest) == len(domains_of(snapshot)):
        assert "even over all domains" in headline
    else:
        assert all(title in headline for title in lowest[:3])
        assert not any(d["title"].lower() in headline for d in scored if d["title"].lower() not in lowest)


@anywhere
def test_a_practice_lags_behind_only_when_none_is_lower_and_some_are_higher(make: Make) -> None:
    snapshot = make()
    for page, domain in zip(report_content(snapshot).domains, domains_of(snapshot), strict=True):
        scores = {
            p["title"].lower(): score(p["score"]) for p in domain["practices"] if p["score"] is not None
        }
        lowest = [title for title, value in scores.items() if value == min(scores.values())]
        headline = page.headline.lower()
        if not scores:
            assert "nothing is known yet" in headline
        elif len(lowest) == len(scores):
            assert "lag" not in headline
        elif len(lowest) > 2:
            assert "practices are lowest" in headline
        else:
            assert all(title in headline for title in lowest)


@anywhere
def test_the_money_headline_adds_up(make: Make) -> None:
    snapshot = make()
    page, roadmap = report_content(snapshot).money, snapshot.get("roadmap", {})
    spending, budget = roadmap.get("spending") or [], roadmap.get("budget") or []
    if page is None:
        assert not sum(spending)
        return
    if not sum(spending):
        assert page.headline == "The plan itself costs nothing; the workloads do"
        return
    share = re.search(r"(\d+) % of the budget", page.headline)
    if share and budget:
        assert int(share[1]) == round(100 * sum(spending) / sum(budget))


@anywhere
def test_the_roadmap_counts_its_tasks_and_what_goes_live(make: Make) -> None:
    snapshot = make()
    headline = report_content(snapshot).roadmap.headline
    tasks = snapshot.get("roadmap", {}).get("initiatives") or []
    if snapshot.get("roadmap", {}).get("status") == "infeasible":
        assert headline.startswith("No schedule meets all constraints")
    elif not tasks:
        assert headline == "There is no roadmap yet"
    else:
        found = readiness_of(snapshot)
        live = sum(item.is_ready or item.period is not None for item in found)
        assert headline.endswith(f"{live} of {len(found)} workloads live")


@anywhere
def test_the_risk_in_the_headline_is_the_largest_one_to_a_date(make: Make) -> None:
    snapshot = make()
    headline = report_content(snapshot).risks.headline
    chances = (snapshot.get("roadmap", {}).get("robustness") or {}).get("go_live") or {}
    known = {item.name: item.title for item in readiness_of(snapshot)}
    held = {known[name]: value for name, value in chances.items() if name in known and value is not None}
    if held and "probability" in headline:
        title = min(held, key=lambda name: held[name])
        assert headline.startswith(title)


@anywhere
def test_the_decisions_are_counted_and_the_first_is_named(make: Make) -> None:
    content = report_content(make())
    page = content.decisions
    if page is None:
        assert content.summary.decisions == ()
        return
    assert page.table is not None
    assert content.summary.decisions[0].title in page.headline
    assert [row[0] for row in page.table.rows[:3]] == [one.title for one in content.summary.decisions]
    assert all(all(row) for row in page.table.rows)


def test_the_first_ninety_days_count_what_begins() -> None:
    snapshot = hospital()
    begins = sum(task["start"] == 0 for task in snapshot["roadmap"]["initiatives"])
    page = report_content(snapshot).first_days
    assert page is not None
    assert page.table is not None
    assert len(page.table.rows) == begins == 4
    assert "four tasks begin" in page.headline


def test_the_method_claims_the_worst_error_of_the_workloads_that_are_there() -> None:
    snapshot = hospital()
    kinds = {workload["kind"] for workload in snapshot["verdicts"]["workloads"]}
    worst = max(one.error for one in MEASURED if one.kind in kinds)
    assert f"within {worst:.0f} % in the median" in report_content(snapshot).method.headline


def test_the_stop_rule_names_tasks_that_end_before_the_gate_and_what_they_may_cost() -> None:
    snapshot = copy.deepcopy(hospital())
    first, order, *others = snapshot["roadmap"]["initiatives"]
    first |= {
        "title": "Plan it",
        "start": 0,
        "finish": 2,
        "critical": True,
        "cost_high_usd": 90e3,
        "kind": "initiative",
    }
    order |= {"title": "Machines", "start": 2, "finish": 4, "kind": "purchase", "cost_usd": 9e6}
    for other in others:
        other |= {"start": 3, "finish": 5, "kind": "initiative"}
    (rule,) = report_content(snapshot).risks.stop
    named = snapshot["roadmap"]["periods"]
    year, quarter = named[1].split("-")
    assert rule.title == "Stop rule before “Machines”"
    assert rule.text.startswith(f"Go on only if this is done by the end of {quarter} {year}: “Plan it”;")
    assert "no more than 90 k USD" in rule.text


@pytest.mark.parametrize("make", [nothing_known, without_roadmap, dict], ids=lambda make: make.__name__)
def test_a_plan_that_waits_for_nothing_has_no_stop_rule(make: Make) -> None:
    assert report_content(make()).risks.stop == ()
