"""`manage.py assess FILE.yaml`: the main job without a browser, by the same code as the pages."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.document import DocumentError, read_document
from assessments.language import DEFAULT, LANGUAGES, say, speaking
from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Bank
from assessments.question_bank.translation_files import load_translations
from planner.management.output import bad_input, write_outputs
from planner.reports.build import build_pdf
from planner.reports.content.changed import earlier_of
from planner.reports.sections import VARIANTS
from planner.reports.theme import PAPERS
from planner.services.comparison import Side, compare_plans
from planner.services.comparison.as_json import comparison_to_json
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import PlanInputs, canonical_text, with_translation
from planner.services.frozen.summary import summary_lines
from planner.services.scenarios.document import read_scenarios


class Command(BaseCommand):
    help = "Score, size, judge and plan one document: organisation, answers, workloads and constraints."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument("--pdf", type=Path, metavar="OUT.pdf", help="write the executive report here")
        parser.add_argument(
            "--paper",
            choices=tuple(PAPERS),
            default="",
            help="of the report (default: what is usual in the organisation's country)",
        )
        parser.add_argument(
            "--variant", choices=VARIANTS, default="executive", help="of the report (default: executive)"
        )
        parser.add_argument(
            "--since",
            type=Path,
            metavar="OUT.json",
            help="an earlier result: the report tells what changed since",
        )
        parser.add_argument(
            "--json", metavar="OUT.json", help="write the whole result here, - for standard output"
        )
        parser.add_argument(
            "--language",
            choices=LANGUAGES,
            help="of the result (default: what the document says, else English)",
        )
        parser.add_argument(
            "--scenarios", type=Path, metavar="FILE.yaml", help="what would be different, to compare with"
        )
        parser.add_argument(
            "--compare", metavar="OUT.json", help="write the plans of the scenarios side by side here"
        )
        parser.add_argument("--seed", type=int, default=0, help="of the samples (default 0)")

    def handle(self, *args: Any, **options: Any) -> None:
        today = datetime.now().astimezone().date()
        try:
            bank = load_bank(SHIPPED)
            inputs = read_assess_document(
                read_document(options["file"]), bank, seed=options["seed"], today=today
            )
            inputs = replace(inputs, language=options["language"] or inputs.language)
            if inputs.language != DEFAULT:
                translation = load_translations(SHIPPED, bank).get(inputs.language)
                inputs, bank = with_translation(inputs, bank, translation)
            scenarios = self._scenarios(options, inputs, bank)
            earlier = self._earlier(options["since"])
            snapshot = evaluate(inputs, bank, self._progress)
            sides = [
                Side(str(one.scenario["title"]), evaluate(one, bank, self._progress)) for one in scenarios
            ]
        except DocumentError as error:
            bad_input(error)
        outputs: list[tuple[str, bytes]] = []
        if options["pdf"]:
            self._progress("report", 0.9)
            pdf = build_pdf(snapshot, variant=options["variant"], paper=options["paper"], earlier=earlier)
            outputs.append((str(options["pdf"]), pdf))
        if options["json"]:
            outputs.append((options["json"], canonical_text(snapshot).encode() + b"\n"))
        if options["compare"]:
            with speaking(inputs.language):
                compared = compare_plans([Side(say("Without changes"), snapshot), *sides])
            outputs.append(
                (options["compare"], canonical_text(comparison_to_json(compared)).encode() + b"\n")
            )
        write_outputs(outputs)
        if "-" not in (options["json"], options["compare"]):
            with speaking(inputs.language):
                self.stdout.write("\n".join(summary_lines(snapshot)))

    def _scenarios(self, options: dict[str, Any], inputs: PlanInputs, bank: Bank) -> list[PlanInputs]:
        if bool(options["scenarios"]) != bool(options["compare"]):
            raise CommandError("give --scenarios FILE.yaml and --compare OUT.json together", returncode=2)
        if options["json"] == options["compare"] == "-":
            raise CommandError("only one of --json and --compare can be standard output", returncode=2)
        if not options["scenarios"]:
            return []
        return read_scenarios(read_document(options["scenarios"]), inputs, bank)

    def _earlier(self, path: Path | None) -> dict[str, Any] | None:
        """Return the facts of an earlier result; what is no result is refused with the remedy."""
        if path is None:
            return None
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"--since {path}: cannot be read as JSON ({error})", returncode=2) from error
        if not isinstance(found, dict) or not isinstance(found.get("fingerprint"), str):
            raise CommandError(
                f"--since {path}: is no result; give a file that `assess --json` wrote", returncode=2
            )
        return earlier_of(found)

    def _progress(self, step: str, fraction: float) -> None:
        sys.stderr.write(f"{step} …\n")
