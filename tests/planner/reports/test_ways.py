"""What the page on ways to get accelerators says about its basis."""

import pytest

from planner.reports.content import report_content
from planner.reports.content.model import Page
from tests.planner.reports.snapshots import Json, informed

FOUR_YEARS = {"p10": 4.0, "p50": 4.0, "p90": 4.0}


def page(kind: str, basis: str | None, years: Json | None) -> Page:
    """The page of the first workload, whose machines cost 120,000 USD, of which it uses 2,500 USD."""
    snapshot = informed()
    sized = snapshot["sizing"]["workloads"][0]
    sized["kind"] = kind
    for option in sized["options"]:
        option["comparison"] |= {"years": years} | ({"basis": basis} if basis else {})
        for name, usd in (("purchase_usd", 120e3), ("amortised_usd", 2.5e3)):
            option[name] = {"p10": usd, "p50": usd, "p90": usd}
    found = next(one for one in report_content(snapshot).workloads if one.ways and one.ways.table)
    assert found.ways is not None
    return found.ways


def test_a_run_pays_for_all_of_a_purchase_and_what_it_uses_of_it_is_named() -> None:
    ways = page("training", "full", None)
    assert ways.lead.startswith("One run, with its machines got in different ways.")
    assert ways.notes[1] == (
        "All ways: one run. Bought machines are charged in full, with no residual value: 120 k USD. The run itself"
        " uses 2.5 k USD of that (amortised cost); whoever has other work for the machines pays the rest."
        " A contract is for a year at least."
    )


@pytest.mark.parametrize(
    ("kind", "basis", "said"),
    [
        ("inference", "full", "charged in full, with no residual value: 120 k USD."),
        ("retrieval", "full", "itself uses 2.5 k USD a year of that (amortised cost)"),
        ("training", "amortised", "other work must pay the rest of the purchase of 120 k USD."),
        ("training", None, "it pays the share of their life that it uses"),
    ],
)
def test_the_page_says_what_bought_machines_are_charged_at(kind: str, basis: str | None, said: str) -> None:
    ways = page(kind, basis, FOUR_YEARS)
    assert ways.lead.startswith("The same work over 4 years, got in different ways.")
    assert said in ways.notes[1]


def test_a_service_of_an_older_plan_has_no_note_on_its_basis() -> None:
    assert len(page("inference", None, FOUR_YEARS).notes) == 1
