"""What somebody who runs an engagement should look at, question by question, before the score is believed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Engagement
from assessments.queries.consolidated import GivenAnswer
from assessments.queries.maturity import Scored
from assessments.queries.settled import SettledAnswer
from assessments.queries.states import score_engagement
from assessments.question_bank.model import Domain, Practice, Question
from assessments.question_bank.values import same_value
from assessments.scoring import QuestionMaturity

ReviewKind = Literal[
    "disagreement", "countersign", "unsupported", "unanswered", "unknown", "low_confidence", "settled"
]
# In the order of what is worth a talk most; with what people read.
REVIEW_KINDS: dict[ReviewKind, str | Promise] = {
    "disagreement": _("People disagree"),
    "countersign": _("Not applicable, to be countersigned"),
    "unsupported": _("Claimed without proof"),
    "unanswered": _("Nobody answered"),
    "unknown": _("Nobody knows"),
    "low_confidence": _("Guessed or old"),
    "settled": _("Settled"),
}
DISAGREE_FROM_LEVELS = 1.0
# Quantities disagree when the largest exceeds the smallest by more than this share of it.
DISAGREE_FROM_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One question, with the reasons why it is worth a look; none when all is well.

    maturity: how it scores, None for a question that is not scored. given: all that was said.
    """

    domain: Domain
    practice: Practice
    question: Question
    kinds: tuple[ReviewKind, ...]
    maturity: QuestionMaturity | None
    given: tuple[GivenAnswer, ...]
    settled: SettledAnswer | None

    @property
    def titles(self) -> list[str]:
        """The reasons as people read them."""
        return [str(REVIEW_KINDS[kind]) for kind in self.kinds]

    @property
    def answered(self) -> tuple[GivenAnswer, ...]:
        """The answers that carry a value."""
        return tuple(answer for answer in self.given if answer.value is not None)

    @property
    def dissent(self) -> tuple[GivenAnswer, ...]:
        """The answers that say something else than what was settled."""
        if self.settled is None:
            return ()
        value = self.settled.value
        return tuple(one for one in self.answered if not same_value(self.question, one.value, value))


def review_of(engagement: Engagement) -> tuple[ReviewItem, ...]:
    """Return every question of an engagement that is worth a look, in a constant number of queries."""
    return tuple(item for item in review_items(score_engagement(engagement, draws=0)) if item.kinds)


def review_items(scored: Scored) -> Iterator[ReviewItem]:
    """Yield every question in the order of the bank, with the reasons to look at it; none if it is not asked."""
    rated = {question.id: question for question in scored.maturity.questions}
    settled = {one.question: one for one in scored.settled}
    given: dict[str, list[GivenAnswer]] = defaultdict(list)
    for answer in scored.given:
        given[answer.question].append(answer)
    for domain in scored.bank.domains:
        for practice in domain.practices:
            for question in practice.questions:
                maturity, said = rated.get(question.id), tuple(given[question.id])
                agreed = settled.get(question.id)
                reasons = _kinds(scored, question, maturity, said, agreed)
                kinds = tuple(reasons) if scored.asked[question.id] else ()
                yield ReviewItem(domain, practice, question, kinds, maturity, said, agreed)


def disagree(question: Question, values: Sequence[Mapping[str, Any]], spread: float | None) -> bool:
    """Return whether answers to one question are too far apart to be one value.

    Levels: one or more apart. Quantities: the largest likely amount exceeds the smallest by more than a quarter
    of it. Lists and tables: they differ. Free texts never disagree.
    """
    if len(values) < 2 or (question.kind == "text" and not question.options):
        return False
    if spread is not None and spread >= DISAGREE_FROM_LEVELS:
        return True
    if question.kind == "quantity":
        amounts = [float(value["likely"]) for value in values]
        return max(amounts) - min(amounts) > DISAGREE_FROM_SHARE * min(abs(amount) for amount in amounts)
    if spread is not None:
        return False
    return any(not same_value(question, dict(values[0]), dict(value)) for value in values[1:])


def _kinds(
    scored: Scored,
    question: Question,
    rated: QuestionMaturity | None,
    given: Sequence[GivenAnswer],
    settled: SettledAnswer | None,
) -> Iterator[ReviewKind]:
    values = [answer.value for answer in given if answer.value is not None]
    if settled is None:
        if disagree(question, values, rated.spread if rated else None):
            yield "disagreement"
        if any(answer.status == "not_applicable" and not answer.is_countersigned for answer in given):
            yield "countersign"
    if rated and rated.claimed is not None and (rated.supported or 0) < rated.claimed:
        yield "unsupported"
    if settled is None and not values and not _is_set_aside(given):
        yield "unknown" if any(answer.status == "unknown" for answer in given) else "unanswered"
    if question.id in scored.values and _is_doubtful(scored, question, rated):
        yield "low_confidence"
    if settled is not None:
        yield "settled"


def _is_set_aside(given: Sequence[GivenAnswer]) -> bool:
    return any(answer.status == "not_applicable" for answer in given)


def _is_doubtful(scored: Scored, question: Question, rated: QuestionMaturity | None) -> bool:
    """Return whether the value rests on a guess, or is older than its half-life."""
    if rated and rated.status == "not_applicable":
        return False
    value = scored.values[question.id]
    basis = (rated.basis if rated else None) or value.basis
    is_old = (scored.as_of - value.answered_on).days > question.half_life_months * 365.25 / 12
    return basis == "guessed" or is_old
