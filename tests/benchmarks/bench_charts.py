"""How fast charts are drawn and written as SVG: python -m tests.benchmarks.bench_charts [SNAPSHOT.json].

Prints, for each chart of a plan (without a file: of the demonstration, which is made first) and for charts as large as
they get, the median and P95 of milliseconds to draw it at 640 points and to write it, how many shapes it has, and how
often that is the time in which reportlab alone makes a Drawing of as many rectangles and strings. Milliseconds are of
the processor, so that other work on the machine counts little. Asserts nothing.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from reportlab.graphics.shapes import Drawing, Group, Rect, String

from assessments.document import read_document
from assessments.question_bank.load import SHIPPED, load_bank
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.heat_map import EngagementRow, engagements_chart
from planner.charts.model import Chart
from planner.charts.shapes import Label
from planner.charts.svg import chart_svg

DEMONSTRATION = Path(__file__).parents[2] / "examples" / "demonstration.yaml"
TODAY = date(2026, 11, 21)
WIDTH, REPEATS, WARM = 640.0, 60, 5
LIMIT_MS = 3.0
MANY = 60


def demonstration() -> dict[str, Any]:
    """Return the plan of the demonstration, made as `manage.py assess` makes it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from planner.services.documents.assess import read_assess_document
    from planner.services.frozen.evaluation import evaluate

    bank = load_bank(SHIPPED)
    inputs = read_assess_document(read_document(DEMONSTRATION), bank, today=TODAY)
    made: dict[str, Any] = evaluate(inputs, bank, lambda step, share: None)
    return made


def largest(snapshot: Mapping[str, Any]) -> Iterator[Chart]:
    """Yield charts with sixty tasks, and with thirty engagements."""
    roadmap = snapshot["roadmap"]
    tasks = [roadmap["initiatives"][n % len(roadmap["initiatives"])] for n in range(MANY)]
    yield snapshot_charts({**snapshot, "roadmap": {**roadmap, "initiatives": tasks}})["roadmap"]
    domains = [(name, name.capitalize()) for name in ("hardware", "data", "security", "talent", "delivery")]
    rows = [
        EngagementRow(f"Engagement {n}", {name: 1 + (n + i) % 5 for i, (name, _) in enumerate(domains)}, 3.0)
        for n in range(MANY // 2)
    ]
    yield engagements_chart(rows, domains, source="bench")


def counted(shapes: list[Any]) -> tuple[int, int]:
    """Return how many strings and other shapes a drawing has."""
    inside = [counted(shape.contents) for shape in shapes if isinstance(shape, Group)]
    labels = sum(isinstance(shape, Label) for shape in shapes)
    others = sum(not isinstance(shape, Label | Group) for shape in shapes)
    return labels + sum(pair[0] for pair in inside), others + sum(pair[1] for pair in inside)


def bare(labels: int, others: int) -> Drawing:
    """Make a drawing of as many shapes with reportlab alone."""
    drawing = Drawing(WIDTH, WIDTH)
    for index in range(labels):
        drawing.add(String(index, index, "Twelve marks"))
    for index in range(others):
        drawing.add(Rect(index, index, 10, 10))
    return drawing


def times_ms(run: Callable[[], object]) -> list[float]:
    found = []
    for _ in range(REPEATS + WARM):
        start = time.process_time()
        run()
        found.append(1e3 * (time.process_time() - start))
    return found[WARM:]


def print_chart(chart: Chart, write: Callable[[str], object]) -> float:
    labels, others = counted(chart.draw(WIDTH).contents)
    took = times_ms(lambda: chart_svg(chart, WIDTH))
    alone = median(times_ms(lambda: bare(labels, others)))
    middle = median(took)
    mark = "" if middle <= LIMIT_MS else f"  over {LIMIT_MS:g} ms"
    write(
        f"{chart.key:24} {middle:8.2f} {quantiles(took, n=20)[-1]:8.2f} {labels + others:7}"
        f" {middle / alone:7.1f} x{mark}\n"
    )
    return middle


def main() -> None:
    write = sys.stdout.write
    snapshot = json.loads(Path(sys.argv[1]).read_text("utf-8")) if len(sys.argv) > 1 else demonstration()
    start = time.process_time()
    charts = snapshot_charts(snapshot)
    read = 1e3 * (time.process_time() - start)
    write(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; {len(charts)} charts\n")
    write(f"{'chart':24} {'median':>8} {'P95':>8} {'shapes':>7} {'bare':>9}   (ms of the processor)\n")
    found = [print_chart(chart, write) for chart in (*charts.values(), *largest(snapshot))]
    slow = sum(middle > LIMIT_MS for middle in found)
    write(
        f"all charts read from the snapshot once: {read:.0f} ms; over {LIMIT_MS:g} ms: {slow} of {len(found)}\n"
    )


if __name__ == "__main__":
    main()
