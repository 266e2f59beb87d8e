"""An engagement with workloads and constraints, ready to be planned."""

import uuid
from functools import cache
from typing import Any

from django.db import transaction

from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Bank
from jobs.queries import job_for_key
from planner.models import Plan, Workload
from planner.services.plans.request import request_plan
from planner.services.workloads import set_constraints
from tests.assessments.samples import Setting, level, make_setting, save

ASSISTANT: dict[str, Any] = {
    "model": "llama-3-8b",
    "precision": "fp8",
    "accelerator": "l40s",
    "requests_per_second": 2.0,
    "prompt_tokens": {"p50": 800, "p95": 2000},
    "output_tokens": {"p50": 200, "p95": 500},
}
CONSTRAINTS: dict[str, Any] = {
    "start": "2027-Q1",
    "quarters": 4,
    "budget_usd": 300e3,
    "people": {"platform_engineers": 2, "project_managers": 1},
}


@cache
def shipped_bank() -> Bank:
    """The shipped bank, read once."""
    return load_bank(SHIPPED)


def make_planned_setting(*, workloads: int = 1) -> Setting:
    """An engagement on the shipped bank with a few answers, workloads and constraints."""
    setting = make_setting(shipped_bank())
    save(setting, level(2), question="hw-01-sizing")
    save(setting, level(3), question="se-01-access")
    for number in range(1, workloads + 1):
        make_workload(setting, f"assistant-{number}")
    set_constraints(engagement=setting.engagement, document=CONSTRAINTS)
    return setting


def make_workload(setting: Setting, name: str = "assistant", **fields: Any) -> Workload:
    """Save an inference workload."""
    defaults = {"title": name.replace("-", " ").title(), "kind": "inference", "specification": ASSISTANT}
    return Workload.objects.create(engagement=setting.engagement, name=name, **{**defaults, **fields})


def make_requested_plan(setting: Setting, title: str = "Plan") -> Plan:
    """Ask for a plan, as the lead does."""
    return request_plan(
        engagement=setting.engagement, user=setting.lead, request_id=uuid.uuid4(), title=title
    )


def make_finished_plan(setting: Setting, title: str = "Plan") -> Plan:
    """Ask for a plan and make it, as a worker does."""
    from planner.services.plans.make import make_plan

    plan = make_requested_plan(setting, title)
    write = make_plan(plan, lambda step, fraction: None)
    with transaction.atomic():
        write()
    return Plan.objects.select_related("engagement").get(pk=plan.pk)


def job_state(plan: Plan) -> str:
    """The state of the job that makes a plan."""
    job = job_for_key(plan.job_key)
    return job.state if job else "none"
