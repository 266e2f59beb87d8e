"""`free`, with any of its units: the main memory of one machine."""

import re

from assessments.probes.reading import Finding, OutputError, checked_number
from assessments.probes.sizes import short_size

HEADER = re.compile(r"^\s{2,60}total\s+used\s+free\b", re.MULTILINE)
GIB = 2.0**30
_KIB, _MIB = 2.0**10, 2.0**20
_REMEDY = "send the output of free -b"


def read(text: str) -> tuple[Finding, ...]:
    """Return the total memory. Raises OutputError, also when the unit cannot be told."""
    number, row = _memory_row(text)
    if all(cell.isdecimal() for cell in row):
        total, unit = _plain_total([checked_number(cell, "Mem", line=number) for cell in row], number)
        how = f"total of the line Mem, read as {unit}"
    else:
        total = short_size(row[0], "Mem", line=number)
        how = f"total of the line Mem ({row[0]}, rounded by free; free -b is exact)"
    if total <= 0:
        raise OutputError(f"says that there is no memory: {_REMEDY}", line=number)
    return (Finding("host_memory_bytes", total, how),)


def _memory_row(text: str) -> tuple[int, list[str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        words = line[:400].split()
        if len(words) >= 3 and words[0] == "Mem:":
            return number, words[1:]
    raise OutputError(f"has no line that begins with Mem: {_REMEDY}")


def _plain_total(numbers: list[float], line: int) -> tuple[float, str]:
    """Return the bytes and the unit of a total without one: free writes KiB, or what an option asked for.

    Bytes are whole pages in every column. Of KiB and MiB only one makes a server: 8 GiB to 8 TiB.
    """
    total = numbers[0]
    if total >= GIB / 4 and all(number % _KIB == 0 for number in numbers):
        return total, "bytes (free -b)"
    if total * _KIB >= 8 * GIB:
        return total * _KIB, "KiB"
    if 8 * GIB <= total * _MIB < 1024 * GIB:
        return total * _MIB, "MiB (free -m)"
    raise OutputError(f"the unit of {total:,.0f} cannot be told: {_REMEDY}", line=line, place="Mem")
