"""The consultancy's brand on a report: logo, two colours, a line for the cover."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reportlab.lib.utils import ImageReader

from assessments.language import say
from planner.reports.tagging.tree import Node


@dataclass(frozen=True)
class Brand:
    """What a report bears of the consultancy that hands it out; each part may be missing.

    main: the field of the cover, on which white text stands; second: numbers and small headings on white; #rrggbb.
    logo: PNG without transparency, meant for white ground. cover_text: a line on cover and footer.
    """

    main: str = ""
    second: str = ""
    logo: bytes = b""
    cover_text: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Brand":
        """Read what `to_json` wrote."""
        return cls(
            str(stored.get("main", "")),
            str(stored.get("second", "")),
            base64.b64decode(str(stored.get("logo", ""))),
            str(stored.get("cover_text", "")),
        )

    def to_json(self) -> dict[str, str]:
        """Return the brand as plain data."""
        logo = base64.b64encode(self.logo).decode("ascii")
        return {"main": self.main, "second": self.second, "logo": logo, "cover_text": self.cover_text}

    @cached_property
    def _image(self) -> ImageReader:
        return ImageReader(io.BytesIO(self.logo))

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Return the size of the logo inside a box, its proportions kept; nothing without a logo."""
        if not self.logo:
            return 0.0, 0.0
        wide, high = self._image.getSize()
        scale = min(width / wide, height / high)
        return wide * scale, high * scale

    def draw_logo(self, canvas: Any, x: float, y: float, size: tuple[float, float]) -> None:
        """Draw the logo with its lower left corner at (x, y)."""
        node = Node("Figure", alt=say("Logo"))
        left, bottom = canvas.absolutePosition(x, y)
        node.box = (left, bottom, left + size[0], bottom + size[1])
        with canvas.content(node):
            canvas.drawImage(self._image, x, y, *size)


UNBRANDED = Brand()
