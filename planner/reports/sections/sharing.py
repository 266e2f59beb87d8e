"""Short sections share a page when both are whole on it: no half page stays empty."""

from collections.abc import Collection, Sequence

from reportlab.platypus import Flowable, PageBreak

from planner.reports.fitting import Fitted, height_of, loose
from planner.reports.flow import gap
from planner.reports.page import Bookmark
from planner.reports.sections.section import Section
from planner.reports.theme import Look

BETWEEN = 30.0  # points of air between two sections of one page
SLACK = 6.0  # rounding in the layout must not push the end of a section to another page
MOST = 1.2  # sections that share a page may be set so much smaller


def paged(look: Look, sections: Sequence[Section], sharing: Collection[str] = ()) -> list[Flowable]:
    """Return the flow of sections, each on a page of its own.

    sharing: keys of those that may stand under the one before, if all of it fits there.
    """
    flow: list[Flowable] = []
    for group in _groups(look, sections, sharing):
        flow += [PageBreak()] if flow else []
        flow += _on_one_page(look, group)
    return flow


def _groups(look: Look, sections: Sequence[Section], sharing: Collection[str]) -> list[list[Section]]:
    """Return the sections by page: as many as fit whole on one."""
    groups: list[list[Section]] = []
    used = 0.0
    for index, section in enumerate(sections):
        joins = section.key in sharing
        measured = joins or any(one.key in sharing for one in sections[index + 1 : index + 2])
        height = height_of(section.flow, look.paper.width) if measured else look.paper.height
        if groups and joins and used + BETWEEN + height <= MOST * look.paper.height:
            groups[-1].append(section)
            used += BETWEEN + height
        else:
            groups.append([section])
            # What goes on over several pages ends somewhere on the last one: nothing stands below.
            used = height if height <= look.paper.height else 2 * look.paper.height
    return groups


def _on_one_page(look: Look, group: Sequence[Section]) -> list[Flowable]:
    flow: list[Flowable] = []
    for section in group:
        flow += [gap(BETWEEN)] if flow else []
        flow += [Bookmark(section.key, section.title, section.level), *section.flow]
    if len(group) == 1 or height_of(flow, look.paper.width) + SLACK <= look.paper.height:
        return flow
    return [Fitted(loose(flow), look.paper)]
