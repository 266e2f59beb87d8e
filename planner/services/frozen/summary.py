"""A snapshot in a few lines of text, for the terminal, in the language of the plan."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import number, say, say_plural, speaking, to_say
from planner.charts.reading import language_of
from planner.sizing.wording import dimension_name, percent, quarter_text

_STATUS_WORDS = {
    "blocked": to_say("blocked"),
    "conditional": to_say("conditional"),
    "unknown": to_say("unknown"),
    "ready": to_say("ready"),
}
_ROADMAP_WORDS = {
    "optimal": to_say("optimal"),
    "feasible": to_say("feasible"),
    "infeasible": to_say("infeasible"),
    "unknown": to_say("unknown"),
}
_LEAST_GAP = 0.0005  # what would be written as 0.0 % says nothing


def summary_lines(snapshot: Mapping[str, Any]) -> list[str]:
    """Return what an operator wants to see after `assess`."""
    with speaking(language_of(snapshot)):
        return [
            *_maturity(snapshot),
            *_workloads(snapshot),
            *_roadmap(snapshot),
            say("fingerprint {fingerprint}", fingerprint=snapshot["fingerprint"]),
        ]


def status_text(status: str) -> str:
    """Return the status of a verdict in words."""
    word = _STATUS_WORDS[status]
    return say(word)


def roadmap_status(roadmap: Mapping[str, Any]) -> str:
    """Return how good the schedule is, with the share by which a better one might be better.

    >>> roadmap_status({"status": "feasible", "gap": 0.012})
    'feasible, gap 1.2%'
    """
    word, share = _ROADMAP_WORDS[roadmap["status"]], gap_text(roadmap["gap"])
    status = say(word)
    return say("{status}, gap {share}", status=status, share=share) if share else status


def gap_text(gap: float | None) -> str:
    """Return by how much a better schedule might be better; "" when that says nothing.

    >>> gap_text(0.012), gap_text(0.0001), gap_text(None)
    ('1.2%', '', '')
    """
    return percent(gap, ".1f") if gap and gap >= _LEAST_GAP else ""


def _maturity(snapshot: Mapping[str, Any]) -> Iterator[str]:
    overall = snapshot["maturity"]["overall"]
    yield f"{snapshot['inputs']['organisation']['name']}: {snapshot['inputs']['engagement']}"
    if overall["index"] is None:
        yield say("maturity: nothing answered yet")
        return
    confidence = percent(overall["confidence"])
    yield say(
        "maturity index {index} of 100, level {level} (score {low} to {high}, confidence {confidence})",
        index=number(overall["index"], ".0f"),
        level=overall["level"],
        low=number(overall["p10"], ".1f"),
        high=number(overall["p90"], ".1f"),
        confidence=say("{share}, provisional", share=confidence) if overall["provisional"] else confidence,
    )


def _workloads(snapshot: Mapping[str, Any]) -> Iterator[str]:
    live = {item["workload"]: item for item in snapshot["roadmap"]["go_live"]}
    periods = snapshot["roadmap"]["periods"]
    for workload in snapshot["verdicts"]["workloads"]:
        what = f", {workload['accelerators']} x {workload['accelerator']}" if workload["accelerator"] else ""
        when = _live_text(live.get(workload["name"]), periods)
        yield f"{workload['title']}: {status_text(workload['status'])}{what}, {when}"
        for dimension in workload["dimensions"]:
            if dimension["status"] in ("blocked", "unknown"):
                name, status = dimension_name(dimension["dimension"]), status_text(dimension["status"])
                yield f"  {name}: {status}: {dimension['reason']}"


def _live_text(item: Mapping[str, Any] | None, periods: list[str]) -> str:
    if item is None or item["period"] is None:
        return say("no go-live within this plan")
    if item["period"] < 0:
        return say("can go live now")
    quarter = quarter_text(periods[item["period"]])
    if not item["late_by"]:
        return say("live by {quarter}", quarter=quarter)
    return say_plural(
        "live by {quarter} (one quarter late)",
        "live by {quarter} ({count} quarters late)",
        item["late_by"],
        quarter=quarter,
    )


def _roadmap(snapshot: Mapping[str, Any]) -> Iterator[str]:
    roadmap = snapshot["roadmap"]
    yield say_plural(
        "roadmap: one initiative, {money} USD, {status}; {left_out} left out",
        "roadmap: {count} initiatives, {money} USD, {status}; {left_out} left out",
        len(roadmap["initiatives"]),
        money=number(sum(roadmap["spending"]), ",.0f"),
        status=roadmap_status(roadmap),
        left_out=len(roadmap["left_out"]),
    )
    for conflict in roadmap["conflicts"]:
        yield "  " + say("cannot be met: {conflict}", conflict=conflict)
