"""What a German reader sees of an engagement: no page, and no reply to what was sent, has English in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from assessments.models import Content, Engagement, forget_translations
from assessments.question_bank.translation import Translation, texts_of
from assessments.services import assign, record_override, store_translation
from tests.assessments.german import english_on, german_client
from tests.assessments.samples import Setting, answer, level, make_setting, sample_bank, save, signed_in
from tests.factories import make_superuser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
]  # the language of pages: no database says otherwise

NAMES = {"consultant": "Anna Weiss", "lead": "Bernd Vogt", "respondent": "Clara Roth", "reader": "Dirk Lang"}


def pk(setting: Setting) -> dict[str, Any]:
    """What the address of most pages of an engagement needs."""
    return {"pk": setting.engagement.pk}


@dataclass(frozen=True, slots=True)
class Visit:
    """A page: the name of its address, what that needs (made when it is not there yet), and who looks."""

    name: str
    needs: Callable[[Setting], dict[str, Any]] = pk
    who: str = "consultant"
    query: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.query} ({self.who})"

    def address(self, setting: Setting) -> str:
        """Where it is."""
        return reverse(self.name, kwargs=self.needs(setting)) + self.query


def group(group_id: str) -> Callable[[Setting], dict[str, Any]]:
    """A page of questions."""
    return lambda setting: {**pk(setting), "group_id": group_id}


def practice(practice_id: str) -> Callable[[Setting], dict[str, Any]]:
    """The page of a practice."""
    return lambda setting: {**pk(setting), "practice_id": practice_id}


VISITS = (
    Visit("assessments:engagement-list", lambda _: {}),
    Visit("assessments:engagement-list", lambda _: {}, "respondent"),
    Visit("assessments:engagement-create", lambda setting: {"pk": setting.engagement.organisation_id}),
    *(Visit("assessments:engagement-detail", who=who) for who in NAMES),
    *(Visit("assessments:questionnaire-group", group("compute"), who) for who in ("lead", "respondent")),
    Visit("assessments:questionnaire-group", group("records"), "respondent"),
    Visit("assessments:answer-history", lambda setting: {"pk": answer(setting, "hw-storage").pk}),
    Visit("assessments:maturity"),
    Visit("assessments:maturity", who="reader"),
    Visit("assessments:practice-detail", practice("HW-01"), query="?level=4"),
    Visit("assessments:practice-detail", practice("HW-02"), "reader"),
)  # fmt: skip


@pytest.fixture
def klinik(db: None) -> Iterator[Setting]:
    """An engagement in full swing, its people and its questions with German names."""
    bank = sample_bank()
    setting = make_setting(bank)
    texts = {place: f"Angabe {number}" for number, place in enumerate(texts_of(bank))}
    store_translation(setting.engagement.bank, Translation("de", texts))
    for role, name in NAMES.items():
        User.objects.filter(pk=getattr(setting, role).pk).update(name=name, language="de")
    setting.engagement.organisation.name = "Aurelia Kliniken"
    setting.engagement.organisation.save()
    Engagement.objects.filter(pk=setting.engagement.pk).update(title="KI 2026", due_on=date(2026, 5, 31))
    work_on(setting)
    yield setting
    forget_translations()


def work_on(setting: Setting) -> None:
    """Give answers of every kind, settle one, and ask somebody for more."""
    range_of_data = Content("answered", {"low": 1e15, "likely": 1.5e15, "high": 2e15}, provided_by="Gruppe")
    save(setting, level(2, comment="Stand Mai", evidence="Wiki"))
    save(setting, level(4, basis="measured"), by=setting.lead)
    save(setting, Content("answered", {"low": 1e15, "likely": 1e15, "high": 1e15}), question="hw-storage")
    save(setting, range_of_data, question="hw-storage")
    save(setting, Content("answered", {"options": ["cloud"]}), question="hw-where")
    save(setting, Content("not_applicable", reason="Gemietet"), question="hw-net", by=setting.lead)
    save(setting, Content("unknown"), question="da-level", by=setting.lead)
    record_override(
        engagement=setting.engagement,
        question_id="hw-level",
        value={"level": 3},
        basis="documented",
        reason="Begehung am Montag",
        by=setting.consultant,
    )
    assign(
        engagement=setting.engagement,
        scope="domain",
        target="data",
        person=setting.respondent,
        assigned_by=setting.lead,
        due_on=date(2026, 4, 30),
        note="Bis Ostern",
    )


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_a_page_of_an_engagement_shows_a_german_reader_no_english(klinik: Setting, visit: Visit) -> None:
    page = german_client(getattr(klinik, visit.who)).get(visit.address(klinik))
    assert (page.status_code, page.headers["Content-Language"]) == (200, "de")
    assert english_on(page.content.decode()) == []


def test_refusals_and_messages_of_an_engagement_are_german(klinik: Setting) -> None:
    lead = german_client(klinik.lead)
    here = {
        name: reverse(f"assessments:engagement-{name}", kwargs=pk(klinik)) for name in ("profile", "status")
    }
    new = reverse("assessments:engagement-create", kwargs={"pk": klinik.engagement.organisation_id})
    replies = {
        "nothing filled in": lead.post(new, {}),
        "begun": lead.post(
            new,
            {"title": "Neu", "target_level": "3", "bank": klinik.engagement.bank_id, "profile": "full"},
            follow=True,
        ),
        "no such profile": lead.post(here["profile"], {"profile": "?"}, follow=True),
        "profile": lead.post(here["profile"], {"profile": "full"}, follow=True),
        "closed": lead.post(here["status"], {"status": "closed"}, follow=True),
        "read only": lead.get(reverse("assessments:questionnaire-group", kwargs=group("compute")(klinik))),
    }
    assert "Geben Sie dem Projekt einen Titel." in replies["nothing filled in"].content.decode()
    assert {
        name: found for name, page in replies.items() if (found := english_on(page.content.decode()))
    } == {}


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        ("hw-level", {"level": "3"}),
        ("hw-level", {"level": "not_applicable"}),
        ("hw-storage", {"amount": "3 Bananen"}),
        ("hw-storage", {"amount": "1,5 PB"}),
        ("hw-storage", {"shape": "range", "low": "2 PB", "likely": "", "high": "1 PB"}),
        ("hw-gpus", {"rows.0.type": "", "rows.0.count": "x"}),
        ("hw-note", {"text": "a" * 10_001}),
        ("hw-note", {"text": "Ja", "comment": "b" * 10_001}),
        ("hw-note", {"text": "Ja", "revision": "0"}),
    ],
)
def test_what_becomes_of_an_answer_is_said_in_german(
    klinik: Setting, question: str, sent: dict[str, str]
) -> None:
    address = reverse("assessments:answer-save", kwargs={**pk(klinik), "question_id": question})
    fields = {f"{question}.{name}": value for name, value in sent.items()}
    reply = german_client(klinik.respondent).post(address, fields)
    assert reply.status_code in (200, 422)
    assert english_on(reply.content.decode()) == []


def test_two_versions_of_an_answer_are_offered_in_german(klinik: Setting) -> None:
    client = german_client(klinik.respondent)
    page = reverse("assessments:questionnaire-group", kwargs=group("compute")(klinik))
    save(klinik, level(5), client="another window", sequence=1)
    stale = {"hw-level.revision": "1", "hw-level.level": "1", "hw-level.client": "b", "hw-level.request": "r"}
    faulty = {
        "hw-storage.revision": "2",
        "hw-storage.amount": "?",
        "hw-note.revision": "0",
        "hw-note.text": "Ja",
    }
    reply = client.post(page, {**stale, **faulty}).content.decode()
    assert "Diese Antwort wurde auch an anderer Stelle geändert." in reply
    assert "2 Fragen brauchen Ihre Aufmerksamkeit." in reply
    assert english_on(reply) == []


def test_a_page_that_is_open_keeps_its_language_when_the_account_changes_its_own(klinik: Setting) -> None:
    User.objects.filter(pk=klinik.respondent.pk).update(language="en")
    client = signed_in(klinik.respondent)
    page = reverse("assessments:questionnaire-group", kwargs=group("compute")(klinik))
    opened = client.get(page).content.decode()
    assert re.search(r'name="hw-storage\.language"\s+value="en"', opened)
    User.objects.filter(pk=klinik.respondent.pk).update(language="de")
    typed = {"hw-storage.revision": "2", "hw-storage.amount": "1.234 PB", "hw-storage.language": "en"}
    client.post(page, typed)
    assert answer(klinik, "hw-storage").value == dict.fromkeys(("low", "likely", "high"), 1.234e15)
    faulty = client.post(page, {**typed, "hw-storage.amount": "1,5 PB"}).content.decode()
    assert 'value="1,5 PB"' in faulty
    assert re.search(r'name="hw-storage\.language"\s+value="en"', faulty)
    assert "in einer anderen Sprache war (English)" in faulty
    client.post(page, {**typed, "hw-storage.amount": "1,5 PB", "hw-storage.language": "de"})
    assert answer(klinik, "hw-storage").value == dict.fromkeys(("low", "likely", "high"), 1.5e15)


@pytest.mark.parametrize("model", ["engagement", "answer", "bankversion"])
def test_the_admin_of_engagements_answers_and_banks_is_german(klinik: Setting, model: str) -> None:
    rows = {
        "engagement": klinik.engagement.pk,
        "answer": answer(klinik).pk,
        "bankversion": klinik.engagement.bank_id,
    }
    root = make_superuser()
    User.objects.filter(pk=root.pk).update(language="de")
    client = german_client(root)
    for address in (
        reverse(f"admin:assessments_{model}_changelist"),
        reverse(f"admin:assessments_{model}_change", args=[rows[model]]),
    ):
        page = client.get(address)
        assert (page.status_code, page.headers["Content-Language"]) == (200, "de")
        # Before it stands the menu of all apps, and Django's own German for "Home", which is "Start".
        _, found, content = page.content.decode().partition('id="content-start"')
        assert found
        assert english_on(content) == []


@pytest.mark.parametrize(
    ("visit", "heading"),
    [
        (Visit("assessments:maturity"), "Reifegrad"),
        (Visit("assessments:practice-detail", practice("HW-01")), "Stufe"),
    ],
    ids=str,
)
def test_the_level_of_maturity_and_that_of_a_question_have_different_names(
    klinik: Setting, visit: Visit, heading: str
) -> None:
    page = german_client(klinik.lead).get(visit.address(klinik)).content.decode()
    other = ({"Reifegrad", "Stufe"} - {heading}).pop()
    assert f'<th scope="col" class="number">{heading}</th>' in page
    assert f'<th scope="col" class="number">{other}</th>' not in page


def test_pages_name_the_question_bank_by_its_translated_title(klinik: Setting) -> None:
    bank = klinik.engagement.bank
    texts = {**texts_of(bank.read()), "title": "Musterkatalog"}
    store_translation(bank, Translation("de", texts))
    root = make_superuser()
    User.objects.filter(pk=root.pk).update(language="de")
    seen = {
        "overview": (klinik.lead, reverse("assessments:engagement-detail", kwargs=pk(klinik))),
        "begin": (
            klinik.lead,
            reverse("assessments:engagement-create", kwargs={"pk": klinik.engagement.organisation_id}),
        ),
        "upgrade": (klinik.lead, reverse("assessments:upgrade-rehearsal", kwargs=pk(klinik))),
        "list of the admin": (root, reverse("admin:assessments_bankversion_changelist")),
        "admin": (root, reverse("admin:assessments_bankversion_change", args=[bank.pk])),
    }
    for name, (who, address) in seen.items():
        assert "Musterkatalog" in german_client(who).get(address).content.decode(), name
