"""A page per workload: what it needs, what is there, what would change the verdict."""

from collections.abc import Mapping
from typing import Any

from assessments.language import localised, say, say_plural, to_say
from assessments.question_bank.product_names import product_name
from planner.charts import reading
from planner.charts.figures import NOTHING, interval, likely, number, quantity, significant, with_span
from planner.charts.from_snapshot import dimension_title
from planner.charts.marks import status_of
from planner.charts.reading import Snapshot, part, rows, values, words
from planner.reports.content.model import Table, VerdictLine, WorkloadPage
from planner.reports.content.origins import origin_text
from planner.reports.content.readiness import Readiness, headline_of, readiness_of
from planner.reports.content.scaling import scaling_page
from planner.reports.content.ways import ways_page
from planner.reports.content.wording import joined, sentence, short
from planner.reports.content.written import field_name

_KINDS = {
    "training": to_say("Training"),
    "fine_tuning": to_say("Fine-tuning"),
    "inference": to_say("Serving"),
    "retrieval": to_say("Retrieval"),
    "batch_inference": to_say("Batch inference"),
}
_ORDER = {"blocked": 0, "unknown": 1, "conditional": 2, "ready": 3}
# Figures of an option worth a line, in this order: key, label, unit.
_FACTS = (
    ("days", to_say("Time for one run"), "days"),
    ("accelerator_hours", to_say("Accelerator hours"), "count"),
    ("mfu", to_say("Model FLOP utilisation"), "ratio"),
    ("replicas", to_say("Replicas"), "count"),
    ("max_concurrency", to_say("Requests at once"), "count"),
    ("time_to_first_token_seconds", to_say("Time to first token"), "seconds"),
    ("inter_token_latency_seconds", to_say("Time between tokens"), "seconds"),
    ("output_tokens_per_second", to_say("Output tokens per second"), "count"),
    ("cost_usd_per_million_output_tokens", to_say("Cost per million output tokens"), "usd"),
    ("vectors", to_say("Vectors"), "count"),
    ("index_bytes", to_say("Index"), "bytes"),
    ("queries_per_second_per_node", to_say("Queries per second and node"), "count"),
    ("power_watts", to_say("Power, IT load"), "watts"),
    ("storage_bytes", to_say("Storage"), "bytes"),
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
        ways=ways_page(snapshot, workload),
        scaling=scaling_page(snapshot, workload),
    )


def _lead(snapshot: Snapshot, workload: Mapping[str, Any], option: Mapping[str, Any], item: Readiness) -> str:
    kind = _kind(words(workload, "kind"))
    if not option:
        return say("{kind}. It has not been sized, so what it needs is not known.", kind=kind)
    machines = f"{_amount(option)} " + product_name(words(option, "accelerator", say("accelerators")))
    judged = say("{kind}, judged on {machines}.", kind=kind, machines=machines + _layout(option))
    if not option.get("feasible", True):
        why = short(words(option, "reason", say("no reason given")), 160)
        judged = say("{kind}. {machines} cannot do it: {why}.", kind=kind, machines=machines, why=why)
    return " ".join(text for text in (judged, sentence(short(item.reason, 260))) if text)


def _kind(kind: str) -> str:
    if not kind:
        return say("Workload")
    return say(_KINDS[kind]) if kind in _KINDS else kind.capitalize()


def _amount(option: Mapping[str, Any]) -> str:
    count = interval(option.get("accelerators"))
    return NOTHING if count is None else localised(f"{round(count.p50):,} ×")


def _layout(option: Mapping[str, Any]) -> str:
    layout = part(option, "layout")
    if "engine" in layout and "data" in layout:
        return f" ({_replicas(layout)})"
    split = [
        f"{field_name(name)} {value}"
        for name, value in layout.items()
        if isinstance(value, int) and value > 1
    ]
    return f" ({joined(split, most=4)})" if split else ""


def _replicas(layout: Mapping[str, Any]) -> str:
    count = layout["data"]
    return say_plural(
        "one replica of the model, up to {requests} requests at once",
        "{replicas} replicas of the model, up to {requests} requests at once in each",
        count,
        replicas=count,
        requests=layout.get("concurrency", 1),
    )


def _facts(option: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for key, label, value in facts_of(option) if key != "accelerators")[:10]


def facts_of(option: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return (key, label, value) of the figures of an option that are worth a line."""
    facts = []
    count = interval(option.get("accelerators_needed")) or interval(option.get("accelerators"))
    if count is not None:
        facts.append(("accelerators", say("Accelerators"), with_span(count, "count")))
    memory = part(option, "memory_per_accelerator_bytes")
    total, capacity = interval(memory.get("total")), number(memory.get("capacity"))
    if total is not None and capacity:
        facts.append(
            (
                "memory",
                say("Memory per accelerator"),
                say("{used} of {all}", used=with_span(total, "bytes"), all=quantity(capacity, "bytes")),
            )
        )
    for key, label, unit in _FACTS:
        value = interval(option.get(key))
        if value is not None:
            facts.append((key, say(label), with_span(value, unit)))
    cost = interval(part(option, "cost_usd").get("total"))
    if cost is not None:
        facts.append(("cost", say("Cost, capital and operating"), with_span(cost, "USD")))
    return tuple(facts)


def _verdicts(workload: Mapping[str, Any]) -> tuple[VerdictLine, ...]:
    lines = [
        VerdictLine(
            dimension=dimension_title(words(cell, "dimension")),
            status=status_of(cell.get("status")),
            reason=sentence(short(words(cell, "reason", say("No reason was given")), 260)),
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
        columns=(say("Step"), say("Formula"), say("Median value"), say("Rests on")),
        rows=tuple(
            (
                short(words(s, "step"), 80),
                short(words(s, "formula"), 120),
                step_value(s),
                short(origin_text(words(s, "source")), 80),
            )
            for s in steps
        ),
        widths=(0.23, 0.34, 0.21, 0.22),
    )


def step_value(step: Mapping[str, Any]) -> str:
    """Return the median value of a step with its unit."""
    value, unit = step.get("value"), words(step, "unit")
    amount = number(value)
    if amount is None:
        return short(str(value), 40)
    if unit in ("", "count"):
        if 0 < abs(amount) < 0.01 or abs(amount) >= 1e7:
            return localised(f"{amount:.2g}")
        return significant(amount, 3)
    if unit == "ratio" and amount > 1:
        return significant(amount, 3)
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
                f"{_amount(option)} {product_name(words(option, 'accelerator'))}",
                likely(cost.get("capital"), "USD"),
                likely(cost.get("operating"), "USD"),
                with_span(cost["total"], "USD"),
            )
        )
    return tuple(found)
