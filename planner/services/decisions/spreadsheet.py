"""The register of decisions as a file for a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from accounts.spreadsheet_text import safe_text
from planner.models import Decision

COLUMNS = (
    "initiative", "title", "choice", "deferred_to", "reason", "owner", "decided_by", "decided_at", "progress",
    "percent_done", "started_in", "finished_in", "spent_usd", "forecast_start", "forecast_finish", "forecast_usd",
    "forecast_low_usd", "forecast_high_usd", "plan", "revision",
)  # fmt: skip


def decisions_csv(decisions: Sequence[Decision]) -> bytes:
    """Return the register in UTF-8 with a mark of its encoding, which spreadsheets look for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(_value(decision, name)) for name in COLUMNS] for decision in decisions)
    return text.getvalue().encode("utf-8-sig")


def _value(decision: Decision, name: str) -> object:
    if name == "decided_at":
        return decision.decided_at.isoformat(timespec="seconds")
    value = getattr(decision, name)
    return "" if value is None else value


def _cell(value: object) -> str:
    return safe_text(value) if isinstance(value, str) else str(value)
