"""Arithmetic of transformers against published numbers."""

import math
from collections.abc import Callable
from statistics import median

import pytest

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.transformer import Architecture, infer_architecture
from planner.sizing.workload import ModelShape

CATALOGUE = load_catalogue()


# Model FLOP per token at a sequence length, from tokens/s and model TFLOP/s of NVIDIA's tables
# (dgxc-benchmarking llama3.1 README_405b v24.11.1; Megatron-Bridge performance summary 25.11 and 26.08).
@pytest.mark.parametrize(
    ("model", "sequence", "gigaflops"),
    [
        ("llama-3-8b", 8192, 51.47),
        ("llama-3.1-405b", 8192, 2524),
        ("deepseek-v3", 4096, 250.45),
        ("qwen3-30b-a3b", 4096, 23.082),
    ],
)
def test_operations_per_token_are_the_published_ones(model: str, sequence: int, gigaflops: float) -> None:
    flops = CATALOGUE.model(model).training_flops_per_token(sequence) / 1e9
    assert flops == pytest.approx(gigaflops, rel=0.002)


def test_deepseek_v3_activates_37_billion_parameters() -> None:
    """DeepSeek-V3 report, arXiv 2412.19437: 671 B in all, 37 B per token."""
    model = CATALOGUE.model("deepseek-v3")
    assert model.parameters == pytest.approx(671e9, rel=0.001)
    assert model.active_parameters == pytest.approx(37e9, rel=0.02)


def test_the_cache_of_llama_3_70b_takes_320_kib_per_token() -> None:
    """80 layers x 8 heads x 128 x key and value x 2 bytes."""
    assert CATALOGUE.model("llama-3-70b").kv_bytes_per_token() == 327_680


def test_latent_attention_caches_the_rank_and_the_rotary_part_only() -> None:
    """DeepSeek-V2, arXiv 2405.04434: (512 + 64) values per layer."""
    assert CATALOGUE.model("deepseek-v3").kv_bytes_per_token() == (512 + 64) * 61 * 2


def test_a_window_shortens_the_mean_context_of_its_layers() -> None:
    model = CATALOGUE.model("gemma-2-9b")
    assert model.mean_context(4096) == 2048
    assert model.mean_context(32768) == pytest.approx(0.5 * 16384 + 0.5 * (4096 - 4096**2 / 65536))


@pytest.mark.parametrize("parameters", [5e8, 1e9, 8e9, 70e9, 405e9, 1e12])
def test_an_architecture_inferred_from_a_count_has_that_count(parameters: float) -> None:
    model = infer_architecture(ModelShape(parameters=parameters))
    assert model.shape_parameters == pytest.approx(parameters, rel=0.01)
    assert "layers" in model.assumed
    assert model.attention_heads % model.kv_heads == 0


def _median_error(models: list[Architecture], measure: Callable[[Architecture], float]) -> float:
    ratios = []
    for model in models:
        active = model.active_parameters if model.is_mixture else None
        guess = infer_architecture(ModelShape(parameters=model.parameters, active_parameters=active))
        ratios.append(abs(math.log(measure(guess) / measure(model))))
    return math.exp(median(ratios)) - 1


@pytest.mark.parametrize(
    ("is_mixture", "width", "layers", "cache"), [(False, 0.21, 0.13, 0.21), (True, 0.20, 0.20, 0.31)]
)
def test_a_shape_inferred_from_counts_is_near_that_of_open_models(
    is_mixture: bool, width: float, layers: float, cache: float
) -> None:
    """Models with grouped heads or experts; what was published before them had a cache of up to eight times."""
    models = [
        model
        for model in CATALOGUE.models.values()
        if model.is_mixture == is_mixture
        and (is_mixture or model.kv_heads < model.attention_heads)
        and "embed" not in model.source
        and "embedding" not in model.name
    ]
    assert len(models) >= 15
    assert _median_error(models, lambda model: model.hidden_size) <= width
    assert _median_error(models, lambda model: model.layers) <= layers
    assert _median_error(models, lambda model: model.kv_bytes_per_token()) <= cache


def test_sparse_counts_give_experts() -> None:
    model = infer_architecture(ModelShape(parameters=671e9, active_parameters=37e9))
    assert model.shape_parameters == pytest.approx(671e9, rel=0.03)
    assert model.active_parameters == pytest.approx(37e9, rel=0.05)


def test_a_full_shape_assumes_nothing() -> None:
    shape = ModelShape(
        layers=32, hidden_size=4096, attention_heads=32, kv_heads=8, head_size=128, ffn_size=14336,
        gated_mlp=True, vocabulary_size=128256, tied_embeddings=False,
    )  # fmt: skip
    model = infer_architecture(shape)
    assert model.assumed == ()
    assert model.parameters == pytest.approx(8.03e9, rel=0.001)
