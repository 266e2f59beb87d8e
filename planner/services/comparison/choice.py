"""What the choice between plans comes down to, computed from their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.language import say, say_plural
from planner.charts.figures import chance as chance_text
from planner.charts.figures import quantity
from planner.charts.reading import numbers, part, periods
from planner.reports.content.wording import joined, quoted_title
from planner.services.comparison.dates import LiveDate, live_date
from planner.services.comparison.held_ways import held_ways
from planner.services.comparison.measures import chance_of_budget, unserved
from planner.services.comparison.model import Side
from planner.services.comparison.table import is_same, workload_names


@dataclass(frozen=True, slots=True)
class Standing:
    """One plan in few numbers. waiting: quarters until each workload is live, times its value; never counts double."""

    title: str
    money_usd: float
    live: int
    in_time: int
    workloads: int
    waiting: float
    budget_chance: float | None


def standings_of(sides: Sequence[Side]) -> list[Standing]:
    """Return every plan in few numbers."""
    names = list(workload_names([side.snapshot for side in sides]))
    dates = [[live_date(side.snapshot, name) for name in names] for side in sides]
    known = [date.quarter for row in dates for date in row if date and date.quarter is not None]
    first = min(known, default=0)
    return [_standing(side, row, first) for side, row in zip(sides, dates, strict=True)]


def _standing(side: Side, dates: Sequence[LiveDate | None], first: int) -> Standing:
    never = 2 * len(periods(side.snapshot))
    waiting = sum(
        (date.value * (never if date.quarter is None else date.quarter - first))
        if date is not None
        else float(never)
        for date in dates
    )
    return Standing(
        title=quoted_title(side.title),
        money_usd=sum(numbers(part(side.snapshot, "roadmap"), "spending")),
        live=sum(date is not None and date.quarter is not None for date in dates),
        in_time=sum(date is not None and date.is_in_time for date in dates),
        workloads=len(dates),
        waiting=waiting,
        budget_chance=chance_of_budget(side.snapshot).value,
    )


def choice_sentences(sides: Sequence[Side]) -> tuple[str, ...]:
    """Return what sets the plans apart: readiness against money, then risk. Nothing for fewer than two plans."""
    found = standings_of(sides)
    if len(found) < 2:
        return ()
    return (*_sentences(found), *held_ways(sides), *_unserved(sides))


def _sentences(found: Sequence[Standing]) -> Iterator[str]:
    soonest = min(found, key=lambda one: (-one.live, one.waiting, one.money_usd))
    cheapest = min(found, key=lambda one: (one.money_usd, -one.live, one.waiting))
    if all(_serves_like(one, found[0]) and _costs_like(one, found[0]) for one in found):
        yield say("The plans bring the same workloads live at the same time for the same money.")
    elif _costs_like(soonest, cheapest):
        yield say(
            "{plan} is ahead in both: {result} for {money} within the plan, and none costs less.",
            plan=soonest.title,
            result=_result(soonest),
            money=quantity(soonest.money_usd, "USD"),
        )
        yield from _alike(soonest, found)
    elif _serves_like(soonest, cheapest):
        yield say(
            "{plan} is ahead in both: {result} for {money} within the plan, and none does so sooner.",
            plan=cheapest.title,
            result=_result(cheapest),
            money=quantity(cheapest.money_usd, "USD"),
        )
        yield from _alike(cheapest, found)
    else:
        yield from _trade(soonest, cheapest)
        yield from _alike(soonest, found)
    yield from _risk(found)


def _trade(soonest: Standing, cheapest: Standing) -> Iterator[str]:
    yield say(
        "The choice comes down to time or money: with {soonest}, {most} for {money} within the plan; {cheapest} costs"
        " {saving} less, and {least}.",
        soonest=soonest.title,
        most=_result(soonest),
        money=quantity(soonest.money_usd, "USD"),
        cheapest=cheapest.title,
        saving=quantity(soonest.money_usd - cheapest.money_usd, "USD"),
        least=_result(cheapest),
    )


def _alike(best: Standing, found: Sequence[Standing]) -> Iterator[str]:
    """Yield the plans that come to the same as the best one."""
    same = [
        one.title for one in found if one is not best and _serves_like(one, best) and _costs_like(one, best)
    ]
    if same:
        yield say_plural(
            "{plans} comes to the same as {best}.",
            "{plans} come to the same as {best}.",
            len(same),
            plans=joined(same, most=len(same)),
            best=best.title,
        )


def _risk(found: Sequence[Standing]) -> Iterator[str]:
    known = [(one.budget_chance, one.title) for one in found if one.budget_chance is not None]
    if len(known) < 2:
        return
    (least, riskiest), (most, safest) = min(known), max(known)
    if not is_same("ratio", least, most):
        yield say(
            "The chance to keep the budget is {most} with {safest} and {least} with {riskiest}.",
            most=chance_text(most),
            safest=safest,
            least=chance_text(least),
            riskiest=riskiest,
        )


def _unserved(sides: Sequence[Side]) -> Iterator[str]:
    for side in sides:
        if missing := unserved(side.snapshot):
            yield say(
                "With {plan}, no option is feasible for {workloads}.",
                plan=quoted_title(side.title),
                workloads=joined([quoted_title(title) for title in missing]),
            )


def _result(one: Standing) -> str:
    if not one.live:
        return say("no workload goes live")
    live = say_plural(
        "{live} of {all} workloads goes live",
        "{live} of {all} workloads go live",
        one.live,
        live=one.live,
        all=one.workloads,
    )
    if one.in_time == one.live:
        return say("{result} (in time)", result=live)
    if not one.in_time:
        return say("{result} (none in time)", result=live)
    return say_plural("{result} (one in time)", "{result} ({count} in time)", one.in_time, result=live)


def _serves_like(one: Standing, other: Standing) -> bool:
    return one.live == other.live and one.waiting == other.waiting


def _costs_like(one: Standing, other: Standing) -> bool:
    return is_same("USD", one.money_usd, other.money_usd)
