"""Single accelerators of one machine, as findings: one for each product."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.language import number, say
from assessments.probes.products import DIES_PER_CHIP, GIB, WHOLE_CHIP_GIB, accelerator_type
from assessments.probes.reading import Finding, shorten

MIB = 2.0**20
_LEAST_OF_A_WHOLE = 0.6


@dataclass(frozen=True, slots=True)
class Device:
    """One accelerator as a driver lists it. device: its PCI device id."""

    product: str
    memory_bytes: float | None = None
    device: str = ""


def accelerator_findings(
    devices: Iterable[Device], *, machine: str = "", note: str = ""
) -> tuple[Finding, ...]:
    """Return one finding for each product, in the order in which they are listed."""
    groups: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        groups[shorten(device.product) or say("accelerator without a name")].append(device)
    return tuple(_finding(product, group, machine, note) for product, group in groups.items())


def _finding(product: str, group: list[Device], machine: str, note: str) -> Finding:
    sizes = [device.memory_bytes for device in group if device.memory_bytes]
    memory = min(sizes, default=None)
    type = accelerator_type(product, memory, device=group[0].device)
    count, memory, remark = _whole_chips(type, len(group), sizes, memory)
    size = say(" with {memory} GiB each", memory=number(memory / GIB, ".0f")) if memory else ""
    how = f"{count} × {product}{size}{remark}"
    return Finding(
        "accelerators",
        float(count),
        f"{how}. {note}" if note else how,
        machine=machine,
        product=product,
        type=type,
        memory_bytes=memory,
    )


def _whole_chips(
    type: str, listed: int, sizes: list[float], memory: float | None
) -> tuple[int, float | None, str]:
    """Return how many chips a list of devices means, the memory of one, and a remark when they are not the same."""
    if dies := DIES_PER_CHIP.get(type):
        chips = -(-listed // dies)
        remark = say(
            " ({listed} dies listed, {dies} on each; MI250 and MI250X have one name)",
            listed=listed,
            dies=dies,
        )
        return chips, memory * dies if memory else None, remark
    whole = WHOLE_CHIP_GIB.get(type, 0.0) * GIB
    if whole and memory and memory < _LEAST_OF_A_WHOLE * whole:
        chips = max(1, round(sum(sizes) / whole))
        return chips, whole, say(" ({listed} partitions listed)", listed=listed)
    return listed, memory, ""
