"""The frozen inputs of a plan: all that its result depends on, as plain data."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from assessments.queries import GivenAnswer
from assessments.question_bank.model import Bank

SCHEMA = 1
DEFAULT_SAMPLES = 1024


@dataclass(frozen=True, slots=True)
class OrganisationInput:
    """Whom the plan is for."""

    name: str
    sector: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class BankReference:
    """The question bank version that the answers belong to."""

    key: str
    version: str
    title: str
    fingerprint: str

    @staticmethod
    def of(bank: Bank) -> "BankReference":
        """Return the reference to a bank."""
        return BankReference(bank.key, bank.version, bank.title, bank.fingerprint)


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """Everything that a result depends on, besides the engine and its catalogue.

    workloads, constraints, assumptions: mappings in the form of an `assess` document, validated before they
    come here. targets: practice id (or "default") -> level.
    """

    organisation: OrganisationInput
    engagement: str
    as_of: date
    bank: BankReference
    answers: tuple[GivenAnswer, ...]
    workloads: tuple[dict[str, Any], ...]
    constraints: dict[str, Any]
    assumptions: dict[str, Any] = field(default_factory=dict)
    targets: dict[str, int] = field(default_factory=dict)
    seed: int = 0
    samples: int = DEFAULT_SAMPLES

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=date.isoformat))
        return data

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "PlanInputs":
        """Return the inputs that `to_json` wrote. Raises ValueError for anything else."""
        return _INPUTS.validate_python(dict(data))


_INPUTS = TypeAdapter(PlanInputs)


def canonical_text(data: Any) -> str:
    """Return the one JSON text of plain data: sorted keys, no spaces, no NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fingerprint_of(snapshot: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a snapshot's canonical text without the fingerprint itself."""
    text = canonical_text({key: value for key, value in snapshot.items() if key != "fingerprint"})
    return hashlib.sha256(text.encode()).hexdigest()
