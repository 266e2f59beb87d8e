"""A section: one or more pages with an entry in the contents."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from planner.reports.content.model import WorkloadPage


@dataclass(frozen=True, slots=True)
class Section:
    """key: names its bookmark; level: 0 in the contents, or 1 under the one before."""

    key: str
    title: str
    flow: list[Flowable]
    level: int = 0


def derivation_key(page: WorkloadPage) -> str:
    """Return the bookmark of the table that derives the figures of a workload."""
    return f"derivation-{page.index}"
