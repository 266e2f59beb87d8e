"""Names of accelerators: what commands print, and what the catalogue calls it.

The names on the right are those of the list `accelerators` of the question bank. A product that the list does not
have, a slice of one, or a virtual one has no name here: it is shown to people as the command gives it.
"""

import re
from collections.abc import Callable

_WORD = re.compile(r"[a-z0-9]+")
_VIRTUAL = re.compile(r"-\d{1,3}[acqb]$", re.IGNORECASE)
GIB = 2.0**30

# As node labels of Google's clusters name them; the generic rules would not know the form factor.
_LABELS = {
    "nvidia tesla a100": "a100-sxm-40gb",
    "nvidia a100 80gb": "a100-sxm-80gb",
    "nvidia h100 80gb": "h100-sxm",
    "nvidia h100 mega 80gb": "h100-sxm",
    "nvidia h200 141gb": "h200-sxm",
}
# PCI device ids, for drivers that print no name. Source: the PCI ID repository, vendor 1002.
_DEVICES = {
    "7408": "mi250x",
    "740c": "mi250x",
    "74a1": "mi300x",
    "74b5": "mi300x",
    "74a5": "mi325x",
    "75a0": "mi350x",
    "75a3": "mi355x",
}
# Memory of a whole chip in GiB: less means that the driver shows parts of chips. Source: the makers' data sheets.
WHOLE_CHIP_GIB = {"mi300x": 192.0, "mi325x": 256.0, "mi350x": 288.0, "mi355x": 288.0}
DIES_PER_CHIP = {"mi250x": 2}


def accelerator_type(product: str, memory_bytes: float | None = None, *, device: str = "") -> str:
    """Return the catalogue name of a product, or "" when it has none.

    product: as nvidia-smi, rocm-smi or a node label gives it, also cut short ("NVIDIA A100-SXM..."); the memory
    then tells the sizes apart. device: the PCI device id.

    >>> accelerator_type("NVIDIA H100 80GB HBM3"), accelerator_type("NVIDIA-A100-SXM4-40GB")
    ('h100-sxm', 'a100-sxm-40gb')
    """
    words = _WORD.findall(product.casefold())
    if _VIRTUAL.search(product.strip()) or {"mig", "shared", "laptop", "max", "maxq"} & set(words):
        return ""
    if named := _LABELS.get(" ".join(words)):
        return named
    for word in words:
        if rule := _RULES.get(word):
            return rule(words, _gib(words, memory_bytes))
    return _DEVICES.get(device.casefold().removeprefix("0x"), "")


def is_part_of_chip(product: str) -> bool:
    """Whether a product name means a slice or a share of a chip, as MIG and time sharing make them."""
    words = set(_WORD.findall(product.casefold()))
    return bool({"mig", "shared"} & words) or _VIRTUAL.search(product.strip()) is not None


def _gib(words: list[str], memory_bytes: float | None) -> float:
    """Return the memory by the name, else as measured; 0 when neither says it."""
    sizes = [float(word[:-2]) for word in words if re.fullmatch(r"\d{1,4}gb", word)]
    if sizes:
        return sizes[0]
    return memory_bytes / GIB if memory_bytes else 0.0


Rule = Callable[[list[str], float], str]


def _always(name: str) -> Rule:
    return lambda words, gib: name


def _is_pcie(words: list[str]) -> bool:
    return "pcie" in words or any(word.startswith("pci") for word in words)


def _is_sxm(words: list[str]) -> bool:
    return any(word.startswith("sxm") for word in words)


def _v100(words: list[str], gib: float) -> str:
    return "v100-sxm-32gb" if _is_sxm(words) and gib > 20 else ""


def _a100(words: list[str], gib: float) -> str:
    if _is_sxm(words):
        return "a100-sxm-80gb" if gib > 60 else "a100-sxm-40gb" if gib > 30 else ""
    # The 80 GB card calls itself "NVIDIA A100 80GB PCIe"; that of 40 GB is not in the list.
    return "a100-pcie-80gb" if gib > 60 and (_is_pcie(words) or "80gb" in words) else ""


def _a800(words: list[str], gib: float) -> str:
    return "a800" if not _is_pcie(words) and (gib == 0 or gib > 60) else ""


def _h100(words: list[str], gib: float) -> str:
    if _is_pcie(words) or "hbm2e" in words:
        return "h100-pcie"
    return "h100-sxm" if "nvl" not in words and ("hbm3" in words or _is_sxm(words)) else ""


def _h200(words: list[str], gib: float) -> str:
    return "h200-nvl" if "nvl" in words else "h200-sxm"


def _h800(words: list[str], gib: float) -> str:
    return "h800" if not _is_pcie(words) else ""


def _rtx(number: str) -> Rule:
    # The D is a slower version for one market.
    return lambda words, gib: f"rtx-{number}" if "rtx" in words and "d" not in words else ""


def _rtx_pro_6000(words: list[str], gib: float) -> str:
    return "rtx-pro-6000" if "rtx" in words and "6000" in words else ""


_RULES: dict[str, Rule] = {
    **{
        name: _always(name)
        for name in ("b100", "b200", "b300", "gb200", "gb300", "gh200", "h20", "l4", "l40s")
    },
    **{name: _always(name) for name in ("mi250x", "mi300x", "mi325x", "mi350x", "mi355x")},
    # The driver gives both products of this chip the same name.
    "mi250": _always("mi250x"),
    "v100": _v100,
    "a100": _a100,
    "a800": _a800,
    "h100": _h100,
    "h200": _h200,
    "h800": _h800,
    "4090": _rtx("4090"),
    "5090": _rtx("5090"),
    "pro": _rtx_pro_6000,
}
