"""Saving a whole page of questions at once, as it arrives without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from assessments.models import Answer, AnswerRevision, Content, Engagement
from assessments.services.answers import Saved, Sender, save_answer, says_the_same


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the page: what it says, and from where."""

    content: Content
    sender: Sender


def save_page(*, engagement: Engagement, respondent: User, entries: Mapping[str, Entry]) -> dict[str, Saved]:
    """Save what the person changed on the page, by question.

    What still says what the page showed was not touched: it must not come back over a newer answer.
    """
    answers = {
        answer.question: answer
        for answer in engagement.answers.filter(respondent=respondent, question__in=list(entries))
    }
    shown = _shown_contents(answers, entries)
    saved = {}
    for question_id, entry in entries.items():
        question = engagement.read_bank().question(question_id)
        if not says_the_same(question, shown[question_id], entry.content.tidied()):
            saved[question_id] = save_answer(
                engagement=engagement,
                respondent=respondent,
                question_id=question_id,
                content=entry.content,
                sender=entry.sender,
            )
    return saved


def _shown_contents(answers: Mapping[str, Answer], entries: Mapping[str, Entry]) -> dict[str, Content]:
    """Return what the page showed of each question, by the revision that it sends back."""
    old = {
        (row.answer_id, row.revision): row.content
        for row in AnswerRevision.objects.filter(
            answer__in=[answer.pk for answer in answers.values()],
            revision__in={entry.sender.base_revision or 0 for entry in entries.values()},
        )
    }
    shown = {}
    for question_id, entry in entries.items():
        answer = answers.get(question_id)
        key = (answer.pk, entry.sender.base_revision or 0) if answer else None
        shown[question_id] = old.get(key, Content()) if key else Content()
    return shown
