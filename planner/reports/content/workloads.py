"""A page per workload: what it needs, what is there, what would change the verdict."""

from collections.abc import Mapping
from typing import Any

from planner.charts import reading
from planner.charts.figures import NOTHING, interval, likely, number, quantity, significant, with_span
from planner.charts.from_snapshot import dimension_title
from planner.charts.marks import status_of
from planner.charts.reading import Snapshot, part, rows, values, words
from planner.reports.content.model import Table, VerdictLine, WorkloadPage
from planner.reports.content.readiness import Readiness, headline_of, readiness_of
from planner.reports.content.wording import joined, sentence, short

_KINDS = {
    "training": "Training",
    "fine_tuning": "Fine-tuning",
    "inference": "Serving",
    "retrieval": "Retrieval",
    "batch_inference": "Batch inference",
}
_ORDER = {"blocked": 0, "unknown": 1, "conditional": 2, "ready": 3}
# Figures of an option worth a line, in this order: key, label, unit.
_FACTS = (
    ("days", "Time for one run", "days"),
    ("accelerator_hours", "Accelerator hours", "count"),
    ("mfu", "Model FLOP utilisation", "ratio"),
    ("replicas", "Replicas", "count"),
    ("max_concurrency", "Requests at once", "count"),
    ("time_to_first_token_seconds", "Time to first token", "seconds"),
    ("inter_token_latency_seconds", "Time between tokens", "seconds"),
    ("output_tokens_per_second", "Output tokens per second", "count"),
    ("cost_usd_per_million_output_tokens", "Cost per million output tokens", "usd"),
    ("vectors", "Vectors", "count"),
    ("index_bytes", "Index", "bytes"),
    ("queries_per_second_per_node", "Queries per second and node", "count"),
    ("power_watts", "Power, IT load", "watts"),
    ("storage_bytes", "Storage", "bytes"),
)


def workload_pages(snapshot: Snapshot) -> tuple[WorkloadPage, ...]:
    """Return a page for every judged workload."""
    pairs = zip(reading.workloads(snapshot), readiness_of(snapshot), strict=True)
    return tuple(_page(snapshot, index, *pair) for index, pair in enumerate(pairs, start=1))


def _page(snapshot: Snapshot, index: int, workload: Mapping[str, Any], item: Readiness) -> WorkloadPage:
    option = reading.chosen_option(snapshot, workload)
    sized = reading.sized(snapshot, item.name)
    return WorkloadPage(
        index=index,
        title=item.title,
        headline=headline_of(snapshot, item),
        lead=_lead(snapshot, workload, option, item),
        facts=_facts(option),
        verdicts=_verdicts(workload),
        derivation=_derivation(option),
        notes=tuple(
            sentence(short(str(text), 220))
            for text in dict.fromkeys([*values(sized, "warnings"), *values(option, "warnings")])
        ),
    )


def _lead(snapshot: Snapshot, workload: Mapping[str, Any], option: Mapping[str, Any], item: Readiness) -> str:
    kind = _KINDS.get(words(workload, "kind"), words(workload, "kind", "Workload").capitalize())
    if not option:
        return f"{kind}. It has not been sized, so what it needs is not known."
    judged = f"{kind}, judged on {_amount(option)} {words(option, 'accelerator', 'accelerators')}{_layout(option)}."
    if not option.get("feasible", True):
        why = short(words(option, "reason", "no reason given"), 160)
        judged = f"{kind}. {_amount(option)} {words(option, 'accelerator')} cannot do it: {why}."
    return " ".join(text for text in (judged, sentence(short(item.reason, 260))) if text)


def _amount(option: Mapping[str, Any]) -> str:
    count = interval(option.get("accelerators"))
    return NOTHING if count is None else f"{round(count.p50):,} ×"


def _layout(option: Mapping[str, Any]) -> str:
    layout = part(option, "layout")
    split = [f"{name} {value}" for name, value in layout.items() if isinstance(value, int) and value > 1]
    return f" ({joined(split, most=4)})" if split else ""


def _facts(option: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    facts = []
    memory = part(option, "memory_per_accelerator_bytes")
    total, capacity = interval(memory.get("total")), number(memory.get("capacity"))
    if total is not None and capacity:
        facts.append(
            ("Memory per accelerator", f"{with_span(total, 'bytes')} of {quantity(capacity, 'bytes')}")
        )
    for key, label, unit in _FACTS:
        value = interval(option.get(key))
        if value is not None:
            facts.append((label, with_span(value, unit)))
    cost = interval(part(option, "cost_usd").get("total"))
    if cost is not None:
        facts.append(("Cost, capital and operating", with_span(cost, "USD")))
    return tuple(facts[:10])


def _verdicts(workload: Mapping[str, Any]) -> tuple[VerdictLine, ...]:
    lines = [
        VerdictLine(
            dimension=dimension_title(words(cell, "dimension")),
            status=status_of(cell.get("status")),
            reason=sentence(short(words(cell, "reason", "No reason was given"), 260)),
            remedy=sentence(short(words(cell, "would_change"), 200)),
        )
        for cell in rows(workload, "dimensions")
    ]
    return tuple(sorted(lines, key=lambda line: _ORDER[line.status]))


def _derivation(option: Mapping[str, Any]) -> Table | None:
    steps = rows(option, "derivation")
    if not steps:
        return None
    return Table(
        columns=("Step", "Formula", "Median value", "Rests on"),
        rows=tuple(
            (
                short(words(s, "step"), 80),
                short(words(s, "formula"), 120),
                _value(s),
                short(words(s, "source"), 80),
            )
            for s in steps
        ),
        widths=(0.25, 0.37, 0.15, 0.23),
    )


def _value(step: Mapping[str, Any]) -> str:
    value, unit = step.get("value"), words(step, "unit")
    amount = number(value)
    if amount is None:
        return short(str(value), 40)
    if unit in ("", "count"):
        return f"{amount:.2g}" if 0 < abs(amount) < 0.01 or abs(amount) >= 1e7 else significant(amount, 3)
    return quantity(amount, unit, 3)


def option_cost_rows(snapshot: Snapshot) -> tuple[tuple[str, ...], ...]:
    """Return (workload, option, capital, operating, total) of the judged option of every workload."""
    found = []
    for workload, item in zip(reading.workloads(snapshot), readiness_of(snapshot), strict=True):
        option = reading.chosen_option(snapshot, workload)
        cost = {name: interval(value) for name, value in part(option, "cost_usd").items()}
        if cost.get("total") is None:
            continue
        found.append(
            (
                item.title,
                f"{_amount(option)} {words(option, 'accelerator')}",
                likely(cost.get("capital"), "USD"),
                likely(cost.get("operating"), "USD"),
                with_span(cost["total"], "USD"),
            )
        )
    return tuple(found)
