"""The rows of a comparison: each figure, how it differs from the first plan, and where it is best."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from assessments.language import say, say_plural, to_say
from planner.charts.figures import quantity, significant
from planner.charts.reading import Snapshot, title_of, words, workloads
from planner.services.comparison import measures
from planner.services.comparison.dates import chance_of_date, date_of, status_today
from planner.services.comparison.measures import Measure, Measured
from planner.services.comparison.model import Cell, Row, Section

SAME_SHARE = 0.005  # a smaller difference is none: figures are shown to two or three digits
SAME_CHANCE = 0.01
_AMOUNTS = {"USD": "USD", "W": "watts", "J": "joules", "g": "grams", "FTE": "fte"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to compare. better: 1 when more is better, -1 when less is, 0 when neither.

    place: the part of a plan's dashboard that shows it. workload: whose part that is, where it is of one workload.
    """

    title: str
    unit: str
    better: int
    read: Measure
    note: str = ""
    place: str = "roadmap"
    workload: str = ""

    def place_in(self, snapshot: Snapshot) -> str:
        """Return the part of a plan's dashboard that shows the figure, "" where the plan knows nothing of it."""
        if not self.workload:
            return self.place
        names = [words(one, "name") for one in workloads(snapshot)]
        return f"workload-{names.index(self.workload) + 1}" if self.workload in names else ""


def _summed(id: str, unit: str) -> Measure:
    return measures.of_all_workloads(measures.figure_of(id, unit))


_MONEY = (
    Figure(
        to_say("Money within the plan"),
        "USD",
        -1,
        measures.money_within,
        to_say("as planned, with P10–P90 when costs vary"),
    ),
    Figure(to_say("Dearest quarter"), "USD", -1, measures.dearest_quarter),
    Figure(
        to_say("Running cost a year, added by the plan"),
        "USD",
        -1,
        _summed("running_usd_per_year", "USD"),
        "P50 (P10–P90)",
        place="organisation",
    ),
    Figure(
        to_say("Running cost a year, all services"),
        "USD",
        -1,
        _summed("operating_usd_per_year", "USD"),
        "P50 (P10–P90)",
        place="organisation",
    ),
    Figure(
        to_say("Total cost of ownership"),
        "USD",
        -1,
        _summed("total_cost_usd", "USD"),
        "P50 (P10–P90)",
        place="organisation",
    ),
)
_MACHINES = (
    Figure(
        to_say("Accelerators"),
        "",
        0,
        measures.of_all_workloads(measures.accelerators),
        to_say("of the judged options"),
        place="workloads",
    ),
    Figure(to_say("Bought"), "", 0, measures.orders_of("purchase")),
    Figure(to_say("Rented"), "", 0, measures.orders_of("contract")),
)
_POWER = (
    Figure(
        to_say("Peak power with cooling"),
        "W",
        -1,
        _summed("facility_watts", "watts"),
        to_say("of what may stand in own rooms"),
        place="organisation",
    ),
    Figure(
        to_say("Energy in a year"),
        "J",
        -1,
        measures.of_all_workloads(measures.energy_in_a_year),
        to_say("of services, and each training once"),
        place="workloads",
    ),
    Figure(
        to_say("Carbon in a year"),
        "g",
        -1,
        _summed("carbon_grams_per_year", "grams"),
        to_say("by the mix of the grid"),
        place="organisation",
    ),
)
_PEOPLE = (
    Figure(to_say("Most people at work at once"), "FTE", -1, measures.most_people),
    Figure(to_say("Short at the end of the plan"), "FTE", -1, measures.short_roles, place="organisation"),
)
_OUTCOME = (
    Figure(
        to_say("Maturity index at the end"),
        "points",
        1,
        measures.final_index,
        to_say("if each initiative reaches its aim"),
    ),
    Figure(to_say("Tasks"), "count", 0, measures.task_count),
)
_RISK = (
    Figure(to_say("Chance to keep the budget"), "ratio", 1, measures.chance_of_budget),
    Figure(to_say("Least certain date"), "ratio", 1, measures.chance_of_dates),
    Figure(
        to_say("Proof of the plan"),
        "",
        0,
        measures.quality_of_plan,
        to_say("a gap: by how much a better plan could be better"),
    ),
)
_SECTIONS = (
    (to_say("Money"), _MONEY),
    (to_say("Machines"), _MACHINES),
    (to_say("Power and carbon"), _POWER),
    (to_say("People"), _PEOPLE),
    (to_say("Maturity"), _OUTCOME),
    (to_say("Risk"), _RISK),
)


def sections_of(snapshots: Sequence[Snapshot]) -> tuple[Section, ...]:
    """Return every section: workload by workload, then what all of them come to."""
    return (
        *_workload_sections(snapshots),
        *(
            Section(say(title), tuple(_row(figure, snapshots) for figure in figures))
            for title, figures in _SECTIONS
        ),
    )


def workload_names(snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """Return the title of every workload of any plan, by name, in the order of the first that knows it."""
    return {
        words(one, "name"): title_of(one) for snapshot in reversed(snapshots) for one in workloads(snapshot)
    }


def _workload_sections(snapshots: Sequence[Snapshot]) -> Iterator[Section]:
    for name, title in workload_names(snapshots).items():
        figures = (
            Figure(to_say("Readiness today"), "rank", 1, partial(status_today, name=name), workload=name),
            Figure(to_say("Goes live"), "quarter", -1, partial(date_of, name=name)),
            Figure(to_say("Chance of this date"), "ratio", 1, partial(chance_of_date, name=name)),
        )
        yield Section(title, tuple(_row(figure, snapshots) for figure in figures))


def _row(figure: Figure, snapshots: Sequence[Snapshot]) -> Row:
    found = [figure.read(snapshot) for snapshot in snapshots]
    best = _best(figure, found)
    cells = tuple(
        Cell(
            text=one.text,
            difference=_difference(figure.unit, found[0], one) if index else "",
            is_best=index in best,
            value=None if figure.unit in ("", "rank", "quarter") else one.value,
            place=figure.place_in(snapshots[index]),
        )
        for index, one in enumerate(found)
    )
    note = say(figure.note) if figure.note else ""
    return Row(say(figure.title), note, "" if figure.unit in ("rank", "quarter") else figure.unit, cells)


def _best(figure: Figure, found: Sequence[Measured]) -> set[int]:
    """Return the plans in which a figure is best; none when most are alike or it is known of one only.

    A sum that leaves a workload out is never the best one.
    """
    known = {
        index: one.value
        for index, one in enumerate(found)
        if one.value is not None and (one.is_comparable or figure.unit == "quarter")
    }
    if not figure.better or len(known) < 2:
        return set()
    top = max(known.values(), key=lambda value: figure.better * value)
    best = {index for index, value in known.items() if is_same(figure.unit, top, value)}
    return best if 2 * len(best) <= len(known) else set()


def is_same(unit: str, one: float, other: float) -> bool:
    """Whether two values of a figure would be read as the same."""
    if unit in ("quarter", "rank", "count"):
        return one == other
    if unit == "ratio":
        return abs(one - other) < SAME_CHANCE
    return abs(one - other) <= SAME_SHARE * max(abs(one), abs(other))


def _difference(unit: str, first: Measured, other: Measured) -> str:
    if first.value is None or other.value is None or unit in ("", "rank"):
        return ""
    if not (first.is_comparable and other.is_comparable):
        return ""
    if is_same(unit, first.value, other.value):
        return say("the same")
    return _WRITERS.get(unit, _plain)(unit, other.value - first.value)


def _quarters(unit: str, difference: float) -> str:
    count = round(abs(difference))
    if difference > 0:
        return say_plural("one quarter later", "{count} quarters later", count)
    return say_plural("one quarter earlier", "{count} quarters earlier", count)


def _points(unit: str, difference: float) -> str:
    count = round(100 * abs(difference))
    if difference > 0:
        return say_plural("one percentage point more", "{count} percentage points more", count)
    return say_plural("one percentage point less", "{count} percentage points less", count)


def _plain(unit: str, difference: float) -> str:
    amount = quantity(abs(difference), _AMOUNTS[unit]) if unit in _AMOUNTS else significant(abs(difference))
    return say("{amount} more", amount=amount) if difference > 0 else say("{amount} less", amount=amount)


_WRITERS: dict[str, Callable[[str, float], str]] = {"quarter": _quarters, "ratio": _points}
