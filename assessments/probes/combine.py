"""Several readings as one estate: machines add up, what several of them see counts once.

Of one machine the best reading of a quantity counts: one from the machine itself before the list of a cluster,
the rate of ports before a test between two machines, then the newest.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessments.language import number, say, to_say
from assessments.probes.read import IBSTAT, IPERF3, KUBECTL
from assessments.probes.reading import Finding, Reading

UNNAMED = to_say("unnamed machine")
_RANK = {KUBECTL: 0, IPERF3: 1, IBSTAT: 2}
GBIT = 1e9 / 8


@dataclass(frozen=True, slots=True)
class AcceleratorRow:
    """Accelerators of one type; memory_bytes: of one, None when no output says it."""

    type: str
    count: float
    memory_bytes: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """What readings say together about one estate quantity.

    amount: in SI; of accelerators, all that are in the list. rows: the accelerators by type. unlisted: those that
    the list does not have. how: what it is made of, for people. readings: the positions of the readings behind it.
    """

    quantity: str
    amount: float
    how: tuple[str, ...]
    machines: tuple[str, ...]
    commands: tuple[str, ...]
    readings: tuple[int, ...]
    rows: tuple[AcceleratorRow, ...] = ()
    unlisted: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The findings of one quantity on one machine, from the reading that counts."""

    machine: str
    position: int
    command: str
    findings: tuple[Finding, ...]


Outcome = tuple[float, str]


def combine(readings: Sequence[Reading]) -> tuple[Measured, ...]:
    """Return what readings say together, oldest reading first in; one for each quantity that they speak about."""
    chosen = _choose(readings)
    accelerators = {
        one.machine: sum(found.amount for found in one.findings) for one in chosen.get("accelerators", ())
    }
    return tuple(
        _measured(quantity, parts, accelerators) for quantity, parts in chosen.items() if quantity in _RULES
    )


def _choose(readings: Sequence[Reading]) -> dict[str, list[_Chosen]]:
    """Return the findings that count, by quantity, one entry for each machine."""
    best: dict[tuple[str, str], _Chosen] = {}
    for position, reading in enumerate(readings):
        groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in reading.findings:
            groups[finding.quantity, finding.machine or reading.machine or say(UNNAMED)].append(finding)
        for (quantity, machine), findings in groups.items():
            one = _Chosen(machine, position, reading.command, tuple(findings))
            other = best.get((quantity, machine))
            if other is None or _rank(one) >= _rank(other):
                best[quantity, machine] = one
    by_quantity: dict[str, list[_Chosen]] = defaultdict(list)
    for (quantity, _), one in best.items():
        by_quantity[quantity].append(one)
    return by_quantity


def _rank(one: _Chosen) -> int:
    return _RANK.get(one.command, 1)


def _measured(quantity: str, parts: Sequence[_Chosen], accelerators: Mapping[str, float]) -> Measured:
    amount, remark = _RULES[quantity](parts, accelerators)
    rows, unlisted = _rows(parts) if quantity == "accelerators" else ((), ())
    return Measured(
        quantity=quantity,
        amount=amount,
        how=tuple(f"{one.machine}: {found.shown_how}" for one in parts for found in one.findings),
        machines=tuple(one.machine for one in parts),
        commands=tuple(dict.fromkeys(one.command for one in parts)),
        readings=tuple(sorted({one.position for one in parts})),
        rows=rows,
        unlisted=unlisted,
        remark=remark,
    )


def _rows(parts: Sequence[_Chosen]) -> tuple[tuple[AcceleratorRow, ...], tuple[str, ...]]:
    counts: dict[str, float] = defaultdict(float)
    memories: dict[str, list[float]] = defaultdict(list)
    others: dict[str, float] = defaultdict(float)
    for found in (found for one in parts for found in one.findings):
        if not found.type:
            others[found.product] += found.amount
            continue
        counts[found.type] += found.amount
        if found.memory_bytes:
            memories[found.type].append(found.memory_bytes)
    rows = tuple(
        AcceleratorRow(type, count, min(memories[type], default=None))
        for type, count in sorted(counts.items())
    )
    return rows, tuple(f"{number(count, 'g')} × {product}" for product, count in sorted(others.items()))


def _listed(parts: Sequence[_Chosen], accelerators: Mapping[str, float]) -> Outcome:
    return sum(found.amount for one in parts for found in one.findings if found.type), ""


def _sum(parts: Sequence[_Chosen], accelerators: Mapping[str, float]) -> Outcome:
    remark = say("Sum of {count} machines.", count=len(parts)) if len(parts) > 1 else ""
    return sum(found.amount for one in parts for found in one.findings), remark


def _sum_once(parts: Sequence[_Chosen], accelerators: Mapping[str, float]) -> Outcome:
    """Add file systems up; one that several machines see counts once, with its largest size."""
    own = 0.0
    shared: dict[str, float] = {}
    for found in (found for one in parts for found in one.findings):
        if found.shared_as:
            shared[found.shared_as] = max(shared.get(found.shared_as, 0.0), found.amount)
        else:
            own += found.amount
    return own + sum(shared.values()), say("All file systems listed, what several machines see once.")


def _together(parts: Sequence[_Chosen], accelerators: Mapping[str, float]) -> Outcome:
    """Add tests up that ran at the same time; else only the best of them is known to be possible."""
    found = [finding for one in parts for finding in one.findings]
    best = max(finding.amount for finding in found)
    if len(found) == 1:
        return best, say("Of one machine; all together can be faster: test them at the same time.")
    began = [finding.began for finding in found if finding.began is not None]
    ended = [finding.ended for finding in found if finding.ended is not None]
    if len(began) == len(ended) == len(found) and max(began) < min(ended):
        return sum(finding.amount for finding in found), say(
            "Sum of {count} tests at the same time.", count=len(found)
        )
    return best, say("The best test: they did not run at the same time, so they do not add up.")


def _slowest(parts: Sequence[_Chosen], accelerators: Mapping[str, float]) -> Outcome:
    """Return the rate for each accelerator on the machine where it is least."""
    rates = [_for_each(one, accelerators.get(one.machine, 0.0)) for one in parts]
    amount, remark = min(rates)
    if len(rates) == 1:
        return amount, remark
    return amount, say("{remark} The slowest of {count} machines.", remark=remark, count=len(rates))


def _for_each(one: _Chosen, accelerators: float) -> Outcome:
    finding = one.findings[0]
    if accelerators >= 1:
        # More ports than accelerators serve storage: of those each accelerator uses one.
        ports = sorted(finding.parts or (finding.amount,), reverse=True)[: int(accelerators)]
        rate = sum(ports) / accelerators
        return rate, say(
            "{rate} Gbit/s for {count} accelerators.",
            rate=number(sum(ports) / GBIT, ",.6g"),
            count=number(accelerators, "g"),
        )
    if finding.parts:
        return finding.amount / len(finding.parts), say("Of one port, taken to serve one accelerator.")
    return finding.amount, say("Of the machine: how many accelerators share it is not known.")


_RULES: Mapping[str, Callable[[Sequence[_Chosen], Mapping[str, float]], Outcome]] = {
    "accelerators": _listed,
    "cpu_cores": _sum,
    "host_memory_bytes": _sum,
    "storage_bytes": _sum_once,
    "storage_throughput_bytes_per_second": _together,
    "network_bytes_per_second": _slowest,
}
