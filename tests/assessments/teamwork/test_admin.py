"""The common work in the admin: looked at by the client's own consultant, changed by nobody."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from assessments.models import Assignment, Evidence, ProbeReading, Submission, Thread
from assessments.probes import read_output
from assessments.services import add_link, add_message, assign, open_thread, submit_domain
from assessments.services.probes import keep_reading
from tests.assessments.samples import Setting, sample_bank, signed_in

pytestmark = pytest.mark.django_db

MODELS = {
    "evidence": Evidence,
    "probereading": ProbeReading,
    "assignment": Assignment,
    "submission": Submission,
    "thread": Thread,
}


@pytest.fixture
def consultant(setting: Setting) -> User:
    User.objects.filter(pk=setting.consultant.pk).update(is_staff=True)
    engagement, person = setting.engagement, setting.respondent
    for number in range(30):
        address = f"https://example.org/{number}"
        add_link(engagement=engagement, question_id="hw-level", added_by=person, link=address)
        thread = open_thread(engagement=engagement, title=f"<b>No. {number}</b>", opened_by=person, text="?")
        add_message(thread=thread, author=setting.lead, text="Yes")
        output = f"CPU(s): {number + 1}"
        reading = read_output(output, machine=f"<b>No. {number}</b>")
        keep_reading(engagement=engagement, reading=reading, source_text=output, read_by=person)
    for question in sample_bank().questions():
        assign(
            engagement=engagement,
            scope="question",
            target=question.id,
            person=person,
            assigned_by=setting.lead,
        )
    for domain in ("hardware", "data"):
        submit_domain(engagement=engagement, domain=domain, by=person, seen=0, note="<b>Done</b>")
    return User.objects.get(pk=setting.consultant.pk)


@pytest.mark.parametrize("name", MODELS)
def test_rows_are_shown_and_never_changed(consultant: User, name: str) -> None:
    client = signed_in(consultant)
    row = MODELS[name]._default_manager.first()
    assert row is not None
    shown = client.get(reverse(f"admin:assessments_{name}_change", args=[row.pk])).content.decode()
    assert 'name="_save"' not in shown
    assert "<b>No." not in shown
    assert "<b>Done" not in shown
    assert client.get(reverse(f"admin:assessments_{name}_add")).status_code == 403
    delete = reverse(f"admin:assessments_{name}_delete", args=[row.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.any_database
@pytest.mark.parametrize("name", MODELS)
def test_a_list_costs_the_same_for_few_rows_and_for_many(
    consultant: User, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(consultant)
    address = reverse(f"admin:assessments_{name}_changelist")
    client.get(address)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(12) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
        keep = MODELS[name]._default_manager.order_by("pk").values_list("pk", flat=True)[:1]
        MODELS[name]._default_manager.exclude(pk__in=list(keep)).delete()
    assert counts[0] == counts[1]


def test_files_are_not_handed_out_by_the_admin(consultant: User) -> None:
    piece = Evidence.objects.first()
    assert piece is not None
    shown = signed_in(consultant).get(reverse("admin:assessments_evidence_change", args=[piece.pk]))
    assert (
        reverse("assessments:evidence-list", args=[piece.engagement_id, "hw-level"]) in shown.content.decode()
    )


def test_the_list_of_measurements_says_whose_they_are_and_leads_to_their_page(consultant: User) -> None:
    client = signed_in(consultant)
    listed = client.get(reverse("admin:assessments_probereading_changelist")).content.decode()
    assert "AI readiness" in listed
    assert "lscpu" in listed
    assert listed.count("Respondent</td>") == 30
    row = ProbeReading.objects.first()
    assert row is not None
    shown = client.get(reverse("admin:assessments_probereading_change", args=[row.pk])).content.decode()
    assert reverse("assessments:probe-detail", args=[row.engagement_id, row.pk]) in shown
    assert row.source_text not in shown
