"""What all options of one training run share: the model, the batch, the samples of its inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.physics.states import Tuning
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats
from planner.sizing.surroundings import Surroundings
from planner.sizing.training.search import RunSettings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.units import DAY
from planner.sizing.workload import FineTuning, Training

FINE_TUNING_DAYS = 7.0
# A throughput without a range was read at one moment, rounded, and without the first steps: its standard deviation
# (assumption; eight of ten published runs lie inside P10 to P90 with it).
THROUGHPUT_ERROR = 0.05

Run = Training | FineTuning


@dataclass(frozen=True, slots=True)
class Frame:
    """What the options of one run share; arrays are (S,).

    has_deadline: whether the number of accelerators follows from the deadline.
    model_error: time of a step over the model's. stops: time of the run over that of its steps, team and restarts.
    share: throughput of the run on each accelerator over that of the tuned benchmark, (A,); see `run_shares`.
    """

    workload: Run
    model: Architecture
    settings: RunSettings
    scenarios: Scenarios
    around: Surroundings
    chips: Sequence[Accelerator]
    tokens: Floats
    deadline_days: Floats
    has_deadline: bool
    model_error: Floats
    stops: Floats
    share: Floats
    flops_per_token: float

    def run_slowdown(self, row: int) -> Floats:
        """Return the time of the run over that of the steps of the tuned benchmark, (S,)."""
        return np.asarray(self.stops / self.share[row])


def make_frame(
    workload: Run,
    model: Architecture,
    around: Surroundings,
    scenarios: Scenarios,
    chips: Sequence[Accelerator],
) -> tuple[Frame, list[str]]:
    """Draw the inputs of a run; also returns what had to be assumed."""
    batch, assumed = _global_batch(workload, model)
    settings = _settings(workload, batch, around)
    tokens = scenarios.draw("tokens", workload.tokens)
    if isinstance(workload, FineTuning):
        tokens = tokens * scenarios.draw("epochs", workload.epochs) * scenarios.draw("runs", workload.runs)
    is_fixed = workload.accelerators is not None or workload.layout.data is not None
    if workload.deadline_days is None and not is_fixed:
        assumed.append(f"deadline_days: {deadline_of(workload, around).likely:g}")
    frame = Frame(
        workload=workload,
        model=model,
        settings=settings,
        scenarios=scenarios,
        around=around,
        chips=chips,
        tokens=tokens,
        deadline_days=scenarios.draw("deadline", deadline_of(workload, around)),
        has_deadline=workload.deadline_days is not None or not is_fixed,
        model_error=_model_error(workload, model, around, scenarios),
        stops=_stops(workload, around, scenarios),
        share=np.full(len(chips), _usual_share(workload, model, around)),
        flops_per_token=model.training_flops_per_token(
            settings.sequence_length, adapters_only=settings.adapters_only
        ),
    )
    return frame, assumed


def _global_batch(workload: Run, model: Architecture) -> tuple[float, list[str]]:
    if workload.global_batch_tokens:
        return workload.global_batch_tokens.likely, []
    if workload.kind == "fine_tuning":
        tokens = 128.0 * workload.sequence_length
    else:
        tokens = float(np.clip(1.5e6 * (model.active_parameters / 1e9) ** 0.35, 0.5e6, 16e6))
    layout = workload.layout
    if layout.data and layout.micro_batch:
        tokens = max(tokens, layout.data * layout.micro_batch * workload.sequence_length)
    sequences = max(1, round(tokens / workload.sequence_length))
    return sequences * float(workload.sequence_length), [f"global_batch_tokens: {tokens:.3g}"]


def _settings(workload: Run, batch: float, around: Surroundings) -> RunSettings:
    return RunSettings(
        sequence_length=float(workload.sequence_length),
        global_batch_tokens=batch,
        precision=workload.precision,
        framework=workload.framework,
        software_year=None if workload.software_year is None else workload.software_year + 0.99,
        tuning=_tuning(workload),
        memory_share=around.assumptions.memory_utilisation,
        calibration=around.calibration,
        loss=workload.loss,
        fragmentation=around.assumptions.fragmentation_share,
    )


def _tuning(workload: Run) -> Tuning:
    adapted = workload if isinstance(workload, FineTuning) else None
    return Tuning(
        method=adapted.method if adapted else "full",
        rank=adapted.rank if adapted else 0,
        optimizer=workload.optimizer,
        frozen_weights=_frozen_weights(workload),
        master_weights=workload.master_weights,
        offload=workload.offload,
        optimizer_in_backward=workload.optimizer_in_backward,
    )


def _frozen_weights(workload: Run) -> str | None:
    """Return the form of frozen weights: they are never updated, so that products of 8 bits or less need no other."""
    if not isinstance(workload, FineTuning):
        return None
    is_narrow = workload.method == "lora" and workload.precision in ("fp8", "fp4")
    return workload.frozen_weights or ("fp8" if is_narrow else None)


def deadline_of(workload: Run, around: Surroundings) -> Estimate:
    default = around.assumptions.default_deadline_days if workload.kind == "training" else FINE_TUNING_DAYS
    return workload.deadline_days or Estimate.exact(default, "assumed")


def _model_error(workload: Run, model: Architecture, around: Surroundings, scenarios: Scenarios) -> Floats:
    measured = workload.measured_tokens_per_second_per_accelerator
    if measured is not None:
        return scenarios.error("measured throughput", THROUGHPUT_ERROR if measured.is_exact else 0.0)
    constants = around.calibration.training
    sigma = constants.error_sparse if model.is_mixture else constants.error_dense
    return scenarios.error("training model", sigma)


def _stops(workload: Run, around: Surroundings, scenarios: Scenarios) -> Floats:
    """Restarts and, unless the user measured the throughput, what teams differ by."""
    goodput = scenarios.draw("goodput", around.assumptions.goodput, most=1.0)
    if workload.measured_tokens_per_second_per_accelerator:
        return 1.0 / goodput
    return 1.0 / (scenarios.draw("team", around.assumptions.team_efficiency) * goodput)


def _usual_share(workload: Run, model: Architecture, around: Surroundings) -> float:
    if workload.measured_tokens_per_second_per_accelerator:
        return 1.0
    return around.calibration.run.of_best_layout(is_mixture=model.is_mixture)


def run_shares(of_best: float, of_own: float, own: Floats, best: Floats) -> Floats:
    """Return the throughput of a run over that of the tuned benchmark with its layout.

    own, best: benchmark throughput per accelerator of the run's layout and of the best that the search finds. A run
    reaches `of_own` of its layout, and no more than `of_best` of the best one: what looks best on paper is seldom run.
    So a layout that is named takes the same hours as one that is found, and longer only where it is clearly worse.

    >>> run_shares(0.6, 0.8, np.array([100.0, 90.0, 60.0]), np.array([100.0, 100.0, 100.0])).round(3).tolist()
    [0.6, 0.667, 0.8]
    """
    return np.asarray(np.minimum(max(of_own, of_best), of_best * np.maximum(best / own, 1.0)))


def needed_tokens_per_second(frame: Frame) -> Floats:
    """Return the benchmark throughput, (A, 1), with which the deadline is met at the wanted confidence."""
    per_second = frame.tokens * frame.model_error * frame.stops / (frame.deadline_days * DAY)
    needed = float(np.quantile(per_second, frame.around.assumptions.confidence))
    return np.asarray(needed / frame.share[:, None])
