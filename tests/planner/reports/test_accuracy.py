"""The accuracy in the report is the one that was measured."""

import re
from pathlib import Path

from planner.reports.content.accuracy import MEASURED, measured_for
from tests.planner.reports.snapshots import hospital, nothing_known

PAGE = Path(__file__).resolve().parents[3] / "docs" / "method" / "accuracy.md"


def test_every_figure_stands_on_the_page_of_the_measurement() -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in PAGE.read_text().splitlines()
        if "|" in line
    ]
    found = {row[0]: row for row in rows if len(row) == 8}
    for one in MEASURED:
        _, results, error, _, inside, *_ = found[one.row]
        assert (results, error, inside) == (f"{one.results:,}", f"{one.error:.1f} %", f"{one.inside} %"), (
            one.row
        )


def test_of_families_left_out_the_worst_is_told() -> None:
    rows = re.findall(
        r"^\| ([^|]+), (?:architecture|accelerator|model) left out \| [\d,]+ \| ([\d.]+) %",
        PAGE.read_text(),
        re.M,
    )
    told = {one.row.partition(",")[0]: one.error for one in MEASURED}
    assert all(told[name] >= float(error) for name, error in rows)


def test_only_what_the_workloads_need_is_told_and_everything_without_any() -> None:
    kinds = {workload["kind"] for workload in hospital()["verdicts"]["workloads"]}
    assert {one.kind for one in measured_for(hospital())} == kinds & {one.kind for one in MEASURED}
    assert measured_for(nothing_known()) == MEASURED
