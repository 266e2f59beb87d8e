"""Time per output token by GenZ (PyPI: genz-llm): rows as JSON on standard input, predictions on standard output.

Run by the interpreter of an environment that has genz-llm; it imports nothing of this project. Accelerators are given
to the tool with their datasheet values, and its system efficiency is left at 1, which is its default.
"""

import contextlib
import io
import json
import sys
import time
import warnings
from importlib.metadata import version
from typing import Any

from GenZ import decode_moddeling  # type: ignore[import-not-found]  # -- not in this environment
from GenZ.Models.default_models import ModelConfig  # type: ignore[import-not-found]  # -- not in this environment


def refusal(row: dict[str, Any]) -> str:
    """Return why the tool cannot be asked about a row, or an empty text."""
    if row["experts"]:
        return "models with experts and latent attention are marked unfinished in it"
    if row["attention_data"] > 1:
        return "no attention data parallelism"
    return ""


def token_milliseconds(row: dict[str, Any]) -> float:
    """Return what the tool predicts for a step at mean context. Raises ValueError where it refuses."""
    model = ModelConfig(
        model=row["model"],
        vocab_size=row["vocabulary_size"],
        hidden_size=row["hidden_size"],
        intermediate_size=row["ffn_size"],
        num_ffi=2 if row["gated_mlp"] else 1,
        num_decoder_layers=row["layers"],
        num_attention_heads=row["attention_heads"],
        num_key_value_heads=row["kv_heads"],
        head_dim=row["head_size"],
    )
    system = {
        "Flops": row["peak_tflops_16_bits"],
        "Memory_size": row["memory_gb"],
        "Memory_BW": row["bandwidth_gb_per_second"],
        "ICN": row["link_gb_per_second"],
        "real_values": True,
    }
    found = decode_moddeling(
        model=model,
        batch_size=row["concurrency"],
        Bb=1,
        input_tokens=round(row["prompt_tokens"]),
        output_tokens=round(row["answer_tokens"] / 2),
        system_name=system,
        bits=row["precision"],
        tensor_parallel=row["tensor"],
        pipeline_parallel=row["pipeline"],
    )
    return float(found["Latency"])


def answer(row: dict[str, Any]) -> dict[str, Any]:
    reason = refusal(row)
    if reason:
        return {"predicted": None, "refused": reason}
    try:
        return {"predicted": token_milliseconds(row), "refused": ""}
    except ValueError as error:
        does_not_fit = "would not fit" in str(error)
        return {"predicted": None, "refused": "does not fit, it says" if does_not_fit else str(error)[:80]}


def main() -> None:
    warnings.simplefilter("ignore")
    rows = json.load(sys.stdin)
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        answers = [answer(row) for row in rows]
    taken = time.perf_counter() - start
    answered = sum(each["predicted"] is not None for each in answers)
    json.dump(
        {"version": version("genz-llm"), "seconds": taken, "answered": answered, "answers": answers},
        sys.stdout,
    )


if __name__ == "__main__":
    main()
