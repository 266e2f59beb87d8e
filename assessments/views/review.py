"""The review queue of those who run an engagement, and the workshop page of one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import UserRequest
from assessments.forms import fill
from assessments.forms.settling import SentSettlement, read_settlement
from assessments.models import Answer, Basis, Content, Engagement, Evidence, Status
from assessments.queries import (
    REVIEW_KINDS,
    ReviewItem,
    current_answers,
    engagement_for,
    review_items,
    score_engagement,
    settlements_of,
)
from assessments.queries.evidence import evidence_on_page
from assessments.question_bank.model import Domain, Question
from assessments.question_bank.values import level_of, same_value, show_value
from assessments.services import (
    ClosedError,
    NothingSettledError,
    record_consensus,
    record_override,
    withdraw,
)
from assessments.views.cards import Card, State, show_content
from assessments.views.refusals import sentence_of


@dataclass(frozen=True, slots=True)
class Filter:
    """A link that narrows the queue, with how many questions it leaves."""

    title: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person says, beside the others.

    level: the level it stands for, if it has one; is_dissent: it differs from what was settled.
    """

    answer: Answer
    shown: str
    level: float | None
    is_dissent: bool
    evidence: Sequence[Evidence]


@require_GET
def review_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show the questions that are worth a look, all or of one kind and domain."""
    engagement = engagement_for(request.user, pk, "manage")
    scored = score_engagement(engagement, draws=0)
    items = [item for item in review_items(scored) if item.kinds]
    kind, domain = request.GET.get("kind", ""), request.GET.get("domain", "")
    in_domain = [item for item in items if domain in ("", item.domain.id)]
    context = {
        "engagement": engagement,
        "items": [item for item in in_domain if not kind or kind in item.kinds],
        "kinds": _kind_filters(in_domain, kind, domain),
        "domains": _domain_filters(scored.bank.domains, items, kind, domain),
        "query": _query(kind, domain),
    }
    return render(request, "assessments/review_list.html", context)


@require_http_methods(["GET", "POST"])
def review_question(request: UserRequest, pk: int, question_id: str) -> HttpResponse:
    """Show all answers to one question side by side; record a consensus or override, or withdraw it."""
    engagement = engagement_for(request.user, pk, "manage")
    items = list(review_items(score_engagement(engagement, draws=0)))
    item = next((item for item in items if item.question.id == question_id), None)
    if item is None:
        raise Http404("no such question")
    sent = None
    if request.method == "POST":
        sent = read_settlement(item.question, request.POST)
        if not sent.faults and _settle(request, engagement, item.question, sent):
            return redirect("assessments:review-question", pk=pk, question_id=question_id)
    context = _workshop(request, engagement, item, sent) | _neighbours(items, question_id)
    return render(request, "assessments/review_question.html", context, status=422 if sent else 200)


def _settle(request: UserRequest, engagement: Engagement, question: Question, sent: SentSettlement) -> bool:
    """Record what was sent; False, with a message, when it can no longer be."""
    try:
        if sent.action == "withdraw":
            withdraw(engagement=engagement, question_id=question.id, reason=sent.reason, by=request.user)
        else:
            content = sent.answer.content
            if content is None or content.value is None:
                return False
            record = record_override if sent.action == "override" else record_consensus
            record(
                engagement=engagement,
                question_id=question.id,
                value=content.value,
                basis=content.basis,
                reason=sent.reason,
                by=request.user,
            )
    except (ClosedError, NothingSettledError) as error:
        messages.error(request, sentence_of(error))
        return False
    messages.success(request, _DONE[sent.action])
    return True


_DONE = {
    "consensus": _("The consensus counts now instead of the answers, which stay as they are."),
    "override": _("Your value counts now instead of the answers, and is shown as an override everywhere."),
    "withdraw": _("Withdrawn: the answers count again."),
}


def _workshop(
    request: UserRequest, engagement: Engagement, item: ReviewItem, sent: SentSettlement | None
) -> dict[str, Any]:
    question = item.question
    evidence = evidence_on_page(engagement, request.user, [question.id])[question.id]
    rows = current_answers(engagement).filter(question=question.id).select_related("countersigned_by")
    voices = [_voice(item, row, evidence) for row in rows]
    settlements = list(settlements_of(engagement, question.id))
    return {
        "engagement": engagement,
        "item": item,
        "question": question,
        "voices": voices,
        "other_evidence": [piece for piece in evidence if piece.added_by_id not in _people(voices)],
        "settled_shown": show_value(question, item.settled.value) if item.settled else "",
        "settled_basis": _known_by(item.settled.basis) if item.settled else "",
        "history": [(row, show_value(question, row.value), _known_by(row.basis)) for row in settlements],
        "card": _card(engagement, item, sent),
        "reason": sent.reason if sent else "",
        "faults": sent.faults if sent else {},
    }


def _voice(item: ReviewItem, answer: Answer, evidence: Sequence[Evidence]) -> Voice:
    question, settled = item.question, item.settled
    differs = settled is not None and not same_value(question, answer.value, settled.value)
    return Voice(
        answer=answer,
        shown=show_content(question, answer.content),
        level=level_of(question, answer.value),
        is_dissent=answer.value is not None and differs,
        evidence=[piece for piece in evidence if piece.added_by_id == answer.respondent_id],
    )


def _known_by(basis: str) -> str:
    """Return a basis as it stands within a sentence: in every language it is an adjective."""
    return str(Basis(basis).label).lower()


def _people(voices: Sequence[Voice]) -> set[int]:
    return {voice.answer.respondent_id for voice in voices}


def _card(engagement: Engagement, item: ReviewItem, sent: SentSettlement | None) -> Card:
    """Return the controls of the question: what was sent, else what is settled, else empty."""
    said = Content(Status.ANSWERED, item.settled.value, item.settled.basis) if item.settled else None
    return Card(
        question=item.question,
        filled=sent.filled if sent else fill(item.question, said),
        state=State("fault" if sent and sent.faults else "empty", faults=sent.faults if sent else {}),
        is_asked=True,
        is_open=engagement.is_open,
        client="",
        request_id="",
    )


def _neighbours(items: Sequence[ReviewItem], question_id: str) -> dict[str, Any]:
    """Return the questions before and after this one that are worth a look."""
    position = next(index for index, item in enumerate(items) if item.question.id == question_id)
    before = [item for item in items[:position] if item.kinds]
    after = [item for item in items[position + 1 :] if item.kinds]
    return {"previous": before[-1] if before else None, "next": after[0] if after else None}


def _kind_filters(items: Sequence[ReviewItem], kind: str, domain: str) -> list[Filter]:
    every = Filter(gettext("All"), len(items), _query("", domain), not kind)
    return [every] + [
        Filter(str(title), count, _query(name, domain), name == kind)
        for name, title in REVIEW_KINDS.items()
        if (count := sum(name in item.kinds for item in items)) or name == kind
    ]


def _domain_filters(
    domains: Sequence[Domain], items: Sequence[ReviewItem], kind: str, domain: str
) -> list[Filter]:
    wanted = [item for item in items if not kind or kind in item.kinds]
    every = Filter(gettext("Every domain"), len(wanted), _query(kind, ""), not domain)
    return [every] + [
        Filter(
            one.title,
            sum(item.domain.id == one.id for item in wanted),
            _query(kind, one.id),
            one.id == domain,
        )
        for one in domains
    ]


def _query(kind: str, domain: str) -> str:
    return "?" + urlencode({name: value for name, value in (("kind", kind), ("domain", domain)) if value})
