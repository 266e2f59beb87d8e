"""The stop rule: what must be true before the plan goes on to its largest order, or past its first quarter."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from planner.charts.figures import number, quantity, quarter
from planner.charts.reading import Snapshot, part, periods, rows, title_of, whole, words
from planner.reports.content.model import Point
from planner.reports.content.wording import joined, quoted_title

Task = Mapping[str, Any]
MOST = 3


def stop_rule(snapshot: Snapshot) -> Point | None:
    """Return when to stop and plan anew; None for a plan without anything to wait for.

    The gate stands before the largest purchase or contract that is not placed at once; without one, at the end of
    the first quarter. What is to be done by then is done on the critical path, or at all where nothing is critical.
    """
    tasks = rows(part(snapshot, "roadmap"), "initiatives")
    named = periods(snapshot)
    order = max((t for t in tasks if _is_order(t) and _start(t) > 0), key=_cost, default=None)
    gate = _start(order) if order is not None else 1
    before = [task for task in tasks if 0 < (whole(task, "finish") or 0) <= gate]
    due = [task for task in before if task.get("critical")] or before
    if not due or gate > len(named):
        return None
    done = joined(
        [quoted_title(title_of(task), 60) for task in sorted(due, key=_cost, reverse=True)], most=MOST
    )
    most = _most(before)
    at = quarter(named[gate - 1])
    if order is None:
        title = say("Stop rule at the end of {quarter}", quarter=at)
    else:
        title = say("Stop rule before {order}", order=quoted_title(title_of(order), 60))
    if most is None:
        return Point(
            title,
            say(
                "Go on only if this is done by the end of {quarter}: {tasks}. If not: stop and plan anew.",
                tasks=done,
                quarter=at,
            ),
        )
    return Point(
        title,
        say(
            "Go on only if this is done by the end of {quarter}: {tasks}; and if what is finished by then has cost no "
            "more than {money}, its high estimate. If not: stop and plan anew.",
            tasks=done,
            quarter=at,
            money=quantity(most, "USD"),
        ),
    )


def _is_order(task: Task) -> bool:
    return words(task, "kind") in ("purchase", "contract")


def _start(task: Task) -> int:
    return whole(task, "start") or 0


def _cost(task: Task) -> float:
    return number(task.get("cost_usd")) or 0.0


def _most(tasks: list[Task]) -> float | None:
    """Return the sum of the high estimates; None when one of the tasks has none."""
    highs = [number(task.get("cost_high_usd")) for task in tasks]
    return None if None in highs else sum(high or 0.0 for high in highs)
