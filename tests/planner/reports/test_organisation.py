"""What else it takes, in words."""

from dataclasses import replace
from typing import Any

import pytest

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
