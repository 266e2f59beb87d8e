"""`rocm-smi --showproductname --showmeminfo vram --json`: every AMD accelerator."""

import re
from typing import Any

from assessments.language import say, to_say
from assessments.probes.accelerators import Device, accelerator_findings
from assessments.probes.bounded_json import as_object, as_text, parse_json
from assessments.probes.reading import Finding, OutputError, checked_number

CARD = re.compile(r"card\d{1,4}")
_NAMES = ("Card Series", "Card series", "Device Name", "Card Model", "Card model")
_DEVICES = ("Device ID", "GPU ID", "Card Model", "Card model")
_REMEDY = to_say("send the output of rocm-smi --showproductname --showmeminfo vram --json")


def read(text: str) -> tuple[Finding, ...]:
    """Return one finding for each product. Raises OutputError."""
    data = parse_json(text)
    cards = [(name, as_object(value, name)) for name, value in data.items() if CARD.fullmatch(name)]
    if not cards:
        raise OutputError(say("lists no card: {remedy}", remedy=say(_REMEDY)))
    return accelerator_findings([_device(name, card) for name, card in cards])


def _device(name: str, card: dict[str, Any]) -> Device:
    names = [as_text(card.get(key)) for key in _NAMES]
    product = next((text for text in names if text and text != "N/A"), "")
    if not product:
        raise OutputError(say("says no product name: {remedy}", remedy=say(_REMEDY)), place=name)
    devices = [as_text(card.get(key)) for key in _DEVICES]
    device = next((text for text in devices if text.startswith("0x")), "")
    size = card.get("VRAM Total Memory (B)")
    memory = None if size in (None, "", "N/A") else checked_number(size, f"{name}.VRAM Total Memory (B)")
    return Device(product, memory or None, device)
