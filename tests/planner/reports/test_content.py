"""What a report says, in words and rounded to what is known."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from planner.charts.figures import date_text
from planner.reports.content import report_content
from planner.reports.content.model import Decision
from planner.reports.content.readiness import headline_of_all
from planner.reports.content.wording import in_words, joined, sentence
from tests.planner.reports.snapshots import Json, hospital, infeasible, informed, large, nothing_known


def titles(decisions: tuple[Decision, ...]) -> list[str]:
    return [decision.title for decision in decisions]


def test_the_headline_answers_can_we_and_when() -> None:
    assert report_content(hospital()).summary.headline == (
        "Coding of discharge letters can go live in Q2 2027; Clinical assistant can go live in Q4 2027; "
        "Imaging foundation model is blocked by compute, network, power and 3 more"
    )


def test_many_workloads_are_counted_instead_of_listed() -> None:
    assert report_content(large()).summary.headline == (
        "2 of 9 workloads can go live within the plan, the first in Q2 2027; "
        "the others are blocked, most often by compute"
    )


def test_a_workload_that_is_ready_is_ready_today() -> None:
    snapshot = hospital()
    workload = snapshot["verdicts"]["workloads"][1]
    workload["status"] = "ready"
    for cell in workload["dimensions"]:
        cell["status"] = "ready"
    content = report_content(snapshot)
    assert content.workloads[1].headline == "Coding of discharge letters is ready today"
    assert headline_of_all(snapshot).startswith("Coding of discharge letters is ready today; Clinical")
    assert "One is ready today" in content.summary.figures[0].note


def test_what_nobody_knows_is_said_to_be_unknown_not_blocked() -> None:
    snapshot = hospital()
    workload = snapshot["verdicts"]["workloads"][2]
    for cell in workload["dimensions"]:
        cell["status"] = "unknown" if cell["dimension"] == "power" else "ready"
    workload["status"] = "conditional"
    assert report_content(snapshot).workloads[2].headline == (
        "Imaging foundation model cannot be judged before power is known"
    )


def test_what_is_not_known_is_named_beside_what_holds_a_workload_back() -> None:
    snapshot = hospital()
    for cell in snapshot["verdicts"]["workloads"][1]["dimensions"]:
        if cell["dimension"] in ("power", "network"):
            cell["status"] = "unknown"
    content = report_content(snapshot)
    assert content.workloads[1].headline == (
        "Coding of discharge letters can go live in Q2 2027; data holds it back today; network and power are not known"
    )


def test_a_wish_that_cannot_be_met_comes_with_its_remedies() -> None:
    snapshot = hospital()
    snapshot["roadmap"]["conflicts"] = ["Clinical assistant: it must be live by the end of 2027-Q3"]
    snapshot["roadmap"]["relaxations"] = [
        "Clinical assistant: allow 1 quarter more, until 2027-Q4.",
        "Clinical assistant: raise the budget of 2027-Q3.",
    ]
    content = report_content(snapshot)
    assert content.risks.points[0].title == "Cannot be met"
    assert content.risks.points[0].detail == (
        "Clinical assistant: allow 1 quarter more, until Q4 2027; Clinical assistant: raise the budget of Q3 2027."
    )
    assert content.risks.points[0].text == "Clinical assistant: it must be live by the end of Q3 2027."
    late = next(item for item in content.summary.decisions if item.title.startswith("Accept"))
    assert late.consequence == (
        "What would change it: allow 1 quarter more, until Q4 2027 or raise the budget of Q3 2027."
    )


def test_a_purchase_is_an_order_with_its_quarter() -> None:
    snapshot = hospital()
    snapshot["roadmap"]["initiatives"][1]["title"] = "Buy 16 H100 SXM for Clinical assistant"
    assert (
        report_content(snapshot).summary.decisions[1].title
        == "Buy 16 H100 SXM for Clinical assistant: order in Q1 2027"
    )


def test_three_numbers_stand_on_the_first_page() -> None:
    figures = report_content(hospital()).summary.figures
    assert [(figure.value, figure.label) for figure in figures] == [
        ("2 of 3", "workloads live within the plan"),
        ("2.6 M USD", "cost of the plan"),
        ("40 of 100", "maturity index"),
    ]
    assert figures[0].note == "None is ready today; the first follows in Q2 2027; one is late."
    assert figures[1].note == (
        "Of 5.4 M USD budgeted; 78 % chance to stay inside it in every quarter; 2.1–3.6 M USD "
        "with every task at its low or high estimate; most in Q3 2027."
    )
    assert figures[2].note == "P10–P90: 35–46; 48 claimed, the rest is without evidence."


def test_at_most_three_decisions_are_asked_for_each_with_its_consequence() -> None:
    decisions = report_content(hospital()).summary.decisions
    assert titles(decisions) == [
        "Release 690 k USD for Q1 2027 and the quarter after",
        "Order “Two nodes of 8 H100 for the clinical assistant” in Q1 2027",
        "Accept Clinical assistant one quarter late, or add means",
    ]
    assert all(decision.reason and decision.consequence for decision in decisions)


def test_an_infeasible_plan_first_asks_what_gives_way() -> None:
    content = report_content(infeasible())
    assert content.summary.decisions[0].title == "Choose which constraint gives way"
    assert content.summary.decisions[0].reason == (
        "These cannot all hold: Deadline of Clinical assistant (Q2 2027); Lead time of the GPU nodes (3 quarters)."
    )
    assert content.roadmap.headline.startswith(
        "No schedule meets all constraints: Deadline of Clinical assistant"
    )


def test_without_workloads_the_first_decision_is_to_name_them() -> None:
    content = report_content(nothing_known())
    assert content.summary.decisions[0].title == "Name the workloads that matter"
    assert content.workloads == ()
    assert content.money is None
    assert [figure.value for figure in content.summary.figures] == ["–", "–", "–"]


def test_an_unanswered_domain_is_not_a_bad_one() -> None:
    domain = report_content(nothing_known()).domains[0]
    assert domain.headline == "Hardware and platform: nothing is known yet"
    assert domain.gaps == ()
    assert domain.strengths == ()


def test_a_domain_has_two_strengths_and_three_gaps_with_the_answers_behind_them() -> None:
    for domain in report_content(hospital()).domains:
        assert len(domain.strengths) == 2
        assert len(domain.gaps) == 3
        assert all("“" in gap.text + gap.detail for gap in domain.gaps)


def test_what_moves_a_domain_up_comes_from_the_roadmap() -> None:
    talent = report_content(hospital()).domains[3]
    assert [(point.title, point.text) for point in talent.upward] == [
        (
            "AI role and skill matrix with workforce plan",
            "Lifts Workforce planning and role coverage to 3; done in Q1 2027.",
        ),
        (
            "Fast-track AI hiring and retention programme",
            "Lifts Recruitment and retention to 3; done in Q4 2027.",
        ),
        (
            "AI centre of excellence",
            "Lifts AI centre of excellence and operating model to 3; done in Q2 2029.",
        ),
    ]


def test_the_worst_dimensions_of_a_workload_come_first() -> None:
    order = [line.status for line in report_content(hospital()).workloads[2].verdicts]
    assert order == sorted(order, key=["blocked", "unknown", "conditional", "ready"].index)


def test_figures_of_a_workload_carry_their_interval() -> None:
    facts = dict(report_content(hospital()).workloads[0].facts)
    assert facts["Time to first token"] == "420 ms (320–590)"
    assert facts["Memory per accelerator"] == "62 GB (46–87) of 80 GB"
    assert facts["Replicas"] == "4"


def test_a_service_says_by_which_policy_it_keeps_fewer_replicas() -> None:
    assistant, *others = report_content(informed()).workloads
    assert [page.scaling for page in others] == [None, None]
    assert assistant.scaling is not None
    assert assistant.scaling.headline == "By load: 34 % fewer replicas, hardly more late requests"
    assert assistant.scaling.lead == "10 replicas on H100 SXM 80GB, in steps of 15 seconds over a week."
    assert [point.title for point in assistant.scaling.points] == ["By load", "By schedule", "By forecast"]


def test_a_service_that_only_all_replicas_keep_in_time_says_so() -> None:
    snapshot = informed()
    for policy in snapshot["sizing"]["workloads"][0]["autoscaling"]:
        policy["best"] = policy["policy"] == "fixed"
    scaling = report_content(snapshot).workloads[0].scaling
    assert scaling is not None
    assert scaling.headline == "No policy saves replicas without more late requests"


def test_an_option_that_does_not_fit_is_explained() -> None:
    snapshot = hospital()
    option = snapshot["sizing"]["workloads"][0]["options"][0]
    option |= {"feasible": False, "reason": "the weights do not fit in 80 GB"}
    assert (
        "16 × H100 SXM 80GB cannot do it: the weights do not fit in 80 GB."
        in report_content(snapshot).workloads[0].lead
    )


def test_the_judged_option_is_the_one_of_the_verdict() -> None:
    snapshot = hospital()
    snapshot["verdicts"]["workloads"][0] |= {"accelerator": "h200-sxm", "accelerators": 12}
    assert "12 × H200 SXM 141GB" in report_content(snapshot).workloads[0].lead


def test_people_short_of_the_need_are_named_with_the_quarter() -> None:
    snapshot = hospital()
    snapshot["roadmap"]["people"][1]["capacity"] = [1.0] * 12
    page = report_content(snapshot).people
    assert page is not None
    assert page.headline == "ML engineers fall short: 3 needed in Q3 2027, 1 there"


def test_people_who_suffice_are_named_as_one_writes_them() -> None:
    snapshot = hospital()
    for role in snapshot["roadmap"]["people"]:
        role["capacity"] = [10.0 if role["role"] == "ml_engineers" else 100.0] * 12
    page = report_content(snapshot).people
    assert page is not None
    assert page.headline == "The plan fits the people there are; ML engineers are the tightest at 30 %"


def test_a_plan_that_is_not_proven_says_how_far_it_may_be_from_the_best() -> None:
    snapshot = hospital()
    snapshot["roadmap"] |= {"status": "feasible", "gap": 0.034}
    assert report_content(snapshot).roadmap.lead.endswith("gains at most 3 %.")


def test_a_plan_without_a_budget_says_so() -> None:
    snapshot = hospital()
    snapshot["roadmap"]["budget"] = None
    content = report_content(snapshot)
    assert content.money is not None
    assert content.money.headline == "The plan costs 2.6 M USD"
    assert content.summary.figures[1].note.startswith("Without a budget limit")


def test_risks_name_dates_money_contradictions_and_what_is_not_known() -> None:
    titles = [point.title for point in report_content(hospital()).risks.points]
    assert titles == [
        "The date of Clinical assistant",
        "The budget",
        "Not known for Imaging foundation model: delivery",
        "To settle: One server draws more power than a rack can take",
        "Provisional: Talent and culture",
        "People disagree on 31 questions",
    ]


def test_every_assumption_has_a_source() -> None:
    table = report_content(hospital()).assumptions.table
    assert table is not None
    assert ("Power for IT", "90 kW (80–110)", "hw-06-power") in table.rows
    assert (
        "Clinical assistant",
        "engine: vllm, concurrency 64",
        "inferred by the sizing engine",
    ) in table.rows
    assert all(row[2] for row in table.rows)


def test_the_first_quarter_says_what_who_how_much_and_when_done() -> None:
    page = report_content(hospital()).first_days
    assert page is not None
    assert page.headline == "First 90 days: four tasks begin in Q1 2027"
    assert page.table is not None
    assert page.table.rows[0] == (
        "Workload sizing standard and capacity plan (critical)",
        "2 platform engineers",
        "40 k USD",
        "Workload sizing standard and capacity plan: in use by every project, and reviewed once.",
    )


def test_answers_are_listed_with_who_gave_them_and_on_what_basis() -> None:
    answers = report_content(hospital()).answers
    assert answers is not None
    assert answers.rows[2] == (
        "hw-06-power",
        "90 kW",
        "Tomasz Wieczorek, estimated, 14 October 2026",
        "Facility says 110 kW after the new UPS.",
    )
    assert answers.rows[-1][1] == "unknown"


@pytest.mark.parametrize("make", [hospital, nothing_known, infeasible, large])
@pytest.mark.parametrize(
    "missing", ["maturity", "sizing", "verdicts", "roadmap", "inputs", "versions", "contradictions"]
)
def test_a_snapshot_that_lacks_a_part_still_gives_a_report(make: Callable[[], Json], missing: str) -> None:
    snapshot = make()
    del snapshot[missing]
    assert report_content(snapshot).summary.headline


def test_no_headline_ends_in_a_stop_or_speaks_of_none() -> None:
    for make in (hospital, nothing_known, infeasible, large):
        content = report_content(make())
        pages: list[Any] = [
            content.summary,
            content.standing,
            *content.domains,
            *content.workloads,
            content.roadmap,
        ]
        for page in pages:
            assert "None" not in page.headline
            assert not page.headline.endswith(".")


def test_the_snapshot_is_only_read() -> None:
    snapshot = hospital()
    before = copy.deepcopy(snapshot)
    report_content(snapshot)
    assert snapshot == before


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["power"], "power"),
        (["a", "b"], "a and b"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_lists_read_as_sentences_do(parts: list[str], text: str) -> None:
    assert joined(parts) == text


def test_small_numbers_are_written_as_words() -> None:
    assert [in_words(n) for n in (0, 1, 12, 13, 1400)] == ["no", "one", "twelve", "13", "1,400"]


def test_a_sentence_begins_large_and_ends_once() -> None:
    assert [sentence(text) for text in ("waits", "Done.", "", "why?")] == ["Waits.", "Done.", "", "Why?"]


def test_a_date_that_is_none_is_left_as_it_is() -> None:
    assert [date_text(text) for text in ("2026-11-21", "soon")] == ["21 November 2026", "soon"]
