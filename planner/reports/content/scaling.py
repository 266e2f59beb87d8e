"""What it takes and what it misses to scale the replicas of a service, in words."""

from collections.abc import Mapping
from typing import Any

from assessments.language import localised, say
from assessments.question_bank.product_names import product_name
from planner.charts import reading
from planner.charts.figures import percent
from planner.charts.reading import Snapshot, words
from planner.charts.scaling_charts import (
    POLICIES,
    Policy,
    best_policy,
    mean_replicas,
    policies_of,
    scaling_columns,
    scaling_rows,
)
from planner.reports.content.model import Page, Point, Table
from planner.reports.content.wording import sentence


def scaling_page(snapshot: Snapshot, workload: Mapping[str, Any]) -> Page | None:
    """Return the page on policies that scale a service; None for a plan or a workload without them."""
    policies = policies_of(snapshot, workload)
    if not policies:
        return None
    points = tuple(
        Point(say(POLICIES[name]), sentence(rule))
        for name, policy in policies.items()
        if name != "fixed" and (rule := words(policy, "rule"))
    )
    table = Table(
        scaling_columns(), scaling_rows(policies), (0.24, 0.18, 0.15, 0.24, 0.19), numeric=(1, 2, 3, 4)
    )
    notes = (
        say(
            "Prices on demand: hardware that is held costs the same when it is stopped. Late is a request that waits "
            "longer than the target leaves. No policy has more replicas than have been sized, and each keeps the "
            "spare ones; starting one takes about five minutes."
        ),
    )
    return Page(_headline(policies), _lead(snapshot, workload, policies), points, table, notes)


def _headline(policies: Mapping[str, Policy]) -> str:
    best = best_policy(policies)
    saved = 1.0 - _median(policies[best]) / _median(policies["fixed"])
    if best == "fixed" or saved < 0.01:
        return say("No policy saves replicas without more late requests")
    return say(
        "{policy}: {share} fewer replicas, hardly more late requests",
        policy=say(POLICIES[best]),
        share=percent(saved),
    )


def _median(policy: Policy) -> float:
    """Return the likely mean of replicas; `policies_of` leaves none without."""
    found = mean_replicas(policy)
    return 1.0 if found is None else found.p50


def _lead(snapshot: Snapshot, workload: Mapping[str, Any], policies: Mapping[str, Policy]) -> str:
    """Name the option that is scaled: the judged one."""
    option = reading.chosen_option(snapshot, workload)
    return say(
        "{count} replicas on {accelerator}, in steps of 15 seconds over a week.",
        count=localised(f"{round(_median(policies['fixed'])):,}"),
        accelerator=product_name(words(option, "accelerator", say("accelerators"))),
    )
