"""What an engineer works out on the back of an envelope, to hold a sizing against."""

from collections.abc import Callable, Iterator
from typing import Any

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.transformer import Architecture, infer_architecture
from planner.sizing.result import Option
from planner.sizing.serving.inference import WEIGHT_BYTES
from planner.sizing.workload import BatchInference, FineTuning, Inference, Retrieval, Training, Workload

UTILISATION = 0.4
NF4_BYTES = 0.55


def checks(workload: Workload, option: Option) -> Iterator[str]:
    """Yield one line for each check."""
    kinds: dict[type, Callable[[Any, Option], Iterator[str]]] = {
        Training: _run,
        FineTuning: _run,
        Inference: _service,
        BatchInference: _batch,
        Retrieval: _retrieval,
    }
    yield from kinds[type(workload)](workload, option)


def model_of(workload: Workload) -> Architecture:
    model = workload.model
    return load_catalogue().model(model) if isinstance(model, str) else infer_architecture(model)


def step(option: Option, name: str) -> float:
    """Return a value of the derivation, 0 where it has none."""
    found = next((line.value for line in option.derivation if line.step == name), 0.0)
    return float(found)


def _run(workload: Training | FineTuning, option: Option) -> Iterator[str]:
    model, chip = model_of(workload), load_catalogue().accelerator(option.accelerator)
    adapts = isinstance(workload, FineTuning) and workload.method != "full"
    tokens = workload.tokens.likely
    if isinstance(workload, FineTuning):
        tokens *= workload.epochs.likely * workload.runs.likely
    factor = 4 if adapts else 6
    work = factor * model.active_parameters * tokens
    hours = work / (UTILISATION * chip.peak["bf16"] * 3600)
    peak = f"{100 * UTILISATION:.0f} % of {chip.peak['bf16'] / 1e12:,.0f} TFLOP/s"
    yield (
        f"{factor} x {model.active_parameters / 1e9:,.3g} billion active parameters x {tokens / 1e9:,.5g} "
        f"billion tokens = {work / 1e18:,.0f} exaFLOP; at {peak} that is {_three(hours)} "
        f"accelerator-hours{_hours_here(option)}."
    )
    if isinstance(workload, FineTuning) and workload.method == "qlora":
        yield (
            f"four-bit weights with their scales are {NF4_BYTES} x {model.parameters / 1e9:,.3g} = "
            f"{NF4_BYTES * model.parameters / 1e9:,.3g} GB; an accelerator has {option.capacity_bytes / 1e9:,.3g} GB."
        )


def _hours_here(option: Option) -> str:
    found = option.quantiles("accelerator_hours")
    return f", here {_three(found.p50)}" if found else ""


def _three(value: float) -> str:
    return f"{float(f'{value:.3g}'):,.10g}"


def _service(workload: Inference, option: Option) -> Iterator[str]:
    model, chip = model_of(workload), load_catalogue().accelerator(option.accelerator)
    layout = option.layout
    width = int(layout["tensor"]) * int(layout["pipeline"]) * int(layout["attention_data"])
    weights = model.parameters * WEIGHT_BYTES[workload.precision]
    seconds = model.active_parameters / model.parameters * weights / (chip.bandwidth_bytes_per_second * width)
    latency = option.quantiles("inter_token_latency_seconds")
    here = f", here {1e3 * latency.p50:,.3g} ms on average" if latency else ""
    yield (
        f"the weights are {weights / 1e9:,.3g} GB; a replica of {width} reads what one token needs of them in "
        f"{1e3 * seconds:,.3g} ms: no token can come faster{here}."
    )
    rate, prompt, answer = (step(option, name) for name in ("peak rate", "prompt", "answer"))
    work = 2 * model.active_parameters * rate * (prompt + answer)
    peak = chip.peak.get(workload.precision, chip.peak["bf16"]) * option.accelerators
    yield (
        f"at the peak {rate * prompt:,.0f} prompt tokens and {rate * answer:,.0f} output tokens a second; "
        f"2 N for each is {_three(work / 1e12)} TFLOP/s, {100 * work / peak:.2g} % of the peak of all accelerators."
    )


def _batch(workload: BatchInference, option: Option) -> Iterator[str]:
    model, chip = model_of(workload), load_catalogue().accelerator(option.accelerator)
    tokens = workload.requests.likely * (step(option, "prompt") + step(option, "answer"))
    found = option.quantiles("accelerator_hours")
    hours = found.p50 if found else float("nan")
    work = 2 * model.active_parameters * tokens
    peak = chip.peak.get(workload.precision, chip.peak["bf16"]) * hours * 3600
    yield (
        f"{tokens / 1e9:,.3g} billion tokens at 2 N each are {work / 1e18:,.0f} exaFLOP, "
        f"{100 * work / peak:.2g} % of what {hours:,.3g} accelerator-hours could do at the peak."
    )


def _retrieval(workload: Retrieval, option: Option) -> Iterator[str]:
    vectors, size = step(option, "vectors"), step(option, "dimensions")
    raw = vectors * size * workload.bytes_per_value
    found = option.quantiles("index_bytes")
    here = f", here {found.p50 / 1e9:,.3g} GB with the links of the graph" if found else ""
    values = f"{size:,.0f} x {workload.bytes_per_value} B"
    yield f"{vectors / 1e6:,.3g} million vectors x {values} = {raw / 1e9:,.3g} GB{here}."
