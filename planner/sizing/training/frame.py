"""What all options of one training run share: the model, the batch, the samples of its inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.physics.calibration import RunConstants
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats
from planner.sizing.surroundings import Surroundings
from planner.sizing.training.search import RunSettings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.units import DAY
from planner.sizing.workload import FineTuning, Training

FINE_TUNING_DAYS = 7.0

Run = Training | FineTuning


@dataclass(frozen=True, slots=True)
class Frame:
    """What the options of one run share; arrays are (S,).

    has_deadline: whether the number of accelerators follows from the deadline.
    model_error: time of a step over the model's. run_slowdown: time of the run over that of its steps.
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
    run_slowdown: Floats
    flops_per_token: float


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
        run_slowdown=_run_slowdown(workload, model, around, scenarios),
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
    method = workload.method if isinstance(workload, FineTuning) else "full"
    return RunSettings(
        sequence_length=float(workload.sequence_length),
        global_batch_tokens=batch,
        precision=workload.precision,
        framework=workload.framework,
        software_year=None if workload.software_year is None else workload.software_year + 0.99,
        method=method,
        rank=workload.rank if isinstance(workload, FineTuning) else 0,
        memory_share=around.assumptions.memory_utilisation,
        calibration=around.calibration,
        optimizer=workload.optimizer,
        frozen_weights=_frozen_weights(workload),
        fragmentation=around.assumptions.fragmentation_share,
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
    if workload.measured_tokens_per_second_per_accelerator:
        return np.ones(scenarios.samples)
    constants = around.calibration.training
    sigma = constants.error_sparse if model.is_mixture else constants.error_dense
    return scenarios.error("training model", sigma)


def _run_slowdown(workload: Run, model: Architecture, around: Surroundings, scenarios: Scenarios) -> Floats:
    """Restarts and, unless the user measured the throughput, what real runs lose against benchmarks."""
    goodput = scenarios.draw("goodput", around.assumptions.goodput, most=1.0)
    if workload.measured_tokens_per_second_per_accelerator:
        return 1.0 / goodput
    team = scenarios.draw("team", around.assumptions.team_efficiency)
    return 1.0 / (run_share(workload, model, around.calibration.run) * team * goodput)


def run_share(workload: Run, model: Architecture, constants: RunConstants) -> float:
    """Return the throughput of a real run over that of the tuned benchmark."""
    layout = workload.layout
    if layout.tensor and layout.pipeline and layout.micro_batch and layout.recompute:
        return constants.given_layout
    return constants.sparse if model.is_mixture else constants.dense


def needed_tokens_per_second(frame: Frame) -> float:
    """Return the benchmark throughput with which the deadline is met at the wanted confidence."""
    per_second = frame.tokens * frame.model_error * frame.run_slowdown / (frame.deadline_days * DAY)
    return float(np.quantile(per_second, frame.around.assumptions.confidence))
