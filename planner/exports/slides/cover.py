"""The first slide: whose report it is, about what, from when, how it is to be kept; as the cover of the PDF."""

from assessments.language import say
from planner.exports.slides.deck import HEIGHT, LEFT, RIGHT, WIDTH, Box, Deck, Run, Slide
from planner.reports.content.model import Cover

BAND = 1.35  # inches of white over the field, on which a logo stands
FIELD_END = 4.9
_LOGO = (3.2, 0.85)


def add_cover(deck: Deck, cover: Cover) -> None:
    """Add the cover in the colours of the brand, or in our own."""
    source = "; ".join(f"{label}: {value}" for label, value in cover.facts)
    slide = deck.empty_slide(
        [
            f"{cover.client}: {cover.title}, {cover.date}",
            say("Source: {source}.", source=source),
            say("Fingerprint: {fingerprint}.", fingerprint=cover.fingerprint),
        ]
    )
    top = BAND if deck.brand.logo else 0.0
    slide.behind(slide.block(Box(0, top, WIDTH, FIELD_END - top), "field", alt=""))
    if deck.brand.logo:
        slide.logo(Box(LEFT, (BAND - _LOGO[1]) / 2, *_LOGO))
    else:
        slide.text(Box(LEFT, 0.5, 4, 0.4), [[Run("PLUMBLINE", 12, bold=True, colour="surface")]])
    _titles(slide, cover)
    _facts(slide, cover, deck.brand.cover_text or say("Confidential"))


def _titles(slide: Slide, cover: Cover) -> None:
    size = 40 if len(cover.client) < 40 else 30 if len(cover.client) < 80 else 24
    slide.title(Box(LEFT, BAND + 0.55, RIGHT - LEFT, 1.6), cover.client, size, "surface")
    lines = [[Run(cover.title, 18, colour="surface")]]
    slide.text(Box(LEFT, BAND + 2.3, RIGHT - LEFT, 0.9), lines)


def _facts(slide: Slide, cover: Cover, kept: str) -> None:
    slide.text(Box(LEFT, FIELD_END + 0.2, 5.6, 0.4), [[Run(cover.date, 16, bold=True)]])
    slide.text(Box(LEFT, FIELD_END + 0.65, 5.6, 0.7), [[Run(kept, 12, colour="ink-muted")]])
    lines = [[Run(f"{label}  ", 11, colour="ink-muted"), Run(value, 11)] for label, value in cover.facts]
    slide.text(Box(6.6, FIELD_END + 0.2, RIGHT - 6.6, 1.4), lines)
    title = say("Fingerprint")
    told = [Run(f"{title}  {cover.fingerprint}", 9, colour="ink-muted")]
    slide.text(Box(LEFT, HEIGHT - 0.52, RIGHT - LEFT, 0.35), [told])
