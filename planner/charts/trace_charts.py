"""The chart of a day of a service: requests, and the replicas of each policy."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from assessments.language import say
from planner.charts.day_trace import PolicyDay, day_trace
from planner.charts.figures import Interval, significant
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, numbers, part, title_of
from planner.charts.scaling_charts import POLICIES, Policy, best_policy, policies_of

Value = TypeVar("Value")


def trace_charts(snapshot: Snapshot, workload: Mapping[str, Any], index: int, source: str) -> Iterator[Chart]:
    """Yield scaling-day-<n> where the busiest day of a service was kept with its policies."""
    policies = policies_of(snapshot, workload)
    requests = _requests(policies)
    best = best_policy(policies) if policies else ""
    days = [
        PolicyDay(say(POLICIES[name]), tuple(found), name == best)
        for name, policy in policies.items()
        if (found := numbers(part(policy, "day"), "replicas"))
    ]
    if not days or not requests:
        return
    hours = range(24)
    yield Chart(
        key=f"scaling-day-{index}",
        title=say("{workload}: its busiest day, and the replicas that follow it", workload=title_of(workload)),
        units=say("Requests per second with P10–P90, and replicas at the median, by the hour"),
        source=source,
        description="; ".join(
            say("{policy}: {least} to {most} replicas", policy=day.title, least=significant(min(day.replicas)),
                most=significant(max(day.replicas)))
            for day in days
        ),
        columns=(say("Hour"), say("Requests per second"), *(day.title for day in days)),
        table=tuple(
            (
                f"{hour}:00",
                significant(_at(requests, hour).p50),
                *(significant(_at(day.replicas, hour)) for day in days),
            )
            for hour in hours
        ),
        paint=lambda width, theme, part: day_trace(requests, days, width, theme),
    )  # fmt: skip


def _at(values: Sequence[Value], hour: int) -> Value:
    return values[int((hour + 0.5) / 24 * len(values))]


def _requests(policies: Mapping[str, Policy]) -> list[Interval]:
    """Return requests per second over the day, P10 to P90: the same under each policy."""
    known = next((part(policy, "day") for policy in policies.values()), {})
    ends = [numbers(part(known, "requests_per_second"), name) for name in ("p10", "p50", "p90")]
    found = [Interval(*values) for values in zip(*ends, strict=False)]
    return found if any(rate.p50 for rate in found) else []
