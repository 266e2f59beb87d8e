"""How the figures of a training option came about, step by step."""

import numpy as np

from planner.sizing.outlay import Outlay
from planner.sizing.result import Floats, Step
from planner.sizing.search import Choice
from planner.sizing.training_frame import Frame, run_share

METHOD = "method note, section Training"
PAPERS = "arXiv 2205.05198, 1910.02054"


def training_steps(frame: Frame, choice: Choice, row: int, speed: Floats, taken: Outlay) -> tuple[Step, ...]:
    """Return the derivation of one option; values are medians."""
    return (
        *_work_steps(frame, row),
        *_layout_steps(frame, choice, row),
        *_run_steps(frame, choice, row, speed),
        *_memory_steps(choice, row),
        *taken.steps,
    )


def _work_steps(frame: Frame, row: int) -> list[Step]:
    model, settings, chip = frame.model, frame.settings, frame.chips[row]
    tokens = float(np.median(frame.tokens))
    formula = f"{4 if settings.adapters_only else 6} P_mm + 6 L a d s"
    peak = float(chip.peak.get(settings.precision, chip.peak["bf16"]))
    source = _source(frame.workload.tokens.sources)
    total = tokens * frame.flops_per_token
    return [
        Step(
            "parameters",
            "counted from the shape, or as published",
            model.parameters,
            "parameters",
            model.source,
        ),
        Step(
            "matmul parameters", "active layers + output head", model.matmul_parameters, "parameters", METHOD
        ),
        Step("operations per token", formula, frame.flops_per_token, "FLOP", METHOD),
        Step("tokens", "tokens x epochs x runs", tokens, "tokens", source),
        Step("operations", "tokens x operations per token", total, "FLOP", "product"),
        Step("peak", f"dense, {settings.precision}", peak, "FLOP/s", chip.source),
    ]


def _layout_steps(frame: Frame, choice: Choice, row: int) -> list[Step]:
    step = choice.step
    compared = "tensor x pipeline x context x expert x micro-batch x sharding x recomputation"
    batch = frame.settings.global_batch_tokens
    causes = {
        "compute": "matrix products + attention + elementwise",
        "exposed_tensor": "8 L/PP tokens h 2 B (TP-1)/TP / link, not hidden",
        "exposed_expert": "dispatch and combine, not hidden",
        "exposed_data": "gradients and weights, not hidden",
        "bubble": "(PP - 1) / VP micro-batches",
        "optimizer": "28 B per own parameter / memory bandwidth",
        "total": "sum, over the framework's share",
    }
    return [
        Step("layouts compared", compared, float(choice.explored), "layouts", METHOD),
        Step("global batch", "tokens per optimiser step", batch, "tokens", "given, or assumed"),
        Step(
            "micro-batches",
            "batch / (data x micro-batch)",
            float(step.micro_batches[row]),
            "per step",
            METHOD,
        ),
        *(
            Step(f"step: {name.replace('_', ' ')}", formula, float(getattr(step, name)[row]), "s", METHOD)
            for name, formula in causes.items()
        ),
    ]


def _run_steps(frame: Frame, choice: Choice, row: int, speed: Floats) -> list[Step]:
    used = choice.accelerators[row]
    is_measured = frame.workload.measured_tokens_per_second_per_accelerator is not None
    formula = "measured by the user" if is_measured else "global batch / step time / accelerators"
    goodput, team = frame.around.assumptions.goodput, frame.around.assumptions.team_efficiency
    hours = float(np.median(frame.tokens * frame.run_slowdown / speed)) / 3600.0
    share = run_share(frame.workload, frame.model)
    modelled = [
        Step("share of benchmark", "median of published runs", share, "fraction", METHOD),
        Step("team efficiency", "1 = median team", team.likely, "ratio", _source(team.sources)),
    ]
    sum_formula = "tokens / throughput / (share x team x goodput)"
    return [
        Step("throughput", formula, float(np.median(speed)), "tokens/s per accelerator", METHOD),
        *([] if is_measured else modelled),
        Step(
            "goodput", "share of time that progresses", goodput.likely, "fraction", _source(goodput.sources)
        ),
        Step("accelerator-hours", sum_formula, hours, "h", METHOD),
        Step("days", "accelerator-hours / accelerators / 24", hours / used / 24.0, "days", "quotient"),
    ]


def _memory_steps(choice: Choice, row: int) -> list[Step]:
    formulas = {
        "weights": "2 B per local parameter, sharded for zero3",
        "gradients": "4 B per local parameter (2 B when sharded)",
        "optimizer": "12 B per local parameter / data",
        "activations": "kept per layer and token x layers x micro-batches in flight + logits + working set",
        "other": "framework",
        "total": "sum",
    }
    return [
        Step(f"memory: {part}", formula, float(choice.memory[part][row]), "B each", PAPERS)
        for part, formula in formulas.items()
    ]


def _source(sources: tuple[str, ...]) -> str:
    return "; ".join(sources) or "given by the user"
