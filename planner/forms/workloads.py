"""One form per kind of workload; each field is a key of the `size` document."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.document import Fault
from planner.forms.fields import CatalogueField, EstimateField, WholeNumberField
from planner.forms.workload import WorkloadForm

PRECISIONS = [("bf16", _("bf16 (usual)")), ("fp16", "fp16"), ("fp8", "fp8"), ("fp4", "fp4"), ("fp32", "fp32")]
SERVING_PRECISIONS = [
    ("bf16", "bf16"),
    ("fp8", _("fp8 (half the memory)")),
    ("int8", "int8"),
    ("int4", "int4"),
    ("fp4", "fp4"),
]


def _model(**options: Any) -> CatalogueField:
    return CatalogueField(
        datalist="models",
        label=_("Model"),
        help_text=_(
            "Start typing a name, for example llama-3-70b. Not in the list? Pick the nearest in size."
        ),
        **options,
    )


def _accelerator() -> CatalogueField:
    return CatalogueField(
        datalist="accelerators",
        label=_("Accelerator"),
        required=False,
        help_text=_("Leave empty to compare all that the catalogue knows with what you have."),
    )


def _count() -> WholeNumberField:
    return WholeNumberField(
        label=_("Number of accelerators"),
        required=False,
        minimum=1,
        help_text=_("Leave empty for the fewest that do the job in time."),
    )


class _TrainingFields(WorkloadForm):
    keys: ClassVar[tuple[str, ...]] = (
        "model", "tokens", "sequence_length", "deadline_days", "precision", "accelerator", "accelerators",
        "measured_tokens_per_second_per_accelerator",
    )  # fmt: skip
    advanced = (
        "precision", "sequence_length", "accelerator", "accelerators", "measured_tokens_per_second_per_accelerator",
    )  # fmt: skip

    model = _model()
    tokens = EstimateField(
        label=_("Training tokens"),
        minimum=1,
        help_text=_(
            "Text to learn from: 1 token is about ¾ of an English word. For example 2T, or 50 million."
        ),
    )
    deadline_days = EstimateField(
        label=_("Longest acceptable run (days)"),
        required=False,
        minimum=0.01,
        help_text=_("How long one run may take."),
    )
    sequence_length = WholeNumberField(
        label=_("Sequence length"),
        initial=4096,
        minimum=1,
        help_text=_("Tokens that the model sees at once."),
    )
    precision = forms.ChoiceField(choices=PRECISIONS, initial="bf16", label=_("Number format"))
    accelerator = _accelerator()
    accelerators = _count()
    measured_tokens_per_second_per_accelerator = EstimateField(
        label=_("Your own measured tokens/s per accelerator"),
        required=False,
        minimum=0.001,
        help_text=_(
            "From a benchmark of this model on this hardware. It replaces our model and narrows the range."
        ),
    )


class TrainingForm(_TrainingFields):
    """Train from scratch."""

    kind = "training"


class FineTuningForm(_TrainingFields):
    """Adapt an existing model."""

    kind = "fine_tuning"
    keys = (*_TrainingFields.keys, "method", "epochs", "runs")

    method = forms.ChoiceField(
        choices=[
            ("lora", _("LoRA: small adapters, the usual start")),
            ("qlora", _("QLoRA: adapters on a compressed model, least memory")),
            ("full", _("Full: every weight, most memory")),
        ],
        initial="lora",
        label=_("Method"),
    )
    epochs = EstimateField(label=_("Passes over the data"), initial=3, minimum=0.01)
    runs = EstimateField(
        label=_("Runs"),
        initial=10,
        minimum=1,
        help_text=_("Including the experiments before the one that is kept."),
    )


class _LengthFields(WorkloadForm):
    prompt_p50 = EstimateField(
        label=_("Prompt length, typical (tokens)"),
        initial=1000,
        minimum=1,
        help_text=_("Question with all its context."),
    )
    prompt_p95 = EstimateField(label=_("Prompt length, long (1 in 20 is longer)"), initial=4000, minimum=1)
    output_p50 = EstimateField(label=_("Answer length, typical (tokens)"), initial=250, minimum=1)
    output_p95 = EstimateField(label=_("Answer length, long (1 in 20 is longer)"), initial=800, minimum=1)
    precision = forms.ChoiceField(choices=SERVING_PRECISIONS, initial="fp8", label=_("Number format"))
    accelerator = _accelerator()
    accelerators = _count()

    def flatten(self, specification: Mapping[str, Any]) -> dict[str, Any]:
        flat = dict(specification)
        for side in ("prompt", "output"):
            lengths = specification.get(f"{side}_tokens")
            if isinstance(lengths, Mapping):
                flat |= {f"{side}_{key}": value for key, value in lengths.items()}
        return flat

    def nest(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        lengths = {
            f"{side}_tokens": {"p50": cleaned[f"{side}_p50"], "p95": cleaned[f"{side}_p95"]}
            for side in ("prompt", "output")
        }
        return super().nest(cleaned) | lengths

    def _owned(self) -> set[str]:
        return super()._owned() | {"prompt_tokens", "output_tokens"}

    def place_of(self, fault: Fault) -> str | None:
        for side in ("prompt", "output"):
            if f"{side}_tokens" in fault.place or fault.place.startswith(f"{side}_"):
                return f"{side}_p95" if "p95" in fault.place + fault.reason else f"{side}_p50"
        return super().place_of(fault)


class InferenceForm(_LengthFields):
    """Serve a model to people or programs."""

    kind = "inference"
    keys = ("model", "requests_per_second", "precision", "accelerator", "accelerators")

    model = _model()
    requests_per_second = EstimateField(
        label=_("Requests per second at the peak"),
        minimum=0.000001,
        help_text=_(
            "The busiest minutes of a normal week. 100 people who each ask twice a minute are about 3."
        ),
    )
    first_token_ms = EstimateField(
        label=_("First words within (ms, 95 % of requests)"), initial=1000, required=False, minimum=1
    )
    between_tokens_ms = EstimateField(
        label=_("Then a word every (ms, 95 % of requests)"),
        initial=50,
        required=False,
        minimum=0.1,
        help_text=_("50 ms is faster than people read."),
    )
    field_order = (
        "title", "model", "requests_per_second", "prompt_p50", "prompt_p95", "output_p50", "output_p95",
        "first_token_ms", "between_tokens_ms",
    )  # fmt: skip

    def flatten(self, specification: Mapping[str, Any]) -> dict[str, Any]:
        targets = specification.get("targets") or {}
        shown = {
            "first_token_ms": targets.get("time_to_first_token_ms_p95"),
            "between_tokens_ms": targets.get("inter_token_latency_ms_p95"),
        }
        # A new workload keeps the suggested targets; one that was saved without targets shows none.
        return super().flatten(specification) | (shown if specification else {})

    def nest(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        targets = {
            "time_to_first_token_ms_p95": cleaned.get("first_token_ms"),
            "inter_token_latency_ms_p95": cleaned.get("between_tokens_ms"),
        }
        targets = {key: value for key, value in targets.items() if value is not None}
        return super().nest(cleaned) | ({"targets": targets} if targets else {})

    def _owned(self) -> set[str]:
        return super()._owned() | {"targets"}

    def place_of(self, fault: Fault) -> str | None:
        if "time_to_first_token" in fault.place:
            return "first_token_ms"
        return "between_tokens_ms" if "inter_token" in fault.place else super().place_of(fault)


class BatchInferenceForm(_LengthFields):
    """Work through records by a deadline."""

    kind = "batch_inference"
    keys = ("model", "requests", "deadline_days", "precision", "accelerator", "accelerators")

    model = _model()
    requests = EstimateField(
        label=_("Records to process"), minimum=1, help_text=_("For example 2 million documents.")
    )
    deadline_days = EstimateField(label=_("Finished within (days)"), required=False, minimum=0.01)
    field_order = ("title", "model", "requests", "deadline_days")


class RetrievalForm(WorkloadForm):
    """Find passages in own documents."""

    kind = "retrieval"
    keys = (
        "model",
        "corpus_tokens",
        "vectors",
        "queries_per_second",
        "index",
        "refreshes_per_year",
        "accelerator",
    )
    advanced = ("model", "vectors", "index", "accelerator")

    corpus_tokens = EstimateField(
        label=_("Size of the documents (tokens)"),
        required=False,
        minimum=1,
        help_text=_("A page of text is about 500 tokens: a million pages are 500 million."),
    )
    queries_per_second = EstimateField(label=_("Questions per second at the peak"), initial=10, minimum=0.001)
    refreshes_per_year = EstimateField(
        label=_("How often everything is indexed anew (per year)"), initial=1, minimum=0
    )
    model = _model(initial="bge-m3")
    vectors = EstimateField(
        label=_("Number of passages"),
        required=False,
        minimum=1,
        help_text=_("Instead of the size, if you know it."),
    )
    index = forms.ChoiceField(
        choices=[
            ("hnsw", _("HNSW: fast, in memory")),
            ("ivf_pq", _("IVF-PQ: compressed")),
            ("flat", _("Exact search")),
        ],
        label=_("Index"),
    )
    accelerator = _accelerator()
    field_order = ("title", "corpus_tokens", "queries_per_second", "refreshes_per_year")

    def clean(self) -> dict[str, Any]:
        if not self.errors and bool(self.cleaned_data.get("vectors")) == bool(
            self.cleaned_data.get("corpus_tokens")
        ):
            self.add_error(
                "corpus_tokens", _("Give either the size of the documents or the number of passages.")
            )
        return super().clean()


WORKLOAD_FORMS: dict[str, type[WorkloadForm]] = {
    form.kind: form
    for form in (InferenceForm, FineTuningForm, TrainingForm, RetrievalForm, BatchInferenceForm)
}
