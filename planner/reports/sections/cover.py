"""The cover: client, title, date, version, brand, confidentiality and fingerprint."""

from typing import Any

from assessments.language import say, to_say
from planner.charts.fonts import BOLD, elide, wrap
from planner.reports.brand import UNBRANDED
from planner.reports.content.model import Cover
from planner.reports.page import write
from planner.reports.tagging.tree import Node
from planner.reports.theme import MARGIN, Look

BAND = 104.0  # points
KINDS = {
    "brief": to_say("Brief"),
    "executive": to_say("Executive report"),
    "full": to_say("Full report"),
}


class CoverPage:
    """Paints the cover: a dark field with a plumb line, or the consultancy's colour and logo, and the facts below."""

    def __init__(self, look: Look, cover: Cover, variant: str) -> None:
        self.look, self.cover, self.paper = look, cover, look.paper
        self.kind = say(KINDS[variant])

    def __call__(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        with canvas.artifact():
            self._field(canvas)
        self._titles(canvas)
        self._facts(canvas)
        canvas.restoreState()

    @property
    def _band(self) -> float:
        """How high the white band over the field is, on which a logo stands."""
        return BAND if self.look.brand.logo else 0.0

    def _field(self, canvas: Any) -> None:
        bottom = self.paper.page_height * 0.36
        canvas.setFillColor(self.look.field)
        canvas.rect(
            0, bottom, self.paper.page_width, self.paper.page_height - self._band - bottom, stroke=0, fill=1
        )
        if self.look.brand == UNBRANDED:
            self._plumb_line(canvas, bottom)

    def _plumb_line(self, canvas: Any, bottom: float) -> None:
        theme = self.look.theme
        x, tip = self.paper.page_width - MARGIN - 34, bottom - 34
        canvas.setStrokeColor(theme["surface"].tint(0.55))
        canvas.setLineWidth(0.8)
        canvas.line(x, self.paper.page_height, x, bottom + 40)
        bob = canvas.beginPath()
        bob.moveTo(x - 3, bottom + 40)
        for dx, y in (
            (3, bottom + 40),
            (3, bottom + 33),
            (11, bottom + 24),
            (0, tip),
            (-11, bottom + 24),
            (-3, bottom + 33),
        ):
            bob.lineTo(x + dx, y)
        bob.close()
        canvas.setFillColor(theme["chart-2"])
        canvas.drawPath(bob, stroke=0, fill=1)

    def _titles(self, canvas: Any) -> None:
        white = self.look.theme["surface"]
        self._sign(canvas)
        width = self.paper.width - 60
        client, y = self.cover.client, self.paper.page_height * 0.67
        size = next((s for s in (34, 28, 23) if len(wrap(client, width, s, lines=9, font=BOLD)) <= 3), 20)
        with canvas.content(Node("H", rank=1)):
            for line in wrap(client, width, size, lines=4, font=BOLD):
                write(canvas, MARGIN, y, line, size, white, font=BOLD)
                y -= size * 1.18
        y -= 6
        with canvas.content(Node("P")):
            for line in wrap(self.cover.title, width, 15, lines=3):
                write(canvas, MARGIN, y, line, 15, white.tint(0.85))
                y -= 21

    def _sign(self, canvas: Any) -> None:
        """Write whose report it is: the logo on its white band, or our name."""
        brand, top = self.look.brand, self.paper.page_height
        if brand.logo:
            size = brand.fitted(190, BAND - 36)
            brand.draw_logo(canvas, MARGIN, top - BAND / 2 - size[1] / 2, size)
            return
        with canvas.artifact():
            paint = self.look.theme["surface"].tint(0.75)
            write(canvas, MARGIN, top - 76, "PLUMBLINE", 9, paint, font=BOLD)

    def _facts(self, canvas: Any) -> None:
        theme = self.look.theme
        y = self.paper.page_height * 0.36 - 58
        with canvas.content(Node("P")):
            write(canvas, MARGIN, y, self.cover.date, 12, theme["ink"], font=BOLD)
        with canvas.content(Node("P")):
            for line in wrap(f"{self.kind} · {self._confidential()}", self.paper.width, 9, lines=3):
                y -= 16
                write(canvas, MARGIN, y, line, 9, theme["ink-muted"])
        y -= 38
        for index, (label, value) in enumerate(self.cover.facts):
            x = MARGIN + (index % 2) * self.paper.width * 0.46
            base = y - (index // 2) * 34
            with canvas.content(Node("P")):
                canvas.drawString(write(canvas, x, base, label, 7.5, theme["ink-muted"]), base, " ")
                write(canvas, x, base - 12, elide(value, self.paper.width * 0.42, 9), 9, theme["ink"])
        with canvas.content(Node("P")):
            end = write(canvas, MARGIN, 48, say("Fingerprint"), 7, theme["ink-muted"])
            canvas.drawString(end, 48, " ")
            fingerprint = elide(self.cover.fingerprint, self.paper.width - 60, 7)
            write(canvas, end + 5, 48, fingerprint, 7, theme["ink-muted"])

    def _confidential(self) -> str:
        return self.look.brand.cover_text or say("Confidential")
