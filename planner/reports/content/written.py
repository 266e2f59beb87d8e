"""Keys and values of a document as people read them."""

from collections.abc import Mapping
from typing import Any

from assessments.language import country_name, localised, say, to_say
from planner.charts.figures import number, quantity
from planner.reports.content.wording import plain_quarters

_FIELDS: Mapping[str, str] = {
    "kind": to_say("kind"),
    "model": to_say("model"),
    "method": to_say("method"),
    "precision": to_say("precision"),
    "kv_precision": to_say("kv precision"),
    "accelerator": to_say("accelerator"),
    "accelerators": to_say("accelerators"),
    "engine": to_say("engine"),
    "framework": to_say("framework"),
    "place": to_say("place"),
    "residency": to_say("residency"),
    "data_class": to_say("data class"),
    "value": to_say("value"),
    "deadline": to_say("deadline"),
    "deadline_days": to_say("deadline days"),
    "tokens": to_say("tokens"),
    "epochs": to_say("epochs"),
    "runs": to_say("runs"),
    "dataset_bytes": to_say("dataset bytes"),
    "sequence_length": to_say("sequence length"),
    "global_batch_tokens": to_say("global batch tokens"),
    "interconnect_gbit_per_second": to_say("interconnect gbit per second"),
    "software_year": to_say("software year"),
    "requests": to_say("requests"),
    "requests_per_second": to_say("requests per second"),
    "queries_per_second": to_say("queries per second"),
    "query_tokens": to_say("query tokens"),
    "prompt_tokens": to_say("prompt tokens"),
    "output_tokens": to_say("output tokens"),
    "corpus_tokens": to_say("corpus tokens"),
    "chunk_tokens": to_say("chunk tokens"),
    "chunk_overlap": to_say("chunk overlap"),
    "prefix_hit_share": to_say("prefix hit share"),
    "speculative": to_say("speculative decoding"),
    "acceptance": to_say("accepted drafts"),
    "draft_cost": to_say("draft cost"),
    "refreshes_per_year": to_say("refreshes per year"),
    "dimensions": to_say("dimensions"),
    "copies": to_say("copies"),
    "concurrency": to_say("concurrency"),
    "traffic": to_say("traffic"),
    "profile": to_say("profile"),
    "peak": to_say("peak rate"),
    "mean_share": to_say("mean share"),
    "burstiness": to_say("burstiness"),
    "targets": to_say("targets"),
    "time_to_first_token_ms_p95": to_say("time to first token ms p95"),
    "inter_token_latency_ms_p95": to_say("inter token latency ms p95"),
    "links": to_say("links"),
    "index": to_say("index"),
    "layout": to_say("layout"),
    "tensor": to_say("tensor"),
    "pipeline": to_say("pipeline"),
    "expert": to_say("expert"),
    "context": to_say("context"),
    "data": to_say("data"),
    "attention_data": to_say("attention data"),
    "micro_batch": to_say("micro batch"),
    "virtual_stages": to_say("virtual stages"),
    "sharding": to_say("sharding"),
    "recompute": to_say("recompute"),
    "recomputed_share": to_say("recomputed share"),
}
_WORDS: Mapping[str, str] = {
    "training": to_say("training"),
    "fine_tuning": to_say("fine tuning"),
    "inference": to_say("inference"),
    "retrieval": to_say("retrieval"),
    "batch_inference": to_say("batch inference"),
    "on_premises": to_say("on premises"),
    "cloud": to_say("cloud"),
    "either": to_say("either"),
    "public": to_say("public"),
    "internal": to_say("internal"),
    "personal": to_say("personal"),
    "health": to_say("health"),
    "payment": to_say("payment"),
    "full": to_say("full"),
    "constant": to_say("constant"),
    "business_hours": to_say("business hours"),
    "office_hours": to_say("office hours"),
    "assistant_week": to_say("a week of an assistant"),
    "coding_week": to_say("a week of a coding assistant"),
    "consumer": to_say("consumer"),
    "code": to_say("code"),
}


def field_name(name: str) -> str:
    """Return the key of a document as people read it.

    >>> field_name("requests_per_second"), field_name("something_new")
    ('requests per second', 'something new')
    """
    return say(_FIELDS[name]) if name in _FIELDS else name.replace("_", " ")


def written(value: Any) -> str:
    """Write a value of a document as people read it.

    >>> written({"low": 3, "likely": 8, "high": 20}), written("on_premises"), written("2027-Q4")
    ('8 (3–20)', 'on premises', 'Q4 2027')
    """
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return ", ".join(written(part) for part in value)
    amount = number(value)
    if amount is not None:
        return quantity(amount, "count", 3) if abs(amount) >= 1e6 else localised(f"{amount:,.10g}")
    text = str(value)
    return say(_WORDS[text]) if text in _WORDS else plain_quarters(text.replace("_", " "))


def written_field(name: str, value: Any) -> str:
    """Write the value of a key: countries by their names, all else as `written` does.

    >>> written_field("residency", ["DEU", "FRA"]), written_field("copies", 2)
    ('Germany, France', '2')
    """
    if name == "residency" and isinstance(value, list | tuple):
        return ", ".join(country_name(str(country)) for country in value)
    return written(value)


def inferred(text: str) -> str:
    """Write what the sizing inferred, whose key stands before a colon.

    >>> inferred("deadline_days: 7 for one embedding")
    'deadline days: 7 for one embedding'
    """
    name, colon, rest = text.partition(": ")
    return f"{field_name(name)}: {written(rest)}" if colon and name in _FIELDS else written(text)


def _mapping(value: Mapping[str, Any]) -> str:
    if "likely" in value:
        ends = (
            f" ({written(value['low'])}–{written(value['high'])})" if {"low", "high"} <= value.keys() else ""
        )
        return written(value["likely"]) + ends
    return ", ".join(
        f"{field_name(str(name))} {written_field(str(name), part)}" for name, part in value.items()
    )
