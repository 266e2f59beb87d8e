"""Keep scenarios, offer ready-made ones, and ask for their plans."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.document import Document, DocumentError, Fault
from assessments.language import DEFAULT
from assessments.models import Engagement, read_profile
from planner.models import Plan, Scenario
from planner.services.changes.written import Changes
from planner.services.frozen.validation import check_plan_parts
from planner.services.plans.gather import in_scenario, inputs_of
from planner.services.plans.request import Wanted, request_plans

MOST_SCENARIOS = 40


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A scenario that many ask for. `key` is its name."""

    key: str
    title: str | Promise
    note: str | Promise
    changes: Changes


READY_MADE = (
    ReadyMade(
        "buy", _("Buy everything"), _("Own machines wherever a workload may run on them."), Changes(acquire="buy")
    ),
    ReadyMade(
        "rent",
        _("Rent everything"),
        _("Nothing is bought that can be rented; what must stay on own premises is still bought."),
        Changes(acquire="rent"),
    ),
    ReadyMade(
        "hybrid",
        _("The best way for each"),
        _("Bought or rented, whichever is better for each workload."),
        Changes(acquire="any"),
    ),
    ReadyMade(
        "a-year-later",
        _("A year later"),
        _("Nothing is ordered or begun for four quarters; the dates stay as they are."),
        Changes(delay_quarters=4),
    ),
    ReadyMade(
        "less-budget", _("Budget −20 %"), _("A fifth less money in each quarter."), Changes(budget_factor=0.8)
    ),
    ReadyMade(
        "more-budget", _("Budget +20 %"), _("A fifth more money in each quarter."), Changes(budget_factor=1.2)
    ),
)  # fmt: skip


class TooManyScenariosError(ValueError):
    """The engagement has as many scenarios as it can have."""


class StaleScenarioError(RuntimeError):
    """Somebody has changed or removed the scenario since it was shown; `stored` is what there is now, if anything."""

    def __init__(self, stored: Scenario | None) -> None:
        super().__init__("the scenario was changed meanwhile")
        self.stored = stored


def state_of(scenario: Scenario) -> str:
    """Return what tells one state of a scenario from any other."""
    return scenario.updated_at.isoformat()


def ready_made(key: str) -> ReadyMade | None:
    """Return the ready-made scenario of a key."""
    return next((one for one in READY_MADE if one.key == key), None)


def add_scenario(
    *, engagement: Engagement, user: User, title: str, changes: Changes, note: str = "", name: str = ""
) -> Scenario:
    """Store a new scenario under a name that its engagement does not have yet.

    name: wanted for it; the same ready-made scenario asked for twice is one. Raises TooManyScenariosError.
    """
    with transaction.atomic():
        _hold(engagement)  # two new scenarios with one title get two names
        rows = {row.name: row for row in engagement.scenarios.all()}
        if name and name in rows:
            return rows[name]
        if len(rows) >= MOST_SCENARIOS:
            raise TooManyScenariosError
        scenario = Scenario.objects.create(
            engagement=engagement,
            name=name or _free_name(title, rows),
            title=title,
            note=note,
            changes=changes.to_json(),
            created_by=user,
        )
        record(Action.SCENARIO_ADDED, scenario, organisation=engagement.organisation_id, by=user)
    return scenario


def add_ready_made(*, engagement: Engagement, user: User, ready: ReadyMade) -> Scenario:
    """Store a ready-made scenario, in the language of the person. Raises TooManyScenariosError."""
    return add_scenario(
        engagement=engagement,
        user=user,
        title=str(ready.title),
        note=str(ready.note),
        changes=ready.changes,
        name=ready.key,
    )


def change_scenario(*, scenario: Scenario, title: str, note: str, changes: Changes, seen: str) -> None:
    """Replace what a scenario says. Plans keep what it said: their inputs are frozen.

    seen: the state that was shown. Saying the same again changes nothing. Raises StaleScenarioError.
    """
    with transaction.atomic():
        _hold(scenario.engagement)
        stored = Scenario.objects.filter(pk=scenario.pk).first()
        wanted = (title, note, changes.to_json())
        if stored and (stored.title, stored.note, stored.changes) == wanted:
            return
        if stored is None or state_of(stored) != seen:
            raise StaleScenarioError(stored)
        stored.title, stored.note, stored.changes = wanted
        stored.save(update_fields=["title", "note", "changes", "updated_at"])
        record(Action.SCENARIO_CHANGED, stored, organisation=scenario.engagement.organisation_id)


def remove_scenario(*, scenario: Scenario) -> None:
    """Delete a scenario; nothing is done to one that is gone already. Its plans stay."""
    with transaction.atomic():
        _hold(scenario.engagement)
        if Scenario.objects.filter(pk=scenario.pk).delete()[0]:
            record(Action.SCENARIO_REMOVED, scenario, organisation=scenario.engagement.organisation_id)


def _hold(engagement: Engagement) -> None:
    # The engagement's row is the lock: people who change its scenarios, or ask for plans, do it one after the other.
    Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)


def faults_of_changes(engagement: Engagement, title: str, changes: Changes) -> tuple[Fault, ...]:
    """Return why changes cannot be laid over what is known of an engagement: faults of the changes only.

    What is wrong with workloads or constraints as they are is no fault of a scenario.
    """
    try:
        known = inputs_of(engagement, as_of=timezone.localdate())
    except DocumentError:
        return ()
    if check_plan_parts(Document("", None, {}), known):
        return ()
    trial = Scenario(engagement=engagement, name="trial", title=title, changes=changes.to_json())
    bank = read_profile(engagement.bank.fingerprint, engagement.profile)
    try:
        changed = in_scenario(known, trial, bank)
    except DocumentError as error:
        return error.faults
    return tuple(check_plan_parts(Document(title, None, {}), changed))


def request_scenario_plans(
    *,
    engagement: Engagement,
    user: User,
    request_id: uuid.UUID,
    scenarios: Sequence[Scenario],
    with_plain: bool,
    language: str = DEFAULT,
) -> list[Plan]:
    """Freeze and queue a plan of each scenario, and the plain one if wanted: on the same day, over the same answers.

    The same `request_id` returns the plans that it made before. Raises DocumentError, and queues nothing, when one
    of them cannot be planned; StaleScenarioError when one was removed meanwhile.
    """
    with transaction.atomic():
        _hold(engagement)
        present = {row.pk: row for row in engagement.scenarios.all()}
        if any(scenario.pk not in present for scenario in scenarios):
            raise StaleScenarioError(None)
        return _requested(
            engagement, user, request_id, [present[one.pk] for one in scenarios], with_plain, language
        )


def _requested(
    engagement: Engagement,
    user: User,
    request_id: uuid.UUID,
    scenarios: Sequence[Scenario],
    with_plain: bool,
    language: str,
) -> list[Plan]:
    chosen: list[tuple[Scenario | None, str]] = [(None, gettext("Without changes"))] if with_plain else []
    chosen += [(scenario, scenario.title) for scenario in scenarios]
    group = f"{engagement.pk}:{'all' if with_plain else 'one'}"
    wanted = [
        # Of one request, each plan has the same id whenever it is asked for again.
        Wanted(uuid.uuid5(request_id, f"{group}:{scenario.name if scenario else ''}"), scenario, title)
        for scenario, title in chosen
    ]
    return request_plans(engagement=engagement, user=user, wanted=wanted, language=language)


def _free_name(title: str, taken: Mapping[str, Any]) -> str:
    stem = slugify(title)[:50] or "scenario"
    reserved = {"new", "offer", "request", "progress", *(one.key for one in READY_MADE)}
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken and name not in reserved)
