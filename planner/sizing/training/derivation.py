"""How the figures of a training option came about, step by step."""

from assessments.language import number, say, to_say
from planner.sizing.money.outlay import Outlay
from planner.sizing.result import Floats, Step
from planner.sizing.training.frame import Frame
from planner.sizing.training.search import Choice
from planner.sizing.uncertainty import median
from planner.sizing.wording import sources_text

_PARTS = {
    "weights": to_say("weights"),
    "gradients": to_say("gradients"),
    "optimizer": to_say("optimizer"),
    "activations": to_say("activations"),
    "other": to_say("other"),
    "total": to_say("total"),
}
_STEP_PARTS = {
    "compute": to_say("compute"),
    "exposed_tensor": to_say("exposed tensor"),
    "exposed_expert": to_say("exposed expert"),
    "exposed_data": to_say("exposed data"),
    "bubble": to_say("bubble"),
    "optimizer": to_say("optimizer"),
    "total": to_say("total"),
}
METHOD = to_say("method note, section Training")
PAPERS = "arXiv 2205.05198, 1910.02054"
PAPERS_OF_PAGING = f"{PAPERS}, 2305.14314"


def training_steps(
    frame: Frame, choice: Choice, row: int, speed: Floats, run_speed: Floats, taken: Outlay
) -> tuple[Step, ...]:
    """Return the derivation of one option; values are medians.

    speed, run_speed: (S,) tokens per second and accelerator of the tuned benchmark, and of the run with its stops.
    """
    return (
        *_work_steps(frame, row),
        *_layout_steps(frame, choice, row),
        *_run_steps(frame, choice, row, speed, run_speed),
        *_memory_steps(frame, choice, row),
        *taken.steps,
    )


def _work_steps(frame: Frame, row: int) -> list[Step]:
    model, settings, chip = frame.model, frame.settings, frame.chips[row]
    tokens = median(frame.tokens)
    formula = f"{4 if settings.adapters_only else 6} P_mm + 6 L a d s"
    peak = float(chip.peak.get(settings.precision, chip.peak["bf16"]))
    source = _source(frame.workload.tokens.sources)
    total = tokens * frame.flops_per_token
    return [
        Step(
            say("parameters"),
            say("counted from the shape, or as published"),
            model.parameters,
            "parameters",
            model.source,
        ),
        Step(
            say("matmul parameters"),
            say("active layers + output head"),
            model.matmul_parameters,
            "parameters",
            say(METHOD),
        ),
        Step(say("operations per token"), formula, frame.flops_per_token, "FLOP", say(METHOD)),
        Step(say("tokens"), say("tokens x epochs x runs"), tokens, "tokens", source),
        Step(say("operations"), say("tokens x operations per token"), total, "FLOP", say("product")),
        Step(
            say("peak"), say("dense, {precision}", precision=settings.precision), peak, "FLOP/s", chip.source
        ),
    ]


def _layout_steps(frame: Frame, choice: Choice, row: int) -> list[Step]:
    step = choice.step
    compared = say("tensor x pipeline x context x expert x micro-batch x sharding x recomputation")
    batch = frame.settings.global_batch_tokens
    causes = {
        "compute": say("matrix products + attention + elementwise"),
        "exposed_tensor": say(
            "(8 L/PP tokens h 2 B (TP-1)/TP + keys and values of other contexts) / link, not hidden, + latency"
        ),
        "exposed_expert": say("dispatch and combine, not hidden"),
        "exposed_data": say("gradients and weights, not hidden"),
        "bubble": say("(PP - 1) / VP micro-batches"),
        "optimizer": say("28 B per own parameter / memory bandwidth")
        if frame.settings.tuning.offload == "none"
        else say(
            "28 B per own parameter / bandwidth of main memory + 4 B / host link;"
            " parameters there: + 4 B / host link for each micro-batch"
        ),
        "total": say("sum, over the framework's share"),
    }
    return [
        Step(say("layouts compared"), compared, float(choice.explored), "layouts", say(METHOD)),
        Step(
            say("global batch"), say("tokens per optimiser step"), batch, "tokens", say("given, or assumed")
        ),
        Step(
            say("micro-batches"),
            say("batch / (data x micro-batch)"),
            float(step.micro_batches[row]),
            "per step",
            say(METHOD),
        ),
        *(
            Step(
                say("step: {part}", part=say(_STEP_PARTS[name])),
                formula,
                float(getattr(step, name)[row]),
                "s",
                say(METHOD),
            )
            for name, formula in causes.items()
        ),
    ]


def _run_steps(frame: Frame, choice: Choice, row: int, speed: Floats, run_speed: Floats) -> list[Step]:
    used = choice.accelerators[row]
    is_measured = frame.workload.measured_tokens_per_second_per_accelerator is not None
    formula = say("measured by the user") if is_measured else say("global batch / step time / accelerators")
    goodput, team = frame.around.assumptions.goodput, frame.around.assumptions.team_efficiency
    hours = median(frame.tokens * frame.run_slowdown(row) / speed) / 3600.0
    share, run = float(frame.share[row]), frame.around.calibration.run
    of_best = run.of_best_layout(is_mixture=frame.model.is_mixture)
    own, best = number(max(run.own_layout, of_best), "g"), number(of_best, "g")
    modelled = [
        Step(
            say("share of benchmark"),
            say("{own} of its layout, at most {best} of the best layout", own=own, best=best),
            share,
            "fraction",
            say(METHOD),
        ),
        Step(say("team efficiency"), say("1 = median team"), team.likely, "ratio", _source(team.sources)),
    ]
    sum_formula = say("tokens / throughput / (share x team x goodput)")
    return [
        Step(say("throughput"), formula, median(speed), "tokens/s per accelerator", say(METHOD)),
        *([] if is_measured else modelled),
        Step(
            say("goodput"),
            say("share of time that progresses"),
            goodput.likely,
            "fraction",
            _source(goodput.sources),
        ),
        Step(
            say("throughput of the run"),
            say("tokens / (days x accelerators), those that stay idle included"),
            median(run_speed),
            "tokens/s per accelerator",
            say("product"),
        ),
        Step(say("accelerator-hours"), sum_formula, hours, "h", say(METHOD)),
        Step(
            say("days"),
            say("accelerator-hours / accelerators / 24"),
            hours / used / 24.0,
            "days",
            say("quotient"),
        ),
    ]


def _memory_steps(frame: Frame, choice: Choice, row: int) -> list[Step]:
    formulas = _state_formulas(frame) | {
        "activations": say(
            "kept per layer and token x layers x micro-batches in flight + logits + working set"
        ),
        "other": say("framework + fragmentation x activations"),
        "total": say("sum"),
    }
    return [
        Step(
            say("memory: {part}", part=say(_PARTS[part])),
            formula,
            float(choice.memory[part][row]),
            "B each",
            PAPERS_OF_PAGING if frame.settings.tuning.is_paged else PAPERS,
        )
        for part, formula in formulas.items()
    ]


def _state_formulas(frame: Frame) -> dict[str, str]:
    tuning = frame.settings.tuning
    optimizer = number(tuning.optimizer_bytes, "g")
    if tuning.adapters_only:
        frozen = number(tuning.frozen_bytes, "g")
        return {
            "weights": say(
                "{frozen} B per frozen parameter + 2 B per parameter of the adapters", frozen=frozen
            ),
            "gradients": say("2 B per parameter of the adapters"),
            "optimizer": say(
                "{bytes} B per parameter of the adapters of one layer; the others are paged to main memory",
                bytes=optimizer,
            )
            if tuning.is_paged
            else say("{bytes} B per parameter of the adapters", bytes=optimizer),
        }
    weights = say("2 B per local parameter, sharded for zero3")
    gradients = say("4 B per local parameter (2 B when sharded)")
    if tuning.master_weights == "none":
        gradients = say("2 B per local parameter")
    if tuning.optimizer_in_backward:
        gradients = say("{gradients}; of one layer where a step has one micro-batch", gradients=gradients)
    states = say("{bytes} B per local parameter / data", bytes=optimizer)
    if tuning.offload != "none":
        gradients = say("{gradients}; of one layer, the others are in main memory", gradients=gradients)
        states = say("{states}; of one layer, the others are in main memory", states=states)
    if tuning.offload == "parameters":
        weights = say("2 B per parameter of two layers or of the vocabulary; the others are in main memory")
    return {"weights": weights, "gradients": gradients, "optimizer": states}


def _source(sources: tuple[str, ...]) -> str:
    return sources_text(sources, to_say("given by the user"))
