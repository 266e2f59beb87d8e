"""The layout of a run on each accelerator, and what share of its benchmark throughput the run reaches."""

from dataclasses import replace

import numpy as np

from planner.sizing.chips import Chips, chips_of
from planner.sizing.physics.parallelism import Layouts, candidate_layouts
from planner.sizing.result import Floats
from planner.sizing.selection import capacity_chips
from planner.sizing.training.frame import Frame, needed_tokens_per_second, run_shares
from planner.sizing.training.search import Choice, choose_layouts
from planner.sizing.units import GBIT
from planner.sizing.workload import Layout


def choose(frame: Frame) -> tuple[Frame, Choice]:
    """Return the best layouts that the user's words allow, and the frame with the share of each.

    Where words are given, they are compared with the best layout of all on as many accelerators.
    """
    chips, workload = _chips(frame), frame.workload
    choice = _among(frame, chips, _candidates(frame, workload.layout))
    is_free = replace(workload.layout, data=None, virtual_stages=None) == Layout()
    if is_free or workload.measured_tokens_per_second_per_accelerator:
        return frame, choice
    frame = replace(frame, share=_shares(frame, choice, _best(frame, chips, choice)))
    if workload.accelerators or workload.layout.data:
        return frame, choice
    return frame, _among(frame, chips, _candidates(frame, workload.layout))


def _chips(frame: Frame) -> Chips:
    between = frame.workload.interconnect_gbit_per_second
    nic = between.scaled(GBIT) if between else frame.around.estate.network_bytes_per_second
    chips = chips_of(frame.chips, frame.settings.precision, nic_bytes_per_second=nic.likely if nic else None)
    return capacity_chips(chips, frame.around)


def _candidates(frame: Frame, fixed: Layout) -> Layouts:
    return candidate_layouts(
        frame.model,
        fixed,
        sequence_length=frame.workload.sequence_length,
        widest=max(min(chip.domain, 8) for chip in frame.chips),
        framework=frame.workload.framework,
    )


def _among(frame: Frame, chips: Chips, candidates: Layouts) -> Choice:
    measured = frame.workload.measured_tokens_per_second_per_accelerator
    needed = needed_tokens_per_second(frame)
    return choose_layouts(
        frame.model,
        chips,
        candidates,
        frame.settings,
        accelerators=frame.workload.accelerators,
        data=frame.workload.layout.data,
        tokens_per_second=0.0 if measured else needed,
        at_least=int(np.ceil(float(needed.max()) / measured.likely)) if measured else 1,
    )


def _best(frame: Frame, chips: Chips, choice: Choice) -> Choice:
    """Return the best layouts on as many accelerators as were chosen, or, with a deadline, as few as meet it."""
    number = frame.workload.accelerators
    if frame.workload.layout.data:
        number = number or int(choice.accelerators.max())
    return choose_layouts(
        frame.model,
        chips,
        _candidates(frame, Layout()),
        frame.settings,
        accelerators=number,
        tokens_per_second=needed_tokens_per_second(frame),
    )


def _shares(frame: Frame, choice: Choice, best: Choice) -> Floats:
    run = frame.around.calibration.run
    own = choice.tokens_per_second / choice.accelerators
    found = best.tokens_per_second / best.accelerators
    fits = np.array([not failure for failure in best.failure]) & np.isfinite(found) & np.isfinite(own)
    of_best = run.of_best_layout(is_mixture=frame.model.is_mixture)
    safe = np.where(np.isfinite(own), own, 1.0)
    return run_shares(of_best, run.own_layout, safe, np.where(fits, found, safe))
