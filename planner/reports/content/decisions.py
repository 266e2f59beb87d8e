"""What is asked of the reader, most pressing first."""

from collections.abc import Iterator

from planner.charts.figures import number, quantity, quarter
from planner.charts.reading import (
    Snapshot,
    numbers,
    part,
    periods,
    rows,
    title_of,
    values,
    whole,
    words,
    workloads,
)
from planner.reports.content.model import Decision
from planner.reports.content.readiness import Readiness, readiness_of
from planner.reports.content.wording import capital, counted, joined, sentence, short, when


def decisions_of(snapshot: Snapshot) -> tuple[Decision, ...]:
    """Return the decisions asked for: what conflicts, money, orders, late and blocked workloads, open questions."""
    found = [
        *_conflict(snapshot),
        *_release(snapshot),
        *_orders(snapshot),
        *_late(snapshot),
        *_not_live(snapshot),
        *_unknown(snapshot),
        *_open_questions(snapshot),
    ]
    if not readiness_of(snapshot):
        found.insert(
            0,
            Decision(
                "Name the workloads that matter",
                "Readiness is always readiness for something: a model to serve, to tune or to train.",
                "Without them nothing can be sized, costed or planned.",
            ),
        )
    return tuple(found)


def _conflict(snapshot: Snapshot) -> Iterator[Decision]:
    roadmap = part(snapshot, "roadmap")
    conflicts = [short(str(text), 160) for text in values(roadmap, "conflicts")]
    if words(roadmap, "status") != "infeasible":
        return
    ways = [short(str(text), 160) for text in values(roadmap, "relaxations")]
    yield Decision(
        "Choose which constraint gives way",
        sentence(f"these cannot all hold: {'; '.join(conflicts[:3])}")
        if conflicts
        else "No schedule meets them all.",
        sentence("the cheapest ways out: " + "; ".join(ways[:2]))
        if ways
        else "Until then there is no plan to follow.",
    )


def _release(snapshot: Snapshot) -> Iterator[Decision]:
    roadmap, named = part(snapshot, "roadmap"), periods(snapshot)
    spending = numbers(roadmap, "spending")
    first = [task for task in rows(roadmap, "initiatives") if task.get("start") == 0]
    if not first or not named or not spending:
        return
    critical = [task for task in first if task.get("critical")]
    names = joined([f"“{short(title_of(task), 50)}”" for task in critical or first], most=2)
    pressing = f", {counted(len(critical), 'of them', 'of them')} on the critical path" if critical else ""
    begins = "begins" if len(first) == 1 else "begin"
    yield Decision(
        f"Release {quantity(sum(spending[:2]), 'USD')} for {quarter(named[0])} and the quarter after",
        f"{capital(counted(len(first), 'task'))} {begins} in {quarter(named[0])}{pressing}.",
        f"Waiting with {names} delays what depends on {'it' if len(critical or first) == 1 else 'them'}.",
    )


def _orders(snapshot: Snapshot) -> Iterator[Decision]:
    named = periods(snapshot)
    orders = [
        task
        for task in rows(part(snapshot, "roadmap"), "initiatives")
        if task.get("kind") in ("purchase", "contract")
    ]
    orders.sort(
        key=lambda task: (
            not task.get("critical"),
            whole(task, "start") or 0,
            -(number(task.get("cost_usd")) or 0),
        )
    )
    titles = {item.name: item.title for item in readiness_of(snapshot)}
    for task in orders[:1]:
        start = whole(task, "start") or 0
        wait = (whole(task, "work_start") or start) - start
        served = [titles.get(str(name), str(name)) for name in values(task, "unlocks")]
        lead = f"; delivery takes {counted(wait, 'quarter')}" if wait else ""
        title = short(title_of(task), 90)
        at = when(named, start)
        yield Decision(
            f"{title}: order in {at}" if title.startswith(("Buy ", "Rent ")) else f"Order “{title}” in {at}",
            f"It costs {quantity(number(task.get('cost_usd')), 'USD')}{lead}.",
            f"Each quarter of delay moves {joined(served)} by as much."
            if served
            else "Later orders move the plan behind it.",
        )


def _late(snapshot: Snapshot) -> Iterator[Decision]:
    named = periods(snapshot)
    ways = [str(text) for text in values(part(snapshot, "roadmap"), "relaxations")]
    for item in _worst_first(item for item in readiness_of(snapshot) if item.late_by > 0):
        own = [
            text.removeprefix(f"{item.title}: ").rstrip(".")
            for text in ways
            if text.startswith(f"{item.title}: ")
        ]
        yield Decision(
            f"Accept {item.title} {counted(item.late_by, 'quarter')} late, or add means",
            f"It is wanted by {when(named, item.deadline)} and can go live in {when(named, item.period)}.",
            sentence(
                short("what would change it: " + " or ".join(own[:2]), 220)
                if own
                else short(item.reason, 160)
            ),
        )


def _not_live(snapshot: Snapshot) -> Iterator[Decision]:
    for item in readiness_of(snapshot):
        if item.is_ready or item.period is not None:
            continue
        yield Decision(
            f"Decide whether {item.title} is wanted at its price",
            sentence(short(item.reason, 170))
            or f"It is blocked by {joined(item.blocked) or 'what is not known'}.",
            "This plan does without it; more money, power or time would bring it back.",
        )


def _unknown(snapshot: Snapshot) -> Iterator[Decision]:
    for workload, item in zip(workloads(snapshot), readiness_of(snapshot), strict=True):
        if not item.unknown:
            continue
        reasons = [
            words(cell, "reason") for cell in rows(workload, "dimensions") if cell.get("status") == "unknown"
        ]
        yield Decision(
            f"Have someone say what is there for {item.title}: {joined(item.unknown)}",
            sentence(short(reasons[0], 160)),
            "Until then its verdict and its date are taken on trust.",
        )


def _worst_first(items: Iterator[Readiness]) -> list[Readiness]:
    return sorted(items, key=lambda item: -item.late_by)


def _open_questions(snapshot: Snapshot) -> Iterator[Decision]:
    for question in rows(part(snapshot, "maturity"), "next_best_questions")[:3]:
        yield Decision(
            f"Have one question answered: {short(words(question, 'text', words(question, 'id')), 110)}",
            "Of all that is open, its answer would narrow the result most.",
            "Until then the intervals in this report stay as wide as they are.",
        )
