"""`manage.py roadmap FILE.yaml`: only the scheduler, on an explicit problem document. Needs no database."""

import json
import math
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from assessments.document import DocumentError, read_document
from planner.management.output import bad_input, write_outputs
from planner.roadmap.cheapest_table import asked_way, way_lines
from planner.roadmap.document import read_asked_way, read_roadmap_document
from planner.roadmap.solve import solve
from planner.roadmap.table import robustness_lines, robustness_of, solution_lines


def positive_seconds(text: str) -> float:
    """Read the time limit."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ArgumentTypeError(f"a positive number of seconds is expected (got {text!r})")
    return seconds


class Command(BaseCommand):
    help = "Choose and schedule the tasks of a problem document under its limits, and prove it."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument(
            "--json", metavar="OUT.json", help="write the solution here, - for standard output"
        )
        parser.add_argument(
            "--seconds", type=positive_seconds, default=20.0, help="limit of the search (default 20)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = read_document(options["file"])
            problem, asked = read_roadmap_document(document), read_asked_way(document)
        except DocumentError as error:
            bad_input(error)
        solution = solve(problem, seconds=options["seconds"])
        way = asked_way(problem, asked, seconds=options["seconds"]) if asked else None
        held = robustness_of(problem, solution)
        if options["json"]:
            data = solution.to_json() | ({"cheapest": way.to_json()} if way else {})
            data |= {"robustness": asdict(held)} if held else {}
            text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
            write_outputs([(options["json"], text.encode() + b"\n")])
        if options["json"] != "-":
            lines = [*solution_lines(problem, solution), *(way_lines(way) if way else ())]
            lines += robustness_lines(held) if held else ()
            self.stdout.write("\n".join(lines))
