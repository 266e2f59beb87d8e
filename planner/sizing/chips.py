"""Accelerators as arrays: one row per accelerator, so that all are computed at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.sizing.catalogue import Accelerator
from planner.sizing.result import Floats

# Largest share of the peak in a matrix product where nobody published a measurement: the median of the measured.
DEFAULT_CEILING = {"bf16": 0.78, "fp8": 0.71, "fp4": 0.37, "fp32": 0.85, "tf32": 0.78}


@dataclass(frozen=True, slots=True)
class Chips:
    """Facts of A accelerators as columns of shape (A, 1), to broadcast against layouts or scenarios.

    peak: operations per second at the precision of the matrix products, NaN where not supported.
    peak16: at 16 bits. ceiling: largest reachable share of `peak`; ceiling16: of `peak16`.
    power_limited: 1 where the clock is not kept up for hours under the power limit, else 0.
    """

    names: tuple[str, ...]
    memory_bytes: Floats
    bandwidth: Floats
    peak: Floats
    peak16: Floats
    ceiling: Floats
    ceiling16: Floats
    power_limited: Floats
    link: Floats
    nic: Floats
    per_node: Floats
    domain: Floats

    def rows(self, index: Sequence[int]) -> "Chips":
        """Return the chips at the given rows."""
        at = list(index)
        return Chips(
            tuple(self.names[i] for i in at),
            self.memory_bytes[at],
            self.bandwidth[at],
            self.peak[at],
            self.peak16[at],
            self.ceiling[at],
            self.ceiling16[at],
            self.power_limited[at],
            self.link[at],
            self.nic[at],
            self.per_node[at],
            self.domain[at],
        )


def chips_of(
    accelerators: Sequence[Accelerator], precision: str, *, nic_bytes_per_second: float | None = None
) -> Chips:
    """Return accelerators as columns. nic_bytes_per_second: what the user has between nodes, if known."""

    def column(values: Sequence[float]) -> Floats:
        return np.array(values, dtype=float).reshape(-1, 1)

    return Chips(
        names=tuple(chip.name for chip in accelerators),
        memory_bytes=column([chip.memory_bytes for chip in accelerators]),
        bandwidth=column([chip.bandwidth_bytes_per_second for chip in accelerators]),
        peak=column([peak_of(chip, precision) for chip in accelerators]),
        peak16=column([chip.peak["bf16"] for chip in accelerators]),
        ceiling=column([ceiling_of(chip, precision) for chip in accelerators]),
        ceiling16=column([ceiling_of(chip, "bf16") for chip in accelerators]),
        power_limited=column([float(chip.power_limited) for chip in accelerators]),
        link=column([chip.link_bytes_per_second for chip in accelerators]),
        nic=column([nic_bytes_per_second or chip.nic_bytes_per_second for chip in accelerators]),
        per_node=column([chip.per_node for chip in accelerators]),
        domain=column([chip.domain for chip in accelerators]),
    )


def peak_of(chip: Accelerator, precision: str) -> float:
    """Return the dense peak at a precision; NaN when the accelerator has no such arithmetic."""
    half = chip.peak["bf16"]
    if precision in ("bf16", "fp16"):
        return half
    if precision == "tf32":
        return half / 2
    if precision == "fp32":
        return chip.peak.get("fp32", half / 16)
    return chip.peak.get(precision, float("nan"))


def ceiling_of(chip: Accelerator, precision: str) -> float:
    """Return the largest measured share of the peak, or the default of its precision."""
    key = "bf16" if precision in ("bf16", "fp16", "tf32") else precision
    if key in chip.ceiling:
        return chip.ceiling[key]
    if key == "fp8" and "bf16" in chip.ceiling:
        return 0.93 * chip.ceiling["bf16"]
    return DEFAULT_CEILING[key]
