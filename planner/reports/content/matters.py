"""The assumptions that matter most: each with its value, its source and date, and what would follow from another."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import inside_a_sentence, say, to_say
from planner.charts import reading
from planner.charts.cause_charts import causes_of
from planner.charts.figures import Interval, chance, date_text, interval, number, percent, quantity, with_span
from planner.charts.from_snapshot import dimension_title
from planner.charts.marks import status_inside, status_of
from planner.charts.reading import Snapshot, part, rows, title_of, values, words
from planner.reports.content.model import Table
from planner.reports.content.wording import basis_word, joined, short

MOST = 6
_CAUSES_EACH = 2
_RESULTS = {
    "cost_usd": (to_say("cost"), "usd"),
    "days": (to_say("time for one run"), "days"),
    "accelerators": (to_say("number of accelerators"), "count"),
}
# What the estate has to each dimension that is judged by an amount.
_MEANS = {
    "memory": "host_memory_bytes",
    "storage": "storage_bytes",
    "network": "network_bytes_per_second",
    "power": "power_watts",
    "latency": "user_latency_seconds",
    "money": "budget_usd_per_year",
}

Line = tuple[str, str, str, str]


def what_matters(snapshot: Snapshot) -> Table | None:
    """Return the assumptions that move a result or decide a verdict, at most six; None when none is known."""
    lines = [*_causes(snapshot), *_verdicts(snapshot)][:MOST]
    if not lines:
        return None
    columns = (say("Assumption"), say("Value"), say("Source and date"), say("How much it matters"))
    return Table(columns, tuple(lines), (0.2, 0.17, 0.23, 0.4))


def _causes(snapshot: Snapshot) -> Iterator[Line]:
    """Yield the inputs that explain most of the spread of each workload's results."""
    as_of = date_text(words(part(snapshot, "inputs"), "as_of", say("an unknown date")))
    for workload in reading.workloads(snapshot):
        known = part(reading.sized(snapshot, words(workload, "name")), "sensitivity")
        for result, (title, unit) in _RESULTS.items():
            for cause in causes_of(known, result)[:_CAUSES_EACH]:
                if cause.share < 0.1:
                    continue
                low, high = sorted((cause.low, cause.high))
                yield (
                    cause.title,
                    say("from its P10 to its P90"),
                    say("description and catalogue, {date}", date=as_of),
                    say(
                        "{workload}: {share} of the spread of its {result}, {low} to {high}",
                        share=percent(min(cause.share, 1.0)),
                        result=inside_a_sentence(say(title)),
                        workload=short(title_of(workload), 50),
                        low=quantity(low, unit),
                        high=quantity(high, unit),
                    ),
                )


def _verdicts(snapshot: Snapshot) -> Iterator[Line]:
    """Yield the answers about the estate that verdicts stand on, the least certain verdict first."""
    told: set[str] = set()
    for _, workload, cell in sorted(_judged(snapshot), key=lambda item: item[0]):
        name = words(cell, "dimension")
        if name in told:
            continue
        told.add(name)
        have = interval(cell.get("estate"))
        if have is None:
            continue
        yield (
            say("{dimension} that is there", dimension=dimension_title(name)),
            with_span(have, words(cell, "unit")),
            _origin(snapshot, cell, name),
            _decides(cell, workload),
        )


def _judged(snapshot: Snapshot) -> Iterator[tuple[float, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield (distance of the chance from one half, workload, cell) of what is judged by an amount."""
    for workload in reading.workloads(snapshot):
        for cell in rows(workload, "dimensions"):
            held, need = number(cell.get("probability")), interval(cell.get("requirement"))
            # Where the chance is next to none or next to certain, an error of the answer would change nothing.
            if held is not None and 0.02 < held < 0.98 and _is_more_than_nothing(need):
                yield abs(held - 0.5), workload, cell


def _is_more_than_nothing(need: Interval | None) -> bool:
    return need is not None and need.p90 > 0


def _decides(cell: Mapping[str, Any], workload: Mapping[str, Any]) -> str:
    return say(
        "{workload} is {status} in it: the need is covered with {chance} probability",
        workload=short(title_of(workload), 50),
        status=status_inside(status_of(cell.get("status"))),
        chance=chance(number(cell.get("probability"))),
    )


def _origin(snapshot: Snapshot, cell: Mapping[str, Any], dimension: str) -> str:
    """Return the answers behind an amount, with basis and date."""
    asked = [str(id) for id in values(cell, "questions")]
    estate = part(snapshot, "inputs", "estate", _MEANS.get(dimension, ""))
    asked = asked or [str(id) for id in values(estate, "sources")]
    found = [a for a in rows(part(snapshot, "inputs"), "answers") if words(a, "question") in asked]
    if not found:
        return joined(asked, most=2) or say("as described")
    newest = max(found, key=lambda answer: words(answer, "answered_on"))
    told = (basis_word(words(newest, "basis")), date_text(words(newest, "answered_on")))
    return ", ".join(text for text in (joined(asked, most=2), *told) if text)
