"""A sizing as a table for a terminal."""

from collections.abc import Sequence

from assessments.question_bank.units import format_quantity
from planner.sizing.result import Option, Quantiles, SizedWorkload, Sizing
from planner.sizing.units import DAY

MOST_OPTIONS = 12
_HEADER = (
    "accelerator",
    "number",
    "feasible",
    "time or latency",
    "memory each",
    "power",
    "storage",
    "cost P50",
    "P90",
    "by",
)


def sizing_table(sizing: Sizing) -> str:
    """Return every workload with its best options, most of them on one line each."""
    parts = [
        f"engine {sizing.engine_version}, catalogue {sizing.catalogue_version}, {sizing.samples} scenarios"
    ]
    parts += [_workload_text(workload) for workload in sizing.workloads]
    return "\n\n".join(parts)


def _workload_text(workload: SizedWorkload) -> str:
    lines = [f"{workload.name} ({workload.kind})"]
    rows = [_HEADER, *(_row(option) for option in workload.options[:MOST_OPTIONS])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADER))]
    lines += [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    hidden = len(workload.options) - MOST_OPTIONS
    if hidden > 0:
        lines.append(f"  … and {hidden} more (--json shows all)")
    lines += [
        f"  {option.accelerator}: {option.reason}"
        for option in workload.options[:MOST_OPTIONS]
        if option.reason
    ]
    lines += _notes("assumed", workload.assumed) + _notes("warning", workload.warnings)
    return "\n".join(lines)


def _notes(word: str, notes: Sequence[str]) -> list[str]:
    return [f"  {word}: {note}" for note in notes]


def _row(option: Option) -> tuple[str, ...]:
    total = option.quantiles("cost_usd", "total")
    return (
        option.accelerator,
        str(option.accelerators),
        "yes" if option.is_feasible else "no",
        _time(option),
        format_quantity(option.memory["total"].p50, "data", "GB", digits=3),
        _shown(option.quantiles("power_watts"), "power"),
        _shown(option.quantiles("storage_bytes"), "data"),
        format_quantity(total.p50, "money", digits=3) if total else "no price",
        format_quantity(total.p90, "money", digits=3) if total else "",
        option.acquired,
    )


def _time(option: Option) -> str:
    days, first = option.quantiles("days"), option.quantiles("time_to_first_token_p95_seconds")
    if days:
        return format_quantity(days.p50 * DAY, "duration", "days", digits=3)
    inter = option.quantiles("inter_token_latency_p95_seconds")
    if first and inter:
        return f"{first.p50:.2f} s, then {1e3 * inter.p50:.0f} ms"
    return "-"


def _shown(value: Quantiles | None, dimension: str) -> str:
    return format_quantity(value.p50, dimension, digits=3) if value else "-"
