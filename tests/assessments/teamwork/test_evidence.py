"""Evidence: who adds, who sees, who reviews, and when it counts."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from assessments.models import Evidence
from assessments.queries import evidence_waiting, given_answers
from assessments.services import (
    ClosedError,
    LockedError,
    TooMuchEvidenceError,
    UnknownQuestionError,
    UnwelcomeFileError,
    accept_domain,
    accept_evidence,
    add_file,
    add_link,
    close_engagement,
    create_engagement,
    reject_evidence,
    remove_evidence,
    submit_domain,
    upgrade_bank,
)
from assessments.services import evidence as service
from tests.assessments.samples import Setting, level, make_member, save, signed_in
from tests.assessments.teamwork.files import PNG, pdf
from tests.assessments.teamwork.held import links_there
from tests.assessments.versions import make_versions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept_files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def add(setting: Setting, content: bytes = b"A plan.", name: str = "plan.txt", **more: Any) -> Evidence:
    said = {"question_id": "hw-level", "added_by": setting.respondent, **more}
    return add_file(engagement=setting.engagement, name=name, file=io.BytesIO(content), **said)


def link(setting: Setting, address: str = "https://example.org/plan", **more: Any) -> Evidence:
    said = {"question_id": "hw-level", "added_by": setting.respondent, **more}
    return add_link(engagement=setting.engagement, link=address, **said)


def page(setting: Setting, user: User) -> str:
    address = reverse("assessments:evidence-list", args=[setting.engagement.pk, "hw-level"])
    return " ".join(signed_in(user).get(address).content.decode().split())


def send(setting: Setting, user: User, **data: Any) -> HttpResponse:
    address = reverse("assessments:evidence-add", args=[setting.engagement.pk, "hw-level"])
    response: HttpResponse = signed_in(user).post(address, data)
    return response


def test_a_file_is_kept_under_a_name_that_says_nothing(setting: Setting, folder: Path) -> None:
    piece = add(setting, pdf(), "../../Capacity <plan>.pdf")
    assert (piece.title, piece.content_type) == ("Capacity <plan>", "application/pdf")
    assert piece.file.name.startswith(f"evidence/{setting.engagement.pk}/")
    assert "plan" not in piece.file.name
    assert kept_files(folder) == [pdf()]


def test_pressing_twice_keeps_one(setting: Setting, folder: Path) -> None:
    assert add(setting) == add(setting)
    assert link(setting) == link(setting)
    assert Evidence.objects.count() == 2
    assert len(kept_files(folder)) == 1


def test_a_refused_file_leaves_nothing_behind(setting: Setting, folder: Path) -> None:
    for content in (b"", b"x" * (service.LARGEST_FILE_BYTES + 1)):
        with pytest.raises(UnwelcomeFileError, match="at most 20 MB"):
            add(setting, content)
    links_there(setting, 1, size_bytes=service.MOST_BYTES_PER_ENGAGEMENT - 5)
    with pytest.raises(TooMuchEvidenceError, match="is full"):
        add(setting)
    links_there(setting, service.MOST_PER_QUESTION - 1)
    with pytest.raises(TooMuchEvidenceError, match="which is the most"):
        add(setting)
    assert Evidence.objects.exclude(link="").count() == Evidence.objects.count() == service.MOST_PER_QUESTION
    assert kept_files(folder) == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org"]
)
def test_a_link_is_http_or_https(setting: Setting, address: str) -> None:
    with pytest.raises(UnwelcomeFileError):
        link(setting, address)
    assert send(setting, setting.respondent, link=address).status_code in (302, 422)
    assert not Evidence.objects.exclude(link__startswith="http").exists()


def test_it_counts_once_a_second_person_accepted_it_until_it_expires(setting: Setting) -> None:
    save(setting, level(5))
    piece = link(setting)

    def counts() -> bool:
        return given_answers(setting.engagement)[0].has_evidence

    assert not counts()
    assert accept_evidence(evidence=piece, by=setting.lead)
    assert counts()
    piece.refresh_from_db()
    today = timezone.localdate()
    assert accept_evidence(evidence=piece, by=setting.lead, expires_on=today + timedelta(days=1))
    assert counts()
    piece.refresh_from_db()
    assert accept_evidence(evidence=piece, by=setting.lead, expires_on=today)
    assert not counts()
    piece.refresh_from_db()
    assert piece.has_expired
    assert reject_evidence(evidence=piece, by=setting.consultant, note="It is a draft.")
    assert not counts()


def test_nobody_reviews_their_own(setting: Setting) -> None:
    piece = link(setting, added_by=setting.lead)
    assert not accept_evidence(evidence=piece, by=setting.lead)
    assert not reject_evidence(evidence=piece, by=setting.lead, note="x")
    assert accept_evidence(evidence=piece, by=setting.consultant)


def test_of_two_reviews_of_the_same_state_the_second_is_told(setting: Setting) -> None:
    piece = link(setting)
    assert accept_evidence(evidence=piece, by=setting.lead)
    assert not reject_evidence(evidence=piece, by=setting.consultant, note="No")
    with pytest.raises(ValueError, match="why"):
        reject_evidence(evidence=piece, by=setting.consultant, note=" ")


def test_only_ones_own_that_waits_can_be_removed(
    setting: Setting, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    piece, accepted = add(setting), link(setting)
    accept_evidence(evidence=accepted, by=setting.lead)
    assert not remove_evidence(evidence=piece, by=setting.lead)
    assert not remove_evidence(evidence=accepted, by=setting.respondent)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_evidence(evidence=piece, by=setting.respondent)
    assert kept_files(folder) == []


def test_a_closed_engagement_and_an_accepted_questionnaire_take_none(setting: Setting) -> None:
    piece = link(setting)
    submit_domain(engagement=setting.engagement, domain="hardware", by=setting.respondent, seen=0)
    accept_domain(engagement=setting.engagement, domain="hardware", by=setting.lead, seen=1)
    with pytest.raises(LockedError):
        add(setting)
    with pytest.raises(LockedError):
        remove_evidence(evidence=piece, by=setting.respondent)
    assert "Add evidence" not in page(setting, setting.respondent)
    assert send(setting, setting.respondent, link="https://example.org").status_code == 422
    assert link(setting, question_id="da-level").pk
    close_engagement(setting.engagement)
    with pytest.raises(ClosedError):
        link(setting, question_id="da-level")


def test_what_counts_is_not_changed_once_the_engagement_is_closed(setting: Setting) -> None:
    piece = link(setting)
    close_engagement(setting.engagement)
    piece.refresh_from_db()
    with pytest.raises(ClosedError):
        accept_evidence(evidence=piece, by=setting.lead)
    assert "Review it" not in page(setting, setting.lead)
    sent = {"decision": "accepted", "seen": "pending"}
    here = reverse("assessments:evidence-review", args=[piece.pk])
    assert "stays as it is" in signed_in(setting.lead).post(here, sent, follow=True).content.decode()
    piece.refresh_from_db()
    assert piece.state == "pending"


def test_what_waits_goes_along_with_its_question_and_can_still_be_taken_back(folder: Path, db: None) -> None:
    setting, bank = make_versions()
    piece = add(setting, question_id="hw-before")
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    copy = Evidence.objects.get(question="hw-after")
    assert (copy.file.name, copy.state) == (piece.file.name, "pending")
    (waiting,) = evidence_waiting(setting.engagement)
    assert waiting == copy
    for one in (piece, copy):
        assert kept_files(folder) == [b"A plan."]
        here = reverse("assessments:evidence-remove", args=[one.pk])
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert signed_in(setting.respondent).post(here, follow=True).status_code == 200
    assert kept_files(folder) == []


def test_files_go_with_their_engagement_once_it_is_gone_for_good(folder: Path, db: None) -> None:
    setting, bank = make_versions()
    add(setting, question_id="hw-before")
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    other = create_engagement(
        organisation=setting.engagement.organisation, title="Another", created_by=setting.lead, bank=bank
    )
    add(replace(setting, engagement=other), content=b"Theirs.")
    with TestCase.captureOnCommitCallbacks(execute=True):
        setting.engagement.delete()
        assert len(kept_files(folder)) == 2
    assert kept_files(folder) == [b"Theirs."]


def test_files_stay_when_deleting_their_engagement_is_taken_back(setting: Setting, folder: Path) -> None:
    add(setting)
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        setting.engagement.delete()
        transaction.set_rollback(True)
    assert Evidence.objects.count() == 1
    assert kept_files(folder) == [b"A plan."]


def test_a_file_that_cannot_be_deleted_is_logged_and_hinders_nobody(
    setting: Setting, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = folder / add(setting).file.name
    add(setting, content=b"Another.", name="another.txt")
    stuck.unlink()
    (stuck / "x").mkdir(parents=True)
    with TestCase.captureOnCommitCallbacks(execute=True):
        setting.engagement.delete()
    assert f"the file {stuck.relative_to(folder)} of deleted evidence is still there" in caplog.text
    assert kept_files(folder) == []


def test_a_question_the_bank_has_not_takes_none(setting: Setting) -> None:
    with pytest.raises(UnknownQuestionError):
        link(setting, question_id="hw-nothing")


def test_only_who_added_it_and_managers_see_it(setting: Setting) -> None:
    other = make_member(setting.engagement.organisation, Role.RESPONDENT, "other")
    piece = add(setting, name="Secret plan.txt")
    address = reverse("assessments:evidence-download", args=[piece.pk])
    for user in (setting.respondent, setting.lead, setting.consultant):
        assert "Secret plan" in page(setting, user)
        assert signed_in(user).get(address).status_code == 200
    assert "Secret plan" not in page(setting, other)
    assert signed_in(other).get(address).status_code == 403
    assert signed_in(setting.reader).get(address).status_code == 403


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Capacity plan", "capacity-plan.txt"),
        ('a"; filename="evil.html', "a-filenameevilhtml.txt"),
        ("evil.html\r\nSet-Cookie: a=b", "evilhtml-set-cookie-ab.txt"),
        ("../../etc/passwd", "etcpasswd.txt"),
        ("プラン", "evidence.txt"),
        ("\u202efdp.exe", "fdpexe.txt"),
    ],
)
def test_a_download_is_an_attachment_that_no_browser_runs(setting: Setting, title: str, name: str) -> None:
    piece = add(setting, title=title)
    response = signed_in(setting.lead).get(reverse("assessments:evidence-download", args=[piece.pk]))
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert b"".join(response.streaming_content) == b"A plan."


def test_a_link_has_no_file_to_download(setting: Setting) -> None:
    address = reverse("assessments:evidence-download", args=[link(setting).pk])
    assert signed_in(setting.lead).get(address).status_code == 404


def test_it_is_added_and_reviewed_on_its_page(setting: Setting) -> None:
    file = SimpleUploadedFile("rack.png", PNG, content_type="text/html")
    assert send(setting, setting.respondent, file=file, title="The rack").status_code == 302
    piece = Evidence.objects.get()
    assert piece.content_type == "image/png"
    overview = reverse("assessments:engagement-detail", args=[setting.engagement.pk])
    assert "The rack" in signed_in(setting.lead).get(overview).content.decode()
    review = reverse("assessments:evidence-review", args=[piece.pk])
    sent = {"decision": "rejected", "seen": "pending", "note": "Too dark"}
    assert signed_in(setting.lead).post(review, sent).status_code == 302
    assert "Too dark" in page(setting, setting.respondent)
    stale = {"decision": "accepted", "seen": "pending"}
    assert "reviewed meanwhile" in signed_in(setting.lead).post(review, stale, follow=True).content.decode()
    again = {"decision": "accepted", "seen": "rejected", "expires_on": "2099-01-01"}
    signed_in(setting.lead).post(review, again)
    piece.refresh_from_db()
    assert (piece.state, piece.expires_on) == ("accepted", date(2099, 1, 1))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"link": "https://example.org", "file": SimpleUploadedFile("a.txt", b"x")},
        {"file": SimpleUploadedFile("a.html", b"<html>")},
        {"file": SimpleUploadedFile("a.txt", b"")},
        {"link": "https://example.org", "title": "x" * 201},
    ],
)
def test_what_is_refused_is_explained(setting: Setting, data: dict[str, Any]) -> None:
    response = send(setting, setting.respondent, **data)
    assert response.status_code == 422
    assert b"field__error" in response.content or b"alert--error" in response.content
    assert Evidence.objects.count() == 0


def test_what_people_wrote_is_shown_as_text(setting: Setting) -> None:
    attack = "<script>alert(1)</script>"
    piece = link(setting, f"https://example.org/{attack}", title=attack)
    reject_evidence(evidence=piece, by=setting.lead, note=attack)
    for user in (setting.respondent, setting.consultant):
        shown = page(setting, user)
        assert "&lt;script&gt;" in shown
        assert attack not in shown


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_for_one_piece_and_for_thirty(
    setting: Setting, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        link(setting, f"https://example.org/{number}")
    client = signed_in(setting.lead)
    address = reverse("assessments:evidence-list", args=[setting.engagement.pk, "hw-level"])
    with django_assert_num_queries(5):  # session, user, engagement, evidence, state of the questionnaire
        assert client.get(address).status_code == 200
