"""The quantities of the estate and its organisation, and what a question that feeds one must look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assessments.question_bank.model import Question, QuestionKind


@dataclass(frozen=True, slots=True)
class EstateEntry:
    """kinds: of question that may feed it. dimension: of a quantity. columns: that a table must have."""

    kinds: tuple[QuestionKind, ...]
    dimension: str = ""
    columns: tuple[str, ...] = ()


def _quantity(dimension: str) -> EstateEntry:
    return EstateEntry(("quantity",), dimension)


ESTATE: Mapping[str, EstateEntry] = MappingProxyType(
    {
        "accelerators": EstateEntry(("table",), columns=("type", "count", "memory")),
        "host_memory_bytes": _quantity("data"),
        "cpu_cores": _quantity("count"),
        "storage_bytes": _quantity("data"),
        "storage_throughput_bytes_per_second": _quantity("data_rate"),
        "network_bytes_per_second": _quantity("data_rate"),
        "wan_bytes_per_second": _quantity("data_rate"),
        "power_watts": _quantity("power"),
        "rack_density_watts": _quantity("power"),
        "pue": _quantity("ratio"),
        "grid_region": EstateEntry(("text",)),
        "electricity_usd_per_kwh": _quantity("price_energy"),
        "renewable_share": _quantity("ratio"),
        "staff": EstateEntry(("table",), columns=("role", "count", "open")),
        "budget_usd_per_year": _quantity("money"),
        "sites": EstateEntry(("table",), columns=("name", "country", "power", "racks")),
        "data_bytes": _quantity("data"),
        "data_growth_per_year": _quantity("ratio"),
        "clean_tokens": _quantity("count"),
        "user_latency_seconds": _quantity("latency"),
        "records": _quantity("count"),
        "defect_share": _quantity("ratio"),
        "class_examples": EstateEntry(("table",), columns=("class", "count")),
        "data_retention_seconds": _quantity("duration"),
        "compression_ratio": _quantity("ratio"),
        "peak_to_mean": _quantity("ratio"),
        "demand_growth_per_year": _quantity("ratio"),
        "migration_bytes": _quantity("data"),
        "longest_stop_seconds": _quantity("duration"),
        "old_platform_usd_per_month": _quantity("money"),
        "processing_activities": _quantity("count"),
        "ai_systems": _quantity("count"),
        "audit_log_bytes_per_day": _quantity("data"),
        "audit_log_retention_seconds": _quantity("duration"),
        "training_usd_per_hour": _quantity("money"),
        "benefit_usd_per_year": _quantity("money"),
        "checked_outputs_per_day": _quantity("count"),
        "error_share": _quantity("ratio"),
    }
)


def misfit(question: Question) -> str:
    """Return why a question cannot feed the estate quantity it names; "" when it can. The name must be known."""
    entry = ESTATE[question.estate]
    if question.kind not in entry.kinds:
        return (
            f"{question.estate} is fed by a question of kind {' or '.join(entry.kinds)}, not {question.kind}"
        )
    if question.kind == "quantity" and question.dimension != entry.dimension:
        return f"{question.estate} is measured as {entry.dimension}, not {question.dimension}"
    ids = [column.id for column in question.columns]
    missing = [name for name in entry.columns if name not in ids]
    if missing:
        return f"{question.estate} needs the column {', '.join(missing)}"
    return ""
