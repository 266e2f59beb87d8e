"""The register of decisions: what is proposed, what was decided and how far it is, with the history of each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.language import money
from assessments.models import Engagement
from planner.charts.figures import Interval, number, with_span
from planner.charts.reading import part, periods, rows, whole, words
from planner.charts.timeline import kind_word
from planner.models import Decision, DecisionEvent, Plan
from planner.roadmap.forecast import ForecastLine
from planner.sizing.wording import percent, quarter_text

_IDENTIFIER = re.compile(r"[-A-Za-z0-9_]{1,120}")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a decision as people read it."""

    at: datetime
    by: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision with its state in words, and its history, the newest change first."""

    decision: Decision
    state: str
    history: tuple[HistoryLine, ...]

    @property
    def forecast(self) -> str:
        """What the plan of the decision said."""
        return decided_forecast_text(self.decision)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a plan holds or leaves out, with the decision about it if there is one."""

    id: str
    title: str
    kind: str
    when: str
    cost: str
    why: str
    is_planned: bool
    decision: Decision | None

    @property
    def is_open(self) -> bool:
        """Whether nothing is decided about it."""
        return self.decision is None


def decisions_of(engagement: Engagement) -> list[Decision]:
    """Return every decision of an engagement with its history, the newest first."""
    found = Decision.objects.filter(engagement=engagement).select_related("decided_by", "plan")
    return list(found.defer("plan__inputs_text", "plan__snapshot_text").prefetch_related(_history()))


def _history() -> "Prefetch[str]":
    return Prefetch("events", DecisionEvent.objects.select_related("by").order_by("-at", "-pk"))


def present_decisions(engagement: Engagement) -> list[Decision]:
    """Return every decision of an engagement as it stands."""
    return list(Decision.objects.filter(engagement=engagement))


def entries_of(decisions: Sequence[Decision], choice: str) -> list[Entry]:
    """Return the entries of the register with one choice."""
    return [entry_of(decision) for decision in decisions if decision.choice == choice]


def entry_of(decision: Decision) -> Entry:
    """Return the entry of one decision."""
    prefetch_related_objects([decision], _history())
    history = tuple(_history_line(event) for event in decision.events.all())
    return Entry(decision, state_text(_values(decision)), history)


def proposals_of(plan: Plan, decisions: Sequence[Decision]) -> list[Proposal]:
    """Return what a plan holds, then what it leaves out, each with its present decision; what has an identifier."""
    decided = {decision.initiative: decision for decision in decisions if not decision.is_open}
    roadmap, named = part(plan.snapshot, "roadmap"), periods(plan.snapshot)
    planned = [
        _proposal(item, decided, when_text(named, item), words(item, "why"), is_planned=True)
        for item in rows(roadmap, "initiatives")
    ]
    left_out = [
        _proposal(item, decided, _("left out"), words(item, "why_not"), is_planned=False)
        for item in rows(roadmap, "left_out")
    ]
    return [one for one in (*planned, *left_out) if _IDENTIFIER.fullmatch(one.id)]


def _proposal(
    item: Mapping[str, Any], decided: Mapping[str, Decision], when: str, why: str, *, is_planned: bool
) -> Proposal:
    key = words(item, "id")
    return Proposal(
        key,
        words(item, "title", key),
        kind_word(words(item, "kind", "initiative")),
        when,
        cost_text(
            number(item.get("cost_usd")), number(item.get("cost_low_usd")), number(item.get("cost_high_usd"))
        ),
        why,
        is_planned,
        decided.get(key),
    )


def when_text(named: Sequence[str], item: Mapping[str, Any]) -> str:
    """Return from when to when a plan holds an initiative."""
    start, finish = whole(item, "start") or 0, (whole(item, "finish") or 0) - 1
    if not 0 <= start < len(named) or not 0 <= finish < len(named):
        return "–"
    return span_text(named[start], named[finish])


def span_text(start: str, finish: str) -> str:
    """Return from which quarter to which something lasts."""
    if not finish:
        return "–"
    if start in ("", finish):
        return quarter_text(finish)
    return _("%(start)s to %(finish)s") % {"start": quarter_text(start), "finish": quarter_text(finish)}


def cost_text(likely: float | None, low: float | None, high: float | None) -> str:
    """Return a cost with its P10 and P90."""
    if likely is None:
        return "–"
    return with_span(
        Interval(likely if low is None else low, likely, likely if high is None else high), "USD"
    )


def line_text(line: ForecastLine) -> str:
    """Return what a plan said of something: when, and at what cost."""
    when = span_text(line.start, line.finish) if line.finish else _("not within the plan")
    if line.cost_usd is not None:
        return f"{when}, {cost_text(line.cost_usd, line.cost_low_usd, line.cost_high_usd)}"
    if line.chance is None:
        return when
    return _("%(quarter)s (chance %(chance)s)") % {"quarter": when, "chance": percent(line.chance)}


def decided_forecast_text(decision: Decision) -> str:
    """Return what the plan of a decision said when it was decided; nothing where the plan left it out."""
    if not decision.forecast_finish:
        return "–"
    when = span_text(decision.forecast_start, decision.forecast_finish)
    amounts = (decision.forecast_usd, decision.forecast_low_usd, decision.forecast_high_usd)
    likely, low, high = (None if amount is None else float(amount) for amount in amounts)
    return when if likely is None else f"{when}, {cost_text(likely, low, high)}"


def _history_line(event: DecisionEvent) -> HistoryLine:
    action = event.values.get("action")
    reason = "" if action == "progress" else str(event.values.get("reason", ""))
    return HistoryLine(event.at, str(event.by), state_text(event.values), reason)


def _values(decision: Decision) -> dict[str, Any]:
    names = (
        "choice",
        "owner",
        "deferred_to",
        "progress",
        "percent_done",
        "started_in",
        "finished_in",
        "spent_usd",
    )
    return {name: getattr(decision, name) for name in names}


def state_text(values: Mapping[str, Any]) -> str:
    """Return how a decision stands, from its values."""
    choice = values.get("choice")
    if choice == Decision.Choice.DEFERRED:
        return _("Deferred to %(quarter)s") % {"quarter": quarter_text(str(values["deferred_to"]))}
    if choice == Decision.Choice.REJECTED:
        return _("Rejected")
    if choice == Decision.Choice.OPEN:
        return pgettext("a decision", "Taken back")
    return _progress_text(values)


def _progress_text(values: Mapping[str, Any]) -> str:
    spent = values.get("spent_usd")
    shown = {
        "start": quarter_text(str(values.get("started_in") or "")),
        "finish": quarter_text(str(values.get("finished_in") or "")),
        "percent": percent(int(values.get("percent_done") or 0) / 100),
        "spent": money(float(spent)) if spent is not None else "",
    }
    if values.get("progress") == Decision.Progress.DONE:
        return _("Done in %(finish)s, %(spent)s spent") % shown
    if values.get("progress") == Decision.Progress.NOT_STARTED:
        return _("Accepted, not started")
    if spent is None:
        return _("Under way since %(start)s, %(percent)s done") % shown
    return _("Under way since %(start)s, %(percent)s done, %(spent)s spent") % shown
