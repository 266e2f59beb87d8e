"""What was measured against what was claimed, in percent and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.language import number, say
from assessments.probes.combine import AcceleratorRow
from assessments.question_bank.product_names import product_name

SAME = 0.005


@dataclass(frozen=True, slots=True)
class Difference:
    """share: measured over claimed less one, None when nothing was claimed to divide by. text: in words."""

    share: float | None
    text: str

    @property
    def is_same(self) -> bool:
        """Whether the two say the same, up to rounding."""
        return self.share is not None and abs(self.share) <= SAME

    @property
    def is_large(self) -> bool:
        """Whether they are so far apart that a plan would change."""
        return self.share is None or abs(self.share) > 0.2


def compare_amounts(measured: float, claimed: float) -> Difference:
    """Return how a measured amount differs from a claimed one.

    >>> compare_amounts(75.0, 100.0).text
    '25 % less than claimed'
    """
    if claimed == 0:
        is_none = measured == 0
        return Difference(0.0 if is_none else None, say("as claimed") if is_none else say("none was claimed"))
    share = measured / claimed - 1
    if abs(share) <= SAME:
        return Difference(share, say("as claimed"))
    if share > 1:
        return Difference(
            share, say("{times} times what was claimed", times=number(measured / claimed, ",.1f"))
        )
    if share > 0:
        return Difference(share, say("{share} more than claimed", share=_percent(share)))
    return Difference(share, say("{share} less than claimed", share=_percent(share)))


def compare_rows(measured: Sequence[AcceleratorRow], claimed: Sequence[Mapping[str, object]]) -> Difference:
    """Return how measured accelerators differ from the rows that were claimed, type by type."""
    there = {row.type: row.count for row in measured}
    said: dict[str, float] = {}
    for row in claimed:
        type = str(row.get("type", ""))
        count = row.get("count", 0)
        said[type] = said.get(type, 0.0) + (float(count) if isinstance(count, int | float) else 0.0)
    words = [
        _words(delta, type)
        for type in sorted({*there, *said})
        if (delta := there.get(type, 0.0) - said.get(type, 0.0))
    ]
    whole = compare_amounts(sum(there.values()), sum(said.values()))
    if not words:
        return whole
    total = "" if whole.is_same else f" ({whole.text})"
    # The same number of other types is not the same.
    share = -1.0 if whole.is_same else whole.share
    return Difference(share, f"{', '.join(words)}{total}")


def _words(delta: float, type: str) -> str:
    count, type = number(abs(delta), ",.0f"), product_name(type)
    if delta > 0:
        return say("{count} more {type}", count=count, type=type)
    return say("{count} fewer {type}", count=count, type=type)


def _percent(share: float) -> str:
    if -1 < share < -0.99:
        return say("more than 99 %")
    return say("{number} %", number=number(abs(share) * 100, ",.0f" if abs(share) >= 0.02 else ",.1f"))
