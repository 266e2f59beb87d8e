"""A bank as JSON, and its fingerprint: what the database keeps."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assessments.document import DocumentError, Fault, place_text
from assessments.question_bank.model import Bank

_BANK: TypeAdapter[Bank] = TypeAdapter(Bank)


def bank_to_json(bank: Bank) -> dict[str, Any]:
    """Return plain data that `bank_from_json` reads back."""
    plain = _plain(bank)
    return dict(plain)


def bank_from_json(data: Mapping[str, Any]) -> Bank:
    """Return the bank of stored data. Raises DocumentError when it was changed or is not a bank."""
    try:
        bank = _BANK.validate_python(dict(data))
    except ValidationError as error:
        faults = [
            Fault("stored question bank", None, place_text(item["loc"]), item["msg"])
            for item in error.errors()
        ]
        raise DocumentError(faults) from error
    if fingerprint(bank) != bank.fingerprint:
        reason = "the content does not match the fingerprint: it was changed after publishing"
        raise DocumentError([Fault("stored question bank", None, "fingerprint", reason)])
    return bank


def fingerprint(bank: Bank) -> str:
    """Return the SHA-256 of the canonical content: keys sorted, lists in their order, defaults left out.

    Leaving defaults out keeps the fingerprint of a published bank when a later release knows more fields.
    """
    content = bank_to_json(dataclasses.replace(bank, fingerprint=""))
    del content["fingerprint"]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(item: Any) -> Any:
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {
            field.name: _plain(getattr(item, field.name))
            for field in dataclasses.fields(item)
            if getattr(item, field.name) != _default(field)
        }
    if isinstance(item, tuple):
        return [_plain(inner) for inner in item]
    return item


def _default(field: "dataclasses.Field[Any]") -> Any:
    return field.default_factory() if callable(field.default_factory) else field.default
