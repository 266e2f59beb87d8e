"""`free`, with any of its units: the main memory of one machine."""

import re

from assessments.language import number, say, to_say
from assessments.probes.reading import Finding, OutputError, checked_number
from assessments.probes.sizes import short_size

HEADER = re.compile(r"^\s{2,60}total\s+used\s+free\b", re.MULTILINE)
GIB = 2.0**30
_KIB, _MIB = 2.0**10, 2.0**20
_REMEDY = to_say("send the output of free -b")


def read(text: str) -> tuple[Finding, ...]:
    """Return the total memory. Raises OutputError, also when the unit cannot be told."""
    at, row = _memory_row(text)
    if all(cell.isdecimal() for cell in row):
        total, unit = _plain_total([checked_number(cell, "Mem", line=at) for cell in row], at)
        how = say("total of the line Mem, read as {unit}", unit=unit)
    else:
        total = short_size(row[0], "Mem", line=at)
        how = say("total of the line Mem ({size}, rounded by free; free -b is exact)", size=row[0])
    if total <= 0:
        raise OutputError(say("says that there is no memory: {remedy}", remedy=say(_REMEDY)), line=at)
    return (Finding("host_memory_bytes", total, how),)


def _memory_row(text: str) -> tuple[int, list[str]]:
    for at, line in enumerate(text.split("\n"), start=1):
        words = line[:400].split()
        if len(words) >= 3 and words[0] == "Mem:":
            return at, words[1:]
    raise OutputError(say("has no line that begins with Mem: {remedy}", remedy=say(_REMEDY)))


def _plain_total(numbers: list[float], line: int) -> tuple[float, str]:
    """Return the bytes and the unit of a total without one: free writes KiB, or what an option asked for.

    Bytes are whole pages in every column. Of KiB and MiB only one makes a server: 8 GiB to 8 TiB.
    """
    total = numbers[0]
    if total >= GIB / 4 and all(part % _KIB == 0 for part in numbers):
        return total, say("bytes (free -b)")
    if total * _KIB >= 8 * GIB:
        return total * _KIB, "KiB"
    if 8 * GIB <= total * _MIB < 1024 * GIB:
        return total * _MIB, say("MiB (free -m)")
    raise OutputError(
        say("the unit of {total} cannot be told: {remedy}", total=number(total, ",.0f"), remedy=say(_REMEDY)),
        line=line,
        place="Mem",
    )
