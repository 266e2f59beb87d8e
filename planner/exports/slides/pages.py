"""What stands on each slide: the answer, maturity, roadmap, money, ways, people."""

from collections.abc import Iterator, Sequence

from assessments.language import say, say_plural
from planner.charts import reading
from planner.charts.figures import fitting_scale, number, quarter, short
from planner.charts.from_snapshot import dimension_head, dimensions, snapshot_charts
from planner.charts.model import Chart
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, numbers, part, periods, rows, title_of, words
from planner.charts.remarks import remark_of
from planner.charts.way_charts import cost_of, way_title, ways_of
from planner.exports.slides.deck import LEFT, RIGHT, Box, Deck, Run, Series, Slide
from planner.exports.slides.gantt import gantt_slides
from planner.exports.tables.reading import status, unit_word
from planner.reports.content.maturity import standing_of
from planner.reports.content.model import Point
from planner.reports.content.money import money_page
from planner.reports.content.plan import people_page
from planner.reports.content.summary import summary_of
from planner.reports.content.wording import sentence

SIGNS = {"ready": "✓", "conditional": "◐", "blocked": "✕", "unknown": "?"}
MOST_WORKLOADS = 5  # on the slide that answers
NARROW = 9  # letters that fit a column of the matrix
MOST_WAYS = 3  # workloads with a slide for their ways
_BODY = 1.45  # inches from the top


def add_slides(deck: Deck, snapshot: Snapshot) -> None:
    """Add every slide that the snapshot has something for."""
    charts = snapshot_charts(snapshot)
    _answer(deck, snapshot, charts["readiness"])
    _maturity(deck, snapshot, charts["maturity-domains"])
    gantt_slides(deck, snapshot, charts["roadmap"])
    _money(deck, snapshot, charts["spending"])
    _ways(deck, snapshot, charts)
    _people(deck, snapshot, charts["people"])


def notes_of(snapshot: Snapshot, chart: Chart, *more: str) -> list[str]:
    """Return what a speaker needs: what the slide shows, in words, and where it comes from."""
    return [
        *more,
        f"{chart.title}. {chart.description}",
        say("Source: {source}.", source=chart.source),
        say("Fingerprint: {fingerprint}.", fingerprint=words(snapshot, "fingerprint", "–")),
    ]


def source_line(snapshot: Snapshot, text: str) -> str:
    """Return the line below a slide: source, client, fingerprint."""
    client = short(words(part(snapshot, "inputs", "organisation"), "name"), 60)
    mark = words(snapshot, "fingerprint")[:12]
    return " · ".join(piece for piece in (text, client, mark) if piece)


def _answer(deck: Deck, snapshot: Snapshot, chart: Chart) -> None:
    said = summary_of(snapshot)
    slide = deck.slide(said.headline, notes_of(snapshot, chart, said.lead, said.footnote))
    slide.text(Box(LEFT, 1.2, RIGHT - LEFT, 0.4), [[Run(short(said.lead, 190), 12, colour="ink-muted")]])
    width = (RIGHT - LEFT - 0.4) / 3
    for index, figure in enumerate(said.figures):
        lines = [
            [Run(figure.value, 24, bold=True, colour="accent"), Run(f"  {figure.label}", 12, bold=True)],
            [Run(short(figure.note, 130), 10, colour="ink-muted")],
        ]
        slide.card(Box(LEFT + index * (width + 0.2), 1.75, width, 1.0), lines)
    bottom = _matrix(slide, snapshot, chart)
    for index, decision in enumerate(said.decisions):
        lines = [
            [
                Run(f"{index + 1}  ", 12, bold=True, colour="accent"),
                Run(short(decision.title, 90), 12, bold=True),
            ],
            [Run(short(decision.reason, 120), 10.5)],
            [Run(short(decision.consequence, 130), 10.5, colour="ink-muted")],
        ]
        slide.text(Box(LEFT + index * (width + 0.2), bottom + 0.15, width, 1.3), lines)
    slide.source(source_line(snapshot, sentence(said.footnote)))


def _matrix(slide: Slide, snapshot: Snapshot, chart: Chart) -> float:
    """Write the readiness of each workload in each dimension; return where it ends, in inches."""
    found, judged = reading.workloads(snapshot)[:MOST_WORKLOADS], dimensions(snapshot)
    if not found:
        return 2.8
    head = [Run(say("Workload"), 10, bold=True, colour="surface")]
    head += [Run(_head(dimension_head(name)), 9, bold=True, colour="surface") for name, _ in judged]
    lines = [[*head, Run(say("Plan"), 9, bold=True, colour="surface")]]
    for workload in found:
        cells = {
            words(cell, "dimension"): status(cell.get("status")).id for cell in rows(workload, "dimensions")
        }
        signs = [cells.get(name, "") for name, _ in judged]
        marks = [Run(SIGNS.get(one, "–"), 13, bold=True, colour=one or "ink-muted") for one in signs]
        lines.append(
            [
                Run(short(title_of(workload), 40), 10.5, bold=True),
                *marks,
                Run(remark_of(snapshot, workload), 10),
            ]
        )
    step = (RIGHT - LEFT - 3.0 - 1.6) / len(judged)
    height = 0.36 * len(lines)
    place = Box(LEFT, 2.85, RIGHT - LEFT, height)
    table = slide.table(
        place, [3.0, *([step] * len(judged)), 1.6], lines, alt=f"{chart.title}. {chart.description}"
    )
    for at, line in enumerate(lines[1:], start=1):
        for index, run in enumerate(line[1:-1], start=1):
            if run.colour in SIGNS:
                slide.shade(table.cell(at, index), run.colour)
    hidden = len(reading.workloads(snapshot)) - len(found)
    key = "   ".join(f"{SIGNS[name]} {status(name).word}" for name in SIGNS)
    more = say_plural("One more workload is in the workbook.", "{number} more workloads are in the workbook.", hidden,
                      number=hidden) if hidden else ""  # fmt: skip
    legend = " · ".join(text for text in (chart.units, key, more) if text)
    slide.text(Box(LEFT, 2.87 + height, RIGHT - LEFT, 0.3), [[Run(legend, 9, colour="ink-muted")]])
    return 3.15 + height


def _head(title: str) -> str:
    """Return a head for a narrow column: a long word is broken where its soft hyphen stands.

    >>> _head("Spei\u00adcher"), _head("Rechen\u00adleistung")
    ('Speicher', 'Rechen- leistung')
    """
    return title.replace("\u00ad", "- " if len(title) > NARROW else "")


def _maturity(deck: Deck, snapshot: Snapshot, chart: Chart) -> None:
    found = [d for d in rows(part(snapshot, "maturity"), "domains") if number(d.get("score")) is not None]
    if not found:
        return
    said = standing_of(snapshot)
    slide = deck.slide(said.headline, notes_of(snapshot, chart, said.lead))
    series: list[Series] = [
        (say("Supported by evidence"), [number(one.get("score")) for one in found], "chart-1"),
        (say("Claimed"), [number(one.get("claimed_score")) for one in found], "chart-2"),
    ]
    place = Box(LEFT, _BODY, 7.4, 5.3)
    alt = f"{chart.title}. {chart.description}"
    slide.bars(place, [title_of(one) for one in found], series, alt=alt, lying=True, numbers="0.0", most=5)
    _points(slide, Box(8.3, _BODY, RIGHT - 8.3, 5.3), said.points[:4])
    slide.source(source_line(snapshot, f"{chart.units}. {chart.source}"))


def _points(slide: Slide, box: Box, points: Sequence[Point]) -> None:
    lines: list[list[Run]] = []
    for point in points:
        lines += [
            [Run(point.title, 13, bold=True)],
            [Run(short(f"{point.text} {point.detail}", 300), 12)],
            [Run(" ", 6)],
        ]
    if lines:
        slide.text(box, lines)


def _money(deck: Deck, snapshot: Snapshot, chart: Chart) -> None:
    said, roadmap = money_page(snapshot), part(snapshot, "roadmap")
    spent, budget = numbers(roadmap, "spending"), numbers(roadmap, "budget")
    if said is None or not sum(spent):
        return
    slide = deck.slide(said.headline, notes_of(snapshot, chart, said.lead))
    series: list[Series] = [(say("Spending"), spent, "chart-1")]
    if budget:
        series.append((say("Budget"), budget[: len(spent)], "chart-6"))
    named = [quarter(name) for name in periods(snapshot)[: len(spent)]]
    unit, form, scaled = _scaled(series)
    slide.text(Box(LEFT, 1.2, RIGHT - LEFT, 0.5), [[Run(said.lead, 13, colour="ink-muted")]])
    alt = f"{chart.title}. {chart.description}"
    slide.bars(Box(LEFT, 1.85, RIGHT - LEFT, 5.0), named, scaled, alt=alt, numbers=form)
    measured = say("{unit} in each quarter", unit=unit)
    slide.source(source_line(snapshot, f"{measured}. {chart.source}"))


def _scaled(series: Sequence[Series]) -> tuple[str, str, list[Series]]:
    """Return the unit in which amounts of USD read well, a format for them, and the series in it."""
    largest = max((value for _, values, _ in series for value in values if value is not None), default=0.0)
    scale = fitting_scale(largest, "USD")
    form = "#,##0" if largest / scale.factor >= 20 else "#,##0.0"
    found: list[Series] = [
        (title, [None if value is None else value / scale.factor for value in values], paint)
        for title, values, paint in series
    ]
    return unit_word(scale), form, found


def _ways(deck: Deck, snapshot: Snapshot, charts: dict[str, Chart]) -> None:
    """Add a slide of ways for each of the first workloads that has them."""
    known = [
        (workload, charts[f"ways-{index}"])
        for index, workload in enumerate(reading.workloads(snapshot), start=1)
        if f"ways-{index}" in charts
    ]
    for workload, chart in known[:MOST_WAYS]:
        option = reading.chosen_option(snapshot, workload)
        priced = [
            (way_title(option, name), cost) for name, way in ways_of(option).items() if (cost := cost_of(way))
        ]
        slide = deck.slide(chart.title, notes_of(snapshot, chart))
        series: list[Series] = [
            ("P10", [cost.p10 for _, cost in priced], "chart-4"),
            ("P50", [cost.p50 for _, cost in priced], "chart-1"),
            ("P90", [cost.p90 for _, cost in priced], "chart-6"),
        ]
        place = Box(LEFT, _BODY, RIGHT - LEFT, 5.4)
        alt = f"{chart.title}. {chart.description}"
        unit, form, scaled = _scaled(series)
        slide.bars(place, [title for title, _ in priced], scaled, alt=alt, lying=True, numbers=form)
        slide.source(source_line(snapshot, f"{chart.units} ({unit}). {chart.source}"))


def _people(deck: Deck, snapshot: Snapshot, chart: Chart) -> None:
    said = people_page(snapshot)
    if said is None:
        return
    slide = deck.slide(said.headline, notes_of(snapshot, chart, said.lead))
    found = list(_peaks(snapshot))
    series: list[Series] = [
        (say("Most needed"), [need for _, need, _ in found], "chart-1"),
        (say("There then"), [there for _, _, there in found], "chart-6"),
    ]
    place = Box(LEFT, _BODY, RIGHT - LEFT, 5.4)
    alt = f"{chart.title}. {chart.description}"
    slide.bars(place, [title for title, _, _ in found], series, alt=alt, numbers="0.0")
    measured = say("Full-time people in the quarter with the most work")
    slide.source(source_line(snapshot, f"{measured}. {chart.source}"))


def _peaks(snapshot: Snapshot) -> Iterator[tuple[str, float, float]]:
    """Yield (role, need, there) of the quarter in which each role is needed most."""
    for role in rows(part(snapshot, "roadmap"), "people"):
        need, there = numbers(role, "need"), numbers(role, "capacity")
        if any(need):
            peak = max(range(len(need)), key=lambda index: need[index])
            yield role_title(words(role, "role")), need[peak], there[peak] if peak < len(there) else 0.0
