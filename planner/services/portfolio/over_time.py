"""One organisation over time: its milestones and its finished plans, oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assessments.models import Engagement, Milestone
from assessments.queries import standings_of
from planner.models import Headline


@dataclass(frozen=True, slots=True)
class Measured:
    """A time at which maturity was measured. index: of 100; scores: of each domain by id, 1 to 5.

    milestone, plan: the key of the one that it is, 0 for the other. workloads: of a plan, as Headline counts them.
    """

    day: date
    title: str
    engagement: str
    index: float | None
    scores: Mapping[str, float | None]
    milestone: int = 0
    plan: int = 0
    workloads: Mapping[str, int] = field(default_factory=dict)
    spending_usd: float | None = None


def measured_over_time(engagements: Sequence[Engagement]) -> list[Measured]:
    """Return each milestone and each plain plan of some engagements, whose results the caller may read."""
    titles = {engagement.pk: engagement.title for engagement in engagements}
    found = [*_milestones(titles), *_plans(titles)]
    return sorted(found, key=lambda one: (one.day, one.plan > 0, one.milestone, one.plan))


def _milestones(titles: Mapping[int, str]) -> list[Measured]:
    rows = Milestone.objects.filter(engagement__in=titles).select_related("bank", "to_bank")
    standings = standings_of(list(rows.defer("answers_text", "bank__document", "to_bank__document")))
    return [
        Measured(
            day=standing.milestone.as_of,
            title=standing.milestone.shown_title,
            engagement=titles[standing.milestone.engagement_id],
            index=standing.index,
            scores=standing.domains,
            milestone=standing.milestone.pk,
        )
        for standing in standings
    ]


def _plans(titles: Mapping[int, str]) -> list[Measured]:
    rows = Headline.objects.filter(engagement__in=titles, is_plain=True).select_related("plan")
    lean = rows.defer("plan__inputs_text", "plan__snapshot_text")
    return [
        Measured(
            day=headline.as_of,
            title=str(headline.plan),
            engagement=titles[headline.engagement_id],
            index=headline.index,
            scores={name: domain.get("score") for name, domain in headline.domains.items()},
            plan=headline.plan_id,
            workloads=headline.workloads,
            spending_usd=headline.spending_usd,
        )
        for headline in lean
    ]
