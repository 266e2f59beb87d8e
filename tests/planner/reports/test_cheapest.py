"""What the report says about the cheapest ways, and that a plan without them says nothing."""

from typing import Any

from planner.reports.content.cheapest import cheapest_page

WAY = {
    "cost_usd": 85_000.0, "cost_low_usd": 42_000, "cost_high_usd": 180_000, "finish": 2, "chance": 0.72,
    "steps": [
        {"id": "a", "title": "Observability", "start": 0, "finish": 1, "cost_usd": 50_000.0, "why": "Lifts it.",
         "critical": False, "decided": False},
        {"id": "b", "title": "Guardrails", "start": 0, "finish": 2, "cost_usd": 35_000.0, "why": "Needed.",
         "critical": True, "decided": True},
    ],
}  # fmt: skip


def snapshot(*ways: dict[str, Any]) -> dict[str, Any]:
    return {"roadmap": {"periods": ["2027-Q1", "2027-Q2", "2027-Q3"], "cheapest": list(ways)}}


def entry(**changes: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "kind": "workload", "subject": "search", "title": "Search", "today": None, "needed": None,
        "given_up": [], "status": "optimal", "bound_usd": 85_000.0, "gap": 0.0, "reasons": [], "way": WAY,
        "other_status": "infeasible", "other": None, "trade": "",
    }  # fmt: skip
    return known | changes


def test_a_plan_that_was_made_before_there_were_ways_has_no_page() -> None:
    assert cheapest_page({"roadmap": {"periods": []}}) is None
    assert cheapest_page({}) is None


def test_a_way_is_told_with_cost_time_steps_and_what_else_there_is() -> None:
    page = cheapest_page(snapshot(entry()))
    assert page is not None
    assert page.headline == "The cheapest aim: Search ready, for 85 k USD by Q2 2027"
    assert page.table.rows == (
        ("Search ready", "85 k USD (42–180)", "Q2 2027, 72 % likely", "2", "none: each step is needed"),
    )
    steps = page.ways[0]
    assert steps.texts == ("It takes two quarters; a delay of Guardrails delays all.",)
    assert steps.table is not None
    assert steps.table.rows == (
        ("Observability", "Q1 2027", "50 k USD", "Lifts it."),
        ("Guardrails", "Q1 2027 – Q2 2027", "decided", "Needed."),
    )
    assert page.notes[0] == "Proven: no way within the limits costs less."


def test_the_next_best_way_is_told_by_what_it_costs_more() -> None:
    other = WAY | {"cost_usd": 97_500.0, "finish": 3}
    page = cheapest_page(snapshot(entry(other=other, other_status="optimal", trade="Costs more.")))
    assert page is not None
    assert page.table.rows[0][-1] == "12 k USD more, by Q3 2027"
    assert page.ways[0].texts[-1] == "The next-best way: Costs more."


def test_levels_are_told_as_scores_and_the_whole_as_an_index() -> None:
    domain = entry(kind="domain", title="Security", today=2.25, needed=3.0)
    whole = entry(kind="overall", title="", subject="", today=2.5, needed=3.0)
    page = cheapest_page(snapshot(domain, whole))
    assert page is not None
    assert [row[0] for row in page.table.rows] == [
        "Security from 2.25 to 3.00",
        "Overall index from 38 to 50",
    ]


def test_limits_that_were_given_up_are_told_and_so_is_why_there_is_no_way() -> None:
    late = entry(given_up=["deadline", "budget"], reasons=["too little money"])
    none = entry(way=None, status="infeasible", reasons=["no initiative for it"])
    page = cheapest_page(snapshot(late, none))
    assert page is not None
    assert page.table.rows[0][1:3] == (
        "85 k USD (42–180); beyond the budget",
        "Q2 2027, 72 % likely; after its date",
    )
    assert page.ways[0].texts[1:] == (
        "No way keeps its date; this one comes as soon as the least cost allows.",
        "No way keeps the budget; this one takes it that there is more money.",
        "Too little money.",
    )
    assert page.table.rows[1][1:] == ("–", "not within this plan", "–", "–")
    assert page.ways[1].texts == ("No initiative for it.",)


def test_a_way_that_is_not_proven_says_how_far_it_may_be_from_the_best() -> None:
    page = cheapest_page(snapshot(entry(status="feasible", gap=0.05)))
    assert page is not None
    assert page.notes[0] == "Not all are proven: another way may cost up to 5 % less."
