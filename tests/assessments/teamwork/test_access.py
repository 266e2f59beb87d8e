"""Nothing that is sent by an outsider, a reader, or somebody who is not concerned has any effect."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organisation, Role, User
from assessments.models import Assignment, Evidence, Message, SubmissionStep, Thread
from assessments.services import add_link, assign, open_thread
from tests.assessments.samples import Setting, make_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # rights: no database says otherwise

SENT = {
    "evidence-add": ("engagement", "hw-level"),
    "evidence-review": ("evidence",),
    "evidence-remove": ("evidence",),
    "assignment-list": ("engagement",),
    "assignment-remove": ("assignment",),
    "question-delegate": ("engagement", "hw-level"),
    "submission-submit": ("engagement", "hardware"),
    "submission-review": ("engagement", "hardware"),
    "thread-create": ("engagement",),
    "message-add": ("thread",),
    "thread-state": ("thread",),
}
MANAGERS_ONLY = {"evidence-review", "assignment-list", "assignment-remove", "submission-review"}
OF_ONE_PERSON = {"evidence-review", "evidence-remove", "message-add", "thread-state"}


@pytest.fixture
def keys(setting: Setting) -> dict[str, object]:
    """One row of everything, of the respondent."""
    engagement, person = setting.engagement, setting.respondent
    piece = add_link(
        engagement=engagement, question_id="hw-level", added_by=person, link="https://example.org"
    )
    row = assign(
        engagement=engagement, scope="domain", target="data", person=person, assigned_by=setting.lead
    )
    thread = open_thread(engagement=engagement, title="A doubt", opened_by=person, text="So?")
    return {"engagement": engagement.pk, "evidence": piece.pk, "assignment": row.pk, "thread": thread.pk}


def send(client: Client, setting: Setting, keys: dict[str, object], name: str) -> int:
    """Send what would have an effect if it came from somebody who may."""
    data = {
        "link": "https://example.org/other", "decision": "accepted", "step": "accepted", "seen": "0", "note": "x",
        "target": "domain:hardware", "people": setting.lead.pk, "person": setting.lead.pk,
        "title": "T", "text": "x", "state": "resolved",
    }  # fmt: skip
    if name == "evidence-review":
        data["seen"] = "pending"
    return client.post(
        reverse(f"assessments:{name}", args=[keys.get(part, part) for part in SENT[name]]), data
    ).status_code


def effects() -> tuple[object, ...]:
    """Everything that such a request could change."""
    return (
        list(Evidence.objects.values()),
        list(Assignment.objects.values()),
        list(SubmissionStep.objects.values()),
        list(Thread.objects.values()),
        list(Message.objects.values()),
    )


def outsider(role: Role) -> Client:
    user = User.objects.create_user(f"foreign-{role}@example.org")
    elsewhere = Organisation.objects.create(name="Elsewhere", slug=f"elsewhere-{role}")
    Membership.objects.create(user=user, organisation=elsewhere, role=role)
    return signed_in(user)


@pytest.mark.parametrize("name", SENT)
def test_what_an_outsider_or_a_reader_sends_is_refused(
    setting: Setting, keys: dict[str, object], name: str
) -> None:
    before = effects()
    assert send(Client(), setting, keys, name) == 302
    assert [send(outsider(role), setting, keys, name) for role in Role] == [404] * len(Role)
    assert send(signed_in(setting.reader), setting, keys, name) == 403
    assert effects() == before


@pytest.mark.parametrize("name", sorted(MANAGERS_ONLY | OF_ONE_PERSON))
def test_another_respondent_is_refused_what_is_not_theirs(
    setting: Setting, keys: dict[str, object], name: str
) -> None:
    other = make_member(setting.engagement.organisation, Role.RESPONDENT, "other")
    before = effects()
    assert send(signed_in(other), setting, keys, name) == 403
    assert effects() == before


@pytest.mark.parametrize("name", SENT)
def test_what_a_manager_sends_is_taken(setting: Setting, keys: dict[str, object], name: str) -> None:
    before = effects()
    assert send(signed_in(setting.consultant), setting, keys, name) == 302
    if name not in ("evidence-remove", "submission-review"):  # not one's own; not submitted yet
        assert effects() != before


@pytest.mark.parametrize("name", SENT)
def test_nothing_is_taken_without_the_token_of_the_page(
    setting: Setting, keys: dict[str, object], name: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(setting.consultant)
    before = effects()
    assert send(client, setting, keys, name) == 403
    assert effects() == before


def test_a_reader_is_not_offered_the_discussion(setting: Setting) -> None:
    address = reverse("assessments:engagement-detail", args=[setting.engagement.pk])
    assert "Discussion" not in signed_in(setting.reader).get(address).content.decode()
