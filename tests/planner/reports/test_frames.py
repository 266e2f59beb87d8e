"""Nothing stands outside the margins of a page and no text lies on another, whatever people write, on either paper."""

import io
import itertools
from collections.abc import Callable

import pikepdf
import pytest

from planner.reports.build import build_pdf
from planner.reports.theme import BOTTOM, MARGIN, PAPERS, TOP, Paper
from tests.planner.reports.boxes import Box, boxes_of
from tests.planner.reports.snapshots import Json, hospital, informed, large, nothing_known, renamed
from tests.planner.reports.test_german import in_german

SLACK = 1.0  # points: the width of a line, and what rounding adds
WORD = "Donaudampfschifffahrtsgesellschaft" * 9
MARKUP = '<img src="/etc/passwd"/></para><b>"\\(' + "x " * 60


def two_hundred_initiatives() -> Json:
    return large(200)


def one_answer() -> Json:
    made = nothing_known()
    made["inputs"]["answers"] = hospital()["inputs"]["answers"][:1]
    return made


def unbreakable_names() -> Json:
    return renamed(WORD, large())


def wide_letters() -> Json:
    return renamed("W" * 300, informed())


def markup() -> Json:
    return renamed(MARKUP)


def right_to_left() -> Json:
    return renamed("مستشفى المدينة (2027) בית חולים העיר " * 6)


def east_asian() -> Json:
    return renamed("医院グループ、東京都病院経営本部。병원 그룹。" * 8)


def german() -> Json:
    return in_german(informed())


def german_with_unbreakable_names() -> Json:
    return in_german(unbreakable_names())


SNAPSHOTS: list[Callable[[], Json]] = [
    hospital, informed, two_hundred_initiatives, one_answer, unbreakable_names, wide_letters, markup, right_to_left,
    east_asian, german, german_with_unbreakable_names,
]  # fmt: skip
WORST = (unbreakable_names, two_hundred_initiatives, german_with_unbreakable_names)
CASES = [(make, "full", "a4") for make in SNAPSHOTS]
CASES += [(make, "full", "letter") for make in WORST]
CASES += [(make, variant, "letter") for make in (*WORST, german) for variant in ("brief", "executive")]


def outside(box: Box, paper: Paper) -> bool:
    """Say whether a box leaves the text area; the footer has a strip of its own below it."""
    if box.left < MARGIN - SLACK or box.right > paper.page_width - MARGIN + SLACK:
        return True
    if box.mark == "/Artifact" and box.top < BOTTOM:
        return box.bottom < BOTTOM - 40
    return box.bottom < BOTTOM - SLACK or box.top > paper.page_height - TOP + SLACK


def overlaps(one: Box, other: Box) -> bool:
    """Say whether two texts lie on each other."""
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    return across > SLACK and up > 0.35 * min(one.top - one.bottom, other.top - other.bottom)


@pytest.mark.parametrize(
    ("make", "variant", "paper"),
    CASES,
    ids=[f"{make.__name__}-{variant}-{paper}" for make, variant, paper in CASES],
)
def test_everything_stays_in_its_frame(make: Callable[[], Json], variant: str, paper: str) -> None:
    sheet = PAPERS[paper]
    with pikepdf.open(io.BytesIO(build_pdf(make(), variant=variant, paper=paper))) as file:
        cover, *pages = (boxes_of(page) for page in file.pages)
        sizes = {tuple(float(side) for side in page.MediaBox) for page in file.pages}
    assert [(width, height) for _, _, width, height in sizes] == [
        pytest.approx((sheet.page_width, sheet.page_height), abs=0.01)
    ]
    assert [
        box for box in cover if box.kind == "text" and (box.left < MARGIN - SLACK or box.bottom < 36)
    ] == []
    assert [box for box in cover if box.right > sheet.page_width + SLACK] == []
    for number, boxes in enumerate(pages, start=2):
        texts = [box for box in boxes if box.kind == "text"]
        assert texts, f"page {number} is empty"
        assert [box for box in boxes if outside(box, sheet)] == [], f"page {number}"
        assert [pair for pair in itertools.combinations(texts, 2) if overlaps(*pair)] == [], f"page {number}"


def test_what_would_leave_its_frame_is_found() -> None:
    paper = PAPERS["a4"]
    inside = Box("text", MARGIN, BOTTOM, paper.page_width - MARGIN, BOTTOM + 9, "/P")
    assert not outside(inside, paper)
    assert outside(Box("text", MARGIN, BOTTOM, paper.page_width - MARGIN + 2, BOTTOM + 9, "/P"), paper)
    assert outside(Box("area", MARGIN, BOTTOM - 5, 200, BOTTOM + 9, "/Figure"), paper)
    assert overlaps(inside, Box("text", 200, BOTTOM + 3, 300, BOTTOM + 12, "/P"))
    assert not overlaps(inside, Box("text", 200, BOTTOM + 9, 300, BOTTOM + 18, "/P"))
