"""Finding the people: hire, train from within, or a partner, in words."""

from collections.abc import Iterator, Mapping

from assessments.language import say
from planner.charts.figures import Interval, interval, with_span
from planner.charts.reading import Snapshot, part, rows, words
from planner.reports.content.model import Point

Known = Mapping[str, Interval]


def finding_people(snapshot: Snapshot) -> Iterator[Point]:
    """Yield who has to be found and by which ways, and who leaves meanwhile; nothing for a plan without these."""
    known = {
        words(figure, "id"): value
        for figure in rows(part(snapshot, "organisation"), "figures")
        if (value := interval(figure.get("value"))) is not None
    }
    if (hires := known.get("hires")) is not None:
        yield _found(known, hires)
    if (leavers := known.get("leavers")) is not None and leavers.p50 > 0:
        yield Point(
            say("{people} leave during the plan, as usual in the field", people=with_span(leavers, "fte")),
            say("The plan counts on the same number of people; who leaves has to be replaced beside it."),
        )


def _found(known: Known, hires: Interval) -> Point:
    if hires.p90 <= 0:
        return Point(
            say("Nobody has to be found to run the workloads"),
            say("The people who are there cover what they need."),
        )
    ways = [
        _way(known, "hire", say("Hired")),
        _way(known, "reskill", say("Trained from within")),
        _way(known, "partner", say("A partner")),
    ]
    return Point(
        say(
            "{people} have to be found to run all workloads: hire, train, or take a partner",
            people=with_span(hires, "fte"),
        ),
        " ".join(way for way in ways if way),
    )


def _way(known: Known, name: str, title: str) -> str:
    ready, extra = known.get(f"{name}_ready_seconds"), known.get(f"{name}_extra_usd")
    if ready is None or extra is None:
        return ""
    return say(
        "{way}: at full work after {time}, for {money} beyond salaries.",
        way=title,
        time=with_span(ready, "seconds"),
        money=with_span(extra, "USD"),
    )
