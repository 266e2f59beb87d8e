"""Who is asked what: assigned, handed on, reminded, told by letter."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Role, User
from assessments.models import Assignment, Content
from assessments.queries import assignments_of, engagement_progress, my_assignments
from assessments.queries.assignments import due_soon
from assessments.services import (
    ClosedError,
    LockedError,
    NotAskableError,
    UnknownTargetError,
    accept_domain,
    assign,
    close_engagement,
    delegate,
    submit_domain,
    unassign,
)
from assessments.services.reminders import (
    DAYS_BEFORE,
    go_on_reminding,
    is_to_be_reminded,
    promise_reminders,
    remind,
)
from jobs.models import Job
from jobs.tasks import run_due
from tests.assessments.samples import Setting, level, make_member, save, signed_in
from tests.assessments.teamwork.letters import receivers, sent_letters

pytestmark = pytest.mark.django_db


def ask(setting: Setting, scope: str = "domain", target: str = "hardware", **more: Any) -> Assignment:
    said = {"person": setting.respondent, "assigned_by": setting.lead, **more}
    return assign(engagement=setting.engagement, scope=scope, target=target, **said)


def text(user: User, name: str, *args: Any) -> str:
    response = signed_in(user).get(reverse(f"assessments:{name}", args=args))
    return " ".join(response.content.decode().split())


@pytest.fixture
def other(setting: Setting) -> User:
    return make_member(setting.engagement.organisation, Role.RESPONDENT, "other")


def test_whoever_is_asked_gets_one_plain_letter(setting: Setting) -> None:
    setting.lead.name = "Eve\r\nBcc: all@example.org https://evil.example"
    setting.lead.save()
    ask(setting, note="See <b>https://evil.example</b>\nplease", due_on=date(2099, 5, 1))
    ask(setting, note="See <b>https://evil.example</b>\nplease", due_on=date(2099, 5, 1))
    (letter,) = sent_letters()
    assert letter.to == ["respondent@example.org"]
    assert "\n" not in letter.subject
    assert letter.subject.startswith("Eve Bcc: all@example.org evil.example asks you to answer")
    assert "http://127.0.0.1:8000" + reverse(
        "assessments:engagement-detail", args=[setting.engagement.pk]
    ) in str(letter.body)
    assert "https://evil" not in str(letter.body)
    assert "by 1 May 2099" in str(letter.body)
    assert letter.content_subtype == "plain"
    assert letter.extra_headers["Message-ID"].endswith("@plumbline>")


def test_a_change_of_date_or_note_is_told_again(setting: Setting) -> None:
    first = ask(setting, due_on=date(2099, 5, 1))
    Assignment.objects.update(reminded_at=timezone.now())
    assert ask(setting, due_on=date(2099, 6, 1)) == first
    assert receivers() == ["respondent", "respondent"]
    first.refresh_from_db()
    assert (first.due_on, first.reminded_at) == (date(2099, 6, 1), None)


def test_whoever_left_or_cannot_answer_gets_no_letter(setting: Setting) -> None:
    ask(setting)
    Membership.objects.filter(user=setting.respondent).delete()
    assert sent_letters() == []


def test_only_members_who_can_answer_can_be_asked(setting: Setting) -> None:
    stranger = User.objects.create_user("stranger@example.org")
    for person in (setting.reader, stranger):
        with pytest.raises(NotAskableError):
            ask(setting, person=person)
    for scope, target in [("domain", "nothing"), ("practice", "hardware"), ("question", "HW-01"), ("", "")]:
        with pytest.raises(UnknownTargetError):
            ask(setting, scope, target)
    assert Assignment.objects.count() == 0
    assert Job.objects.count() == 0


def test_what_is_open_counts_what_is_asked_and_not_handed_on(setting: Setting, other: User) -> None:
    assignment = ask(setting, "practice", "HW-01")
    save(setting, level(3))
    (row,) = assignments_of(setting.engagement)
    assert (len(row.questions), row.answered, row.open, row.first) == (5, 1, 4, "hw-level")
    delegate(
        engagement=setting.engagement,
        question_id="hw-note",
        person=other,
        by=setting.respondent,
        note="You know",
    )
    progress = engagement_progress(setting.engagement, setting.respondent)
    (row,) = my_assignments(setting.engagement, setting.respondent, progress)
    assert (row.assignment, row.open) == (assignment, 3)
    for question in ("hw-storage", "hw-gpus", "hw-where"):
        save(setting, Content("unknown"), question=question)
    progress = engagement_progress(setting.engagement, setting.respondent)
    assert my_assignments(setting.engagement, setting.respondent, progress)[0].is_done


def test_a_question_handed_on_keeps_its_date_and_its_way(setting: Setting, other: User) -> None:
    ask(setting, "domain", "hardware", due_on=date(2099, 5, 1))
    narrow = ask(setting, "practice", "HW-01", due_on=date(2099, 4, 1))
    receivers()
    made = delegate(
        engagement=setting.engagement,
        question_id="hw-note",
        person=other,
        by=setting.respondent,
        note=" Ask me ",
    )
    assert (made.delegated_from, made.due_on, made.note) == (narrow, date(2099, 4, 1), "Ask me")
    assert receivers() == ["other"]
    unassign(assignment=made)
    (row, _) = assignments_of(setting.engagement)
    assert "hw-note" in row.questions


def test_what_somebody_else_asked_for_is_not_changed_by_handing_on(setting: Setting, other: User) -> None:
    asked = ask(
        setting, "question", "hw-note", person=other, due_on=date(2099, 4, 1), note="By April, please"
    )
    with pytest.raises(NotAskableError, match="already, by"):
        delegate(
            engagement=setting.engagement,
            question_id="hw-note",
            person=other,
            by=setting.respondent,
            note="No hurry",
        )
    asked.refresh_from_db()
    assert (asked.due_on, asked.note) == (date(2099, 4, 1), "By April, please")
    assert asked.assigned_by != setting.respondent


def test_the_same_note_is_told_once_however_often_and_between_what_it_is_sent(
    setting: Setting, other: User
) -> None:
    ask(setting, "domain", "hardware", due_on=date(2099, 5, 1))
    Job.objects.all().delete()

    def hand_on(note: str) -> None:
        delegate(
            engagement=setting.engagement,
            question_id="hw-note",
            person=other,
            by=setting.respondent,
            note=note,
        )

    for note in ("You know", "You know", "Ask Ann", "You know ", "Ask Ann", "You know"):
        hand_on(note)
    assert Job.objects.filter(kind="letter").count() == 2
    made = Assignment.objects.get(person=other)
    assert (made.note, made.delegated_from) == ("You know", Assignment.objects.get(scope="domain"))
    ask(setting, "domain", "hardware", due_on=date(2099, 6, 1))
    Job.objects.all().delete()
    hand_on("You know")
    assert receivers() == ["other"]


def test_a_question_is_not_handed_round_until_nobody_has_it(setting: Setting, other: User) -> None:
    third = make_member(setting.engagement.organisation, Role.RESPONDENT, "third")
    ask(setting, "domain", "hardware")

    def hand_on(by: User, person: User) -> Assignment:
        return delegate(
            engagement=setting.engagement, question_id="hw-note", person=person, by=by, note="You know"
        )

    hand_on(setting.respondent, other)
    hand_on(other, third)
    for person in (other, setting.respondent):
        with pytest.raises(NotAskableError, match="handed this question on"):
            hand_on(third, person)
    progress = engagement_progress(setting.engagement, third)
    assert [row.first for row in my_assignments(setting.engagement, third, progress)] == ["hw-note"]


def test_nobody_hands_on_to_themselves_or_when_nothing_can_be_answered(setting: Setting, other: User) -> None:
    def hand_on(person: User, question: str = "hw-note") -> None:
        delegate(
            engagement=setting.engagement,
            question_id=question,
            person=person,
            by=setting.respondent,
            note="x",
        )

    with pytest.raises(NotAskableError):
        hand_on(setting.respondent)
    with pytest.raises(NotAskableError):
        hand_on(setting.reader)
    with pytest.raises(UnknownTargetError):
        hand_on(other, "hw-nothing")
    submit_domain(engagement=setting.engagement, domain="hardware", by=setting.lead, seen=0)
    accept_domain(engagement=setting.engagement, domain="hardware", by=setting.lead, seen=1)
    with pytest.raises(LockedError):
        hand_on(other)
    close_engagement(setting.engagement)
    with pytest.raises(ClosedError):
        hand_on(other, "da-level")
    assert Assignment.objects.count() == 0


def test_what_is_asked_of_me_is_on_the_overview_and_in_the_navigation(setting: Setting, other: User) -> None:
    ask(setting, "question", "hw-net", note="<b>Please</b>")
    overview = text(setting.respondent, "engagement-detail", setting.engagement.pk)
    assert "Asked of you" in overview
    assert "How good is hw-net?" in overview
    assert "&lt;b&gt;Please&lt;/b&gt;" in overview
    assert "Asked of you" not in text(other, "engagement-detail", setting.engagement.pk)
    assert "asked of you" in text(setting.respondent, "questionnaire-group", setting.engagement.pk, "compute")
    assert "asked of you" not in text(other, "questionnaire-group", setting.engagement.pk, "compute")


def test_managers_ask_several_people_and_take_it_back(setting: Setting, other: User) -> None:
    address = reverse("assessments:assignment-list", args=[setting.engagement.pk])
    client = signed_in(setting.lead)
    sent = {"target": "practice:HW-01", "people": [setting.respondent.pk, other.pk], "due_on": "2099-05-01"}
    assert client.post(address, sent).status_code == 302
    assert receivers() == ["other", "respondent"]
    shown = text(setting.lead, "assignment-list", setting.engagement.pk)
    assert "Practice HW-01" in shown
    assert "1 May 2099" in shown
    one = Assignment.objects.get(person=other)
    client.post(reverse("assessments:assignment-remove", args=[one.pk]))
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"target": "domain:hardware"},
        {"target": "domain:nothing", "people": ["respondent"]},
        {"target": "evil", "people": ["respondent"]},
        {"target": "domain:hardware", "people": ["reader"]},
        {"target": "domain:hardware", "people": ["stranger"]},
        {"target": "domain:hardware", "people": ["x"]},
        {"target": "domain:hardware", "people": ["respondent"], "due_on": "soon"},
    ],
)
def test_what_cannot_be_asked_is_explained(setting: Setting, sent: dict[str, Any]) -> None:
    User.objects.create_user("stranger@example.org")
    keys = {user.email.partition("@")[0]: user.pk for user in User.objects.all()}
    sent = {**sent, "people": [keys.get(name, name) for name in sent.get("people", [])]}
    address = reverse("assessments:assignment-list", args=[setting.engagement.pk])
    assert signed_in(setting.lead).post(address, sent).status_code == 422
    assert Assignment.objects.count() == 0


def test_a_card_hands_its_question_on(setting: Setting, other: User) -> None:
    assert "Hand on" in text(setting.respondent, "questionnaire-group", setting.engagement.pk, "compute")
    address = reverse("assessments:question-delegate", args=[setting.engagement.pk, "hw-level"])
    client = signed_in(setting.respondent)
    shown = client.get(address).content.decode()
    assert "Other" in shown
    assert "Reader" not in shown
    assert client.post(address, {"person": other.pk}).status_code == 422
    assert client.post(address, {"person": setting.reader.pk, "note": "x"}).status_code == 422
    assert client.post(address, {"person": other.pk, "note": "You built it"}).status_code == 302
    assert receivers() == ["other"]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_table_costs_the_same_for_one_and_for_thirty(
    setting: Setting, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        person = make_member(setting.engagement.organisation, Role.RESPONDENT, f"person{number}")
        ask(setting, person=person)
        save(setting, level(3), by=person)
    client = signed_in(setting.lead)
    address = reverse("assessments:assignment-list", args=[setting.engagement.pk])
    client.get(address)
    with django_assert_num_queries(10) as queries:
        client.get(address)
    assert len(queries) == 10


@pytest.mark.parametrize(
    ("due_in", "asked_before", "reminded_before", "is_due"),
    [
        (4, 30, None, False),
        (3, 30, None, True),
        (3, 0, None, False),  # asked today: that letter is enough
        (2, 30, None, True),  # the worker slept yesterday
        (2, 30, 1, False),
        (0, 30, 3, True),
        (0, 30, 0, False),
        (0, 2, None, True),
        (-1, 30, 3, False),
    ],
)
def test_people_are_reminded_three_days_before_and_on_the_day(
    due_in: int, asked_before: int, reminded_before: int | None, is_due: bool
) -> None:
    now = timezone.now()
    row = Assignment(
        due_on=timezone.localdate() + timedelta(days=due_in),
        assigned_at=now - timedelta(days=asked_before),
        reminded_at=None if reminded_before is None else now - timedelta(days=reminded_before),
    )
    assert is_to_be_reminded(row, timezone.localdate()) == is_due


def due_rows() -> list[Assignment]:
    today = timezone.localdate()
    return [row for row in due_soon(today, DAYS_BEFORE) if is_to_be_reminded(row, today)]


def make_due(setting: Setting, **more: Any) -> Assignment:
    made = ask(setting, due_on=timezone.localdate() + timedelta(days=3), **more)
    Assignment.objects.update(assigned_at=timezone.now() - timedelta(days=30))
    receivers()
    return made


def test_nobody_is_reminded_twice(setting: Setting) -> None:
    make_due(setting)
    make_due(setting, scope="question", target="da-level")
    seen_by_two_workers = [due_rows(), due_rows()]
    assert [remind(assignments=rows, now=timezone.now()) for rows in seen_by_two_workers] == [1, 0]
    (letter,) = sent_letters()
    assert "Hardware" in str(letter.body)
    assert "How good is da-level?" in str(letter.body)
    assert due_rows() == []


def test_only_who_has_open_questions_is_reminded(setting: Setting, other: User) -> None:
    for person in (setting.respondent, other):
        make_due(setting, scope="domain", target="data", person=person)
    save(setting, Content("unknown"), question="da-level")
    assert [row.person for row in due_rows()] == [other]
    submit_domain(engagement=setting.engagement, domain="data", by=setting.lead, seen=0)
    accept_domain(engagement=setting.engagement, domain="data", by=setting.lead, seen=1)
    assert due_rows() == []
    make_due(setting)
    assert len(due_rows()) == 1
    close_engagement(setting.engagement)
    assert due_rows() == []


def test_each_morning_asks_for_the_next_while_something_is_due(setting: Setting) -> None:
    now = datetime(2099, 5, 1, 12, tzinfo=UTC)
    promise_reminders(after=now)
    promise_reminders(after=now)
    job = Job.objects.get(kind="reminders")
    assert job.key == "reminders:2099-05-02"
    go_on_reminding(now=now + timedelta(days=1))
    assert Job.objects.filter(kind="reminders").count() == 1
    ask(setting, due_on=date(2099, 5, 9))
    go_on_reminding(now=now + timedelta(days=1))
    assert Job.objects.filter(key="reminders:2099-05-03").exists()


def test_a_worker_does_all_of_it(setting: Setting) -> None:
    make_due(setting)
    Job.objects.filter(kind="reminders").update(due_at=timezone.now() - timedelta(minutes=1))
    run_due()
    assert [letter.to for letter in mail.outbox] == [["respondent@example.org"]]
    assert "some answers are still open" in str(mail.outbox[0].body)
    assert Job.objects.get(kind="letter").state == "done"
    assert set(Job.objects.filter(kind="reminders").values_list("state", flat=True)) <= {"done", "queued"}
