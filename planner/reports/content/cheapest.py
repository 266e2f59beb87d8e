"""The cheapest way to each workload and each target, in words: what it costs, how long it takes, what else there is."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import localised, say, say_plural, to_say
from planner.charts.figures import NOTHING, Interval, chance, number, quantity, quarter, with_span
from planner.charts.reading import Snapshot, part, periods, rows, values, whole, words
from planner.reports.content.model import CheapestPage, Steps, Table
from planner.reports.content.wording import in_words, quarters_text, sentence, short, when

TITLE = to_say("The cheapest way to …")
INDEX_PER_LEVEL = 25
_GIVEN_UP = {
    "deadline": to_say("No way keeps its date; this one comes as soon as the least cost allows."),
    "budget": to_say("No way keeps the budget; this one takes it that there is more money."),
}
_WIDTHS = (0.27, 0.2, 0.2, 0.08, 0.25)
_STEP_WIDTHS = (0.36, 0.16, 0.13, 0.35)


def cheapest_page(snapshot: Snapshot) -> CheapestPage | None:
    """Return what each open aim costs at least; None for a plan without that."""
    ways = rows(part(snapshot, "roadmap"), "cheapest")
    if not ways:
        return None
    columns = (say("Aim"), say("Cost (P10–P90)"), say("Reached by"), say("Steps"), say("Next-best way"))
    return CheapestPage(
        say(TITLE),
        _headline(snapshot, ways),
        say(
            "For each aim alone: the set of initiatives, purchases and searches for people that costs least, of "
            "these the one that is done first, scheduled as early as people and money allow. The roadmap serves all "
            "aims together, so that steps of one way serve others as well."
        ),
        Table(columns, tuple(_line(snapshot, way) for way in ways), _WIDTHS, numeric=(3,)),
        tuple(_steps(snapshot, way) for way in ways),
        tuple(_notes(ways)),
    )


def _headline(snapshot: Snapshot, ways: list[Mapping[str, Any]]) -> str:
    """Name the cheapest aim: where the least money brings something to its end."""
    found = [way for way in ways if part(way, "way")]
    if not found:
        return say("No aim can be reached within this plan")
    least = min(found, key=lambda way: number(part(way, "way").get("cost_usd")) or 0.0)
    return say(
        "The cheapest aim: {aim}, for {money} by {quarter}",
        aim=_aim(least),
        money=quantity(number(part(least, "way").get("cost_usd")), "USD"),
        quarter=_finish(snapshot, part(least, "way")),
    )


def _aim(way: Mapping[str, Any]) -> str:
    """Return what is to be reached."""
    kind, title = words(way, "kind"), short(words(way, "title", words(way, "subject")))
    if kind == "workload":
        return say("{workload} ready", workload=title)
    today, needed = number(way.get("today")), number(way.get("needed"))
    if kind == "overall":
        return say("Overall index from {today} to {needed}", today=_index(today), needed=_index(needed))
    return say("{domain} from {today} to {needed}", domain=title, today=_level(today), needed=_level(needed))


def _index(score: float | None) -> str:
    return NOTHING if score is None else localised(f"{INDEX_PER_LEVEL * (score - 1):.0f}")


def _level(score: float | None) -> str:
    return NOTHING if score is None else localised(f"{score:.2f}")


def _line(snapshot: Snapshot, entry: Mapping[str, Any]) -> tuple[str, ...]:
    way = part(entry, "way")
    if not way:
        return _aim(entry), NOTHING, say("not within this plan"), NOTHING, NOTHING
    reached = say(
        "{quarter}, {chance} likely",
        quarter=_finish(snapshot, way),
        chance=chance(number(way.get("chance"))),
    )
    given_up = [str(limit) for limit in values(entry, "given_up")]
    late, dear = say("after its date"), say("beyond the budget")
    reached += f"; {late}" if "deadline" in given_up else ""
    cost = with_span(_cost(way), "USD") + (f"; {dear}" if "budget" in given_up else "")
    return _aim(entry), cost, reached, str(len(rows(way, "steps"))), _other(snapshot, entry)


def _cost(way: Mapping[str, Any]) -> Interval | None:
    low, middle, high = (number(way.get(key)) for key in ("cost_low_usd", "cost_usd", "cost_high_usd"))
    if low is None or middle is None or high is None:
        return None
    return Interval(low, middle, high)


def _finish(snapshot: Snapshot, way: Mapping[str, Any]) -> str:
    finish = whole(way, "finish") or 0
    return when(periods(snapshot), max(finish - 1, 0))


def _other(snapshot: Snapshot, entry: Mapping[str, Any]) -> str:
    other = part(entry, "other")
    if not other:
        return say("none: each step is needed") if words(entry, "other_status") == "infeasible" else NOTHING
    more = (number(other.get("cost_usd")) or 0.0) - (number(part(entry, "way").get("cost_usd")) or 0.0)
    finish = _finish(snapshot, other)
    if more < 1:
        return say("the same cost, by {quarter}", quarter=finish)
    return say("{money} more, by {quarter}", money=quantity(more, "USD"), quarter=finish)


def _steps(snapshot: Snapshot, entry: Mapping[str, Any]) -> Steps:
    way, texts = part(entry, "way"), []
    if way:
        texts.append(_time(way))
    texts += [say(_GIVEN_UP[str(limit)]) for limit in values(entry, "given_up") if limit in _GIVEN_UP]
    texts += [sentence(str(reason)) for reason in values(entry, "reasons")]
    if trade := words(entry, "trade"):
        texts.append(say("The next-best way: {trade}", trade=trade))
    columns = (say("Step"), say("When"), say("Cost"), say("What for"))
    lines = tuple(_step(snapshot, step) for step in rows(way, "steps"))
    table = Table(columns, lines, _STEP_WIDTHS, numeric=(2,)) if lines else None
    return Steps(_aim(entry), tuple(texts), table)


def _time(way: Mapping[str, Any]) -> str:
    critical = [short(words(step, "title")) for step in rows(way, "steps") if step.get("critical")]
    time = quarters_text(whole(way, "finish") or 0)
    if not critical:
        return sentence(say("It takes {time}", time=time))
    return say_plural(
        "It takes {time}; a delay of {steps} delays all.",
        "It takes {time}; a delay of one of {number} steps delays all: {steps}.",
        len(critical),
        time=time,
        number=in_words(len(critical)),
        steps="; ".join(critical),
    )


def _step(snapshot: Snapshot, step: Mapping[str, Any]) -> tuple[str, ...]:
    quarters = periods(snapshot)
    first, last = whole(step, "start") or 0, (whole(step, "finish") or 1) - 1
    named = [quarter(quarters[at]) for at in (first, max(first, last)) if 0 <= at < len(quarters)]
    cost = quantity(number(step.get("cost_usd")), "USD")
    return (
        short(words(step, "title")),
        " – ".join(dict.fromkeys(named)),
        say("decided") if step.get("decided") else cost,
        words(step, "why"),
    )


def _notes(ways: list[Mapping[str, Any]]) -> Iterator[str]:
    if all(words(way, "status") in ("optimal", "infeasible") for way in ways):
        yield say("Proven: no way within the limits costs less.")
    else:
        gaps = [number(way.get("gap")) or 0.0 for way in ways if words(way, "status") == "feasible"]
        yield say(
            "Not all are proven: another way may cost up to {gap} less.",
            gap=chance(max(gaps, default=1.0)),
        )
    yield say(
        "Cost is all the money of a step, whenever it is due; rented capacity counts to the end of the plan. What is "
        "decided already costs nothing more. The next-best way lacks at least one step of the first."
    )
