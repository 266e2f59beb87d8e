"""One door: a snapshot becomes the bytes of a PDF."""

import io

from assessments.language import say, speaking
from planner.charts.fonts import clean
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.reading import Snapshot, language_of
from planner.reports.content import report_content
from planner.reports.content.wording import short
from planner.reports.page import Footer, build, document
from planner.reports.sections import VARIANTS, flow_of
from planner.reports.sections.summary import CoverPage
from planner.reports.theme import Look, default_look


def build_pdf(snapshot: Snapshot, *, variant: str = "executive", look: Look | None = None) -> bytes:
    """Return a report as PDF, in the snapshot's language; the same snapshot, variant and look give the same bytes.

    variant: "brief" (the answer and the roadmap), "executive", or "full" (with all answers).
    Raises ValueError for another variant.
    """
    if variant not in VARIANTS:
        raise ValueError(f"unknown variant {variant!r}: one of {', '.join(VARIANTS)}")
    with speaking(language_of(snapshot)):
        return _built(snapshot, variant, look or default_look())


def _built(snapshot: Snapshot, variant: str, look: Look) -> bytes:
    content = report_content(snapshot)
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
        cover=CoverPage(look, content.cover),
        footer=Footer(
            look, short(f"{content.cover.client} · {content.cover.title}", 120), content.cover.fingerprint
        ),
    )
    build(made, flow_of(content, snapshot_charts(snapshot), look, variant), look)
    return out.getvalue()
