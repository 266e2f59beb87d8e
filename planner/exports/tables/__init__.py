"""From a snapshot to tables, in its language."""

from assessments.language import say, speaking
from planner.charts.reading import Snapshot, language_of, part, words
from planner.exports.model import Export, Sheet
from planner.exports.tables.answer import answer_sheet
from planner.exports.tables.answers import answers_sheet
from planner.exports.tables.assumptions import assumptions_sheet
from planner.exports.tables.derivation import derivation_sheet
from planner.exports.tables.maturity import maturity_sheet
from planner.exports.tables.money import money_sheet
from planner.exports.tables.organisation import organisation_sheet
from planner.exports.tables.people import people_sheet
from planner.exports.tables.power import power_sheet
from planner.exports.tables.reading import day
from planner.exports.tables.roadmap import roadmap_sheet
from planner.exports.tables.workloads import options_sheet, workloads_sheet

_SHEETS = (
    answer_sheet,
    maturity_sheet,
    workloads_sheet,
    options_sheet,
    roadmap_sheet,
    money_sheet,
    people_sheet,
    power_sheet,
    organisation_sheet,
    assumptions_sheet,
    derivation_sheet,
    answers_sheet,
)


def export_of(snapshot: Snapshot) -> Export:
    """Return every table of a snapshot, in the snapshot's language; a part that it lacks has no rows."""
    with speaking(language_of(snapshot)):
        inputs = part(snapshot, "inputs")
        found = day(words(inputs, "as_of"))
        return Export(
            client=words(part(inputs, "organisation"), "name", say("Unnamed organisation")),
            title=words(part(inputs, "engagement"), "title")
            or words(inputs, "engagement", say("AI infrastructure readiness")),
            as_of=None if isinstance(found, str) else found,
            fingerprint=words(snapshot, "fingerprint"),
            sheets=tuple(_filled(snapshot)),
        )


def _filled(snapshot: Snapshot) -> list[Sheet]:
    """Return the sheets that have a table; the first, which answers, always."""
    made = [make(snapshot) for make in _SHEETS]
    return [sheet for index, sheet in enumerate(made) if sheet.tables or not index]
