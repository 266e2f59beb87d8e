"""Compute a result again from its own snapshot and compare the fingerprints."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assessments.document import DocumentError, Fault
from assessments.models import BankTranslation, BankVersion
from assessments.question_bank.load import SHIPPED_VERSIONS, load_bank
from assessments.question_bank.model import Bank
from assessments.question_bank.translation import Translation, translated
from assessments.question_bank.translation_files import load_translations
from planner.models import Plan
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import PlanInputs, fingerprint_of

_FINGERPRINT = re.compile(rb"[0-9a-f]{64}")


def find_snapshot(name: str) -> dict[str, Any]:
    """Return the snapshot that a plan's number or fingerprint, a JSON file or a report (PDF) names.

    A report carries only the fingerprint: the snapshot is then the stored plan's. Raises DocumentError.
    """
    path = Path(name)
    if not path.is_file():
        return _stored(name)
    content = path.read_bytes()
    if content.startswith(b"%PDF-"):
        found = _FINGERPRINT.search(content)
        if found is None:
            raise _refused(name, "this PDF carries no fingerprint of a plan")
        return _stored(found[0].decode())
    try:
        snapshot: dict[str, Any] = json.loads(content)
        PlanInputs.from_json(snapshot["inputs"])
    except (ValueError, KeyError, TypeError) as error:
        raise _refused(name, "neither a report nor the JSON of a plan") from error
    return snapshot


def differences(snapshot: Mapping[str, Any]) -> list[str]:
    """Return the parts of a snapshot that come out differently now; empty when it is verified.

    "fingerprint": the snapshot was changed after it was made. Raises DocumentError when its bank is not here.
    """
    if fingerprint_of(snapshot) != snapshot.get("fingerprint"):
        return ["fingerprint"]
    inputs = PlanInputs.from_json(snapshot["inputs"])
    again = evaluate(inputs, _bank(inputs))
    return [part for part in again if part != "fingerprint" and again[part] != snapshot.get(part)]


def stored_translation(inputs: PlanInputs) -> Translation | None:
    """Return the translation of the bank that the inputs name, from the database. Raises DocumentError."""
    if not inputs.translation:
        return None
    rows = BankTranslation.objects.filter(bank__fingerprint=inputs.bank.fingerprint, language=inputs.language)
    row = rows.filter(fingerprint=inputs.translation).first()
    if row is None:
        name = f"{inputs.bank.key} {inputs.bank.version}"
        reason = f"this translation of the question bank ({inputs.language}) is not in this installation"
        raise _refused(name, reason)
    return row.read()


def _bank(inputs: PlanInputs) -> Bank:
    """Return the bank of the inputs in their language; what is shipped needs no database."""
    folder, source = _source(inputs)
    shipped = (
        load_translations(folder, source).get(inputs.language) if folder and inputs.translation else None
    )
    if shipped and shipped.fingerprint == inputs.translation:
        return translated(source, shipped)
    return translated(source, stored_translation(inputs))


def _source(inputs: PlanInputs) -> tuple[Path | None, Bank]:
    """Return the bank in the words in which it was published, and its folder if it is shipped."""
    for folder in reversed(SHIPPED_VERSIONS):
        shipped = load_bank(folder)
        if shipped.fingerprint == inputs.bank.fingerprint:
            return folder, shipped
    stored = BankVersion.objects.filter(fingerprint=inputs.bank.fingerprint).first()
    if stored is None:
        name = f"{inputs.bank.key} {inputs.bank.version}"
        raise _refused(name, "this version of the question bank is not in this installation")
    return None, stored.read()


def _stored(name: str) -> dict[str, Any]:
    plans = Plan.objects.filter(state=Plan.State.DONE)
    plan = plans.filter(pk=int(name)).first() if name.isdecimal() and len(name) < 12 else None
    if plan is None and len(name) >= 8:
        plan = plans.filter(fingerprint__startswith=name.lower()).first()
    if plan is None:
        raise _refused(name, "no such file, and no finished plan with this number or fingerprint")
    return plan.snapshot


def _refused(name: str, reason: str) -> DocumentError:
    return DocumentError([Fault(name, None, "", reason)])
