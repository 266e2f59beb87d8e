"""The engagements whose results a person may read, each in a row: as many queries for two thousand as for two."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from assessments.models import Engagement, Submission, read_banks
from assessments.queries import engagements_for
from planner.models import Decision, Headline, Plan

READERS = tuple(role for role in Role if role.can_read_results)
SOON = timedelta(days=14)

# What may be wrong with an engagement, the most pressing first, as the filter and the row name it.
FLAGS = {
    "late": _("Past its date"),
    "failed": _("Plan failed"),
    "blocked": _("Blocked workload"),
    "late-live": _("Go-live too late"),
    "initiatives-late": _("Initiative overdue"),
    "soon": _("Due within 14 days"),
    "no-plan": _("No plan yet"),
}
PRESSING = ("late", "failed", "blocked")


@dataclass(frozen=True, slots=True)
class Row:
    """One engagement. handed_in of asked: questionnaires submitted or accepted; headline: None without a plan."""

    pk: int
    title: str
    organisation_pk: int
    organisation: str
    sector: str
    is_open: bool
    due_on: date | None
    created_at: datetime
    bank: str
    handed_in: int
    asked: int
    initiatives_late: int
    plan_state: str
    headline: Headline | None = None
    flags: tuple[str, ...] = field(default=())

    @property
    def is_handed_in(self) -> bool:
        """Whether every questionnaire was handed in."""
        return self.handed_in >= self.asked

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What may be wrong, in words, each with the status colour of how pressing it is."""
        return [(str(FLAGS[flag]), "blocked" if flag in PRESSING else "conditional") for flag in self.flags]

    def score(self, domain: str) -> float | None:
        """The maturity of a domain on the scale of 1 to 5, None where nothing is known."""
        value = self.headline.domains.get(domain, {}).get("score") if self.headline else None
        return None if value is None else float(value)


def rows_of(user: User, today: date) -> list[Row]:
    """Return a row for each engagement whose results the person may read, in no particular order."""
    reading = Q(organisation__memberships__user=user, organisation__memberships__role__in=READERS)
    seen = engagements_for(user).filter(reading).order_by()
    wanted = seen.values(
        "pk", "title", "organisation_id", "organisation__name", "organisation__sector", "status", "due_on",
        "created_at", "bank__fingerprint",
    )  # fmt: skip
    engagements = list(wanted)
    theirs = Q(
        engagement__organisation__memberships__user=user,
        engagement__organisation__memberships__role__in=READERS,
    )
    handed_in = _counts(Submission.objects.filter(theirs, state__in=("submitted", "accepted")))
    late = _counts(_overdue(Decision.objects.filter(theirs), today))
    headlines = _newest_headlines(theirs)
    states = _newest_states(theirs)
    domains = {
        fingerprint: len(bank.domains)
        for fingerprint, bank in read_banks({row["bank__fingerprint"] for row in engagements}).items()
    }
    return [
        _flagged(
            Row(
                pk=row["pk"],
                title=row["title"],
                organisation_pk=row["organisation_id"],
                organisation=row["organisation__name"],
                sector=row["organisation__sector"],
                is_open=row["status"] == Engagement.State.OPEN,
                due_on=row["due_on"],
                created_at=row["created_at"],
                bank=row["bank__fingerprint"],
                handed_in=handed_in.get(row["pk"], 0),
                asked=domains[row["bank__fingerprint"]],
                initiatives_late=late.get(row["pk"], 0),
                plan_state=states.get(row["pk"], ""),
                headline=headlines.get(row["pk"]),
            ),
            today,
        )
        for row in engagements
    ]


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    counted = rows.order_by().values("engagement").annotate(number=Count("pk"))
    return dict(counted.values_list("engagement", "number"))


def _overdue(decisions: QuerySet[Decision], today: date) -> QuerySet[Decision]:
    """Accepted initiatives that were to be done before this quarter and are not; quarters sort as their texts do."""
    accepted = decisions.filter(choice=Decision.Choice.ACCEPTED).exclude(progress=Decision.Progress.DONE)
    return accepted.exclude(forecast_finish="").filter(
        forecast_finish__lt=f"{today.year}-Q{(today.month + 2) // 3}"
    )


def _newest_headlines(theirs: Q) -> dict[int, Headline]:
    newest = (
        Headline.objects.filter(theirs, is_plain=True)
        .order_by()
        .values("engagement")
        .annotate(newest=Max("plan"))
        .values("newest")
    )
    return {headline.engagement_id: headline for headline in Headline.objects.filter(plan__in=newest)}


def _newest_states(theirs: Q) -> dict[int, str]:
    newest = (
        Plan.objects.filter(theirs, scenario=None)
        .order_by()
        .values("engagement")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    return dict(Plan.objects.filter(pk__in=newest).values_list("engagement", "state"))


def _flagged(row: Row, today: date) -> Row:
    found = dict.fromkeys(FLAGS, False)
    workloads: Mapping[str, int] = row.headline.workloads if row.headline else {}
    waits = row.is_open and not row.is_handed_in and row.due_on is not None
    found["late"] = waits and row.due_on is not None and row.due_on < today
    found["soon"] = waits and row.due_on is not None and today <= row.due_on <= today + SOON
    found["failed"] = row.plan_state == Plan.State.FAILED
    found["blocked"] = workloads.get("blocked", 0) > 0
    found["late-live"] = workloads.get("late", 0) > 0
    found["initiatives-late"] = row.initiatives_late > 0
    found["no-plan"] = row.headline is None and row.is_handed_in
    return replace(row, flags=tuple(flag for flag, is_so in found.items() if is_so))
