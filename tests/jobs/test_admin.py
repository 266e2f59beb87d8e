"""Jobs in the admin."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job
from tests.jobs.rows import make_job

pytestmark = pytest.mark.django_db


def test_what_was_given_up_is_tried_again_from_the_list(admin_client: Client) -> None:
    dead = make_job(state="dead", attempts=5, reason="no power", finished_at=timezone.now())
    done = make_job(state="done", attempts=1, finished_at=timezone.now())
    url = reverse("admin:jobs_job_changelist")
    assert b"no power" in admin_client.get(url).content
    selection = {"action": "try_again", "_selected_action": [dead.pk, done.pk]}
    response = admin_client.post(url, selection, follow=True)
    assert b"One job is queued again." in response.content
    assert {job.key: job.state for job in Job.objects.all()} == {dead.key: "queued", done.key: "done"}


def test_a_job_is_read_and_not_edited(admin_client: Client) -> None:
    job = make_job(payload={"plan": 7})
    page = admin_client.get(reverse("admin:jobs_job_change", args=[job.pk]))
    assert page.status_code == 200
    assert not page.context["adminform"].form.fields
    assert admin_client.get(reverse("admin:jobs_job_add")).status_code == 403
    assert (
        admin_client.post(reverse("admin:jobs_job_delete", args=[job.pk]), {"post": "yes"}).status_code == 403
    )
    assert Job.objects.filter(pk=job.pk).exists()


def test_a_consultant_sees_no_jobs(client: Client, django_user_model: type) -> None:
    consultant = django_user_model.objects.create_user(
        email="c@example.com", password="long enough 1", is_staff=True
    )
    client.force_login(consultant)
    assert client.get(reverse("admin:jobs_job_changelist")).status_code == 403
