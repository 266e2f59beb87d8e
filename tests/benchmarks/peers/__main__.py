"""What other public tools predict for the rows of the record, written beside it with their versions and the day.

    python3 -m venv /tmp/llm-analysis && /tmp/llm-analysis/bin/pip install llm-analysis==0.2.2
    python3 -m venv /tmp/genz && /tmp/genz/bin/pip install genz-llm==0.0.16
    python -m tests.benchmarks.peers --llm-analysis /tmp/llm-analysis/bin/python --genz /tmp/genz/bin/python

Either may be left out; its file then stays as it is. `python -m tests.benchmarks.accuracy` reads the files.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.benchmarks.accuracy import record
from tests.benchmarks.accuracy.peers import Peer, serving_peer, setup_of, training_peer
from tests.benchmarks.accuracy.record import Serving, Throughput
from tests.benchmarks.peers.questions import ask, serving_question, training_question


def write_predictions(
    peer: Peer,
    interpreter: str,
    script: str,
    rows: Sequence[Throughput] | Sequence[Serving],
    question: Callable[[Any], Mapping[str, Any]],
) -> None:
    """Ask about each setup once and write the file of a peer."""
    setups = {setup_of(row, peer.columns): row for row in rows}
    found = ask(interpreter, script, [question(row) for row in setups.values()])
    with (record.RECORD / peer.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*peer.columns, "predicted", "refused", "tool", "version", "made"])
        for setup, answer in zip(setups, found["answers"], strict=True):
            predicted = "" if answer["predicted"] is None else f"{answer['predicted']:.5g}"
            made = datetime.now(UTC).date().isoformat()
            writer.writerow([*setup, predicted, answer["refused"], peer.tool, found["version"], made])
    sys.stdout.write(f"{peer.file}: {found['answered']} of {len(setups)} setups answered\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--llm-analysis", metavar="PYTHON", help="an interpreter that has llm-analysis")
    parser.add_argument("--genz", metavar="PYTHON", help="an interpreter that has genz-llm")
    options = parser.parse_args()
    if options.llm_analysis:
        rows = record.training_throughputs()
        script = "llm_analysis_training.py"
        write_predictions(training_peer(), options.llm_analysis, script, rows, training_question)
    if options.genz:
        loops = record.serving_latencies()
        write_predictions(serving_peer(), options.genz, "genz_serving.py", loops, serving_question)


if __name__ == "__main__":
    main()
