"""A small organisation to size: one service, some answers, a plan of two years."""

from dataclasses import replace
from datetime import date
from typing import Any

from planner.sizing.demand import AskedQuestion, Demand
from planner.sizing.estimate import Estimate
from planner.sizing.organisation.facts import OrganisationFacts
from planner.sizing.size_organisation import (
    OrganisationSizing,
    PlannedWorkload,
    PlanOutline,
    size_organisation,
)
from planner.sizing.workload import Estate, RoleStock, Site, Workload
from tests.planner.sizing.builders import inference, sized

exact = Estimate.exact
OUTLINE = PlanOutline(
    as_of=date(2026, 11, 1),
    start=date(2027, 1, 1),
    end=date(2028, 12, 31),
    spending_usd=(100e3,) * 8,
    discount_rate=0.08,
    running_usd={"buy-assistant": Estimate(1.5e3, 2e3, 2.5e3)},
)
ESTATE = Estate(
    cpu_cores=exact(640, "cores"),
    data_bytes=exact(100e12, "volume"),
    data_growth_per_year=exact(0.25, "growth"),
    wan_bytes_per_second=exact(1.25e9, "line"),
    renewable_share=exact(0.4, "green"),
    staff=(RoleStock("platform_engineers", exact(2, "staff")),),
    sites=(Site("Here", "FRA"),),
)
FACTS = OrganisationFacts(
    records=exact(1e6, "records"),
    defect_share=exact(0.12, "faulty"),
    class_examples=(exact(9000, "classes"), exact(300, "classes")),
    benefit_usd_per_year=exact(1e6, "benefit"),
    old_platform_usd_per_month=exact(20e3, "old"),
    laws=("gdpr", "hipaa"),
    country="FRA",
)
QUESTIONS = {"records": AskedQuestion("da-02-records", "How many records?")}


def planned(workload: Workload | None = None, **demand: Any) -> PlannedWorkload:
    """A service that is live after a year."""
    workload = workload or inference(name="assistant", accelerator="l40s")
    found = sized(workload)
    wanted = Demand("assistant", "Assistant", workload.kind, data_class="health", first_token_seconds=2.0)
    live = date(2027, 12, 31)
    return PlannedWorkload(replace(wanted, **demand), workload, found.options[0], live, found.autoscaling)


PLANNED = planned()


def organisation(
    facts: OrganisationFacts = FACTS, estate: Estate = ESTATE, *workloads: PlannedWorkload, **given: Any
) -> OrganisationSizing:
    """Size it with 256 scenarios."""
    outline = given.pop("outline", OUTLINE)
    return size_organisation(
        facts, estate, workloads or (PLANNED,), outline, questions=QUESTIONS, samples=256, **given
    )


def middle(sizing: OrganisationSizing, id: str) -> float:
    """The P50 of a figure that is known."""
    value = sizing.figure(id).value
    assert value is not None, id
    return value.p50
