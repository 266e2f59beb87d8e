"""The chart of the policies that scale a service, and the rows of its table."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say, to_say
from planner.charts import reading
from planner.charts.amounts import AmountRow, amount_bars
from planner.charts.figures import NOTHING, Interval, interval, significant, with_span
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, rows, title_of, words

POLICIES = {
    "fixed": to_say("All replicas, always"),
    "reactive": to_say("By load"),
    "scheduled": to_say("By schedule"),
    "predictive": to_say("By forecast"),
}
MORE_LATE = 0.01  # share of requests that a policy may miss beyond those that all replicas miss
Policy = Mapping[str, Any]


def policies_of(snapshot: Snapshot, workload: Mapping[str, Any]) -> dict[str, Policy]:
    """Return what each policy takes and misses, by its name; empty without them or with nothing to scale."""
    sized = reading.sized(snapshot, words(workload, "name"))
    found = {words(item, "policy"): item for item in rows(sized, "autoscaling")}
    known = {name: found[name] for name in POLICIES if name in found and mean_replicas(found[name])}
    most = mean_replicas(known["fixed"]) if "fixed" in known else None
    return known if most is not None and most.p50 > 1 else {}


def mean_replicas(policy: Policy) -> Interval | None:
    """Return the replicas of a policy that are up or starting, on average over the year."""
    return interval(policy.get("mean_replicas"))


def cost_of(policy: Policy) -> Interval | None:
    """Return the cost of a policy in USD a year, at prices on demand."""
    return interval(policy.get("cost_usd_per_year"))


def late_share(policy: Policy) -> Interval:
    """Return the share of requests that wait longer than the target leaves; nothing known counts as all of them."""
    return interval(policy.get("late_share")) or Interval(1.0, 1.0, 1.0)


def best_policy(policies: Mapping[str, Policy]) -> str:
    """Return the policy with the fewest replicas of those that miss hardly more than all replicas: as sized.

    Plans before engine 1.3 do not name it: there it misses at most one request in a hundred more, at P50 and P90.
    """
    if not any("best" in policy for policy in policies.values()):
        return _fewest_replicas(policies)
    return next((name for name, policy in policies.items() if policy.get("best") is True), "fixed")


def _fewest_replicas(policies: Mapping[str, Policy]) -> str:
    all_up = late_share(policies["fixed"])
    safe = {
        name: replicas.p50
        for name, policy in policies.items()
        if (replicas := mean_replicas(policy)) is not None
        and late_share(policy).p50 <= all_up.p50 + MORE_LATE
        and late_share(policy).p90 <= all_up.p90 + MORE_LATE
    }
    return min(safe, key=lambda name: safe[name])


def scaling_charts(
    snapshot: Snapshot, workload: Mapping[str, Any], index: int, source: str
) -> Iterator[Chart]:
    """Yield the chart of what each policy costs (without a price: how many replicas it keeps), and misses."""
    policies = policies_of(snapshot, workload)
    if not policies:
        return
    is_priced = all(cost_of(policy) is not None for policy in policies.values())
    best = best_policy(policies)
    bars = [
        AmountRow(
            say(
                "{policy}: late {share}",
                policy=say(POLICIES[name]),
                share=with_span(late_share(policy), "ratio"),
            ),
            cost_of(policy) if is_priced else mean_replicas(policy),
            is_marked=name == best,
        )
        for name, policy in policies.items()
    ]
    table = scaling_rows(policies)
    yield Chart(
        key=f"scaling-{index}",
        title=say("{workload}: scaling its replicas", workload=title_of(workload)),
        units=say("Cost of a year on demand in USD, and late requests; P50 (P10–P90)")
        if is_priced
        else say("Replicas on average over a year, and late requests; P50 (P10–P90)"),
        source=source,
        description="; ".join(f"{row[0]}: {row[3] if is_priced else row[1]}, {row[4]}" for row in table),
        columns=scaling_columns(),
        table=table,
        paint=lambda width, theme, part: amount_bars(
            bars[part],
            "USD" if is_priced else "count",
            width,
            theme,
            marked=to_say("Fewest replicas, hardly more late requests"),
        ),
        rows=len(bars),
    )


def scaling_columns() -> tuple[str, str, str, str, str]:
    """Return the heads of `scaling_rows`."""
    return (
        say("Policy"),
        say("Replicas on average"),
        say("Most replicas"),
        say("Cost of a year"),
        say("Late requests"),
    )


def scaling_rows(policies: Mapping[str, Policy]) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return (policy, replicas on average, most replicas, cost of a year, late requests) of each policy."""
    return tuple(
        (
            say(POLICIES[name]),
            _mean_text(mean_replicas(policy)),
            NOTHING if (most := interval(policy.get("most_replicas"))) is None else with_span(most, "count"),
            NOTHING if (cost := cost_of(policy)) is None else with_span(cost, "USD"),
            with_span(late_share(policy), "ratio"),
        )
        for name, policy in policies.items()
    )


def _mean_text(count: Interval | None) -> str:
    """Write a mean of replicas, which need not be whole."""
    if count is None:
        return NOTHING
    middle, low, high = (significant(value) for value in (count.p50, count.p10, count.p90))
    return middle if count.is_exact else f"{middle} ({low}–{high})"
