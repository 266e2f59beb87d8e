"""What each claim of the dashboard rests on: answers, practices and steps of a derivation, with their pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from assessments.language import say, to_say
from assessments.models import Engagement
from assessments.queries import bank_of
from assessments.question_bank.model import Question
from planner.charts.reading import Snapshot, part, questions, rows, words
from planner.queries import workloads_of
from planner.reports.content.origins import origin_text
from planner.reports.content.wording import basis_word

# Questions are called like hw-06-pue, practices like HW-05.
_NAMED = re.compile(r"\b([a-z]{2}-\d{2}-[a-z0-9-]*[a-z0-9]|[A-Z]{2}-\d{2})\b")
_TYPED, _TYPED_OR_NOT = to_say("given by the user"), to_say("given by the user, or assumed")


@dataclass(frozen=True, slots=True)
class Link:
    """A text, and the page that tells more; "" where there is none for the one who reads."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what was answered when the plan was made."""

    question: Link
    answers: tuple[str, ...]


class Sources:
    """The pages behind a snapshot for one reader. Only what is still there has an address."""

    def __init__(self, engagement: Engagement, snapshot: Snapshot) -> None:
        self._engagement = engagement
        self._snapshot = snapshot

    @cached_property
    def _asked(self) -> dict[str, tuple[Question, str, str]]:
        """Question, practice and page of what is asked today, by the id of the question."""
        return {
            question.id: (question, practice.id, group.id)
            for domain in bank_of(self._engagement).domains
            for group in domain.groups
            for practice in group.practices
            for question in practice.questions
        }

    @cached_property
    def _practices(self) -> dict[str, str]:
        return {practice.id: practice.title for practice in bank_of(self._engagement).practices()}

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {
            words(question, "id"): words(question, "text") for _, _, question in questions(self._snapshot)
        }

    @cached_property
    def _answers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for answer in rows(part(self._snapshot, "inputs"), "answers"):
            basis = basis_word(words(answer, "basis"))
            shown = words(answer, "shown")
            text = f"{shown} ({basis})" if basis and shown else shown
            if text:
                found.setdefault(words(answer, "question"), {})[text] = None
        return {name: tuple(texts) for name, texts in found.items()}

    @cached_property
    def _workloads(self) -> set[str]:
        if not self._engagement.can_manage:
            return set()
        return set(workloads_of(self._engagement).values_list("name", flat=True))

    def question(self, name: str, *, is_open: bool = False) -> Answered:
        """Return a question with its answers. is_open: an answer is missing; its link leads to where it is given."""
        asked = self._asked.get(name)
        if asked is None:
            return Answered(Link(self._texts.get(name, name)), self._answers.get(name, ()))
        link = Link(self._texts.get(name) or asked[0].text, self._question_page(*asked, is_open=is_open))
        return Answered(link, self._answers.get(name, ()))

    def _question_page(self, question: Question, practice: str, group: str, *, is_open: bool) -> str:
        number, name = self._engagement.pk, question.id
        if is_open and self._engagement.can_answer:
            return f"{reverse('assessments:questionnaire-group', args=[number, group])}#q-{name}"
        if self._engagement.can_manage:
            return reverse("assessments:review-question", args=[number, name])
        address = reverse("assessments:practice-detail", args=[number, practice])
        return f"{address}#q-{name}" if question.is_scored else address

    def practice(self, name: str, title: str = "") -> Link:
        """Return a practice with its page."""
        if name not in self._practices:
            return Link(title or name)
        address = reverse("assessments:practice-detail", args=[self._engagement.pk, name])
        return Link(title or self._practices[name], address)

    def workload_page(self, name: str) -> str:
        """Return where a workload is described; "" for those who may not change it."""
        if name not in self._workloads:
            return ""
        return reverse("planner:workload-edit", args=[self._engagement.pk, name])

    def limits_page(self) -> str:
        """Return where money, people and dates are limited; "" for those who may not change it."""
        if not self._engagement.can_manage:
            return ""
        return reverse("planner:constraints-edit", args=[self._engagement.pk])

    def origin(self, source: str, workload: str) -> tuple[Link, ...]:
        """Return what a step rests on, with a link for each question and practice, and for what was typed in."""
        if source in (say(_TYPED), say(_TYPED_OR_NOT)):
            return (Link(source, self.workload_page(workload)),)
        return tuple(self._linked(_NAMED.split(origin_text(source))))

    def _linked(self, pieces: Iterable[str]) -> Iterator[Link]:
        for piece in pieces:
            if piece in self._asked:
                yield self.question(piece).question
            elif piece in self._practices:
                yield self.practice(piece)
            elif piece:
                yield Link(piece)
