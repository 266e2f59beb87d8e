"""The saved outputs, and a question bank that asks for what they measure."""

from dataclasses import replace
from pathlib import Path

from assessments.question_bank.model import Bank, Column, Domain, Group, Question
from assessments.question_bank.stored import fingerprint
from tests.assessments.samples import practice

FOLDER = Path(__file__).parent / "outputs"
ALL = sorted(path.name for path in FOLDER.iterdir() if path.name != "README.md")
REFUSED = {"free-gib.txt", "iperf3-loopback.json"}


def saved(name: str) -> bytes:
    """Return a saved output."""
    return (FOLDER / name).read_bytes()


QUESTIONS = (
    Question(
        "gpus", "table", "Which accelerators?", "", "", weight=0.0, estate="accelerators",
        columns=(
            Column("type", "Type", "choice", options=("h100-sxm", "a100-sxm-80gb", "mi250x")),
            Column("count", "Number", "quantity", minimum=1.0),
            Column("memory", "Memory of one", "quantity", dimension="data", unit="GB", required=False),
        ),
    ),
    Question(
        "cores", "quantity", "How many cores?", "", "", weight=0.0, estate="cpu_cores", dimension="count", unit="cores"
    ),
    Question(
        "ram", "quantity", "How much memory?", "", "", weight=0.0, estate="host_memory_bytes", dimension="data",
        unit="TB", minimum=1e9,
    ),
    Question(
        "disk", "quantity", "How much storage?", "", "", weight=0.0, estate="storage_bytes", dimension="data", unit="TB"
    ),
    Question("notes", "text", "Anything else?", "", "", weight=0.0),
)  # fmt: skip


def probe_bank() -> Bank:
    """A bank of one page that asks for accelerators, cores, memory, storage, and one thing nobody measures."""
    group = Group("machines", "Machines", (practice("HW-01", *QUESTIONS),))
    bank = Bank("probed", "1", "Probed", (Domain("hardware", "Hardware", "Machines.", (group,)),), "")
    return replace(bank, fingerprint=fingerprint(bank))
