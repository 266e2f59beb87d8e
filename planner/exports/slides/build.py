"""One door: a snapshot becomes the bytes of a PPTX file."""

from assessments.language import say, speaking
from planner.charts.reading import Snapshot, language_of
from planner.exports.slides.cover import add_cover
from planner.exports.slides.deck import Deck
from planner.exports.slides.pages import add_slides
from planner.reports.brand import UNBRANDED, Brand
from planner.reports.content.summary import cover_of
from planner.reports.theme import default_look


def build_slides(snapshot: Snapshot, brand: Brand = UNBRANDED) -> bytes:
    """Return a snapshot as slides, in its language; the same arguments give the same bytes.

    brand: the consultancy's logo, colours and line, as on the PDF; charts keep their colours, which have a meaning.
    """
    with speaking(language_of(snapshot)):
        cover = cover_of(snapshot)
        deck = Deck(default_look().branded(brand))
        subject = say("AI infrastructure readiness, fingerprint {fingerprint}", fingerprint=cover.fingerprint)
        deck.describe(title=f"{cover.client}: {cover.title}", subject=subject, author="Plumbline")
        add_cover(deck, cover)
        add_slides(deck, snapshot)
        return deck.content()
