"""Conversations: opened by a person or by a rule, answered, closed, opened again; each message is kept for good."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from accounts.models.organisation import MANAGERS
from assessments.models import Answer, Engagement, Message, Status, Thread
from assessments.models.thread import GONE
from assessments.services.assignments import UnknownTargetError
from assessments.services.letters import promise_letter, role_in
from assessments.services.locks import hold_engagement


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule found, in one language."""

    title: str
    statement: str


@transaction.atomic
def open_thread(
    *,
    engagement: Engagement,
    title: str,
    opened_by: User,
    questions: Sequence[str] = (),
    practice: str = "",
    text: str,
) -> Thread:
    """Start a conversation on questions or on a practice; those concerned get a letter.

    Those who run the engagement see it, and whoever opens it. When it is opened by one who runs the engagement, those
    who answered see it as well; a respondent's words stay between them and the managers, so that answers stay
    independent. Raises UnknownTargetError, ValueError for an empty title or text.
    """
    _check_said(title, text)
    held = hold_engagement(engagement.pk)
    questions = _known_questions(held, questions, practice)
    thread = Thread.objects.create(
        engagement=engagement,
        title=title.strip()[:300],
        questions=list(questions),
        practice=practice,
        opened_by=opened_by,
        opened_at=timezone.now(),
    )
    role = role_in(engagement, opened_by)
    if role is not None and role.can_manage:
        thread.people.set(_respondents(engagement, questions or _questions_of(held, practice)))
    _say(thread, text, opened_by)
    return thread


def add_message(*, thread: Thread, author: User, text: str) -> Message:
    """Write in a conversation, also in a closed one; those concerned get a letter. Raises ValueError when empty."""
    _check_said(text)
    with transaction.atomic():
        return _say(thread, text, author)


def close_thread(*, thread: Thread, by: User, state: str, closing: str) -> bool:
    """End a conversation as resolved, or as accepted as it is. False when it is closed already.

    Raises ValueError for another state, or without words where it is accepted.
    """
    if state not in {Thread.State.RESOLVED, Thread.State.ACCEPTED}:
        raise ValueError(f"a conversation ends resolved or accepted, not {state!r}")
    if state == Thread.State.ACCEPTED:
        _check_said(closing)
    with transaction.atomic():
        is_closed = _close(thread, by, state, closing.strip())
        if is_closed and closing.strip():
            _say(thread, closing, by)
    return is_closed


def reopen_thread(*, thread: Thread, by: User, text: str = "") -> bool:
    """Go on with a closed conversation. False when it is open already."""
    with transaction.atomic():
        is_reopened = _reopen(thread)
        if is_reopened and text.strip():
            _say(thread, text, by)
    return is_reopened


@transaction.atomic
def report_contradiction(
    *,
    engagement: Engagement,
    rule: str,
    title: str,
    statement: str,
    questions: Iterable[str],
    people: Iterable[User],
    elsewhere: Mapping[str, Wording] | None = None,
) -> Thread:
    """Open the conversation on a contradiction, one for each rule; saying the same again changes nothing.

    title, statement: in English; elsewhere: the same in other languages, by language, for whoever reads them.
    Another statement is a new message and opens it again, also when it was accepted. A contradiction that had gone
    and is back opens it again when it was resolved; what was accepted stays accepted. Raises ValueError for an empty
    rule, title or statement.
    """
    _check_said(rule, title, statement)
    titles = {language: said.title for language, said in (elsewhere or {}).items()}
    statements = {language: said.statement for language, said in (elsewhere or {}).items()}
    thread, is_new = Thread.objects.select_for_update(of=("self",)).get_or_create(
        engagement=engagement,
        rule=rule,
        defaults={
            "title": title[:300],
            "titles": titles,
            "statement": statement,
            "questions": list(questions),
            "opened_at": timezone.now(),
            "is_standing": True,
        },
    )
    thread.people.add(*people)
    if is_new:
        _say(thread, statement, None, statements)
        return thread
    is_other = thread.statement != statement
    is_back = not thread.is_standing
    thread.title, thread.titles = title[:300], titles
    thread.statement, thread.questions = statement, list(questions)
    thread.is_standing = True
    thread.save(update_fields=["title", "titles", "statement", "questions", "is_standing"])
    if is_other or (is_back and thread.state == Thread.State.RESOLVED):
        _reopen(thread)
        _say(thread, statement, None, statements)
    return thread


@transaction.atomic
def withdraw_contradiction(*, engagement: Engagement, rule: str) -> None:
    """Note that a rule holds no more: an open conversation on it ends as resolved. Without one nothing happens."""
    rows = Thread.objects.select_for_update(of=("self",)).filter(engagement=engagement, rule=rule)
    thread = rows.exclude(rule="").filter(is_standing=True).first()
    if thread is None:
        return
    Thread.objects.filter(pk=thread.pk).update(is_standing=False)
    if _close(thread, None, Thread.State.RESOLVED, GONE):
        _say(thread, GONE, None)


def _say(thread: Thread, text: str, author: User | None, texts: Mapping[str, str] | None = None) -> Message:
    message = Message.objects.create(
        thread=thread, author=author, text=text.strip(), texts=dict(texts or {}), written_at=timezone.now()
    )
    for person in _concerned(thread):
        if person != author:
            promise_letter(kind="message", person=person, rows=[message.pk], key=str(message.pk))
    return message


def _concerned(thread: Thread) -> list[User]:
    """Return who sees it: managers, whoever opened it, and the people of it, while they may answer here."""
    members = Membership.objects.filter(
        organisation=thread.engagement.organisation_id, user__is_active=True
    ).exclude(role=Role.READER)
    own = {thread.opened_by_id, *thread.people.values_list("pk", flat=True)}
    rows = members.select_related("user").order_by("user_id")
    return [row.user for row in rows if row.role in MANAGERS or row.user_id in own]


def _close(thread: Thread, by: User | None, state: str, closing: str) -> bool:
    said = {"state": state, "closed_by": by, "closed_at": timezone.now(), "closing": closing}
    is_closed = bool(Thread.objects.filter(pk=thread.pk, state=Thread.State.OPEN).update(**said))
    thread.refresh_from_db()
    return is_closed


def _reopen(thread: Thread) -> bool:
    said = {"state": Thread.State.OPEN, "closed_by": None, "closed_at": None, "closing": ""}
    is_reopened = bool(Thread.objects.filter(pk=thread.pk).exclude(state=Thread.State.OPEN).update(**said))
    thread.refresh_from_db()
    return is_reopened


def _known_questions(engagement: Engagement, questions: Sequence[str], practice: str) -> tuple[str, ...]:
    bank = engagement.bank.read()
    known = {question.id for question in bank.questions()}
    unknown = [question for question in questions if question not in known]
    if unknown or (practice and practice not in {one.id for one in bank.practices()}):
        raise UnknownTargetError(f"this engagement does not ask {', '.join(unknown) or practice}")
    return tuple(questions)


def _questions_of(engagement: Engagement, practice: str) -> tuple[str, ...]:
    practices = engagement.bank.read().practices()
    return tuple(question.id for one in practices if one.id == practice for question in one.questions)


def _respondents(engagement: Engagement, questions: Sequence[str]) -> set[int]:
    rows = Answer.objects.filter(engagement=engagement, question__in=list(questions))
    return set(rows.exclude(status=Status.UNANSWERED).values_list("respondent", flat=True))


def _check_said(*texts: str) -> None:
    if not all(text.strip() for text in texts):
        raise ValueError("a conversation needs words")
