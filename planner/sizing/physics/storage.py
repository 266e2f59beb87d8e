"""Storage: capacity, checkpoints, protection, transfer. Bytes and seconds."""

import numpy as np

from planner.sizing.result import Floats
from planner.sizing.units import DAY

LONGEST_SAVE_SECONDS = 600.0
TOKEN_BYTES = 4.0  # one token id as stored for training
TEXT_BYTES_PER_TOKEN = 4.3  # UTF-8 text behind one token


def raw_bytes(logical: Floats | float, *, data: int, parity: int) -> Floats | float:
    """Erasure-coded capacity: logical (k + m) / k.

    >>> raw_bytes(100.0, data=8, parity=2)
    125.0
    """
    return logical * (data + parity) / data


def transfer_seconds(
    size: Floats | float, bits_per_second: Floats | float, efficiency: Floats | float = 1.0
) -> Floats | float:
    """Time to move bytes over a line of which a share is reached: 8 size / (rate x efficiency).

    >>> round(transfer_seconds(100e12, 1e9, 0.7))
    1142857
    """
    return 8.0 * size / (bits_per_second * efficiency)


def failure_seconds(
    accelerators: Floats | float, failures_per_accelerator_day: Floats | float
) -> Floats | float:
    """Mean time between unexpected interruptions of a run.

    >>> round(float(failure_seconds(16384, 419 / (54 * 16384))) / 3600, 2)  # Llama 3 report
    3.09
    """
    return DAY / np.maximum(accelerators * failures_per_accelerator_day, 1e-12)


def checkpoint_interval_seconds(failure: Floats | float, save: Floats | float) -> Floats | float:
    """Young's interval between checkpoints: sqrt(2 T_failure T_save)."""
    return np.sqrt(2.0 * failure * save)


def checkpoint_save_seconds(failure: Floats | float, stall_share: Floats | float) -> Floats | float:
    """Time for one checkpoint with which writing at Young's interval takes no more than the tolerated share.

    save / interval = sqrt(save / (2 failure)) = share, so save = 2 failure share^2, at most ten minutes.

    >>> round(float(checkpoint_save_seconds(11_124.0, 0.02)), 1)
    8.9
    """
    return np.minimum(2.0 * failure * np.asarray(stall_share) ** 2, LONGEST_SAVE_SECONDS)
