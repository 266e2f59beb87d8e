"""What else it takes, in words."""

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from planner.charts.figures import interval, with_span
from planner.reports.build import build_pdf
from planner.reports.content import report_content
from planner.reports.content.model import OrganisationPage
from tests.planner.reports.snapshots import Json, hospital
from tests.planner.sizing.organisation_samples import FACTS, organisation


def with_organisation(**facts: Any) -> Json:
    found = organisation(replace(FACTS, **facts))
    return hospital() | {"organisation": found.to_json()}


def page_of(snapshot: Json) -> OrganisationPage:
    page = report_content(snapshot).organisation
    assert page is not None
    return page


def test_a_plan_from_before_has_no_such_page() -> None:
    assert report_content(hospital()).organisation is None


def test_the_headline_says_when_it_pays_back_and_what_it_costs() -> None:
    headline = page_of(with_organisation()).headline
    assert headline.startswith("The plan pays back after ")
    assert "storage grows to" in headline


def test_every_known_figure_is_a_row_with_low_likely_high_and_how() -> None:
    page = page_of(with_organisation())
    rows = [row for subject in page.subjects for row in subject.table.rows]
    assert len(rows) == len(organisation().figures)
    assert all(len(row) == 5 and row[2] != "–" and row[4].endswith(".") for row in rows)


def test_an_assumption_is_called_one_and_listed_with_its_source() -> None:
    snapshot = with_organisation()
    cleaning = next(subject for subject in page_of(snapshot).subjects if subject.title == "Data quality")
    assert "faulty records tolerated: 3 % (assumption)" in cleaning.table.rows[1][4]
    table = report_content(snapshot).assumptions.table
    assert table is not None
    assert any(row[0] == "Data quality" and "Harvard Business Review" in row[2] for row in table.rows)


def test_what_nobody_answered_is_asked_once_with_all_that_it_would_give() -> None:
    page = page_of(with_organisation(records=None))
    (point,) = page.missing
    assert point.title == "How many records?"
    assert point.text == "It would give: records to clean and person-days to clean them."


def test_duties_have_their_dates() -> None:
    duties = page_of(with_organisation()).duties
    assert duties is not None
    assert duties.rows[0][3].startswith(("GDPR", "HIPAA", "ISO"))
    assert page_of(with_organisation(laws=())).duties is None


@pytest.mark.parametrize("variant", ["brief", "executive", "full"])
def test_the_pages_can_be_drawn(variant: str) -> None:
    assert build_pdf(with_organisation(), variant=variant).startswith(b"%PDF-")


def test_the_executive_report_gives_at_most_eleven_figures_and_says_where_all_are() -> None:
    snapshot = with_organisation()
    brief = report_content(snapshot).organisation_brief
    assert brief is not None
    assert brief.table is not None
    assert len(brief.table.rows) == 11
    assert brief.table.rows[0][0] == "Total cost of ownership"
    assert all(row[3] != "–" for row in brief.table.rows)
    known = sum(len(subject.table.rows) for subject in page_of(snapshot).subjects)
    (note,) = brief.notes
    assert note == (
        f"11 of {known} figures. All of them, how each was worked out, and the duties by date: in the full report, "
        "under “What else it takes”."
    )
    assert report_content(hospital()).organisation_brief is None


def test_the_half_page_stands_in_the_executive_report_only() -> None:
    titles = {variant: outline(with_organisation(), variant) for variant in ("brief", "executive", "full")}
    assert [name for name, found in titles.items() if "What else it takes" in found] == ["executive", "full"]
    text = text_of(with_organisation(), "executive")
    assert "in the full report, under “What else it takes”" in text
    assert "How it was worked out" not in text


def test_what_the_plan_adds_to_a_year_is_told_beside_what_all_services_cost() -> None:
    snapshot = with_organisation()
    page = report_content(snapshot).money
    assert page is not None
    value = {figure["id"]: figure["value"] for figure in snapshot["organisation"]["figures"]}
    added, whole = (
        with_span(interval(value[f"{name}_usd_per_year"]), "USD") for name in ("running", "operating")
    )
    assert [point.title for point in page.points] == [
        f"{added} a year, added by the plan",
        f"{whole} a year for all services",
    ]
    assert "Running costs" in text_of(snapshot, "executive")


def test_the_half_page_names_delay_places_and_carbon_of_a_request() -> None:
    brief = report_content(with_organisation()).organisation_brief
    assert brief is not None
    assert brief.table is not None
    titles = [row[0] for row in brief.table.rows]
    assert {"Lost in each month of delay", "Carbon of one request: Assistant"} <= set(titles)


def test_a_plan_without_running_costs_is_silent_about_them() -> None:
    page = report_content(hospital()).money
    assert page is not None
    assert page.points == ()


def test_the_head_of_a_table_is_not_repeated_in_the_middle_of_a_page() -> None:
    snapshot = with_organisation()
    subjects = [subject.title for subject in page_of(snapshot).subjects]
    for page in PdfReader(io.BytesIO(build_pdf(snapshot, variant="full"))).pages:
        lines = [line.strip() for line in page.extract_text().splitlines()]
        heads = lines.count("How it was worked out")
        assert heads <= sum(line in subjects for line in lines) + 1


def outline(snapshot: Json, variant: str) -> list[str]:
    reader = PdfReader(io.BytesIO(build_pdf(snapshot, variant=variant)))
    return [str(item.title) for item in reader.outline if not isinstance(item, list)]


def text_of(snapshot: Json, variant: str) -> str:
    reader = PdfReader(io.BytesIO(build_pdf(snapshot, variant=variant)))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
