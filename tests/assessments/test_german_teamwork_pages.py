"""What a German reader sees of the common work: reviews, evidence, conversations, milestones, measurements."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import (
    Assignment,
    Content,
    Engagement,
    Evidence,
    Milestone,
    ProbeReading,
    Submission,
    Thread,
    forget_translations,
)
from assessments.probes import read_output
from assessments.question_bank.translation import Translation, texts_of
from assessments.services import (
    accept_domain,
    accept_evidence,
    add_link,
    assign,
    close_engagement,
    close_thread,
    open_thread,
    record_override,
    reject_evidence,
    report_contradiction,
    return_domain,
    store_translation,
    submit_domain,
    take_milestone,
    withdraw_contradiction,
)
from assessments.services.probes import keep_reading
from tests.assessments.german import english_on, german_client
from tests.assessments.probes.saved import probe_bank, saved
from tests.assessments.samples import Setting, level, make_setting, save
from tests.assessments.versions import make_versions
from tests.factories import make_superuser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
]  # the language of pages: no database says otherwise

NAMES = {"consultant": "Anna Weiss", "lead": "Bernd Vogt", "respondent": "Clara Roth", "reader": "Dirk Lang"}
Number = Callable[[], int]


def translate(setting: Setting) -> None:
    """Give people, organisation, engagement and questions German names."""
    for role, name in NAMES.items():
        User.objects.filter(pk=getattr(setting, role).pk).update(name=name, language="de")
        getattr(setting, role).name = name
    setting.engagement.organisation.name = "Aurelia Kliniken"
    setting.engagement.organisation.save()
    Engagement.objects.filter(pk=setting.engagement.pk).update(title="KI 2026")
    for version in type(setting.engagement.bank).objects.all():
        texts = {place: f"Angabe {number}" for number, place in enumerate(texts_of(version.read()))}
        store_translation(version, Translation("de", texts))


@pytest.fixture
def klinik(db: None) -> Iterator[Setting]:
    """An engagement in the middle of the common work, with a newer version of its question bank."""
    setting, _ = make_versions()
    translate(setting)
    answer_and_settle(setting)
    prove_and_submit(setting)
    talk(setting)
    yield setting
    forget_translations()


def answer_and_settle(setting: Setting) -> None:
    """Answers that differ, a settled value, and a milestone before and after."""
    save(setting, level(2, comment="Stand Mai", evidence="Wiki"))
    take_milestone(engagement=setting.engagement, title="Erste Antworten", by=setting.lead)
    save(setting, level(4, basis="measured"), by=setting.lead)
    save(setting, level(3, provided_by="Gruppe"), question="hw-before")
    save(setting, Content("not_applicable", reason="Gemietet"), question="da-level")
    record_override(
        engagement=setting.engagement,
        question_id="hw-before",
        value={"level": 3},
        basis="documented",
        reason="Begehung am Montag",
        by=setting.consultant,
    )
    assign(
        engagement=setting.engagement,
        scope="practice",
        target="HW-01",
        person=setting.respondent,
        assigned_by=setting.lead,
        due_on=date(2026, 4, 30),
        note="Bis Ostern",
    )
    take_milestone(engagement=setting.engagement, title="Nach dem Gespräch", by=setting.lead)


def prove_and_submit(setting: Setting) -> None:
    """Evidence in every state; one questionnaire returned and submitted again, the other accepted."""
    titles = ("Wartend", "Anerkannt", "Abgelehnt", "Veraltet")
    pieces = {title: evidence(setting, title) for title in titles}
    accept_evidence(evidence=pieces["Anerkannt"], by=setting.lead, expires_on=date(2099, 1, 1))
    accept_evidence(evidence=pieces["Veraltet"], by=setting.lead, expires_on=date(2020, 1, 1))
    reject_evidence(evidence=pieces["Abgelehnt"], by=setting.lead, note="Nicht lesbar")
    hand_in = partial(submit_domain, engagement=setting.engagement, by=setting.respondent)
    hand_in(domain="hardware", seen=0)
    return_domain(
        engagement=setting.engagement, domain="hardware", by=setting.lead, seen=1, note="Zwei fehlen"
    )
    hand_in(domain="hardware", seen=2)
    hand_in(domain="data", seen=0)
    accept_domain(engagement=setting.engagement, domain="data", by=setting.lead, seen=1)


def evidence(setting: Setting, title: str) -> Evidence:
    """A link that somebody added."""
    return add_link(
        engagement=setting.engagement,
        question_id="hw-level",
        added_by=setting.respondent,
        link=f"https://intranet.example/{title}",
        title=title,
    )


def talk(setting: Setting) -> None:
    """Conversations that are open and closed, and a contradiction that is gone."""
    for title in ("Offen", "Akzeptiert"):
        thread = open_thread(
            engagement=setting.engagement,
            title=title,
            opened_by=setting.respondent,
            questions=["hw-level"],
            text="Was meinen Sie?",
        )
    close_thread(thread=thread, by=setting.lead, state="accepted", closing="Bleibt so")
    report_contradiction(
        engagement=setting.engagement,
        rule="rack-power",
        title="Widerspruch",
        statement="10 kW sind weniger als 40 kW",
        questions=["hw-level", "hw-gone"],
        people=[],
    )
    withdraw_contradiction(engagement=setting.engagement, rule="rack-power")


def first(model: Any, **wanted: str) -> Number:
    """The number of the first row of a kind."""
    return lambda: int(model.objects.filter(**wanted).order_by("pk").first().pk)


@pytest.mark.parametrize("who", ["consultant", "respondent", "reader"])
@pytest.mark.parametrize(
    ("name", "args", "query"),
    [
        ("review-list", (), ""),
        ("review-list", (), "?kind=low_confidence"),
        ("review-question", ("hw-level",), ""),
        ("review-question", ("hw-before",), ""),
        ("review-question", ("hw-where",), ""),
        ("upgrade-rehearsal", (), ""),
        ("milestone-list", (), ""),
        ("submission-detail", ("hardware",), ""),
        ("submission-detail", ("data",), ""),
        ("assignment-list", (), ""),
        ("evidence-list", ("hw-level",), ""),
        ("evidence-list", ("hw-where",), ""),
        ("thread-list", (), ""),
        ("thread-list", (), "?show=closed"),
        ("thread-create", (), ""),
        ("thread-create", (), "?question=hw-level"),
        ("question-delegate", ("hw-level",), ""),
        ("probe-list", (), ""),
        ("probe-create", (), ""),
    ],
)
def test_a_page_of_the_common_work_shows_a_german_reader_no_english(
    klinik: Setting, who: str, name: str, args: tuple[str, ...], query: str
) -> None:
    address = reverse(f"assessments:{name}", args=[klinik.engagement.pk, *args]) + query
    page = german_client(getattr(klinik, who)).get(address)
    assert page.status_code in ({200} if who == "consultant" else {200, 403})
    assert page.headers["Content-Language"] == "de"
    assert english_on(page.content.decode()) == []


@pytest.mark.parametrize(
    ("name", "number", "query"),
    [
        ("milestone-detail", first(Milestone), ""),
        ("milestone-detail", first(Milestone, title="Nach dem Gespräch"), "?with=today"),
        ("thread-detail", first(Thread, title="Offen"), ""),
        ("thread-detail", first(Thread, title="Akzeptiert"), ""),
        ("thread-detail", first(Thread, rule="rack-power"), ""),
    ],
)
def test_what_has_a_page_of_its_own_shows_a_german_reader_no_english(
    klinik: Setting, name: str, number: Number, query: str
) -> None:
    page = german_client(klinik.lead).get(reverse(f"assessments:{name}", args=[number()]) + query)
    assert page.status_code == 200
    assert english_on(page.content.decode()) == []


def test_the_end_of_a_contradiction_is_read_in_the_language_of_the_reader(klinik: Setting) -> None:
    address = reverse("assessments:thread-detail", args=[first(Thread, rule="rack-power")()])
    german = german_client(klinik.lead).get(address).content.decode()
    User.objects.filter(pk=klinik.consultant.pk).update(language="en")
    client = Client()
    client.force_login(klinik.consultant)
    assert "Die Antworten widersprechen einander nicht mehr." in german
    assert "The answers no longer contradict each other." in client.get(address).content.decode()


def test_the_number_of_open_conversations_stands_in_the_tabs_of_whoever_sees_them(klinik: Setting) -> None:
    address = reverse("assessments:engagement-detail", args=[klinik.engagement.pk])
    tabs = [
        " ".join(german_client(person).get(address).content.decode().split())
        for person in (klinik.lead, klinik.respondent, klinik.reader)
    ]
    shown = 'tabs__count number">1<span class="visually-hidden"> offen'
    assert [shown in page for page in tabs] == [True, True, False]


def test_an_engagement_after_its_upgrade_and_once_closed_is_shown_in_german(klinik: Setting) -> None:
    bank = type(klinik.engagement.bank).objects.get(version="2")
    lead = german_client(klinik.lead)
    rehearsal = reverse("assessments:upgrade-rehearsal", args=[klinik.engagement.pk])
    pages = {
        "upgraded": lead.post(rehearsal, {"to": bank.pk}, follow=True),
        "back": lead.post(f"{rehearsal}cancel/", follow=True),
    }
    listed = lead.get(reverse("assessments:milestone-list", args=[klinik.engagement.pk])).content.decode()
    assert "Vor dem Wechsel zu Angabe " in listed
    assert "Vor der Rückkehr zu Angabe " in listed
    klinik.engagement.refresh_from_db()
    close_engagement(klinik.engagement)
    for name, args in {"review-question": ["hw-level"], "upgrade-rehearsal": [], "probe-create": []}.items():
        pages[name] = lead.get(reverse(f"assessments:{name}", args=[klinik.engagement.pk, *args]))
    assert english_of(pages) == {}


def english_of(pages: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is English on pages, by their names."""
    return {name: found for name, page in pages.items() if (found := english_on(page.content.decode()))}


def test_replies_of_those_who_run_an_engagement_are_german(klinik: Setting) -> None:
    lead = german_client(klinik.lead)

    def send(name: str, *args: Any, **data: Any) -> Any:
        return lead.post(reverse(f"assessments:{name}", args=args), data, follow=True)

    pk, pending = klinik.engagement.pk, Evidence.objects.get(state="pending").pk
    thread = Thread.objects.get(state="open").pk
    replies = {
        "no value": send("review-question", pk, "hw-level", reason="Gespräch"),
        "no reason": send("review-question", pk, "hw-level", **{"hw-level.level": "3"}),
        "nothing settled": send("review-question", pk, "hw-level", action="withdraw", reason="Irrtum"),
        "too long": send("review-question", pk, "hw-level", action="withdraw", reason="x" * 10_001),
        "agreed": send("review-question", pk, "hw-level", reason="Gespräch", **{"hw-level.level": "3"}),
        "not looked at": send("upgrade-rehearsal", pk),
        "nothing to cancel": send("upgrade-cancel", pk),
        "no title": send("milestone-take", pk, title=" "),
        "milestone": send("milestone-take", pk, title="Stand"),
        "asked nobody": send("assignment-list", pk, target="domain:data"),
        "asked": send("assignment-list", pk, target="domain:data", people=[klinik.respondent.pk]),
        "no note": send("submission-review", pk, "hardware", seen=3, step="returned"),
        "moved on": send("submission-review", pk, "hardware", seen=1, step="accepted"),
        "accepted": send("submission-review", pk, "hardware", seen=3, step="accepted"),
        "no decision": send("evidence-review", pending, seen="pending"),
        "rejected silently": send("evidence-review", pending, seen="pending", decision="rejected"),
        "reviewed": send("evidence-review", pending, seen="pending", decision="accepted"),
        "reviewed again": send("evidence-review", pending, seen="pending", decision="accepted"),
        "no end": send("thread-state", thread, state="gone"),
        "no words": send("thread-state", thread, state="accepted"),
        "resolved": send("thread-state", thread, state="resolved"),
        "resolved again": send("thread-state", thread, state="resolved"),
        "no output": send("probe-create", pk),
        "not understood": send("probe-create", pk, text="free as in beer"),
        "nothing chosen": send("probe-accept", pk),
    }
    assert {
        name: page.status_code for name, page in replies.items() if page.status_code not in (200, 422)
    } == {}
    assert english_of(replies) == {}


def test_replies_to_a_respondent_are_german(klinik: Setting) -> None:
    person = german_client(klinik.respondent)

    def send(name: str, *args: Any, **data: Any) -> Any:
        return person.post(reverse(f"assessments:{name}", args=args), data, follow=True)

    pk, pending = klinik.engagement.pk, Evidence.objects.get(state="pending").pk
    rejected = Evidence.objects.get(state="rejected").pk
    lead = klinik.lead.pk
    replies = {
        "nothing added": send("evidence-add", pk, "hw-level"),
        "no link": send("evidence-add", pk, "hw-level", link="ftp://x"),
        "added": send("evidence-add", pk, "hw-level", link="https://intranet.example/neu"),
        "removed": send("evidence-remove", pending),
        "not removed": send("evidence-remove", rejected),
        "handed to nobody": send("question-delegate", pk, "hw-level"),
        "handed on": send("question-delegate", pk, "hw-level", person=lead, note="Sie wissen es"),
        "accepted already": send("question-delegate", pk, "da-level", person=lead, note="Sie wissen es"),
        "submitted too late": send("submission-submit", pk, "hardware", seen=0),
        "no words": send("thread-create", pk),
        "begun": send("thread-create", pk, title="Frage", text="Stimmt das?"),
    }
    close_engagement(klinik.engagement)
    replies |= {
        "closed to submissions": send("submission-submit", pk, "hardware", seen=3),
        "closed to evidence": send("evidence-add", pk, "hw-level", link="https://intranet.example/neu"),
        "closed to handing on": send("question-delegate", pk, "hw-level", person=lead, note="Sie wissen es"),
        "closed to outputs": send("probe-create", pk, text=saved("lscpu-epyc-7451.txt").decode()),
    }
    assert {
        name: page.status_code for name, page in replies.items() if page.status_code not in (200, 422)
    } == {}
    assert english_of(replies) == {}


@pytest.fixture
def measured(db: None) -> Iterator[Setting]:
    """An engagement whose questions commands answer, with claims of two people."""
    setting = make_setting(probe_bank())
    translate(setting)
    save(setting, Content("answered", {"low": 64.0, "likely": 64.0, "high": 64.0}), question="cores")
    ram = Content("answered", {"low": 1e12, "likely": 1e12, "high": 1e12})
    save(setting, ram, question="ram", by=setting.lead)
    yield setting
    forget_translations()


def test_measurements_are_read_shown_and_saved_in_german(measured: Setting) -> None:
    lead = german_client(measured.lead)
    pk = measured.engagement.pk
    new = reverse("assessments:probe-create", args=[pk])
    names = ("lscpu-epyc-7451.txt", "free-bytes.txt", "df-virtual-machine.txt", "nvidia-smi-workstation.xml")
    pages = {
        name: lead.post(new, {"text": saved(name).decode(), "machine": "node-1"}, follow=True)
        for name in names
    }
    chosen = {
        "reading": list(ProbeReading.objects.values_list("pk", flat=True)),
        "question": ["cores", "disk"],
    }
    pages["list"] = lead.get(reverse("assessments:probe-list", args=[pk]))
    pages["saved"] = lead.post(reverse("assessments:probe-accept", args=[pk]), chosen, follow=True)
    pages["saved again"] = lead.post(reverse("assessments:probe-accept", args=[pk]), chosen, follow=True)
    assert english_of(pages) == {}
    comment = measured.engagement.answers.get(question="cores", respondent=measured.lead).comment
    assert comment.startswith("Gemessen mit lscpu auf node-1; eingelesen am ")


@pytest.mark.parametrize("sent_in", ["en", "de"])
def test_how_a_measurement_was_read_is_said_in_the_language_of_whoever_reads_it(
    measured: Setting, sent_in: str
) -> None:
    new = reverse("assessments:probe-create", args=[measured.engagement.pk])
    shown = {}
    for language in (sent_in, "de", "en"):
        User.objects.filter(pk=measured.lead.pk).update(language=language)
        client = german_client(measured.lead)
        if not ProbeReading.objects.exists():
            client.post(new, {"text": saved("free-bytes.txt").decode(), "machine": "node-1"})
        address = reverse(
            "assessments:probe-detail", args=[measured.engagement.pk, ProbeReading.objects.get().pk]
        )
        shown[language] = client.get(address).content.decode()
    assert "total of the line Mem, read as bytes" in shown["en"]
    assert "total of the line" not in shown["de"]


def test_a_measurement_is_shown_to_three_digits_with_all_of_them_beside(measured: Setting) -> None:
    lead = german_client(measured.lead)
    new = reverse("assessments:probe-create", args=[measured.engagement.pk])
    page = lead.post(new, {"text": saved("free-bytes.txt").decode()}, follow=True).content.decode()
    found = ProbeReading.objects.get().findings[0]["amount"] / 1e12
    exact = f"{found:.9g}".replace(".", ",")
    short = f"{found:.3g}".replace(".", ",")
    assert f'<span title="{exact} TB">{short} TB</span>' in page


def test_accepting_in_another_language_replaces_the_line_that_the_program_had_written(
    measured: Setting,
) -> None:
    pk = measured.engagement.pk
    new, accept = (reverse(f"assessments:probe-{name}", args=[pk]) for name in ("create", "accept"))
    client = german_client(measured.lead)
    for machine, language in (("node-1", "de"), ("node-2", "en")):
        User.objects.filter(pk=measured.lead.pk).update(language=language)
        client.post(new, {"text": saved("lscpu-epyc-7451.txt").decode(), "machine": machine})
        rows = list(ProbeReading.objects.values_list("pk", flat=True))
        client.post(accept, {"reading": rows, "question": ["cores"]})
    comment = measured.engagement.answers.get(question="cores", respondent=measured.lead).comment
    assert comment.startswith("Measured with lscpu on node-1, node-2; read on ")
    assert "Gemessen" not in comment


@pytest.mark.parametrize("model", [Assignment, Evidence, ProbeReading, Submission, Thread])
def test_the_admin_of_the_common_work_is_german(klinik: Setting, model: Any) -> None:
    text = saved("lscpu-epyc-7451.txt").decode()
    keep_reading(
        engagement=klinik.engagement,
        reading=read_output(text, machine="node-1"),
        source_text=text,
        read_by=klinik.lead,
    )
    name = model._meta.model_name
    root = make_superuser()
    User.objects.filter(pk=root.pk).update(language="de")
    client = german_client(root)
    for address in (
        reverse(f"admin:assessments_{name}_changelist"),
        reverse(f"admin:assessments_{name}_change", args=[first(model)()]),
    ):
        page = client.get(address)
        assert (page.status_code, page.headers["Content-Language"]) == (200, "de")
        # Django's German for its first page, and the id of a questionnaire.
        assert set(english_on(page.content.decode())) <= {"Start", "data"}
