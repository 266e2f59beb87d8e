"""While a plan is made, the best schedule so far is kept beside its job: once, newest, and gone with the end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from assessments.language import speaking
from jobs.models import Job
from jobs.queries import job_for_key
from jobs.services.lease import Claim, LeaseLostError, claim, complete
from jobs.tasks import Work, run_due
from planner.models import Plan, Preview
from planner.queries import preview_of
from planner.roadmap.preview import RoadmapPreview
from planner.services.plans import make
from planner.services.plans.preview import KeptPreview
from planner.services.plans.request import mark_plan_failed, retry_plan
from tests.assessments.samples import Setting
from tests.planner.samples import make_planned_setting, make_requested_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def plan(setting: Setting) -> Plan:
    return make_requested_plan(setting)


class Clock:
    """A clock that somebody moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def found(usd: float = 1.0, status: Any = "improving") -> RoadmapPreview:
    """A schedule that is told from others by its money."""
    return RoadmapPreview(status, None, ("2027-Q1",), (), (), (usd,), None, 20.0, 30.0)


def taken() -> Claim:
    """The due job, claimed by a worker."""
    ours = claim()
    assert ours is not None
    return ours


def kept_by(plan: Plan, ours: Claim, **more: Any) -> KeptPreview:
    return KeptPreview(plan, ours.attempt, Work(ours).write_aside, **more)


def shown(plan: Plan) -> float | None:
    """The money of the schedule that people see, None when they see none."""
    preview = preview_of(Plan.objects.get(pk=plan.pk), job_for_key(plan.job_key))
    return None if preview is None else preview.content["roadmap"]["spending"][0]


def fall_silent() -> None:
    """What the table looks like when a worker was killed and its lease has ended."""
    Job.objects.filter(state="running").update(lease_until=timezone.now() - timedelta(minutes=1))


def test_each_schedule_takes_the_place_of_the_one_before(plan: Plan) -> None:
    keep = kept_by(plan, taken())
    assert shown(plan) is None
    for usd in (3.0, 2.0):
        keep(found(usd))
    assert shown(plan) == 2.0
    assert [(row.plan_id, row.key) for row in Preview.objects.all()] == [(plan.pk, "1-2")]


def test_a_preview_says_which_language_it_is_written_in(plan: Plan) -> None:
    with speaking("de"):
        kept_by(plan, taken())(found())
    assert Preview.objects.get().content["inputs"] == {"language": "de"}


def test_what_has_not_changed_is_not_written_again(plan: Plan) -> None:
    keep = kept_by(plan, taken())
    for _ in range(5):
        keep(found())
    assert Preview.objects.get().number == 1


def test_many_schedules_in_a_moment_are_written_about_once_a_second(plan: Plan) -> None:
    clock = Clock()
    keep = kept_by(plan, taken(), clock=clock)
    written = []
    for step in range(1, 101):
        keep(found(float(step)))
        written.append(shown(plan))
        clock.seconds += 0.1
    assert len(set(written)) in (12, 13)  # three at once, then one a second for ten seconds
    assert written[-1] is not None
    assert written[-1] > 85.0


def test_the_end_of_a_search_is_written_however_soon_it_comes(plan: Plan) -> None:
    keep = kept_by(plan, taken(), clock=Clock())
    for usd in (9.0, 8.0, 7.0, 6.0):
        keep(found(usd))
    assert shown(plan) == 7.0
    keep(found(6.0, "optimal"))
    assert shown(plan) == 6.0


def test_a_fault_of_the_database_costs_the_preview_and_not_the_plan(plan: Plan) -> None:
    def fail(write: Callable[[], None]) -> None:
        raise OperationalError("database is locked")

    keep = KeptPreview(plan, 1, fail)
    keep(found())
    assert not Preview.objects.exists()


def test_a_worker_that_lost_its_job_stops_at_the_next_preview(plan: Plan) -> None:
    slow = kept_by(plan, taken())
    slow(found(1.0))
    fall_silent()
    fast = kept_by(plan, taken())
    fast(found(2.0))
    with pytest.raises(LeaseLostError):
        slow(found(3.0))
    assert shown(plan) == 2.0


def test_what_a_killed_worker_left_is_hidden_and_then_written_over(plan: Plan) -> None:
    kept_by(plan, taken())(found(1.0))
    fall_silent()
    second = kept_by(plan, taken())
    assert shown(plan) is None
    second(found(2.0))
    assert shown(plan) == 2.0
    assert Preview.objects.count() == 1


def test_a_plan_that_waits_for_its_next_attempt_shows_nothing(plan: Plan) -> None:
    kept_by(plan, taken())(found())
    Job.objects.filter(state="running").update(state="queued", token=None, lease_until=None)
    assert shown(plan) is None


def test_a_job_shows_previews_while_it_runs_and_leaves_none(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    draw = make.draw_report

    def draw_while_somebody_looks(made: Plan, snapshot: dict[str, Any], variant: str) -> bytes:
        preview = preview_of(Plan.objects.get(pk=made.pk), job_for_key(made.job_key))
        assert preview is not None
        seen.append(preview.content["roadmap"])
        return draw(made, snapshot, variant)

    monkeypatch.setattr(make, "draw_report", draw_while_somebody_looks)
    run_due()
    plan.refresh_from_db()
    assert (plan.state, Preview.objects.count(), shown(plan)) == ("done", 0, None)
    (last,) = seen
    roadmap = plan.snapshot["roadmap"]
    assert (last["status"], last["spending"]) == (roadmap["status"], roadmap["spending"])
    assert "preview" not in plan.snapshot_text


def test_nothing_is_stored_after_the_plan_is_finished(plan: Plan) -> None:
    ours = taken()
    late = kept_by(plan, ours)
    late(found(1.0))
    complete(ours, lambda: mark_plan_failed(plan.pk, "any end will do"))
    with pytest.raises(LeaseLostError):
        late(found(2.0))
    assert not Preview.objects.exists()


def test_the_preview_of_a_plan_that_is_given_up_goes_with_it(plan: Plan) -> None:
    kept_by(plan, taken())(found())
    Job.objects.filter(state="running").update(attempts=5)
    fall_silent()
    run_due()
    plan.refresh_from_db()
    assert (plan.state, Preview.objects.count()) == ("failed", 0)
    retry_plan(plan)
    assert shown(plan) is None


def test_what_another_release_left_behind_is_swept_with_the_next_plan(setting: Setting, plan: Plan) -> None:
    left = make_requested_plan(setting)
    Plan.objects.filter(pk=left.pk).update(state="failed", reason="no power")
    Preview.objects.create(plan=left, attempt=1, number=1, content={})
    kept_by(plan, taken())(found())
    mark_plan_failed(make_requested_plan(setting).pk, "no power")
    assert [row.plan_id for row in Preview.objects.all()] == [plan.pk]
