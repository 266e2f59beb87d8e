"""Conversations: who sees them, who is told, how they end, and those that a rule opens."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Role, User
from assessments.models import Message, Thread
from assessments.queries import engagement_for, threads_of
from assessments.services import (
    UnknownTargetError,
    add_message,
    close_thread,
    open_thread,
    reopen_thread,
    report_contradiction,
    withdraw_contradiction,
)
from tests.assessments.samples import Setting, level, make_member, save, signed_in
from tests.assessments.teamwork.letters import receivers, sent_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(setting: Setting) -> User:
    return make_member(setting.engagement.organisation, Role.RESPONDENT, "other")


def start(setting: Setting, by: User | None = None, **more: Any) -> Thread:
    said = {"title": "A doubt", "text": "Is this so?", **more}
    return open_thread(engagement=setting.engagement, opened_by=by or setting.respondent, **said)


def report(
    setting: Setting, statement: str = "10 kW is less than 40 kW", people: Sequence[User] = ()
) -> Thread:
    return report_contradiction(
        engagement=setting.engagement,
        rule="rack-power",
        title="Power and density",
        statement=statement,
        questions=["hw-level", "hw-net"],
        people=people,
    )


def withdraw(setting: Setting) -> None:
    withdraw_contradiction(engagement=setting.engagement, rule="rack-power")


def texts(thread: Thread) -> list[str]:
    return list(thread.messages.order_by("id").values_list("text", flat=True))


def state(thread: Thread) -> tuple[str, bool]:
    thread.refresh_from_db()
    return thread.state, thread.is_standing


def page(user: User, name: str, *args: Any, **query: str) -> str:
    response = signed_in(user).get(reverse(f"assessments:{name}", args=args), query)
    return " ".join(response.content.decode().split())


def test_a_respondents_words_stay_between_them_and_the_managers(setting: Setting, other: User) -> None:
    save(setting, level(3), by=other)
    thread = start(setting, questions=["hw-level"])
    assert receivers() == ["consultant", "lead"]
    assert list(thread.people.all()) == []
    address = reverse("assessments:thread-detail", args=[thread.pk])
    assert [signed_in(user).get(address).status_code for user in (setting.respondent, setting.lead, other)] == [
        200, 200, 403,
    ]  # fmt: skip
    assert "A doubt" not in page(other, "thread-list", setting.engagement.pk)


def test_what_a_manager_asks_reaches_who_answered(setting: Setting, other: User) -> None:
    save(setting, level(3))
    start(setting, setting.lead, questions=["hw-level"])
    assert receivers() == ["consultant", "respondent"]
    save(setting, level(3), by=other, question="hw-cooling")
    start(setting, setting.lead, practice="HW-01")
    assert receivers() == ["consultant", "other", "respondent"]
    seen = threads_of(engagement_for(other, setting.engagement.pk, "answer"), other, is_open=True)
    assert [thread.practice for thread in seen] == ["HW-01"]


def test_a_letter_quotes_without_links_and_lines(setting: Setting) -> None:
    start(setting, title="Odd\r\nBcc: all@example.org", text="Look:\nhttps://evil.example/<b>x</b>")
    letter = sent_letters()[0]
    assert letter.subject == "Discussion: Odd Bcc: all@example.org"
    assert "“Look: evil.example/<b>x</b>”" in str(letter.body)
    assert reverse("assessments:thread-detail", args=[Thread.objects.get().pk]) in str(letter.body)


def test_who_left_meanwhile_gets_no_letter(setting: Setting) -> None:
    start(setting)
    Membership.objects.filter(user=setting.lead).update(role=Role.RESPONDENT)
    Membership.objects.filter(user=setting.consultant).delete()
    assert receivers() == []


@pytest.mark.parametrize("said", [{"title": " "}, {"text": " \n"}])
def test_a_conversation_needs_words(setting: Setting, said: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="words"):
        start(setting, **said)
    with pytest.raises(UnknownTargetError):
        start(setting, questions=["hw-nothing"])
    with pytest.raises(UnknownTargetError):
        start(setting, practice="XX-01")
    assert Thread.objects.count() == 0


def test_a_conversation_ends_once_and_goes_on(setting: Setting) -> None:
    thread = start(setting)
    assert close_thread(thread=thread, by=setting.lead, state="resolved", closing="Agreed")
    assert not close_thread(thread=thread, by=setting.respondent, state="resolved", closing="")
    assert (thread.state, thread.closed_by, thread.closing) == ("resolved", setting.lead, "Agreed")
    add_message(thread=thread, author=setting.respondent, text="Thanks")
    assert reopen_thread(thread=thread, by=setting.respondent, text="But")
    assert not reopen_thread(thread=thread, by=setting.respondent)
    assert (thread.state, thread.closed_by, thread.closed_at, thread.closing) == ("open", None, None, "")
    assert texts(thread) == ["Is this so?", "Agreed", "Thanks", "But"]
    with pytest.raises(ValueError, match="words"):
        close_thread(thread=thread, by=setting.lead, state="accepted", closing=" ")
    with pytest.raises(ValueError, match="resolved or accepted"):
        close_thread(thread=thread, by=setting.lead, state="open", closing="x")


def test_a_contradiction_is_reported_once(setting: Setting, other: User) -> None:
    first = report(setting, people=[setting.respondent])
    assert receivers() == ["consultant", "lead", "respondent"]
    assert report(setting, people=[setting.respondent, other]) == first
    assert receivers() == []
    assert state(first) == ("open", True)
    assert texts(first) == ["10 kW is less than 40 kW"]
    assert set(first.people.all()) == {setting.respondent, other}
    assert "Plumbline" in page(other, "thread-detail", first.pk)


def test_another_statement_opens_it_again_even_when_it_was_accepted(setting: Setting) -> None:
    thread = report(setting)
    for ending in ("resolved", "accepted"):
        close_thread(thread=thread, by=setting.lead, state=ending, closing="Known")
        report(setting, thread.statement)
        assert state(thread) == (ending, True)
        report(setting, f"{thread.statement}!")
        assert state(thread) == ("open", True)
    assert texts(thread)[-1] == "10 kW is less than 40 kW!!"


def test_a_contradiction_that_went_is_resolved_by_the_program(setting: Setting) -> None:
    withdraw(setting)
    thread = report(setting)
    withdraw(setting)
    withdraw(setting)
    assert state(thread) == ("resolved", False)
    assert thread.closed_by is None
    assert texts(thread) == ["10 kW is less than 40 kW", "The answers no longer contradict each other."]
    assert Message.objects.filter(author__isnull=False).count() == 0


def test_a_contradiction_that_is_back_opens_again_unless_it_was_accepted(setting: Setting) -> None:
    thread = report(setting)
    withdraw(setting)
    report(setting)
    assert state(thread) == ("open", True)
    close_thread(thread=thread, by=setting.lead, state="accepted", closing="We live with it")
    withdraw(setting)
    assert state(thread) == ("accepted", False)
    report(setting)
    assert state(thread) == ("accepted", True)


def test_conversations_are_not_mixed_up_with_rules(setting: Setting) -> None:
    start(setting)
    withdraw_contradiction(engagement=setting.engagement, rule="")
    assert Thread.objects.get().state == "open"
    with pytest.raises(ValueError, match="words"):
        report_contradiction(
            engagement=setting.engagement, rule="", title="x", statement="x", questions=[], people=[]
        )


def test_it_is_written_and_read_on_its_pages(setting: Setting) -> None:
    client = signed_in(setting.respondent)
    where = reverse("assessments:thread-create", args=[setting.engagement.pk])
    assert "How good is hw-level?" in client.get(where, {"question": "hw-level"}).content.decode()
    assert client.get(where, {"question": "hw-nothing"}).status_code == 404
    assert client.get(where, {"practice": "XX"}).status_code == 404
    attack = "<script>alert(1)</script>"
    said = {"title": attack, "text": f"{attack}\nhttps://example.org/a\njavascript:alert(1)"}
    assert client.post(f"{where}?question=hw-level", {"title": "", "text": ""}).status_code == 422
    assert client.post(f"{where}?question=hw-level", said).status_code == 302
    thread = Thread.objects.get()
    assert thread.questions == ["hw-level"]
    shown = page(setting.lead, "thread-detail", thread.pk)
    assert attack not in shown
    assert '<a href="https://example.org/a" rel="noopener noreferrer nofollow">' in shown
    assert 'href="javascript' not in shown
    assert attack not in page(setting.lead, "thread-list", setting.engagement.pk)
    reply = reverse("assessments:message-add", args=[thread.pk])
    assert client.post(reply, {"text": " "}).status_code == 422
    assert client.post(reply, {"text": "More"}).status_code == 302
    assert texts(thread)[-1] == "More"


def test_only_managers_accept_something_as_it_is(setting: Setting) -> None:
    thread = report(setting, people=[setting.respondent])
    where = reverse("assessments:thread-state", args=[thread.pk])
    respondent, lead = signed_in(setting.respondent), signed_in(setting.lead)
    assert respondent.post(where, {"state": "accepted", "text": "x"}).status_code == 403
    lead.post(where, {"state": "accepted", "text": ""})
    lead.post(where, {"state": "nothing"})
    assert state(thread)[0] == "open"
    respondent.post(where, {"state": "resolved", "text": "Corrected"})
    assert state(thread)[0] == "resolved"
    assert "Power and density" not in page(setting.lead, "thread-list", setting.engagement.pk)
    assert "Power and density" in page(setting.lead, "thread-list", setting.engagement.pk, show="closed")
    lead.post(where, {"state": "open", "text": "Not so"})
    lead.post(where, {"state": "accepted", "text": "We live with it"})
    assert state(thread)[0] == "accepted"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    setting: Setting, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        thread = start(setting, title=f"No. {number}")
        add_message(thread=thread, author=setting.lead, text="Yes")
    engagement = engagement_for(setting.respondent, setting.engagement.pk, "answer")
    assert engagement.open_threads == rows
    for user in (setting.respondent, setting.lead):
        client = signed_in(user)
        with django_assert_num_queries(4):  # session, user, engagement with their number, conversations
            client.get(reverse("assessments:thread-list", args=[setting.engagement.pk]))
