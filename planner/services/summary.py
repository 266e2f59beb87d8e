"""A snapshot in a few lines of text, for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any


def summary_lines(snapshot: Mapping[str, Any]) -> list[str]:
    """Return what an operator wants to see after `assess`."""
    return [
        *_maturity(snapshot),
        *_workloads(snapshot),
        *_roadmap(snapshot),
        f"fingerprint {snapshot['fingerprint']}",
    ]


def _maturity(snapshot: Mapping[str, Any]) -> Iterator[str]:
    overall = snapshot["maturity"]["overall"]
    yield f"{snapshot['inputs']['organisation']['name']}: {snapshot['inputs']['engagement']}"
    if overall["index"] is None:
        yield "maturity: nothing answered yet"
        return
    provisional = ", provisional" if overall["provisional"] else ""
    yield (
        f"maturity index {overall['index']:.0f} of 100, level {overall['level']}"
        f" (score {overall['p10']:.1f} to {overall['p90']:.1f}, confidence {overall['confidence']:.0%}{provisional})"
    )


def _workloads(snapshot: Mapping[str, Any]) -> Iterator[str]:
    live = {item["workload"]: item for item in snapshot["roadmap"]["go_live"]}
    periods = snapshot["roadmap"]["periods"]
    for workload in snapshot["verdicts"]["workloads"]:
        what = f", {workload['accelerators']} x {workload['accelerator']}" if workload["accelerator"] else ""
        yield f"{workload['title']}: {workload['status']}{what}, {_live_text(live.get(workload['name']), periods)}"
        for dimension in workload["dimensions"]:
            if dimension["status"] in ("blocked", "unknown"):
                yield f"  {dimension['dimension']}: {dimension['status']}: {dimension['reason']}"


def _live_text(item: Mapping[str, Any] | None, periods: list[str]) -> str:
    if item is None or item["period"] is None:
        return "no go-live within this plan"
    late = (
        f" ({item['late_by']} {'quarter' if item['late_by'] == 1 else 'quarters'} late)"
        if item["late_by"]
        else ""
    )
    return f"live by {periods[item['period']]}{late}" if item["period"] >= 0 else "can go live now"


def _roadmap(snapshot: Mapping[str, Any]) -> Iterator[str]:
    roadmap = snapshot["roadmap"]
    gap = "" if not roadmap["gap"] else f", gap {roadmap['gap']:.1%}"
    yield (
        f"roadmap: {len(roadmap['initiatives'])} initiatives, {sum(roadmap['spending']):,.0f} USD,"
        f" {roadmap['status']}{gap}; {len(roadmap['left_out'])} left out"
    )
    for conflict in roadmap["conflicts"]:
        yield f"  cannot be met: {conflict}"
