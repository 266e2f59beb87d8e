"""`nvidia-smi` without options: the table for people."""

import re

from assessments.language import number, say
from assessments.probes.accelerators import MIB, Device, accelerator_findings
from assessments.probes.reading import Finding, OutputError, checked_number

LONGEST_LINE = 300
MAX_GPUS = 1_000
# What stands after the name: persistence mode, or the driver model on Windows.
_MODES = {"On", "Off", "N/A", "WDDM", "TCC", "MCDM"}
_MEMORY = re.compile(r"/ {0,12}(\d{1,9})MiB")


def read(text: str) -> tuple[Finding, ...]:
    """Return one finding for each product. Raises OutputError."""
    devices: list[Device] = []
    name = ""
    for at, line in enumerate(text.split("\n"), start=1):
        cells = [cell.strip() for cell in line[:LONGEST_LINE].split("|")[1:-1]]
        if cells and cells[0].startswith("Processes"):
            break
        if found := _name_of(cells):
            if name:
                devices.append(Device(name))
            name = found
        elif name and (memory := _MEMORY.search(line[:LONGEST_LINE])):
            devices.append(Device(name, checked_number(memory[1], "Memory-Usage", line=at) * MIB))
            name = ""
    if name:
        devices.append(Device(name))
    if len(devices) > MAX_GPUS:
        raise OutputError(say("more than {most} GPUs in one machine cannot be", most=number(MAX_GPUS, ",")))
    if not devices:
        raise OutputError(
            say(
                "the table lists no GPU: send the whole output of nvidia-smi, or better that of nvidia-smi -q -x"
            )
        )
    return accelerator_findings(devices)


def _name_of(cells: list[str]) -> str:
    """Return the name in the first line of a GPU; "" for every other line, those of MIG devices among them."""
    words = cells[0].split() if len(cells) >= 3 else []
    if len(words) >= 3 and words[0].isdecimal() and words[-1] in _MODES and "N/A" not in words[1:-1]:
        return " ".join(words[1:-1])
    return ""
