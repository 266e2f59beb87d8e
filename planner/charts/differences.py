"""Two snapshots of the same workloads side by side: what changed, in words and in figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.language import say, say_plural, to_say
from assessments.question_bank.product_names import product_name
from planner.charts import reading
from planner.charts.figures import NOTHING, Interval, chance, interval, number, percent, with_span
from planner.charts.from_snapshot import dimension_title
from planner.charts.marks import status_inside, status_of
from planner.charts.reading import Snapshot, part, rows, words

LEAST_CHANGE = 0.005  # of a median, below which nothing is said to have changed
LEAST_CHANCE = 0.02
# Figures of the judged option, in this order: path, label, unit.
_FIGURES = (
    (("cost_usd", "total"), to_say("Cost of a run or of a year"), "USD"),
    (("power_watts",), to_say("Power, IT load"), "watts"),
    (("days",), to_say("Time for one run"), "days"),
    (("time_to_first_token_p95_seconds",), to_say("First token, for 95 of 100"), "seconds"),
    (("inter_token_latency_p95_seconds",), to_say("Between tokens, for 95 of 100"), "seconds"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing before and after, and in words what became of it; `is_changed` is False where nothing did."""

    label: str
    before: str
    after: str
    word: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class WorkloadDifference:
    """A workload before and after. figures: of the judged option. verdicts: dimensions that changed, and why."""

    name: str
    title: str
    status: str
    figures: tuple[Line, ...]
    verdicts: tuple[tuple[Line, str], ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything changed that is worth a mention."""
        return bool(self.verdicts) or any(line.is_changed for line in self.figures)

    @property
    def turned(self) -> tuple[Line, ...]:
        """The dimensions whose status changed, and not merely the chance."""
        return tuple(line for line, _ in self.verdicts if line.before != line.after)


def workload_differences(before: Snapshot, after: Snapshot) -> tuple[WorkloadDifference, ...]:
    """Return every judged workload of `after` beside the one of that name in `before`."""
    known = {words(one, "name"): one for one in reading.workloads(before)}
    return tuple(
        _difference(before, known.get(words(one, "name"), {}), after, one) for one in reading.workloads(after)
    )


def remark_of_change(difference: WorkloadDifference) -> str:
    """Return the few words beside a workload in the matrix: what of it changed."""
    if not difference.turned:
        return say("as in the plan")
    return say("changed: {what}", what=", ".join(line.label for line in difference.turned))


def summary_of(differences: tuple[WorkloadDifference, ...]) -> str:
    """Return in a sentence how many verdicts changed, and in how many workloads."""
    turned = sum(len(one.turned) for one in differences)
    touched = sum(one.is_changed for one in differences)
    if not touched:
        return say("Nothing changes against the plan.")
    figures = say_plural("Figures of one workload change.", "Figures of {count} workloads change.", touched)
    verdicts = (
        say_plural("One verdict changes.", "{count} verdicts change.", turned)
        if turned
        else say("No verdict changes.")
    )
    return f"{verdicts} {figures}"


def _difference(
    before: Snapshot, old: Mapping[str, Any], after: Snapshot, new: Mapping[str, Any]
) -> WorkloadDifference:
    return WorkloadDifference(
        name=words(new, "name"),
        title=reading.title_of(new),
        status=status_of(new.get("status")),
        figures=tuple(_figures(before, old, after, new)),
        verdicts=tuple(_verdicts(old, new)),
    )


def _figures(
    before: Snapshot, old: Mapping[str, Any], after: Snapshot, new: Mapping[str, Any]
) -> Iterator[Line]:
    was, now = status_of(old.get("status")), status_of(new.get("status"))
    yield _line(say("Overall"), status_inside(was), status_inside(now))
    yield _line(say("Accelerators"), _machines(old), _machines(new))
    first, second = reading.chosen_option(before, old), reading.chosen_option(after, new)
    for path, label, unit in _FIGURES:
        one, other = _at(first, path), _at(second, path)
        if one is not None or other is not None:
            yield _measured(say(label), one, other, unit)


def _at(option: Mapping[str, Any], path: tuple[str, ...]) -> Interval | None:
    return interval(part(option, *path[:-1]).get(path[-1]))


def _machines(workload: Mapping[str, Any]) -> str:
    accelerator = words(workload, "accelerator")
    if not accelerator:
        return NOTHING
    needed = next((cell for cell in rows(workload, "dimensions") if cell.get("dimension") == "compute"), {})
    count = interval(needed.get("requirement")) if needed.get("unit") == "count" else None
    return (
        f"{with_span(count or interval(workload.get('accelerators')), 'count')} × {product_name(accelerator)}"
    )


def _line(label: str, before: str, after: str) -> Line:
    is_changed = before != after
    return Line(label, before, after, say("changed") if is_changed else say("as in the plan"), is_changed)


def _measured(label: str, before: Interval | None, after: Interval | None, unit: str) -> Line:
    was, now = with_span(before, unit), with_span(after, unit)
    if before is None or after is None or not before.p50:
        return _line(label, was, now)
    change = after.p50 / before.p50 - 1
    if abs(change) < LEAST_CHANGE:
        return Line(label, was, now, say("as in the plan"), is_changed=False)
    share = percent(abs(change))
    word = say("{share} more", share=share) if change > 0 else say("{share} less", share=share)
    return Line(label, was, now, word, is_changed=True)


def _verdicts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Line, str]]:
    known = {words(cell, "dimension"): cell for cell in rows(old, "dimensions")}
    for cell in rows(new, "dimensions"):
        name = words(cell, "dimension")
        line = _verdict(dimension_title(name), known.get(name, {}), cell)
        if line.is_changed:
            yield line, words(cell, "reason")


def _verdict(label: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Line:
    was, now = (status_inside(status_of(cell.get("status"))) for cell in (old, new))
    one, other = number(old.get("probability")), number(new.get("probability"))
    if one is None or other is None or abs(one - other) < LEAST_CHANCE:
        return _line(label, was, now)
    word = say("chance {before} → {after}", before=chance(one), after=chance(other))
    return Line(label, was, now, word, is_changed=True)
