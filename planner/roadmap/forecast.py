"""What a plan forecasts of its initiatives and workloads, read from its snapshot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from planner.charts.figures import number
from planner.charts.reading import Snapshot, part, periods, rows, title_of, whole, words

ForecastSubject = Literal["initiative", "workload"]
LONGEST_KEY, LONGEST_TITLE = 120, 400


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """What a plan says of one initiative or workload.

    start, finish: quarters ("2027-Q3"); the quarter at whose end it is done or live, "" for never. The cost is the
    likely one with P10 and P90, within the plan; None where the plan knows only a part of it. chance: of the date of
    a workload, in [0, 1].
    """

    subject: ForecastSubject
    key: str
    title: str
    start: str = ""
    finish: str = ""
    cost_usd: float | None = None
    cost_low_usd: float | None = None
    cost_high_usd: float | None = None
    chance: float | None = None


def forecasts_of(snapshot: Snapshot) -> tuple[ForecastLine, ...]:
    """Return what a plan forecasts: each initiative that it holds, and each workload.

    A plan of a scenario forecasts nothing: it says what would be. Of what was under way when the plan was made it
    knows only the money that was left, so that no cost is forecast.
    """
    if part(snapshot, "inputs", "scenario"):
        return ()
    return (*_initiatives(snapshot), *_workloads(snapshot))


def forecast_of(snapshot: Snapshot, initiative: str) -> ForecastLine | None:
    """Return what a plan says of one initiative, purchase or contract, in a scenario too.

    One that is left out has a title and no date; None for what the plan does not name.
    """
    planned = (line for line in _initiatives(snapshot) if line.key == initiative)
    left_out = (
        ForecastLine("initiative", initiative, words(item, "title", initiative)[:LONGEST_TITLE])
        for item in rows(part(snapshot, "roadmap"), "left_out")
        if words(item, "id") == initiative
    )
    return next(planned, None) or next(left_out, None)


def _initiatives(snapshot: Snapshot) -> Iterator[ForecastLine]:
    named = periods(snapshot)
    under_way = part(snapshot, "inputs", "constraints", "under_way")
    for item in rows(part(snapshot, "roadmap"), "initiatives"):
        key = words(item, "id")
        cost = {} if key in under_way else _cost(item)
        yield ForecastLine(
            "initiative",
            key[:LONGEST_KEY],
            words(item, "title", key)[:LONGEST_TITLE],
            start=_quarter(named, whole(item, "start")),
            finish=_quarter(named, (whole(item, "finish") or 0) - 1),
            **cost,
        )


def _cost(item: Mapping[str, Any]) -> dict[str, float | None]:
    return {name: number(item.get(name)) for name in ("cost_usd", "cost_low_usd", "cost_high_usd")}


def _workloads(snapshot: Snapshot) -> Iterator[ForecastLine]:
    named = periods(snapshot)
    roadmap = part(snapshot, "roadmap")
    chances = part(roadmap, "robustness", "go_live")
    for item in rows(roadmap, "go_live"):
        key = words(item, "workload")
        finish = _quarter(named, whole(item, "period"))
        chance = number(chances.get(key)) if finish else None
        yield ForecastLine("workload", key[:LONGEST_KEY], title_of(item), finish=finish, chance=chance)


def _quarter(named: list[str], period: int | None) -> str:
    return named[period] if period is not None and 0 <= period < len(named) else ""
