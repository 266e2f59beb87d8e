"""From a look at what would be different to a plan of it: a named scenario, and its plan in the queue."""

import uuid
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from django.db import transaction

from accounts.models import User
from assessments.models import Engagement
from planner.models import Plan
from planner.services.changes.written import NO_CHANGES, Changes, read_changes
from planner.services.plans.request import request_plan
from planner.services.scenarios.keep import add_scenario

_TIMES = ("budget_factor", "people_factor", "load_factor", "hardware_price_factor")
_PLUS = ("delay_quarters", "deadline_quarters")


def plan_what_if(
    *,
    plan: Plan,
    engagement: Engagement,
    user: User,
    title: str,
    changes: Changes,
    request_id: uuid.UUID,
    language: str,
) -> Plan:
    """Keep changes as a scenario, and queue a plan of it. The same `request_id` returns the plan that it made before.

    plan: whose picture was changed; the changes of its own scenario stay under these. Raises DocumentError when that
    cannot be planned, and TooManyScenariosError; nothing is kept then.
    """
    with transaction.atomic():
        # The engagement's row is the lock: the button pressed twice at once finds the first plan the second time.
        Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
        earlier = Plan.objects.filter(request_id=request_id, engagement=engagement).first()
        if earlier is not None:
            return earlier
        scenario = add_scenario(
            engagement=engagement,
            user=user,
            title=title,
            changes=combined(scenario_of(plan.inputs), changes),
        )
        return request_plan(
            engagement=engagement,
            user=user,
            request_id=request_id,
            title=title,
            language=language,
            scenario=scenario,
        )


def scenario_of(inputs: Mapping[str, Any]) -> Changes:
    """Return the changes of the scenario that a plan's inputs were made with. Raises DocumentError."""
    return read_changes(inputs.get("scenario", {}).get("changes", {}))


def combined(first: Changes, then: Changes) -> Changes:
    """Return changes that do what both do, one after the other.

    >>> both = combined(Changes(budget_factor=0.5, delay_quarters=1), Changes(budget_factor=0.8, delay_quarters=2))
    >>> both.to_json()
    {'delay_quarters': 3, 'budget_factor': 0.4}
    """
    found: dict[str, Any] = {}
    for one in fields(Changes):
        old, new = getattr(first, one.name), getattr(then, one.name)
        if one.name in _TIMES and old is not None and new is not None:
            found[one.name] = old * new
        elif one.name in _PLUS:
            found[one.name] = old + new
        elif one.name == "answers":
            found[one.name] = old | new
        elif new != getattr(NO_CHANGES, one.name):
            found[one.name] = new
    return replace(first, **found)
