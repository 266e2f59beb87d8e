"""One door: a snapshot becomes the bytes of a PPTX file."""

from assessments.language import say, speaking
from planner.charts.reading import Snapshot, language_of
from planner.charts.theme import LIGHT, Theme
from planner.exports.slides.deck import Deck
from planner.exports.slides.pages import add_slides
from planner.reports.content.summary import cover_of


def build_slides(snapshot: Snapshot, theme: Theme = LIGHT) -> bytes:
    """Return a snapshot as slides, in its language; the same snapshot gives the same bytes."""
    with speaking(language_of(snapshot)):
        cover = cover_of(snapshot)
        deck = Deck(theme)
        subject = say("AI infrastructure readiness, fingerprint {fingerprint}", fingerprint=cover.fingerprint)
        deck.describe(title=f"{cover.client}: {cover.title}", subject=subject, author="Plumbline")
        add_slides(deck, snapshot)
        return deck.content()
