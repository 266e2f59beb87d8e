"""The discount rates that a reader may change; everything discounted in the workbook refers to these cells."""

from assessments.language import say
from planner.charts.reading import Snapshot, part
from planner.charts.way_payments import rate_of, ways_rate
from planner.exports.model import Column, Table

PLAN_RATE, WAYS_RATE = "<rates.rate.0>", "<rates.rate.1>"


def plan_rate(snapshot: Snapshot) -> float:
    """Return the rate a year at which the plan's money is discounted."""
    return rate_of(part(snapshot, "inputs", "constraints"))


def rates_table(snapshot: Snapshot) -> Table:
    """Return the rates, to be changed."""
    columns = (Column("what", say("Rate"), width=38), Column("rate", say("A year"), "share", 15))
    found = (
        (say("Discount rate of the plan"), plan_rate(snapshot)),
        (say("Discount rate of the ways to get accelerators"), ways_rate(snapshot)),
    )
    note = say("Change the shaded cells: everything discounted on this sheet follows.")
    return Table(
        "rates", say("Discount rates"), columns, found, note=note, entries=(("rate", 0), ("rate", 1))
    )
