"""Reports are laid out for the paper that was chosen, or that is usual where the organisation is."""

import io
import json

import pytest
from pypdf import PdfReader

from planner.models import Plan
from planner.reports.build import build_pdf
from planner.reports.theme import usual_paper
from planner.services.plans.draw import draw_report
from tests.planner.reports.snapshots import Json, hospital

A4, LETTER = (595, 842), (612, 792)


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """The sizes of the pages, in points."""
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return {(round(box.width), round(box.height)) for box in boxes}


def based_in(country: str) -> Json:
    made = hospital()
    made["inputs"]["organisation"]["country"] = country
    return made


@pytest.mark.parametrize(
    ("country", "paper"), [("DEU", "a4"), ("USA", "letter"), ("CAN", "letter"), ("GBR", "a4"), ("", "a4")]
)
def test_the_usual_paper_is_that_of_the_country(country: str, paper: str) -> None:
    assert usual_paper(based_in(country)) == paper


def test_a_snapshot_without_an_organisation_gets_a4() -> None:
    assert usual_paper({}) == "a4"


def test_every_page_has_the_size_of_the_paper() -> None:
    assert sizes(build_pdf(based_in("USA"), variant="brief")) == {LETTER}
    assert sizes(build_pdf(based_in("USA"), variant="brief", paper="a4")) == {A4}
    assert sizes(build_pdf(hospital(), variant="brief")) == {A4}


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown paper 'legal': one of a4, letter"):
        build_pdf(hospital(), paper="legal")


@pytest.mark.parametrize(
    ("drawn_with", "size"), [({"paper": "letter"}, LETTER), ({"paper": ""}, A4), ({}, A4)]
)
def test_a_plan_keeps_the_paper_it_was_asked_for_with(drawn_with: Json, size: tuple[int, int]) -> None:
    plan = Plan(drawn_with_text=json.dumps(drawn_with))
    assert sizes(draw_report(plan, hospital(), "brief")) == {size}
