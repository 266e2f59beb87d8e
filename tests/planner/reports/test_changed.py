"""What changed since the last report: only what both plans know, and nothing that did not change."""

import io
import json
from typing import Any

import pytest
from pypdf import PdfReader

from planner.reports.build import build_pdf
from planner.reports.content import report_content
from planner.reports.content.changed import earlier_of
from planner.reports.content.model import Page
from tests.planner.reports.snapshots import Json, hospital, nothing_known


def before(**overall: Any) -> Json:
    """The hospital half a year earlier."""
    snapshot = hospital()
    snapshot["inputs"]["as_of"] = "2026-05-01"
    snapshot["fingerprint"] = "ab" * 32
    snapshot["maturity"]["overall"] |= overall
    return snapshot


def changed(earlier: Json, now: Json | None = None) -> Page:
    page = report_content(now or hospital(), earlier_of(earlier)).changed
    assert page is not None
    return page


def test_without_an_earlier_report_there_is_no_such_page() -> None:
    assert report_content(hospital()).changed is None


def test_the_same_plan_has_not_changed() -> None:
    page = changed(before())
    assert page.headline == "Maturity stays at 40 of 100; no go-live moves"
    assert page.points == ()
    assert page.table is not None
    assert all(then == now for _, then, now in page.table.rows)


@pytest.mark.parametrize(
    ("index", "words"),
    [(30.0, "Maturity rose from 30 to 40 of 100"), (52.0, "Maturity fell from 52 to 40 of 100")],
)
def test_a_rise_is_a_rise_and_a_fall_is_a_fall(index: float, words: str) -> None:
    assert changed(before(index=index)).headline.startswith(words)


@pytest.mark.parametrize(
    ("p10", "p90", "words"), [(1.0, 1.2, "lie apart"), (2.0, 5.0, "overlap"), (4.8, 4.9, "lie apart")]
)
def test_a_difference_inside_the_intervals_is_called_so(p10: float, p90: float, words: str) -> None:
    assert words in changed(before(p10=p10, p90=p90)).lead


def test_a_go_live_that_moves_is_named_by_its_quarters_though_the_plan_begins_later() -> None:
    earlier = before()
    named = earlier["roadmap"]["periods"]
    live = next(item for item in earlier["roadmap"]["go_live"] if item["period"] is not None)
    live["period"] += 1
    assert f"{live['title']} moves from" in changed(earlier).headline
    live["period"] -= 1
    shifted = hospital()
    shifted["roadmap"]["periods"] = named[1:]
    for item in shifted["roadmap"]["go_live"]:
        if item["period"] is not None:
            item["period"] -= 1
    assert "no go-live moves" in changed(earlier, shifted).headline


def test_new_and_dropped_tasks_and_another_rule_are_told() -> None:
    earlier = before()
    earlier["versions"]["catalogue"] = "2026-05"
    earlier["roadmap"]["initiatives"][0] |= {"id": "I-old", "title": "Inventory"}
    titles = [point.title for point in changed(earlier).points]
    assert titles == [
        "One task is new in the plan",
        "One task is no longer in the plan",
        "Not measured with the same rule: the catalogue",
    ]


def test_what_was_not_known_before_is_known_now() -> None:
    page = changed(nothing_known())
    assert page.headline == "Maturity is known now: 40 of 100"
    assert page.table is not None
    assert page.table.rows[0][1] == "not known"


def test_what_is_kept_of_a_plan_is_small_plain_data() -> None:
    kept = json.dumps(earlier_of(hospital()))
    assert len(kept) < 8_000
    assert report_content(hospital(), json.loads(kept)).changed is not None


def test_the_page_stands_in_the_report_and_the_same_facts_give_the_same_bytes() -> None:
    facts = earlier_of(before(index=30.0))
    pdf = build_pdf(hospital(), earlier=facts)
    assert pdf == build_pdf(hospital(), earlier=json.loads(json.dumps(facts)))
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert any("SINCE THE LAST REPORT" in text and "Maturity rose from 30 to 40" in text for text in pages)
