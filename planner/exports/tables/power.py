"""Power, energy and carbon of the judged option of each workload."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from planner.charts import reading
from planner.charts.figures import interval
from planner.charts.reading import Snapshot, rows, title_of, words
from planner.exports.model import Column, Row, Sheet, Table
from planner.exports.tables.reading import end_columns, ends, ends_of
from planner.reports.content.money import power_page

KILOWATT, MEGAWATT_HOUR, TONNE = 1e3, 3.6e9, 1e6  # in W, J and g


def power_sheet(snapshot: Snapshot) -> Sheet:
    """Return power against what is free, and energy and carbon by location and by market."""
    said = power_page(snapshot)
    columns = (
        Column("workload", say("Workload"), width=38),
        *end_columns("power", say("Power, kW")),
        *end_columns("extra", say("Needed on top, kW")),
        *end_columns("free", say("Free, kW")),
        *end_columns("energy", say("Energy, MWh")),
        *end_columns("located", say("Carbon of the grid, t")),
        *end_columns("market", say("Carbon of the contract, t")),
        *end_columns("embodied", say("Carbon of making the hardware, t")),
    )
    found = tuple(_row(snapshot, workload) for workload in reading.workloads(snapshot)) if said else ()
    table = Table("power", say("Power, energy and carbon"), columns, found)
    headline, lead = (said.headline, said.lead) if said else (say("Nothing is sized."), "")
    return Sheet("power", say("Power and carbon"), headline, lead, (table,) if found else ())


def _row(snapshot: Snapshot, workload: Mapping[str, Any]) -> Row:
    option = reading.chosen_option(snapshot, workload)
    judged = next((c for c in rows(workload, "dimensions") if c.get("dimension") == "power"), {})
    return (
        words(workload, "title", title_of(workload)),
        *ends_of(option, "power_watts", KILOWATT),
        *ends(interval(judged.get("requirement")), KILOWATT),
        *ends(interval(judged.get("estate")), KILOWATT),
        *ends_of(option, "energy_joules", MEGAWATT_HOUR),
        *(
            end
            for name in ("carbon_grams", "carbon_market_grams", "carbon_embodied_grams")
            for end in ends_of(option, name, TONNE)
        ),
    )
