"""What changed since the last report: the few facts of an earlier plan, kept with the new one, against its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.language import inside_a_sentence, localised, say, say_plural
from planner.charts.figures import NOTHING, date_text, number, quantity, quarter, score
from planner.charts.marks import status_of, status_word
from planner.charts.reading import Snapshot, numbers, part, periods, rows, title_of, whole, words, workloads
from planner.charts.remarks import live_from
from planner.reports.content.model import Page, Point, Table
from planner.reports.content.wording import capital, in_list, in_words, joined, short

Facts = Mapping[str, Any]
MOST_TASKS = 6


def earlier_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return the facts of a plan that a later report compares itself with: plain data, a few kilobytes.

    Quarters are named and not counted, because a later plan may begin later.
    """
    maturity, roadmap = part(snapshot, "maturity"), part(snapshot, "roadmap")
    named = periods(snapshot)
    return {
        "schema": 1,
        "fingerprint": words(snapshot, "fingerprint"),
        "as_of": words(part(snapshot, "inputs"), "as_of"),
        "versions": {
            name: str(part(snapshot, "versions").get(name, "")) for name in ("engine", "catalogue", "bank")
        },
        "answers": len(rows(part(snapshot, "inputs"), "answers")),
        "overall": _scored(part(maturity, "overall")) | {"index": part(maturity, "overall").get("index")},
        "domains": {words(d, "id"): _scored(d) for d in rows(maturity, "domains")},
        "workloads": {
            words(w, "name"): {
                "title": title_of(w),
                "status": status_of(w.get("status")),
                "live": _named(named, live_from(snapshot, words(w, "name"))),
            }
            for w in workloads(snapshot)
        },
        "cost_usd": sum(numbers(roadmap, "spending")) if rows(roadmap, "initiatives") else None,
        "tasks": {words(t, "id"): title_of(t) for t in rows(roadmap, "initiatives")},
    }


def last_scores(earlier: Facts | None) -> dict[str, float | None]:
    """Return last time's score (1 to 5) of each domain, None where it was not known."""
    found = part(earlier, "domains")
    return {name: number(part(found, name).get("score")) for name in found}


def _scored(item: Facts) -> dict[str, Any]:
    return {name: item.get(name) for name in ("title", "score", "p10", "p90", "level")}


def _named(named: list[str], index: int | None) -> str | None:
    return named[index] if index is not None and 0 <= index < len(named) else None


@dataclass(frozen=True, slots=True)
class Move:
    """A workload that both reports judge, with its quarter then and now; None for none inside the plan."""

    title: str
    then: str | None
    now: str | None


def changed_page(snapshot: Snapshot, earlier: Facts | None) -> Page | None:
    """Return what changed since an earlier report; None without one."""
    if not earlier:
        return None
    now = earlier_of(snapshot)
    columns = (say("What"), say("Then"), say("Now"))
    table = Table(columns, tuple(_lines(earlier, now)), (0.4, 0.3, 0.3))
    points = (*_tasks(earlier, now), *_made_otherwise(earlier, now))
    return Page(_headline(earlier, now), " ".join(_lead(earlier, now)), points, table)


def _headline(then: Facts, now: Facts) -> str:
    return capital("; ".join([*_index_moved(then, now), *_dates_moved(then, now)])) or say(
        "Nothing that both reports know has changed"
    )


def _index_moved(then: Facts, now: Facts) -> Iterator[str]:
    before, after = (number(part(facts, "overall").get("index")) for facts in (then, now))
    if after is None:
        return
    if before is None:
        yield say("maturity is known now: {now} of 100", now=f"{after:.0f}")
        return
    values = {"then": f"{before:.0f}", "now": f"{after:.0f}"}
    if values["then"] == values["now"]:
        yield say("maturity stays at {now} of 100", now=values["now"])
    elif after > before:
        yield say("maturity rose from {then} to {now} of 100", **values)
    else:
        yield say("maturity fell from {then} to {now} of 100", **values)


def _dates_moved(then: Facts, now: Facts) -> Iterator[str]:
    both = list(_moves(then, now))
    moved = [move for move in both if move.then != move.now]
    if not both:
        return
    if not moved:
        yield say("no go-live moves")
    elif len(moved) == 1:
        yield _moved(moved[0])
    else:
        yield say(
            "{moved} of {all} go-lives move", moved=in_words(len(moved)), all=localised(f"{len(both):,}")
        )


def _moves(then: Facts, now: Facts) -> Iterator[Move]:
    for name, after in part(now, "workloads").items():
        before = part(then, "workloads", name)
        if before:
            yield Move(words(after, "title"), words(before, "live") or None, words(after, "live") or None)


def _moved(move: Move) -> str:
    if move.now is None:
        return say(
            "{workload} no longer goes live inside the plan (then: {then})",
            workload=move.title,
            then=quarter(str(move.then)),
        )
    if move.then is None:
        return say(
            "{workload} now goes live inside the plan, in {now}",
            workload=move.title,
            now=quarter(move.now),
        )
    return say(
        "{workload} moves from {then} to {now}",
        workload=move.title,
        then=quarter(move.then),
        now=quarter(move.now),
    )


def _lead(then: Facts, now: Facts) -> Iterator[str]:
    yield say(
        "Compared with the report of {date} (fingerprint {fingerprint}).",
        date=date_text(words(then, "as_of", say("an unknown date"))),
        fingerprint=words(then, "fingerprint", NOTHING)[:12],
    )
    ends = [
        number(part(facts, "overall").get(name)) for facts, name in ((then, "p90"), (now, "p10"),
                                                                     (now, "p90"), (then, "p10"))
    ]  # fmt: skip
    if None in ends:
        return
    then_high, now_low, now_high, then_low = (end or 0.0 for end in ends)
    if now_low <= then_high and then_low <= now_high:
        yield say(
            "The intervals of both scores overlap: the difference may be one of knowledge, not of work."
        )
    else:
        yield say("The intervals of both scores lie apart: the difference is larger than what is not known.")


def _lines(then: Facts, now: Facts) -> Iterator[tuple[str, str, str]]:
    yield say("Maturity index"), _index(then), _index(now)
    for id, after in part(now, "domains").items():
        yield words(after, "title", id), _score(part(then, "domains", id)), _score(after)
    before = part(then, "workloads")
    for name, after in part(now, "workloads").items():
        yield words(after, "title", name), _state(before.get(name)), _state(after)
    for name, gone in before.items():
        if name not in part(now, "workloads"):
            yield words(gone, "title", name), _state(gone), say("no longer described")
    before_usd, now_usd = (quantity(number(facts.get("cost_usd")), "USD") for facts in (then, now))
    yield say("Cost of the plan"), before_usd, now_usd
    given = [localised(f"{whole(facts, 'answers') or 0:,}") for facts in (then, now)]
    yield say("Answers"), given[0], given[1]


def _index(facts: Facts) -> str:
    overall = part(facts, "overall")
    index, low, high = (number(overall.get(name)) for name in ("index", "p10", "p90"))
    if index is None:
        return say("not known")
    if low is None or high is None:
        return f"{index:.0f}"
    return f"{index:.0f} ({25 * (low - 1):.0f}–{25 * (high - 1):.0f})"


def _score(item: Facts) -> str:
    stands, low, high = (number(item.get(name)) for name in ("score", "p10", "p90"))
    if stands is None:
        return say("not known")
    shown = score(stands) if low is None or high is None else f"{score(stands)} ({score(low)}–{score(high)})"
    level = whole(item, "level")
    return shown if level is None else say("{score}, level {level}", score=shown, level=level)


def _state(item: Any) -> str:
    if not item:
        return say("not described")
    state = inside_a_sentence(status_word(words(item, "status")))
    if words(item, "status") == "ready":
        return capital(state)
    live = words(item, "live")
    return capital(
        say("{state}, live in {quarter}", state=state, quarter=quarter(live))
        if live
        else say("{state}, not inside the plan", state=state)
    )


def _tasks(then: Facts, now: Facts) -> Iterator[Point]:
    before, after = part(then, "tasks"), part(now, "tasks")
    new = [in_list(short(str(after[id]), 60)) for id in after if id not in before]
    gone = [in_list(short(str(before[id]), 60)) for id in before if id not in after]
    if new:
        title = say_plural(
            "One task is new in the plan",
            "{number} tasks are new in the plan",
            len(new),
            number=capital(in_words(len(new))),
        )
        yield Point(title, capital(joined(new, most=MOST_TASKS)) + ".")
    if gone:
        title = say_plural(
            "One task is no longer in the plan",
            "{number} tasks are no longer in the plan",
            len(gone),
            number=capital(in_words(len(gone))),
        )
        yield Point(
            title,
            say("Done, or no longer needed or affordable: {tasks}.", tasks=joined(gone, most=MOST_TASKS)),
        )


def _made_otherwise(then: Facts, now: Facts) -> Iterator[Point]:
    """Name what else than the answers differs: with another engine or bank, not all change is change at the client."""
    names = {
        "engine": say("the engine"),
        "catalogue": say("the catalogue"),
        "bank": say("the question bank"),
    }
    other = [
        title
        for name, title in names.items()
        if words(part(then, "versions"), name) != words(part(now, "versions"), name)
    ]
    if other:
        yield Point(
            say("Not measured with the same rule: {parts}", parts=joined(other)),
            say("Part of the change may come from that, and not from what was done."),
        )
