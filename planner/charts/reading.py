"""Reading a snapshot without trusting its parts to be there: an old or partial plan still gives a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import DEFAULT, say
from planner.charts.figures import number, short

Snapshot = Mapping[str, Any]


def part(source: Any, *path: str) -> Mapping[str, Any]:
    """Return the mapping at a path, empty when there is none."""
    for name in path:
        source = source.get(name) if isinstance(source, Mapping) else None
    return source if isinstance(source, Mapping) else {}


def rows(source: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the mappings in a list, an empty list when there is none."""
    return [item for item in values(source, name) if isinstance(item, Mapping)]


def values(source: Any, name: str) -> list[Any]:
    """Return a list, empty when there is none."""
    found = source.get(name) if isinstance(source, Mapping) else None
    return list(found) if isinstance(found, list | tuple) else []


def numbers(source: Any, name: str) -> list[float]:
    """Return a list of numbers; what is not one counts as nothing spent or needed."""
    return [number(value) or 0.0 for value in values(source, name)]


def words(source: Any, name: str, otherwise: str = "") -> str:
    """Return a text, or `otherwise` when there is none."""
    found = source.get(name) if isinstance(source, Mapping) else None
    return found if isinstance(found, str) and found.strip() else otherwise


def whole(source: Any, name: str) -> int | None:
    """Return a whole number, or None."""
    found = number(source.get(name)) if isinstance(source, Mapping) else None
    return None if found is None else round(found)


def language_of(snapshot: Snapshot) -> str:
    """Return the language that a snapshot is written in."""
    return words(part(snapshot, "inputs"), "language", DEFAULT)


def target_of(snapshot: Snapshot, practice: str) -> float | None:
    """Return the level a practice is meant to reach."""
    targets = part(snapshot, "inputs", "targets")
    return number(targets.get(practice, targets.get("default")))


def workloads(snapshot: Snapshot) -> list[Mapping[str, Any]]:
    """Return the judged workloads."""
    return rows(part(snapshot, "verdicts"), "workloads")


def title_of(workload: Mapping[str, Any]) -> str:
    """Return what people call a workload, a domain or a task, short enough for a sentence."""
    return short(
        words(workload, "title") or words(workload, "name") or words(workload, "workload") or say("Unnamed")
    )


def sized(snapshot: Snapshot, name: str) -> Mapping[str, Any]:
    """Return a workload's sizing by name."""
    found = (item for item in rows(part(snapshot, "sizing"), "workloads") if item.get("name") == name)
    return next(found, {})


def chosen_option(snapshot: Snapshot, workload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the option a workload was judged by: the verdict's accelerator, else the first that is feasible."""
    options = rows(sized(snapshot, words(workload, "name")), "options")
    judged = [o for o in options if o.get("accelerator") == workload.get("accelerator")]
    exact = [o for o in judged if o.get("accelerators") == workload.get("accelerators")]
    feasible = [o for o in options if o.get("feasible")]
    return next(iter([*exact, *judged, *feasible, *options]), {})


def go_live(snapshot: Snapshot, name: str) -> Mapping[str, Any]:
    """Return the roadmap's word on when a workload goes live."""
    found = (item for item in rows(part(snapshot, "roadmap"), "go_live") if item.get("workload") == name)
    return next(found, {})


def periods(snapshot: Snapshot) -> list[str]:
    """Return the quarters of the roadmap."""
    return [str(period) for period in values(part(snapshot, "roadmap"), "periods")]


def questions(snapshot: Snapshot) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
    """Yield (domain, practice, question) for every question that was scored."""
    for domain in rows(part(snapshot, "maturity"), "domains"):
        for practice in rows(domain, "practices"):
            for question in rows(practice, "questions"):
                yield domain, practice, question
