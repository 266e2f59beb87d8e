"""Milestones of an engagement, and how they scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from assessments.language import number
from assessments.models import Engagement, Milestone
from assessments.queries.engagements import engagement_for
from assessments.queries.states import score_state, state_of
from assessments.scoring import Maturity


@dataclass(frozen=True, slots=True)
class Standing:
    """A milestone and the headline of its score; domains: the score of each by its id, 1 to 5."""

    milestone: Milestone
    index: float | None
    level: int | None
    confidence: float | None
    domains: Mapping[str, float | None]

    @property
    def confidence_text(self) -> str:
        """The confidence as people read it."""
        return "–" if self.confidence is None else f"{number(100 * self.confidence, '.0f')} %"


def milestones_of(engagement: Engagement) -> QuerySet[Milestone]:
    """Return the milestones of an engagement, oldest first, without what they keep."""
    rows = engagement.milestones.defer("answers_text", "bank__document", "to_bank__document")
    return rows.select_related("bank", "to_bank", "taken_by").order_by("taken_at", "id")


def milestone_for(user: User, pk: int) -> Milestone:
    """Return a milestone whose results the person may read. Raises Http404 or PermissionDenied."""
    rows = Milestone.objects.defer("bank__document", "to_bank__document")
    milestone = rows.select_related("bank", "to_bank", "taken_by").filter(pk=pk).first()
    if milestone is None:
        raise Http404("no such milestone")
    milestone.engagement = engagement_for(user, milestone.engagement_id, "read_results")
    return milestone


def standings_of(milestones: Sequence[Milestone]) -> list[Standing]:
    """Return how milestones scored; those not scored before cost one query together."""
    unread = [row.pk for row in milestones if row.fingerprint not in _HEADLINES]
    texts = dict(Milestone.objects.filter(pk__in=unread).values_list("pk", "answers_text")) if unread else {}
    for row in milestones:
        if row.pk in texts:
            row.answers_text = texts[row.pk]
    return [Standing(row, *_headline(row)) for row in milestones]


def score_of(milestone: Milestone) -> Maturity:
    """Return the score of a milestone, computed again from what it keeps."""
    return score_state(state_of(milestone))


_Headline = tuple[float | None, int | None, float | None, dict[str, float | None]]
# What a milestone keeps never changes, and its fingerprint is that of what it keeps.
_HEADLINES: dict[str, _Headline] = {}


def _headline(milestone: Milestone) -> _Headline:
    if milestone.fingerprint not in _HEADLINES:
        maturity = score_of(milestone)
        overall, domains = maturity.overall, {domain.id: domain.score for domain in maturity.domains}
        _HEADLINES[milestone.fingerprint] = (overall.index, overall.level, overall.confidence, domains)
    return _HEADLINES[milestone.fingerprint]
