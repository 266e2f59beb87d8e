"""Saved output of commands: sent, shown beside the claims, accepted as measured answers."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Action, Role, User
from assessments.models import AnswerRevision, Content, ProbeReading
from assessments.probes import read_output
from assessments.services import ClosedError, close_engagement
from assessments.services.probes import accept_measurements, keep_reading
from tests.assessments.probes.saved import probe_bank, saved
from tests.assessments.samples import Setting, answer, make_member, make_setting, save, signed_in
from tests.audit_log import the_one

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>"
EVIL_NAME = EVIL.replace("<", "&lt;")
EVIL_OUTPUT = f"<nvidia_smi_log><gpu><product_name>{EVIL_NAME}</product_name></gpu></nvidia_smi_log>"


@pytest.fixture
def setting(db: None) -> Setting:
    """An engagement on a bank that asks for what commands measure."""
    return make_setting(probe_bank())


def address(setting: Setting, name: str = "list", *args: int) -> str:
    return reverse(f"assessments:probe-{name}", args=[setting.engagement.pk, *args])


def amount(likely: float, **fields: Any) -> Content:
    return Content("answered", {"low": likely, "likely": likely, "high": likely}, **fields)


def send(
    setting: Setting, *names: str, by: User | None = None, machine: str = "", text: str = ""
) -> HttpResponse:
    """Send saved outputs as files, or a text."""
    files = [SimpleUploadedFile(name, saved(name)) for name in names]
    data = {"text": text, "machine": machine, "outputs": files}
    response: HttpResponse = signed_in(by or setting.respondent).post(address(setting, "create"), data)
    return response


def page(client: Client, where: str) -> str:
    return " ".join(client.get(where).content.decode().split())


def accept(setting: Setting, *questions: str, by: User | None = None) -> HttpResponse:
    """Accept what all readings say."""
    readings = ProbeReading.objects.values_list("pk", flat=True)
    data = {"reading": list(readings), "question": list(questions)}
    response: HttpResponse = signed_in(by or setting.respondent).post(address(setting, "accept"), data)
    return response


def test_an_output_is_kept_and_shown_before_it_is_an_answer(setting: Setting) -> None:
    save(setting, amount(64.0), question="cores")
    response = send(setting, "lscpu-epyc-7451.txt", machine="node-1")
    row = ProbeReading.objects.get()
    assert (row.command, row.machine, row.read_by) == ("lscpu", "node-1", setting.respondent)
    assert response.headers["Location"] == address(setting, "detail", row.pk)
    shown = page(signed_in(setting.respondent), response.headers["Location"])
    assert "48 cores" in shown
    assert "64 cores" in shown
    assert "measured is 25 % less than claimed" in shown
    assert "Save the ticked answers as measured" in shown
    assert answer(setting, "cores").value == {"low": 64.0, "likely": 64.0, "high": 64.0}


def test_accepting_saves_a_measured_answer_that_names_command_machine_and_date(setting: Setting) -> None:
    save(setting, amount(64.0, comment="From the invoice", evidence="ticket 5"), question="cores")
    send(setting, "lscpu-epyc-7451.txt", machine="node-1")
    assert accept(setting, "cores").status_code == 302
    found = answer(setting, "cores")
    row = ProbeReading.objects.get()
    when = f"{row.read_at:%-d %B %Y}"
    assert (found.content.basis, found.content.evidence, found.value["likely"]) == (
        "measured",
        "ticket 5",
        48.0,
    )
    assert found.comment == f"Measured with lscpu on node-1; read on {when}.\nFrom the invoice"
    assert row.accepted_questions == ["cores"]
    entry = the_one(Action.MEASUREMENTS_ACCEPTED)
    assert (entry.actor, entry.details) == (setting.respondent, {"questions": ["cores"]})
    assert row.accepted_at is not None


def test_what_differs_much_is_not_ticked_at_first_because_machines_may_be_missing(setting: Setting) -> None:
    save(setting, amount(480.0), question="cores")
    send(setting, "lscpu-epyc-7451.txt", "free-bytes.txt", machine="node-1")
    shown = page(signed_in(setting.respondent), address(setting))
    assert 'name="question" value="cores" >' in shown
    assert 'name="question" value="ram" checked>' in shown
    assert shown.count("Do these outputs cover all machines") == 1


def test_accepting_again_changes_nothing(setting: Setting) -> None:
    send(setting, "lscpu-epyc-7451.txt", machine="node-1")
    for _ in range(3):
        accept(setting, "cores")
    assert AnswerRevision.objects.count() == 1
    assert "Your answer, as measured" in page(signed_in(setting.respondent), address(setting))


def test_only_the_ticked_answers_are_saved(setting: Setting) -> None:
    send(setting, "lscpu-epyc-7451.txt", "free-bytes.txt", machine="node-1")
    accept(setting, "ram", "notes", "unknown")
    assert list(AnswerRevision.objects.values_list("answer__question", flat=True)) == ["ram"]
    assert (
        "Nothing was chosen"
        in signed_in(setting.respondent).post(address(setting, "accept"), {}, follow=True).content.decode()
    )


def test_outputs_of_several_machines_are_summed_and_can_be_left_out(setting: Setting) -> None:
    send(setting, "lscpu-epyc-7451.txt", machine="node-1")
    send(setting, "lscpu-epyc-7451.txt", machine="node-2")
    first = ProbeReading.objects.order_by("pk").first()
    assert first is not None
    client = signed_in(setting.respondent)
    assert "96 cores" in page(client, address(setting))
    alone = page(client, f"{address(setting)}?reading={first.pk}")
    assert "96 cores" not in alone
    assert "left out" in alone
    client.post(address(setting, "accept"), {"reading": [first.pk], "question": ["cores"]})
    assert answer(setting, "cores").value["likely"] == 48.0


def test_file_names_name_the_machines(setting: Setting) -> None:
    files = [
        SimpleUploadedFile("node-1-lscpu.txt", saved("lscpu-epyc-7451.txt")),
        SimpleUploadedFile("node-2-lscpu.txt", saved("lscpu-epyc-7451.txt")),
    ]
    response = signed_in(setting.respondent).post(address(setting, "create"), {"outputs": files}, follow=True)
    assert "96 cores" in response.content.decode()
    assert set(ProbeReading.objects.values_list("machine", flat=True)) == {"node-1", "node-2"}


def test_the_same_output_sent_twice_is_kept_once(setting: Setting) -> None:
    for _ in range(2):
        send(setting, "free-bytes.txt", machine="node-1")
    assert ProbeReading.objects.count() == 1


def test_what_is_not_understood_is_refused_with_its_name_and_nothing_is_kept(setting: Setting) -> None:
    response = send(setting, "free-bytes.txt", "free-gib.txt")
    shown = " ".join(response.content.decode().split())
    assert response.status_code == 422
    assert "free-gib.txt: line 2, Mem: the unit of 23 cannot be told: send the output of free -b" in shown
    assert ProbeReading.objects.count() == 0
    assert send(setting).status_code == 422
    assert send(setting, text="hello").status_code == 422
    assert send(setting, text="CPU(s): 1\x00").status_code == 422


def test_a_file_over_the_limit_is_refused_and_a_pasted_one_too(setting: Setting) -> None:
    large = SimpleUploadedFile("lscpu.txt", b"CPU(s): 1\n" * 300_000)
    response = signed_in(setting.respondent).post(address(setting, "create"), {"outputs": large})
    assert (response.status_code, "larger than 2 MB" in response.content.decode()) == (422, True)
    assert send(setting, text="x" * 2_400_000).status_code == 422
    assert ProbeReading.objects.count() == 0


def test_windows_powershell_may_save_the_output(setting: Setting) -> None:
    send(setting, "lscpu-utf16.txt")
    assert "2 cores" in page(signed_in(setting.respondent), address(setting))


def test_markup_in_an_output_is_text(setting: Setting) -> None:
    send(setting, text=EVIL_OUTPUT, machine=f"m{EVIL}")
    row = ProbeReading.objects.get()
    client = signed_in(setting.lead)
    for where in (address(setting), address(setting, "detail", row.pk)):
        shown = client.get(where).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown
    bad = send(setting, text="x", machine=EVIL).content.decode()
    assert "<script>alert" not in bad
    shown = signed_in(setting.respondent).post(
        address(setting, "create"), {"outputs": SimpleUploadedFile(f"{EVIL}.txt", b"x")}
    )
    assert "<script>alert" not in shown.content.decode()


def test_accelerators_that_are_not_listed_are_named_and_cannot_be_accepted_alone(setting: Setting) -> None:
    rows = [{"type": "h100-sxm", "count": 8.0}]
    save(setting, Content("answered", {"rows": rows}), question="gpus")
    send(setting, "nvidia-smi-workstation.xml", machine="desk")
    shown = page(signed_in(setting.respondent), address(setting))
    assert "2 × NVIDIA RTX A5000" in shown
    assert "This cannot be an answer" in shown
    assert "fewer" not in shown
    accept(setting, "gpus")
    assert answer(setting, "gpus").value == {"rows": rows}


def test_respondents_see_their_own_outputs_and_claims_only(setting: Setting) -> None:
    send(setting, "lscpu-epyc-7451.txt", machine="node-1", by=setting.lead)
    save(setting, amount(12.0), question="cores", by=setting.lead)
    row = ProbeReading.objects.get()
    client = signed_in(setting.respondent)
    assert client.get(address(setting, "detail", row.pk)).status_code == 404
    send(setting, "lscpu-epyc-7451.txt", machine="node-2")
    assert "12 cores" not in page(client, address(setting))
    assert "node-1" not in page(client, address(setting))
    accept(setting, "cores")
    assert answer(setting, "cores").value["likely"] == 48.0
    seen = page(signed_in(setting.lead), address(setting))
    assert "96 cores" in seen
    assert "One other person answered" in seen
    assert "All as one" in seen


def test_an_output_is_deleted_once_that_was_confirmed_and_its_answers_stay(setting: Setting) -> None:
    send(setting, "lscpu-epyc-7451.txt", machine="node-1")
    accept(setting, "cores")
    row = ProbeReading.objects.get()
    said = answer(setting, "cores")
    client = signed_in(setting.consultant)
    assert address(setting, "delete", row.pk) in page(client, address(setting, "detail", row.pk))
    asked = page(client, address(setting, "delete", row.pk))
    assert "Delete the output of lscpu on node-1?" in asked
    assert "These answers were accepted from it. They stay" in asked
    assert "<li>How many cores?</li>" in asked
    assert ProbeReading.objects.count() == 1
    gone = client.post(address(setting, "delete", row.pk), follow=True).content.decode()
    assert "Answers that were accepted from it stay." in gone
    assert not ProbeReading.objects.exists()
    kept = answer(setting, "cores")
    assert (kept.content, kept.revision) == (said.content, said.revision)
    assert "lscpu on node-1" in kept.comment
    assert client.post(address(setting, "delete", row.pk)).status_code == 404


def test_an_output_of_which_nothing_was_accepted_says_so_before_it_is_deleted(setting: Setting) -> None:
    send(setting, text="CPU(s): 2", machine=EVIL)
    row = ProbeReading.objects.get()
    asked = page(signed_in(setting.respondent), address(setting, "delete", row.pk))
    assert "No answer was accepted from it." in asked
    assert "<script>alert" not in asked


def test_nobody_deletes_an_output_that_they_may_not_see(setting: Setting) -> None:
    send(setting, text="CPU(s): 2", by=setting.lead)
    row = ProbeReading.objects.get()
    for person, status in ((setting.respondent, 404), (setting.reader, 403)):
        client = signed_in(person)
        assert client.get(address(setting, "delete", row.pk)).status_code == status
        assert client.post(address(setting, "delete", row.pk)).status_code == status
    elsewhere = signed_in(User.objects.create_user("stranger@example.org"))
    assert elsewhere.post(address(setting, "delete", row.pk)).status_code == 404
    assert ProbeReading.objects.exists()


def test_a_closed_engagement_takes_no_output_and_no_answer(setting: Setting) -> None:
    send(setting, "lscpu-epyc-7451.txt", machine="node-1")
    close_engagement(setting.engagement)
    assert send(setting, "free-bytes.txt").status_code == 422
    assert accept(setting, "cores").status_code == 409
    assert AnswerRevision.objects.count() == 0
    reading = read_output(saved("free-bytes.txt"))
    with pytest.raises(ClosedError):
        keep_reading(engagement=setting.engagement, reading=reading, source_text="x", read_by=setting.lead)
    with pytest.raises(ClosedError):
        accept_measurements(
            engagement=setting.engagement,
            person=setting.lead,
            readings=list(ProbeReading.objects.all()),
            question_ids=["cores"],
        )


def test_questions_that_can_be_measured_say_so(setting: Setting) -> None:
    where = reverse("assessments:questionnaire-group", args=[setting.engagement.pk, "machines"])
    shown = page(signed_in(setting.respondent), where)
    assert shown.count("Measure instead of guessing") == 4
    assert "LC_ALL=C lscpu" in shown
    overview = reverse("assessments:engagement-detail", args=[setting.engagement.pk])
    assert address(setting) in page(signed_in(setting.respondent), overview)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_reading_and_for_thirty(
    setting: Setting, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reading = read_output(saved("lscpu-epyc-7451.txt"))
    for number in range(count):
        person = make_member(setting.engagement.organisation, Role.RESPONDENT, f"other{number}")
        save(setting, amount(10.0 + number), question="cores", by=person)
        keep_reading(
            engagement=setting.engagement, reading=reading, source_text=f"output {number}", read_by=person
        )
    client = signed_in(setting.lead)
    with django_assert_max_num_queries(12) as queries:
        assert client.get(address(setting)).status_code == 200
    assert len(queries) == LIST_QUERIES


LIST_QUERIES = 9
