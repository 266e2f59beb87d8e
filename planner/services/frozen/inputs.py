"""The frozen inputs of a plan: all that its result depends on, as plain data."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal

from pydantic import TypeAdapter

from assessments.language import DEFAULT
from assessments.queries import GivenAnswer, SettledAnswer
from assessments.question_bank.model import Bank
from assessments.question_bank.translation import Translation, translated

SCHEMA = 1
DEFAULT_SAMPLES = 1024
Profile = Literal["quick", "full"]


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
    come here. targets: practice id (or "default") -> level. profile: which questions of the bank count.
    settled: what a consensus or an override says instead of the answers. language: what the result is written in.
    initiatives: the organisation's own, as in initiatives.yaml, beside the shipped ones or in their place.
    scenario: name, title and changes of the scenario that was laid over what is known; {} for the plan itself.
    translation: the fingerprint of the bank's translation to that language, "" when it has none.
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
    profile: Profile = "full"
    settled: tuple[SettledAnswer, ...] = ()
    language: str = DEFAULT
    translation: str = ""
    initiatives: tuple[dict[str, Any], ...] = ()
    scenario: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back.

        What earlier releases did not know is left out where it says nothing: their plans still verify.
        """
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=date.isoformat))
        return {name: value for name, value in data.items() if _LATER.get(name) != value}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "PlanInputs":
        """Return the inputs that `to_json` wrote. Raises ValueError for anything else."""
        return _INPUTS.validate_python(dict(data))


_INPUTS = TypeAdapter(PlanInputs)
_LATER: Mapping[str, Any] = {
    "profile": "full",
    "settled": [],
    "language": DEFAULT,
    "translation": "",
    "initiatives": [],
    "scenario": {},
}


def with_translation(
    inputs: PlanInputs, bank: Bank, translation: Translation | None
) -> tuple[PlanInputs, Bank]:
    """Return the inputs and the bank with the bank's texts in the language of the inputs, if there is a translation."""
    if translation is None:
        return inputs, bank
    bank = translated(bank, translation)
    return replace(inputs, bank=BankReference.of(bank), translation=translation.fingerprint), bank


def canonical_text(data: Any) -> str:
    """Return the one JSON text of plain data: sorted keys, no spaces, no NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fingerprint_of(snapshot: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a snapshot's canonical text without the fingerprint itself."""
    text = canonical_text({key: value for key, value in snapshot.items() if key != "fingerprint"})
    return hashlib.sha256(text.encode()).hexdigest()
