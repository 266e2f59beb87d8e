"""Letters of an engagement, in the language of whoever reads them."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone, translation

from accounts.models import User
from assessments.models import Assignment, forget_translations
from assessments.question_bank.translation import Translation, texts_of
from assessments.services import (
    add_message,
    assign,
    open_thread,
    report_contradiction,
    return_domain,
    store_translation,
    submit_domain,
    withdraw_contradiction,
)
from assessments.services.reminders import remind
from tests.accounts.german import english_in
from tests.assessments.samples import Setting
from tests.assessments.teamwork.letters import sent_letters

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
]  # languages of letters: no database says otherwise

DUE = date(2099, 5, 1)
Happens = Callable[[Setting], EmailMessage]


@pytest.fixture(autouse=True)
def people(setting: Setting) -> Iterator[None]:
    """Names that are the same in both languages, and a German question bank."""
    for person, name in ((setting.lead, "Bernd Vogt"), (setting.respondent, "Clara Roth")):
        person.name = name
        person.save()
    version = setting.engagement.bank
    texts = {place: f"Angabe {number}" for number, place in enumerate(texts_of(version.read()))}
    store_translation(version, Translation("de", texts))
    yield
    forget_translations()


def speak(person: User, language: str) -> None:
    person.language = language
    person.save()


def ask(setting: Setting) -> EmailMessage:
    assign(
        engagement=setting.engagement,
        scope="domain",
        target="hardware",
        person=setting.respondent,
        assigned_by=setting.lead,
        due_on=DUE,
        note="bitte bald",
    )
    return last_letter()


def remind_of(setting: Setting) -> EmailMessage:
    ask(setting)
    remind(assignments=Assignment.objects.all(), now=timezone.now())
    return last_letter()


def give_back(setting: Setting) -> EmailMessage:
    submit_domain(engagement=setting.engagement, domain="hardware", by=setting.respondent, seen=0)
    return_domain(
        engagement=setting.engagement, domain="hardware", by=setting.lead, seen=1, note="Zwei fehlen"
    )
    return last_letter()


def write(setting: Setting) -> EmailMessage:
    thread = open_thread(
        engagement=setting.engagement, title="GPU", opened_by=setting.respondent, text="Was meinen Sie?"
    )
    sent_letters()
    add_message(thread=thread, author=setting.lead, text="Ja")
    return last_letter(setting.respondent)


def find_no_contradiction(setting: Setting) -> EmailMessage:
    report_contradiction(
        engagement=setting.engagement,
        rule="rack-power",
        title="Strom",
        statement="10 kW < 40 kW",
        questions=["hw-level"],
        people=[setting.respondent],
    )
    sent_letters()
    withdraw_contradiction(engagement=setting.engagement, rule="rack-power")
    return last_letter(setting.respondent)


def last_letter(to: User | None = None) -> EmailMessage:
    """The one letter that waits, to a person when several get one."""
    (letter,) = (one for one in sent_letters() if to is None or one.to == [to.email])
    return letter


@pytest.mark.parametrize(
    ("happens", "language", "subject", "words"),
    [
        (
            ask,
            "de",
            "Bernd Vogt bittet Sie um Antwort: Angabe ",
            "Die Antworten sind erbeten bis 1. Mai 2099.",
        ),
        (ask, "en", "Bernd Vogt asks you to answer: Hardware", "Answers are wanted by 1 May 2099."),
        (remind_of, "de", "Antworten erbeten bis 1. Mai: AI readiness", ", erbeten bis 1. Mai 2099"),
        (remind_of, "en", "Answers wanted by 1 May: AI readiness", "- Hardware, wanted by 1 May 2099"),
        (give_back, "de", "Zurückgegeben: Angabe ", "„Zwei fehlen“"),
        (give_back, "en", "Returned: Hardware", "Bernd Vogt returned “Hardware” in “AI readiness”"),
        (write, "de", "Diskussion: GPU", "zu „GPU“ geschrieben:"),
        (
            write,
            "en",
            "Discussion: GPU",
            "Bernd Vogt wrote in “AI readiness” of Aurelia Clinics, about “GPU”:",
        ),
        (
            find_no_contradiction,
            "de",
            "Diskussion: Strom",
            "„Die Antworten widersprechen einander nicht mehr.“",
        ),
        (find_no_contradiction, "en", "Discussion: Strom", "“The answers no longer contradict each other.”"),
    ],
)
def test_a_letter_is_written_in_the_language_of_its_reader(
    setting: Setting, happens: Happens, language: str, subject: str, words: str
) -> None:
    speak(setting.respondent, language)
    speak(setting.lead, "en" if language == "de" else "de")
    letter = happens(setting)
    assert letter.subject.startswith(subject)
    assert words in str(letter.body)
    assert str(letter.body).startswith("Guten Tag Clara" if language == "de" else "Hello Clara")
    assert translation.get_language() == "en"


@pytest.mark.parametrize("happens", [ask, remind_of, give_back, write, find_no_contradiction])
def test_a_german_letter_has_no_english_in_it(setting: Setting, happens: Happens) -> None:
    speak(setting.respondent, "de")
    setting.engagement.title = "KI 2026"
    setting.engagement.save()
    letter = happens(setting)
    assert (
        english_in(f"<p>{letter.subject}</p>" + "".join(f"<p>{line}</p>" for line in letter.body.split("\n")))
        == []
    )


def test_whoever_chose_no_language_is_written_to_in_that_of_the_sender(setting: Setting) -> None:
    speak(setting.lead, "de")
    assert "bittet Sie um Antwort" in ask(setting).subject
