"""What could move the result, and what is not known."""

from collections.abc import Iterator

from planner.charts.figures import chance, number, percent
from planner.charts.from_snapshot import dimension_title
from planner.charts.reading import (
    Snapshot,
    part,
    periods,
    questions,
    rows,
    title_of,
    values,
    whole,
    words,
    workloads,
)
from planner.reports.content.model import Page, Point
from planner.reports.content.readiness import readiness_of
from planner.reports.content.wording import counted, joined, sentence, short, when


def risks_page(snapshot: Snapshot) -> Page:
    """Return the page of risks and gaps in knowledge."""
    points = [
        *_unmet(snapshot),
        *_dates(snapshot),
        *_budget(snapshot),
        *_unknown(snapshot),
        *_contradictions(snapshot),
        *_risky(snapshot),
        *_provisional(snapshot),
        *_disagreement(snapshot),
    ]
    lead = "Sorted by what moves the result most: dates and money first, then what is not known."
    if not points:
        return Page(
            "Nothing known stands against this plan",
            "No contradiction, no open question, no tight date was found.",
        )
    return Page(_headline(snapshot), lead, tuple(points[:12]))


def _headline(snapshot: Snapshot) -> str:
    chances = part(snapshot, "roadmap", "robustness", "go_live")
    known = {item.name: item for item in readiness_of(snapshot)}
    held = [(number(value), known[name]) for name, value in chances.items() if name in known]
    found = [(share, item) for share, item in held if share is not None]
    if not found:
        return "What is not known, and what could move the dates"
    share, item = min(found, key=lambda pair: pair[0])
    return f"{item.title} keeps its date with {chance(share)} probability; this is what could move it"


def _dates(snapshot: Snapshot) -> Iterator[Point]:
    chances = part(snapshot, "roadmap", "robustness", "go_live")
    for item in readiness_of(snapshot):
        share = number(chances.get(item.name))
        if share is not None and share < 0.9:
            yield Point(
                f"The date of {item.title}",
                f"{chance(share)} chance to go live by {when(periods(snapshot), item.period)} "
                "when durations vary as they usually do.",
                sentence(short(item.reason, 200)),
            )


def _unmet(snapshot: Snapshot) -> Iterator[Point]:
    """Name wishes that the plan cannot meet; an infeasible plan says so on the roadmap's page."""
    roadmap = part(snapshot, "roadmap")
    if words(roadmap, "status") == "infeasible":
        return
    ways = [short(str(text), 160) for text in values(roadmap, "relaxations")[:2]]
    for text in values(roadmap, "conflicts")[:3]:
        yield Point("Cannot be met", sentence(short(str(text), 260)), sentence("; ".join(ways)))


def _budget(snapshot: Snapshot) -> Iterator[Point]:
    share = number(part(snapshot, "roadmap", "robustness").get("in_budget"))
    if share is not None and share < 0.9:
        yield Point(
            "The budget", f"{chance(1 - share)} chance that the plan costs more than its budget gives."
        )


def _unknown(snapshot: Snapshot) -> Iterator[Point]:
    for workload in workloads(snapshot):
        cells = [cell for cell in rows(workload, "dimensions") if cell.get("status") == "unknown"]
        if cells:
            names = joined([dimension_title(words(cell, "dimension")).lower() for cell in cells])
            yield Point(
                f"Not known for {short(title_of(workload))}: {names}",
                sentence(short(words(cells[0], "reason"), 200)),
            )


def _contradictions(snapshot: Snapshot) -> Iterator[Point]:
    for found in rows(snapshot, "contradictions")[:4]:
        title = f"To settle: {short(words(found, 'title'), 120)}"
        yield Point(title, sentence(short(words(found, "statement"), 300)))


def _risky(snapshot: Snapshot) -> Iterator[Point]:
    tasks = [
        t
        for t in rows(part(snapshot, "roadmap"), "initiatives")
        if t.get("critical") and number(t.get("risk"))
    ]
    tasks.sort(key=lambda task: -(number(task.get("risk")) or 0))
    for task in tasks[:2]:
        risk = number(task.get("risk")) or 0.0
        if risk >= 0.25:
            yield Point(
                f"“{short(title_of(task))}” may not bring what it promises",
                f"{percent(risk)} risk, on the critical path.",
            )


def _provisional(snapshot: Snapshot) -> Iterator[Point]:
    found = [short(title_of(d)) for d in rows(part(snapshot, "maturity"), "domains") if d.get("provisional")]
    if found:
        yield Point(
            f"Provisional: {joined(found)}",
            "Confidence is below one half; more answers, or better founded ones, may move the score.",
        )


def _disagreement(snapshot: Snapshot) -> Iterator[Point]:
    wide = [(practice, q) for _, practice, q in questions(snapshot) if (number(q.get("spread")) or 0) >= 2]
    if wide:
        names = list(dict.fromkeys(short(title_of(practice), 50) for practice, _ in wide))
        several = sum((whole(q, "respondents") or 0) > 1 for _, q in wide)
        yield Point(
            f"People disagree on {counted(len(wide), 'question')}",
            f"Two levels or more apart, most in {joined(names)}. The lower median counts until a consensus is recorded."
            if several
            else f"Two levels or more apart, most in {joined(names)}.",
        )
