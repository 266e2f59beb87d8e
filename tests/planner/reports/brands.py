"""A brand as a consultancy might choose it."""

from typing import Any

from accounts.services import read_logo
from planner.reports.brand import Brand
from tests.accounts.logos import picture


def brand(**given: Any) -> Brand:
    """A brand with every part, or with some of them otherwise."""
    whole = {
        "main": "#7a1f3d",
        "second": "#a63a1e",
        "logo": read_logo(picture()),
        "cover_text": "For the board only <b>",
    }
    return Brand(**whole | given)
