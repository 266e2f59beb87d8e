"""Training throughput by llm-analysis (PyPI): rows as JSON on standard input, predictions on standard output.

Run by the interpreter of an environment that has llm-analysis; it imports nothing of this project. The tool takes the
share of the peak from its user: 0.5 is what its own remarks name for Megatron-LM. It counts dense models on its own
list of accelerators; anything else is answered with a reason.
"""

import json
import logging
import sys
import time
from importlib.metadata import version
from typing import Any

from llm_analysis.analysis import ActivationRecomputation, DSZeRO, LLMAnalysis  # type: ignore[import-not-found]  # -- not in this environment
from llm_analysis.config import (  # type: ignore[import-not-found]  # -- not in this environment
    ModelConfig,
    ParallelismConfig,
    get_dtype_config_by_name,
    get_gpu_config_by_name,
)

EFFICIENCY = 0.5
ACCELERATORS = {
    "a100-sxm-40gb": "a100-sxm-40gb",
    "a100-sxm-80gb": "a100-sxm-80gb",
    "a100-pcie-80gb": "a100-pcie-80gb",
    "h100-sxm": "h100-sxm-80gb",
    "h100-pcie": "h100-pcie-80gb",
    "v100-sxm-32gb": "v100-sxm-32gb",
}
TYPES = {"bf16": "w16a16e16", "fp16": "w16a16e16", "fp8": "w8a8e16"}
SHARDING = {"none": DSZeRO.NONE, "zero1": DSZeRO.STAGE_1, "zero2": DSZeRO.STAGE_2, "zero3": DSZeRO.STAGE_3}
RECOMPUTE = {
    "none": ActivationRecomputation.NONE,
    "selective": ActivationRecomputation.SELECTIVE,
    "full": ActivationRecomputation.FULL,
}


def refusal(row: dict[str, Any]) -> str:
    """Return why the tool cannot be asked about a row, or an empty text."""
    if row["experts"]:
        return "models with experts have other products than it counts"
    if row["context"] > 1:
        return "no context parallelism"
    if row["accelerator"] not in ACCELERATORS:
        return "accelerator not in its list"
    if row["precision"] not in TYPES:
        return "no such precision"
    return ""


def tokens_per_second_each(row: dict[str, Any]) -> float:
    """Return what the tool predicts per accelerator. Raises AssertionError for what it refuses itself."""
    data = row["accelerators"] // (row["tensor"] * row["pipeline"])
    model = ModelConfig(
        name=row["model"],
        num_layers=row["layers"],
        n_head=row["attention_heads"],
        hidden_dim=row["hidden_size"],
        vocab_size=row["vocabulary_size"],
        max_seq_len=row["sequence_tokens"],
        num_key_value_heads=row["kv_heads"],
        ffn_embed_dim=row["ffn_size"],
        expansion_ratio=row["ffn_size"] / row["hidden_size"],
    )
    analysis = LLMAnalysis(
        model,
        get_gpu_config_by_name(ACCELERATORS[row["accelerator"]]),
        get_dtype_config_by_name(TYPES[row["precision"]]),
        ParallelismConfig(tp_size=row["tensor"], pp_size=row["pipeline"], dp_size=data),
        flops_efficiency=EFFICIENCY,
    )
    found = analysis.training(
        batch_size_per_gpu=row["micro_batch"],
        global_batch_size=row["batch_sequences"],
        seq_len=row["sequence_tokens"],
        ds_zero=SHARDING[row["sharding"]],
        activation_recomputation=RECOMPUTE[row["recompute"]],
    )
    tokens = row["batch_sequences"] * row["sequence_tokens"]
    return float(tokens / found["latency_per_iter"] / row["accelerators"])


def answer(row: dict[str, Any]) -> dict[str, Any]:
    reason = refusal(row)
    if reason:
        return {"predicted": None, "refused": reason}
    try:
        return {"predicted": tokens_per_second_each(row), "refused": ""}
    except (AssertionError, ZeroDivisionError, TypeError) as error:
        return {"predicted": None, "refused": " ".join(str(error).split())[:80] or type(error).__name__}


def main() -> None:
    logging.disable(logging.CRITICAL)
    rows = json.load(sys.stdin)
    start = time.perf_counter()
    answers = [answer(row) for row in rows]
    taken = time.perf_counter() - start
    answered = sum(each["predicted"] is not None for each in answers)
    json.dump(
        {"version": version("llm-analysis"), "seconds": taken, "answered": answered, "answers": answers},
        sys.stdout,
    )


if __name__ == "__main__":
    main()
