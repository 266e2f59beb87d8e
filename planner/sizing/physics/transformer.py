"""Transformer arithmetic: parameters, floating-point operations and cache bytes from the shape of a model.

P parameters; L layers; h hidden size; a attention heads; d head size; q = a d; kv = kv_heads d; f MLP size;
V vocabulary; s sequence length; E experts of which k serve a token.
"""

from dataclasses import dataclass, replace

from assessments.language import say
from planner.sizing.workload import LatentAttention, ModelShape

SMALL_MODEL = 3.5e9  # parameters, below which open models have four key-value heads rather than eight


@dataclass(frozen=True, slots=True)
class Architecture:
    """The shape of a transformer.

    ffn_size: of the plain MLP; with experts, of the `dense_layers` that have one.
    counted_parameters: published or stated total; the shape's own count when 0.
    assumed: names of what was inferred because nobody stated it.
    """

    name: str
    layers: int
    hidden_size: int
    attention_heads: int
    kv_heads: int
    head_size: int
    ffn_size: int
    vocabulary_size: int
    gated_mlp: bool = True
    tied_embeddings: bool = False
    experts: int = 0
    experts_per_token: int = 0
    shared_experts: int = 0
    expert_ffn_size: int = 0
    dense_layers: int = 0
    latent_attention: LatentAttention | None = None
    sliding_window: int = 0
    sliding_window_fraction: float = 0.0
    counted_parameters: float = 0.0
    assumed: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_mixture(self) -> bool:
        return self.experts > 0

    @property
    def moe_layers(self) -> int:
        return self.layers - self.dense_layers if self.is_mixture else 0

    @property
    def query_size(self) -> int:
        """q, the width of the attention output."""
        latent = self.latent_attention
        return self.attention_heads * (latent.value_size if latent else self.head_size)

    @property
    def kv_size(self) -> int:
        """Width of keys (equal to that of values) before the attention of one layer."""
        latent = self.latent_attention
        if latent:
            return self.attention_heads * (latent.nope_size + latent.rope_size + latent.value_size) // 2
        return self.kv_heads * self.head_size

    @property
    def score_size(self) -> float:
        """a times the mean of key and value head size: what the attention products are proportional to."""
        latent = self.latent_attention
        if latent:
            return self.attention_heads * (latent.nope_size + latent.rope_size + latent.value_size) / 2
        return self.attention_heads * self.head_size

    @property
    def attention_parameters(self) -> float:
        """Weights of the attention of one layer: 2hq + 2h kv; for latent attention see arXiv 2405.04434."""
        h, latent = self.hidden_size, self.latent_attention
        if latent is None:
            return 2.0 * h * self.query_size + 2.0 * h * self.kv_size
        width = self.attention_heads * (latent.nope_size + latent.rope_size)
        query = h * latent.query_rank + latent.query_rank * width if latent.query_rank else h * width
        key_value = h * (latent.kv_rank + latent.rope_size)
        expand = latent.kv_rank * self.attention_heads * (latent.nope_size + latent.value_size)
        return float(query + key_value + expand + self.attention_heads * latent.value_size * h)

    @property
    def mlp_parameters(self) -> float:
        """Weights of one plain MLP."""
        return (3.0 if self.gated_mlp else 2.0) * self.hidden_size * self.ffn_size

    @property
    def expert_parameters(self) -> float:
        """Weights of one expert."""
        return (3.0 if self.gated_mlp else 2.0) * self.hidden_size * self.expert_ffn_size

    @property
    def plain_layers(self) -> int:
        return self.dense_layers if self.is_mixture else self.layers

    @property
    def routed_parameters(self) -> float:
        """Weights of all routed experts of all layers."""
        return self.moe_layers * self.experts * self.expert_parameters

    @property
    def backbone_parameters(self) -> float:
        """Weights of all layers without the routed experts."""
        shared = self.moe_layers * (
            self.shared_experts * self.expert_parameters + self.hidden_size * self.experts
        )
        norms = 2.0 * self.hidden_size * self.layers
        return (
            self.layers * self.attention_parameters + self.plain_layers * self.mlp_parameters + shared + norms
        )

    @property
    def embedding_parameters(self) -> float:
        """Weights of one vocabulary table (the input embedding, or the output head)."""
        return float(self.vocabulary_size) * self.hidden_size

    @property
    def shape_parameters(self) -> float:
        """Total counted from the shape."""
        tables = 1 if self.tied_embeddings else 2
        return self.backbone_parameters + self.routed_parameters + tables * self.embedding_parameters

    @property
    def parameters(self) -> float:
        return self.counted_parameters or self.shape_parameters

    @property
    def active_layer_parameters(self) -> float:
        """Matrix weights of the layers that one token passes through."""
        routed = self.moe_layers * self.experts_per_token * self.expert_parameters
        return self.backbone_parameters - 2.0 * self.hidden_size * self.layers + routed

    @property
    def matmul_parameters(self) -> float:
        """P_mm: active matrix weights, with the output head and without the input embedding."""
        return self.active_layer_parameters + self.embedding_parameters

    @property
    def active_parameters(self) -> float:
        tables = 1 if self.tied_embeddings else 2
        return self.active_layer_parameters + tables * self.embedding_parameters

    def mean_context(self, sequence_length: float) -> float:
        """Tokens a token looks back on, on average over positions and layers (causal, windows capped)."""
        full = sequence_length / 2
        share = self.sliding_window_fraction
        if not share or not self.sliding_window or sequence_length <= self.sliding_window:
            return full
        window = self.sliding_window - self.sliding_window**2 / (2 * sequence_length)
        return (1 - share) * full + share * window

    def attention_flops_per_token(self, sequence_length: float) -> float:
        """Forward operations of scores and mixing per token: 4 a d (mean context) L."""
        return 4.0 * self.score_size * self.mean_context(sequence_length) * self.layers

    def training_flops_per_token(self, sequence_length: float, *, adapters_only: bool = False) -> float:
        """Forward and backward operations of one trained token.

        6 P_mm + 6 L a d s (causal); with adapters on frozen weights 4 P_mm + 6 L a d s. Reproduces NVIDIA's
        published model TFLOP/s (Megatron-Bridge and dgxc-benchmarking tables).

        >>> llama = Architecture("x", 32, 4096, 32, 8, 128, 14336, 128256)
        >>> round(llama.training_flops_per_token(8192) / 1e9, 2)
        51.47
        """
        factor = 4.0 if adapters_only else 6.0
        return factor * self.matmul_parameters + 3.0 * self.attention_flops_per_token(sequence_length)

    def kv_bytes_per_token(self, bytes_per_value: float = 2.0) -> float:
        """Key-value cache of one token over all layers, windows not yet capped.

        >>> Architecture("x", 80, 8192, 64, 8, 128, 28672, 128256).kv_bytes_per_token()
        327680.0
        """
        latent = self.latent_attention
        if latent:
            return float(latent.kv_rank + latent.rope_size) * self.layers * bytes_per_value
        return 2.0 * self.kv_heads * self.head_size * self.layers * bytes_per_value


def infer_architecture(shape: ModelShape, name: str = "given") -> Architecture:
    """Complete a partly known shape; what had to be inferred is listed in `assumed`.

    From counts alone: width and layers of the usual open model, 128 per head, 8 key-value heads (4 below 3.5 billion
    parameters), gated MLP; the MLP or the experts are then sized to meet the count. Median error on the catalogue's
    dense models with grouped heads: width 20 %, layers 11 %, cache 21 %; on those with experts 14 %, 17 %, 31 %. Models
    from before grouped heads hold up to eight times the cache, those with latent attention a third.
    """
    known, assumed = _width_and_depth(shape)
    h, layers = known["hidden_size"], known["layers"]
    head = shape.head_size or (
        h // shape.attention_heads if shape.attention_heads else 128 if h >= 1024 else 64
    )
    heads = shape.attention_heads or max(1, h // head)
    guessed = ("attention_heads", "head_size", "kv_heads", "vocabulary_size", "gated_mlp", "tied_embeddings")
    assumed += [field for field in guessed if getattr(shape, field) is None]
    gated = True if shape.gated_mlp is None else shape.gated_mlp
    tied = (shape.parameters or 1e10) < 3e9 if shape.tied_embeddings is None else shape.tied_embeddings
    draft = Architecture(
        name=name,
        layers=layers,
        hidden_size=h,
        attention_heads=heads,
        head_size=head,
        kv_heads=shape.kv_heads or _kv_heads(heads, shape),
        vocabulary_size=shape.vocabulary_size or (128_256 if h >= 2048 else 50_304),
        ffn_size=shape.ffn_size or round(3.5 * h),
        gated_mlp=gated,
        tied_embeddings=tied,
        experts=shape.experts,
        experts_per_token=shape.experts_per_token or (1 if shape.experts else 0),
        shared_experts=shape.shared_experts,
        expert_ffn_size=shape.expert_ffn_size,
        dense_layers=min(shape.dense_layers, layers),
        latent_attention=shape.latent_attention,
        sliding_window=shape.sliding_window,
        sliding_window_fraction=shape.sliding_window_fraction,
    )
    fitted, more = _fit_mlp(draft, shape)
    return replace(fitted, assumed=tuple(assumed + more), source=say("given by the user"))


def _width_and_depth(shape: ModelShape) -> tuple[dict[str, int], list[str]]:
    assumed = [field for field in ("layers", "hidden_size") if getattr(shape, field) is None]
    size = shape.active_parameters or shape.parameters or 0.0
    h, layers = shape.hidden_size, shape.layers
    if h is None and layers is None:
        h, layers = _usual_width_and_depth(size, shape.parameters or size)
    if h is None:
        h = _round_width((size / (13 * (layers or 1))) ** 0.5)
    if layers is None:
        layers = max(1, round(size / (13 * h**2)))
    return {"hidden_size": h, "layers": layers}, assumed


def _usual_width_and_depth(active: float, total: float) -> tuple[int, int]:
    """Return the width and layers of the usual open model.

    Power laws through the catalogue's small models and those with experts; width about 110 per layer for others.
    """
    if active < 0.9 * total:
        return _round_width(1630.0 * (active / 1e9) ** 0.366), max(1, round(12.0 * (total / 1e9) ** 0.279))
    if total < SMALL_MODEL:
        return _round_width(1590.0 * (total / 1e9) ** 0.40), max(1, round(22.4 * (total / 1e9) ** 0.266))
    width = _round_width((110 * total / 13) ** (1 / 3))
    return width, max(1, round(total / (13 * width**2)))


def _kv_heads(heads: int, shape: ModelShape) -> int:
    """Return the largest number of groups of query heads up to the usual one."""
    size = shape.parameters or SMALL_MODEL
    usual = 4 if size < SMALL_MODEL else 8
    return max(groups for groups in range(1, usual + 1) if heads % groups == 0)


def _fit_mlp(draft: Architecture, shape: ModelShape) -> tuple[Architecture, list[str]]:
    """Size the MLP (or the experts) so that the stated counts are met."""
    total, active = shape.parameters, shape.active_parameters
    if total and active and active < 0.9 * total and not draft.experts:
        return _fit_experts(draft, total, active), ["experts", "experts_per_token", "expert_ffn_size"]
    more: list[str] = []
    if draft.experts and not draft.expert_ffn_size:
        per_layer = max(1, draft.experts + draft.shared_experts)
        free = (total or 0.0) - draft.shape_parameters
        size = free / (draft.moe_layers * per_layer * (3 if draft.gated_mlp else 2) * draft.hidden_size)
        draft = replace(draft, expert_ffn_size=max(64, round(size)) if free > 0 else draft.ffn_size)
        more.append("expert_ffn_size")
    elif shape.ffn_size is None and not draft.experts:
        more.append("ffn_size")
        if total:
            rest = total - (draft.shape_parameters - draft.layers * draft.mlp_parameters)
            size = rest / (draft.layers * (3 if draft.gated_mlp else 2) * draft.hidden_size)
            draft = replace(draft, ffn_size=max(64, round(size)))
    return replace(draft, counted_parameters=total or 0.0), more


def _fit_experts(draft: Architecture, total: float, active: float) -> Architecture:
    """Eight experts per token, as many in all as the stated total needs."""
    k, factor = 8, (3 if draft.gated_mlp else 2) * draft.hidden_size
    rest = active - (draft.shape_parameters - draft.layers * draft.mlp_parameters)
    size = max(64, round(max(rest, 0.25 * active) / (draft.layers * k * factor)))
    experts = max(k + 1, round((total - active) / (draft.layers * size * factor)) + k)
    return replace(
        draft,
        experts=experts,
        experts_per_token=k,
        expert_ffn_size=size,
        dense_layers=0,
        counted_parameters=total,
    )


def _round_width(width: float) -> int:
    """Round so that the number of heads divides well among accelerators."""
    step = 1024 if width > 3500 else 512 if width > 1500 else 64
    return max(64, round(width / step) * step)
