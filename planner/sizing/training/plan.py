"""Training and fine-tuning: from a workload to options with days, accelerators, storage, power and cost."""

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.outlay import Outlay, outlay
from planner.sizing.physics.network import needed_rate
from planner.sizing.physics.storage import TEXT_BYTES_PER_TOKEN, TOKEN_BYTES
from planner.sizing.result import Floats, Option, SizedWorkload
from planner.sizing.selection import (
    Figures,
    accelerators_for,
    best_first,
    memory_quantiles,
    model_of,
    money_figures,
    money_samples,
    nothing,
    outlay_figures,
)
from planner.sizing.surroundings import Surroundings
from planner.sizing.training.checkpoints import Checkpoints, checkpoints_of
from planner.sizing.training.choice import choose
from planner.sizing.training.derivation import training_steps
from planner.sizing.training.frame import Frame, Run, make_frame
from planner.sizing.training.refusal import refusal
from planner.sizing.training.search import Choice
from planner.sizing.training.tokens import Tokens, tokens_of
from planner.sizing.uncertainty import Scenarios, quantiles
from planner.sizing.units import DAY

LOAD = Estimate(
    0.60, 0.75, 0.90, (to_say("measured: 256 A100 at 70 % of their rating (CodeCarbon); assumed for others"),)
)


def size_training(workload: Run, around: Surroundings, scenarios: Scenarios) -> SizedWorkload:
    """Size one training or fine-tuning run on the accelerators asked for, or on all of the catalogue."""
    model, assumed = model_of(workload.model, around.catalogue)
    chips = accelerators_for(workload.accelerator, around)
    frame, more = make_frame(workload, model, around, scenarios, chips)
    frame, choice = choose(frame)
    tokens = tokens_of(frame)
    return SizedWorkload(
        name=workload.name,
        kind=workload.kind,
        assumed=(*assumed, *more, *around.assumed),
        warnings=tokens.warnings(frame),
        options=best_first([_option(frame, choice, tokens, row) for row in range(len(chips))]),
    )


def _option(frame: Frame, choice: Choice, tokens: Tokens, row: int) -> Option:
    chip = frame.chips[row]
    count = frame.workload.accelerators or int(choice.accelerators[row])
    memory = memory_quantiles(
        {part: values[row] for part, values in choice.memory.items()},
        frame.scenarios,
        _memory_error(frame, choice, row),
    )
    capacity = frame.around.memory_bytes(chip)
    layout = choice.layouts.describe(row)
    nodes = -(-count // chip.per_node)
    in_estate = frame.around.owned(chip.name) is not None
    speed = _tokens_per_second_each(frame, choice, row)
    reason = refusal(frame, choice, row, capacity)
    if choice.failure[row] in ("precision", "layout"):
        none = _no_figures()
        return Option(
            chip.name, count, nodes, layout, False, reason, memory, capacity, none, {}, in_estate=in_estate
        )
    samples, kept = _samples(frame, choice, row, speed)
    days = kept.days
    run_speed = frame.tokens / (days * DAY * count)
    taken = outlay(
        chip,
        frame.around,
        frame.scenarios,
        accelerators=np.full(frame.scenarios.samples, float(count)),
        accelerator_hours=days * 24.0 * count,
        load=LOAD,
        is_service=False,
    )
    samples |= {
        "power_watts": taken.power_watts / count * samples["accelerators"],
        "days": days,
    } | money_samples(taken)
    reason = reason or _lateness(frame, days)
    return Option(
        accelerator=chip.name,
        accelerators=count,
        nodes=nodes,
        layout=layout,
        is_feasible=not reason,
        reason=reason,
        memory=memory,
        capacity_bytes=capacity,
        figures=_figures(frame, choice, row, speed, samples, taken)
        | _run_figures(frame, row, run_speed)
        | kept.figures()
        | tokens.figures(),
        samples=samples,
        derivation=(
            *training_steps(frame, choice, row, speed, run_speed, taken),
            *tokens.steps(),
            *kept.steps(frame),
        ),
        warnings=(*_option_warnings(frame, choice, row), *kept.warnings(frame), *taken.warnings),
        in_estate=in_estate,
        acquired=taken.acquired,
        prices=taken.prices,
        load=taken.load,
    )


def _tokens_per_second_each(frame: Frame, choice: Choice, row: int) -> Floats:
    """Return (S,) benchmark throughput per accelerator: measured by the user, or the model's; either with its error."""
    measured = frame.workload.measured_tokens_per_second_per_accelerator
    if measured:
        return np.asarray(frame.scenarios.draw("measured throughput", measured) / frame.model_error)
    return np.asarray(choice.tokens_per_second[row] / choice.accelerators[row] / frame.model_error)


def _memory_error(frame: Frame, choice: Choice, row: int) -> float:
    """Return the standard deviation of the logarithm of the memory model's error."""
    settings, layouts = frame.settings, choice.layouts
    return settings.calibration.memory.deviation(
        settings.framework,
        is_mixture=frame.model.is_mixture,
        ranks=float(layouts.tensor[row] * layouts.pipeline[row]),
        is_unmeasured=settings.tuning.is_unmeasured or settings.loss is not None,
    )


def _samples(frame: Frame, choice: Choice, row: int, speed: Floats) -> tuple[dict[str, Floats], Checkpoints]:
    """Return what each scenario needs, and how the run is kept against interruptions."""
    chip, used = frame.chips[row], choice.accelerators[row]
    each_day = speed * DAY / frame.run_slowdown(row)
    days = frame.tokens / (each_day * used)
    deadline = np.where(frame.has_deadline, frame.deadline_days, days)
    least = choice.layouts.width[row]
    needed = np.maximum(least, np.ceil(frame.tokens / (each_day * deadline) - 1e-9))
    total = choice.memory["total"][row] * frame.scenarios.error(
        "memory model", _memory_error(frame, choice, row)
    )
    kept = checkpoints_of(frame, used, days)
    logical = kept.bytes * frame.scenarios.draw("kept", frame.around.assumptions.checkpoints_kept)
    dataset = _dataset_bytes(frame)
    replication = frame.scenarios.draw("replication", frame.around.assumptions.replication)
    exchange = choice.step.scale_out_bytes[row] if used > chip.domain else 0.0
    samples = {
        "accelerators": needed,
        "memory_bytes": total * needed,
        "memory_per_accelerator_bytes": total,
        "storage_bytes": (logical + dataset + 2.0 * frame.model.parameters) * replication,
        "storage_throughput_bytes_per_second": np.maximum(
            kept.write_bytes_per_second, speed * used * TOKEN_BYTES
        ),
        "network_bytes_per_second": needed_rate(
            np.full(len(days), exchange), choice.step.total[row] * frame.model_error
        ),
    }
    return samples, kept


def _dataset_bytes(frame: Frame) -> Floats:
    workload = frame.workload
    if workload.dataset_bytes:
        return frame.scenarios.draw("dataset", workload.dataset_bytes)
    return frame.scenarios.draw("tokens", workload.tokens) * (TEXT_BYTES_PER_TOKEN + TOKEN_BYTES)


def _figures(
    frame: Frame,
    choice: Choice,
    row: int,
    speed: Floats,
    samples: dict[str, Floats],
    taken: Outlay,
) -> Figures:
    chip, count = frame.chips[row], frame.workload.accelerators or choice.accelerators[row]
    figures: Figures = {
        "flops": quantiles(frame.tokens * frame.flops_per_token),
        "mfu": quantiles(speed * frame.flops_per_token / chip.peak["bf16"]),
        "tokens_per_second_per_accelerator": quantiles(speed),
        "accelerator_hours": quantiles(samples["days"] * 24.0 * count),
        "days": quantiles(samples["days"]),
        "accelerators_needed": quantiles(samples["accelerators"]),
        "data_read_bytes_per_second": quantiles(speed * choice.accelerators[row] * TOKEN_BYTES),
    }
    for name in ("storage_bytes", "storage_throughput_bytes_per_second", "network_bytes_per_second"):
        figures[name] = quantiles(samples[name])
    return figures | outlay_figures(taken) | money_figures(taken)


def _run_figures(frame: Frame, row: int, speed: Floats) -> Figures:
    """Return rates of the run as it goes, stops and idle accelerators included.

    In each scenario rate x accelerator-hours = tokens; the figures of the same names without run_ are of the tuned
    benchmark, which a run does not reach.
    """
    return {
        "run_tokens_per_second_per_accelerator": quantiles(speed),
        "run_mfu": quantiles(speed * frame.flops_per_token / frame.chips[row].peak["bf16"]),
    }


def _no_figures() -> Figures:
    names = (
        "flops mfu tokens_per_second_per_accelerator run_tokens_per_second_per_accelerator run_mfu "
        "accelerator_hours days accelerators_needed storage_bytes "
        "storage_throughput_bytes_per_second network_bytes_per_second power_watts energy_joules carbon_grams "
        "carbon_market_grams carbon_embodied_grams purchase_usd data_read_bytes_per_second checkpoint_bytes "
        "checkpoint_interval_seconds checkpoint_write_bytes_per_second interruptions interruption_share "
        "compute_optimal_tokens passes_over_data effective_tokens"
    )
    return nothing(names)


def _lateness(frame: Frame, days: Floats) -> str:
    """Say so when a deadline of the user is missed at the wanted confidence."""
    if frame.workload.deadline_days is None:
        return ""
    share = frame.around.assumptions.confidence
    if float(np.mean(days <= frame.deadline_days * (1 + 1e-9))) >= share - 1e-9:
        return ""
    return say(
        "takes {days} days at P{percentile}; the deadline is {deadline} days",
        days=number(float(np.quantile(days, share)), ",.1f"),
        percentile=number(100 * share, ".0f"),
        deadline=number(frame.workload.deadline_days.likely, "g"),
    )


def _option_warnings(frame: Frame, choice: Choice, row: int) -> tuple[str, ...]:
    found = []
    idle = (frame.workload.accelerators or 0) - int(choice.accelerators[row])
    if idle > 0:
        found.append(
            say(
                "{idle} accelerators stay idle: the layout uses {accelerators}",
                idle=number(idle, ","),
                accelerators=number(choice.accelerators[row], ",.0f"),
            )
        )
    if frame.chips[row].name.startswith("v100") and frame.workload.precision == "bf16":
        found.append(say("v100 has no bf16 arithmetic: its fp16 rates were used"))
    return tuple(found)
