"""A file of initiatives: previewed, then stored whole or not at all."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.document import write_document
from assessments.language import speaking
from planner.models import OwnInitiative
from planner.roadmap.catalogue import shipped_initiatives
from planner.roadmap.written_initiatives import entry_of
from planner.services.initiatives.file import LARGEST_FILE
from tests.assessments.samples import Setting, signed_in
from tests.planner.samples import make_planned_setting

pytestmark = pytest.mark.any_database  # rights and pages: no database says otherwise

SHIPPED = [entry_of(item) for item in shipped_initiatives()]
CHANGED = SHIPPED[0] | {"duration": 3}
NEW = SHIPPED[1] | {"id": "own-1", "title": "Ours", "effort": {"ml_engineers": 2}}


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def lead(setting: Setting) -> Client:
    return signed_in(setting.lead)


def at(name: str, setting: Setting) -> str:
    return reverse(f"planner:initiative-{name}", args=[setting.engagement.pk])


def send(lead: Client, setting: Setting, content: Any) -> Any:
    if not isinstance(content, bytes):
        content = write_document({"initiatives": content}).encode()
    return lead.post(at("upload", setting), {"file": SimpleUploadedFile("own.yaml", content)})


def confirm(lead: Client, setting: Setting, preview: Any, **changes: str) -> Any:
    typed = {field.html_name: field.value() or "" for field in preview.context["form"]}
    return lead.post(at("apply", setting), typed | {"reason": "Offers of 2026"} | changes)


def kinds(preview: Any) -> dict[str, str]:
    return {one.initiative.id: one.kind for one in preview.context["preview"].changes}


def stored() -> dict[str, Any]:
    return dict(OwnInitiative.objects.values_list("identifier", "document"))


def test_a_file_is_previewed_and_then_stored(setting: Setting, lead: Client) -> None:
    preview = send(lead, setting, [CHANGED, NEW, SHIPPED[2]])
    assert preview.status_code == 200
    assert kinds(preview) == {CHANGED["id"]: "changed", "own-1": "new", SHIPPED[2]["id"]: "same"}
    [difference] = preview.context["preview"].changes[0].differences
    assert (difference.before, difference.after) == ("1 quarter", "3 quarters")
    assert stored() == {}
    assert confirm(lead, setting, preview).status_code == 302
    assert stored() == {CHANGED["id"]: CHANGED, "own-1": NEW}
    assert set(OwnInitiative.objects.values_list("reason", flat=True)) == {"Offers of 2026"}


def test_the_download_changes_nothing_in_whatever_language_it_was_made(
    setting: Setting, lead: Client
) -> None:
    with speaking("de"):
        german = [entry_of(item) for item in shipped_initiatives()]
    assert german[0]["title"] != SHIPPED[0]["title"]
    for content in (lead.get(at("download", setting)).content, german):
        preview = send(lead, setting, content)
        assert set(kinds(preview).values()) == {"same"}
        assert "nothing to store" in preview.content.decode()


def test_what_is_as_shipped_in_the_file_goes_back_to_it(setting: Setting, lead: Client) -> None:
    confirm(lead, setting, send(lead, setting, [CHANGED, NEW]))
    preview = send(lead, setting, [SHIPPED[0]])
    assert kinds(preview) == {SHIPPED[0]["id"]: "shipped"}
    assert confirm(lead, setting, preview).status_code == 302
    assert stored() == {"own-1": NEW}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"initiatives: [", "own.yaml:1: not valid YAML"),
        (b"{}", "initiatives: missing"),
        (b"initiatives: []", "at least 1 item"),
        (b"workloads: []\ninitiatives: [{}]", "workloads: unknown key"),
        ([CHANGED | {"duration": 99}], "initiatives[1].duration: input should be less than or equal to 12"),
        ([CHANGED | {"id": "rent-x"}], "initiatives[1].id: the names of purchases"),
        ([CHANGED, CHANGED], "is used twice"),
        ([NEW | {"after": ["own-1"]}], "each waits for the other"),
        ([NEW | {"lifts": [{"practice": "ZZ-01", "from": 1, "to": 3}]}], "unknown practice 'ZZ-01'"),
        (b"\xff\xfe", "not UTF-8"),
        (b"# " + b"x" * LARGEST_FILE, "larger than 1 MB"),
    ],
)
def test_a_faulty_file_is_refused_whole_with_place_and_line(
    setting: Setting, lead: Client, content: Any, reason: str
) -> None:
    page = send(lead, setting, content)
    assert page.status_code == 422
    text = page.content.decode().replace("&#x27;", "'")
    assert reason in text
    assert stored() == {}


def test_a_file_without_a_fault_but_one_is_not_stored_in_part(setting: Setting, lead: Client) -> None:
    preview = send(lead, setting, [CHANGED, NEW])
    broken = preview.context["form"].initial["text"].replace("duration: 3", "duration: 0")
    page = confirm(lead, setting, preview, text=broken)
    assert page.status_code == 422
    assert "duration" in page.content.decode()
    assert stored() == {}


def test_a_file_needs_a_reason(setting: Setting, lead: Client) -> None:
    page = confirm(lead, setting, send(lead, setting, [NEW]), reason="")
    assert page.status_code == 422
    assert "Say why" in page.content.decode()
    assert confirm(lead, setting, page).status_code == 302


def test_what_others_changed_since_the_preview_is_shown_before_it_is_overwritten(
    setting: Setting, lead: Client
) -> None:
    preview = send(lead, setting, [CHANGED])
    OwnInitiative.objects.create(
        engagement=setting.engagement, identifier=CHANGED["id"], document=CHANGED | {"duration": 5},
        reason="Theirs", changed_by=setting.consultant,
    )  # fmt: skip
    page = confirm(lead, setting, preview)
    assert page.status_code == 409
    [change] = page.context["preview"].changes
    assert [(one.before, one.after) for one in change.differences] == [("5 quarters", "3 quarters")]
    assert stored()[CHANGED["id"]]["duration"] == 5
    assert confirm(lead, setting, page).status_code == 302
    assert stored()[CHANGED["id"]]["duration"] == 3


def test_an_engagement_has_a_most_of_own_initiatives(setting: Setting, lead: Client) -> None:
    page = send(lead, setting, [NEW | {"id": f"own-{number}"} for number in range(201)])
    assert page.status_code == 422
    assert "at most 200" in page.content.decode()


def test_sending_nothing_is_answered(setting: Setting, lead: Client) -> None:
    assert lead.post(at("upload", setting), {}).status_code == 422
    assert lead.post(at("apply", setting), {}).status_code == 302
