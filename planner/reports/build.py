"""One door: a snapshot becomes the bytes of a PDF."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say, speaking
from planner.charts.fonts import clean
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.reading import Snapshot, language_of, part, words
from planner.reports.brand import UNBRANDED, Brand
from planner.reports.content import report_content
from planner.reports.content.changed import last_scores
from planner.reports.content.model import ReportContent
from planner.reports.content.wording import short
from planner.reports.page import Footer, build, document
from planner.reports.sections import VARIANTS, flow_of
from planner.reports.sections.cover import CoverPage
from planner.reports.theme import Look, default_look, usual_paper


def build_pdf(
    snapshot: Snapshot,
    *,
    variant: str = "executive",
    look: Look | None = None,
    paper: str = "",
    earlier: Mapping[str, Any] | None = None,
    brand: Brand = UNBRANDED,
) -> bytes:
    """Return a report as PDF, in the snapshot's language; the same arguments give the same bytes.

    variant: "brief" (the answer and the roadmap), "executive", or "full" (with all answers).
    paper: "a4" or "letter"; without one, what is usual in the organisation's country.
    earlier: what `content.changed.earlier_of` kept of the last report; then a page tells what changed since.
    brand: the consultancy's logo, colours and line.
    Raises ValueError for another variant or paper.
    """
    if variant not in VARIANTS:
        raise ValueError(f"unknown variant {variant!r}: one of {', '.join(VARIANTS)}")
    if earlier and earlier.get("fingerprint") == snapshot.get("fingerprint"):
        earlier = None  # the same result again: there is nothing to compare
    look = (look or default_look()).branded(brand).on(paper or usual_paper(snapshot))
    with speaking(language_of(snapshot)):
        return _built(snapshot, variant, look, earlier)


def _built(snapshot: Snapshot, variant: str, look: Look, earlier: Mapping[str, Any] | None) -> bytes:
    content = report_content(snapshot, earlier)
    out = io.BytesIO()
    made = document(
        out,
        look,
        title=clean(f"{content.cover.client}: {content.cover.title}"),
        author="Plumbline",
        subject=clean(
            say(
                "AI infrastructure readiness, {date}, fingerprint {fingerprint}",
                date=content.cover.date,
                fingerprint=content.cover.fingerprint,
            )
        ),
        cover=CoverPage(look, content.cover, variant),
        footer=Footer(
            look,
            short(" · ".join(_foot(content, brand_text=look.brand.cover_text)), 120),
            content.cover.fingerprint,
        ),
    )
    build(
        made,
        flow_of(content, snapshot_charts(snapshot, last_scores(earlier)), look, variant),
        look,
        day=words(part(snapshot, "inputs"), "as_of"),
    )
    return out.getvalue()


def _foot(content: ReportContent, *, brand_text: str) -> Iterator[str]:
    """Yield what stands at the foot of every page: whose report it is, and how it is to be kept or what it is about."""
    yield short(content.cover.client, 60 if brand_text else 120)
    yield brand_text or content.cover.title
