"""A section: one or more pages with an entry in the contents."""

from dataclasses import dataclass

from reportlab.platypus import Flowable


@dataclass(frozen=True, slots=True)
class Section:
    """key: names its bookmark; level: 0 in the contents, or 1 under the one before."""

    key: str
    title: str
    flow: list[Flowable]
    level: int = 0
