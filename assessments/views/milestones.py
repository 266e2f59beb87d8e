"""Milestones: taken, listed with their trend, compared with each other and with today."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import UserRequest
from assessments.language import localised, long_date, number
from assessments.models import Milestone
from assessments.queries import (
    CAUSES,
    Change,
    Measure,
    Standing,
    change_between,
    engagement_for,
    milestone_for,
    milestones_of,
    standings_of,
    state_now,
    state_of,
)
from assessments.services import take_milestone

LONGEST_TITLE = 200
BAR_STEP, BAR_WIDTH, BAR_HEIGHT = 48, 32, 100
FEWEST_BARS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One milestone in the picture of the trend, in its coordinates; height 0 when nothing was answered."""

    x: int
    y: int
    height: int
    label: str

    @property
    def middle(self) -> int:
        """Where its number stands."""
        return self.x + BAR_WIDTH // 2


@dataclass(frozen=True, slots=True)
class Trend:
    """Bars from 0 to 100, one per milestone, and what they show in words."""

    bars: tuple[Bar, ...]
    width: int
    text: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One measure of a change as people read it; `parts` are in the order of the causes."""

    title: str
    before: str
    after: str
    difference: str
    parts: tuple[str, ...]


@require_GET
def milestone_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show the milestones of an engagement and their trend."""
    engagement = engagement_for(request.user, pk, "read_results")
    standings = standings_of(list(milestones_of(engagement)))
    context = {
        "engagement": engagement,
        "rows": list(reversed(list(zip(standings, _steps(standings), strict=True)))),
        "trend": trend_of(standings),
        "suggestion": _("State of %(day)s") % {"day": long_date(timezone.localdate())},
    }
    return render(request, "assessments/milestone_list.html", context)


@require_POST
def milestone_take(request: UserRequest, pk: int) -> HttpResponse:
    """Freeze what everybody has said by now."""
    engagement = engagement_for(request.user, pk, "manage")
    title = request.POST.get("title", "").replace("\x00", "").strip()[:LONGEST_TITLE]
    if not title:
        messages.error(request, _("Give the milestone a title, to know it again."))
    else:
        take_milestone(engagement=engagement, title=title, by=request.user)
        messages.success(
            request, _("The milestone is taken: this state stays, whatever is answered from now on.")
        )
    return redirect("assessments:milestone-list", pk=engagement.pk)


@require_GET
def milestone_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show what changed since a milestone: until today, or until another one."""
    milestone = milestone_for(request.user, pk)
    others = [row for row in milestones_of(milestone.engagement) if row.pk != milestone.pk]
    other = _other(request.GET.get("with", ""), others)
    here, there = state_of(milestone), state_of(other) if other else state_now(milestone.engagement)
    is_later = other is not None and (other.taken_at, other.pk) < (milestone.taken_at, milestone.pk)
    change = change_between(there, here) if is_later else change_between(here, there)
    first, last = (other, milestone) if is_later else (milestone, other)
    context = {
        "engagement": milestone.engagement,
        "milestone": milestone,
        "standing": standings_of([milestone])[0],
        "others": others,
        "other": other,
        "before": str(first),
        "after": str(last) if last else _("Today"),
        "rows": change_rows(change),
        "causes": [(str(CAUSES[cause]), text) for cause, text in change.causes.items()],
    }
    return render(request, "assessments/milestone_detail.html", context)


def _other(wanted: str, others: Sequence[Milestone]) -> Milestone | None:
    if wanted in ("", "today"):
        return None
    found = next((row for row in others if str(row.pk) == wanted), None)
    if found is None:
        raise Http404("no such milestone of this engagement")
    return found


def _steps(standings: Sequence[Standing]) -> list[str]:
    """Return how much the index rose since the milestone before, as people read it."""
    earlier = [None, *(standing.index for standing in standings)]
    return [
        _signed(None if standing.index is None or before is None else standing.index - before, 1)
        for before, standing in zip(earlier, standings, strict=False)
    ]


def trend_of(standings: Sequence[Standing]) -> Trend:
    """Return the picture of the index over the milestones."""
    shown = "; ".join(f"{standing.milestone}: {_index_in_words(standing.index)}" for standing in standings)
    return Trend(
        bars=tuple(_bar(number, standing.index) for number, standing in enumerate(standings)),
        width=max(BAR_STEP * len(standings), FEWEST_BARS * BAR_STEP),
        text=_("Index from 0 to 100. %(values)s.") % {"values": shown},
    )


def _index_in_words(index: float | None) -> str:
    return _("nothing answered") if index is None else f"{index:.0f}"


def _bar(number: int, index: float | None) -> Bar:
    height = 0 if index is None else round(index)
    return Bar(number * BAR_STEP, BAR_HEIGHT - height, height, "–" if index is None else f"{index:.0f}")


def change_rows(change: Change) -> list[ChangeRow]:
    """Return the measures as people read them: the confidence in percent, scores with two decimals."""
    return [_change_row(measure, list(change.causes)) for measure in change.measures]


def _change_row(measure: Measure, causes: Sequence[str]) -> ChangeRow:
    decimals = {"index": 1, "confidence": 0}.get(measure.id, 2)
    factor, unit = (100, " %") if measure.id == "confidence" else (1, "")

    def shown(amount: float | None) -> str:
        return "–" if amount is None else f"{number(amount * factor, f'.{decimals}f')}{unit}"

    def change(amount: float | None) -> str:
        return _signed(None if amount is None else amount * factor, decimals)

    has_both = measure.difference is not None
    parts = (change(measure.parts[cause]) if has_both else "–" for cause in causes)
    return ChangeRow(
        measure.title, shown(measure.before), shown(measure.after), change(measure.difference), tuple(parts)
    )


def _signed(amount: float | None, decimals: int) -> str:
    if amount is None:
        return "–"
    text = f"{amount:+.{decimals}f}".replace("-", "−")
    return localised(text if text.strip("+−0.") else f"{0:.{decimals}f}")
