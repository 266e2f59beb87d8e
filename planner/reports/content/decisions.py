"""What is asked of the reader, most pressing first."""

from collections.abc import Iterator

from assessments.language import either, say, say_plural
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
from planner.reports.content.wording import (
    in_words,
    joined,
    quoted_title,
    sentence,
    short,
    when,
)


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
                say("Name the workloads that matter"),
                say("Readiness is always readiness for something: a model to serve, to tune or to train."),
                say("Without them nothing can be sized, costed or planned."),
            ),
        )
    return tuple(found)


def _conflict(snapshot: Snapshot) -> Iterator[Decision]:
    roadmap = part(snapshot, "roadmap")
    conflicts = [short(str(text).rstrip("."), 160) for text in values(roadmap, "conflicts")]
    if words(roadmap, "status") != "infeasible":
        return
    ways = [short(str(text).rstrip("."), 160) for text in values(roadmap, "relaxations")]
    yield Decision(
        say("Choose which constraint gives way"),
        sentence(say("these cannot all hold: {conflicts}", conflicts="; ".join(conflicts[:3])))
        if conflicts
        else say("No schedule meets them all."),
        sentence(say("the cheapest ways out: {ways}", ways="; ".join(ways[:2])))
        if ways
        else say("Until then there is no plan to follow."),
    )


def _release(snapshot: Snapshot) -> Iterator[Decision]:
    roadmap, named = part(snapshot, "roadmap"), periods(snapshot)
    spending = numbers(roadmap, "spending")
    first = [task for task in rows(roadmap, "initiatives") if task.get("start") == 0]
    if not first or not named or not spending:
        return
    critical = [task for task in first if task.get("critical")]
    yield Decision(
        say(
            "Release {money} for {quarter} and the quarter after",
            money=quantity(sum(spending[:2]), "USD"),
            quarter=quarter(named[0]),
        ),
        sentence(", ".join(_begin(len(first), len(critical), quarter(named[0])))),
        say_plural(
            "Waiting with {tasks} delays what depends on it.",
            "Waiting with {tasks} delays what depends on them.",
            len(critical or first),
            tasks=joined([quoted_title(title_of(task), 50) for task in critical or first], most=2),
        ),
    )


def _begin(count: int, critical: int, at: str) -> Iterator[str]:
    yield say_plural(
        "one task begins in {quarter}",
        "{number} tasks begin in {quarter}",
        count,
        number=in_words(count),
        quarter=at,
    )
    if critical:
        yield say_plural(
            "one of them on the critical path",
            "{number} of them on the critical path",
            critical,
            number=in_words(critical),
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
        yield Decision(
            _order(short(title_of(task), 90), when(named, start)),
            _price(quantity(number(task.get("cost_usd")), "USD"), wait),
            say("Each quarter of delay moves {workloads} by as much.", workloads=joined(served))
            if served
            else say("Later orders move the plan behind it."),
        )


def _order(title: str, at: str) -> str:
    if title.startswith(("Buy ", "Rent ")):
        return say("{task}: order in {quarter}", task=title, quarter=at)
    return say("Order “{task}” in {quarter}", task=title, quarter=at)


def _price(cost: str, wait: int) -> str:
    if not wait:
        return say("It costs {cost}.", cost=cost)
    return say_plural(
        "It costs {cost}; delivery takes one quarter.",
        "It costs {cost}; delivery takes {wait} quarters.",
        wait,
        cost=cost,
        wait=in_words(wait),
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
            say_plural(
                "Accept {workload} one quarter late, or add means",
                "Accept {workload} {late} quarters late, or add means",
                item.late_by,
                workload=item.title,
                late=in_words(item.late_by),
            ),
            say(
                "It is wanted by {deadline} and can go live in {quarter}.",
                deadline=when(named, item.deadline),
                quarter=when(named, item.period),
            ),
            sentence(
                short(say("what would change it: {ways}", ways=either(own[:2])), 220)
                if own
                else short(item.reason, 160)
            ),
        )


def _not_live(snapshot: Snapshot) -> Iterator[Decision]:
    for item in readiness_of(snapshot):
        if item.is_ready or item.period is not None:
            continue
        yield Decision(
            say("Decide whether {workload} is wanted at its price", workload=item.title),
            sentence(short(item.reason, 170)) or _hindered(item),
            say("This plan does without it; more money, power or time would bring it back."),
        )


def _hindered(item: Readiness) -> str:
    if item.blocked:
        return say("It is blocked by {dimensions}.", dimensions=joined(item.blocked))
    return say("It is blocked by what is not known.")


def _unknown(snapshot: Snapshot) -> Iterator[Decision]:
    for workload, item in zip(workloads(snapshot), readiness_of(snapshot), strict=True):
        if not item.unknown:
            continue
        reasons = [
            words(cell, "reason") for cell in rows(workload, "dimensions") if cell.get("status") == "unknown"
        ]
        yield Decision(
            say(
                "Have someone say what is there for {workload}: {dimensions}",
                workload=item.title,
                dimensions=joined(item.unknown),
            ),
            sentence(short(reasons[0], 160)),
            say("Until then its verdict and its date are taken on trust."),
        )


def _worst_first(items: Iterator[Readiness]) -> list[Readiness]:
    return sorted(items, key=lambda item: -item.late_by)


def _open_questions(snapshot: Snapshot) -> Iterator[Decision]:
    """Ask for the answers that would narrow the result most, all in one."""
    asked = rows(part(snapshot, "maturity"), "next_best_questions")[:3]
    if not asked:
        return
    texts = [short(words(question, "text", words(question, "id")), 110) for question in asked]
    yield Decision(
        say_plural(
            "Have one question answered: {question}",
            "Have {number} questions answered, first: {question}",
            len(texts),
            number=in_words(len(texts)),
            question=texts[0],
        ),
        say_plural(
            "Of all that is open, its answer would narrow the result most.",
            "Of all that is open, their answers would narrow the result most.",
            len(texts),
        ),
        say("Until then the intervals in this report stay as wide as they are."),
    )
