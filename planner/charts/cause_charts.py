"""The tornadoes of a workload: what moves its cost, and its time or its accelerators."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say, to_say
from planner.charts import reading
from planner.charts.figures import interval, number, percent, quantity
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, part, rows, title_of, words
from planner.charts.tornado import CauseRow, tornado

# What a tornado is about: the result, its unit, its title, the beginning of its description.
_RESULTS = {
    "cost_usd": ("usd", to_say("{workload}: what moves the cost")),
    "days": ("days", to_say("{workload}: what moves the time for one run")),
    "accelerators": ("count", to_say("{workload}: what moves the number of accelerators")),
}


def tornado_charts(
    snapshot: Snapshot, workload: Mapping[str, Any], index: int, source: str
) -> Iterator[Chart]:
    """Yield a tornado for each result whose causes are known: cost, and days or accelerators."""
    name = words(workload, "name")
    known = part(reading.sized(snapshot, name), "sensitivity")
    for result, (unit, title) in _RESULTS.items():
        causes = causes_of(known, result)
        if causes:
            middle = _median(snapshot, name, known, result)
            yield _tornado_chart(f"tornado-{result.removesuffix('_usd')}-{index}", causes, middle, unit, source,
                                 say(title, workload=title_of(workload)))  # fmt: skip


def causes_of(known: Mapping[str, Any], result: str) -> list[CauseRow]:
    """Return the causes of a result, the largest share of the variance first."""
    found = []
    for item in rows(part(known, "results"), result):
        low, high, share = (number(item.get(name)) for name in ("low", "high", "total"))
        if low is not None and high is not None and share is not None:
            title = words(item, "title", words(item, "input", say("Unnamed")))
            found.append(CauseRow(title[:1].upper() + title[1:], low, high, share))
    return sorted(found, key=lambda cause: -cause.share)


def causes_text(causes: list[CauseRow]) -> str:
    """Say how much of the variance the largest causes explain."""
    return "; ".join(
        say("{input}: {share} of the variance", input=cause.title, share=percent(min(cause.share, 1.0)))
        for cause in causes[:3]
    )


def _median(snapshot: Snapshot, name: str, known: Mapping[str, Any], result: str) -> float | None:
    """Return the median of a result of the option whose causes are told."""
    for option in rows(reading.sized(snapshot, name), "options"):
        if all(option.get(key) == known.get(key) for key in ("accelerator", "accelerators")):
            value = part(option, "cost_usd").get("total") if result == "cost_usd" else option.get(result)
            found = interval(value)
            return None if found is None else found.p50
    return None


def _tornado_chart(
    key: str, causes: list[CauseRow], middle: float | None, unit: str, source: str, title: str
) -> Chart:
    table = tuple(
        (cause.title, quantity(cause.low, unit), quantity(cause.high, unit), percent(min(cause.share, 1.0)))
        for cause in causes
    )
    return Chart(
        key=key,
        title=title,
        units=say(
            "Median result where an input is low or high; causes that act together count in each share"
        ),
        source=source,
        description=causes_text(causes),
        columns=(
            say("Input"),
            say("Result where it is low"),
            say("Result where it is high"),
            say("Share of the variance"),
        ),
        table=table,
        paint=lambda width, theme, part: tornado(causes[part], middle, unit, width, theme),
        rows=len(causes),
    )
