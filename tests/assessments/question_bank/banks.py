"""Small banks as people write them."""

from pathlib import Path
from typing import Any

import yaml

from assessments.question_bank.load import load_bank
from assessments.question_bank.model import Bank


class _Dumper(yaml.SafeDumper):
    """Writes everything out: no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


LEVELS = {
    1: "Nobody does it",
    2: "Some people do it",
    3: "Everybody does it by a written rule",
    4: "It is measured each month",
    5: "The measurements change the rule",
}


def choice(id: str = "hw-01-sizing", **keys: Any) -> dict[str, Any]:
    question = {
        "id": id,
        "text": "How is work sized?",
        "help": "Think of all projects.",
        "why": "It saves money.",
    }
    return question | {"levels": dict(LEVELS)} | keys


def quantity(id: str = "hw-01-storage", **keys: Any) -> dict[str, Any]:
    return _plain(id, "quantity") | {"dimension": "data", "unit": "TB"} | keys


def several(id: str = "hw-01-controls", **keys: Any) -> dict[str, Any]:
    options = {"mfa": "A second factor", "sso": "One sign-in", "logs": "A log", "review": "A review"}
    return _plain(id, "several") | {"options": options} | keys


def table(id: str = "hw-01-accelerators", **keys: Any) -> dict[str, Any]:
    columns = [
        {
            "id": "type",
            "title": "Type",
            "kind": "choice",
            "options": ["h100-sxm", "h100-pcie", "a100-sxm-80gb", "l4"],
        },
        {"id": "count", "title": "Number", "kind": "quantity", "minimum": 1},
        {
            "id": "memory",
            "title": "Memory",
            "kind": "quantity",
            "dimension": "data",
            "unit": "GB",
            "required": False,
        },
    ]
    return _plain(id, "table") | {"columns": columns} | keys


def text(id: str = "hw-01-goals", **keys: Any) -> dict[str, Any]:
    return _plain(id, "text") | keys


def practice(*questions: dict[str, Any], id: str = "HW-01", **keys: Any) -> dict[str, Any]:
    title = {"id": id, "title": "Computing power", "scope": "Machines are planned", "levels": dict(LEVELS)}
    return title | {"questions": list(questions)} | keys


def document(*practices: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """One bank in one file, with one domain and one page."""
    group = {"id": "compute", "title": "Computing", "practices": list(practices)}
    domain = {
        "id": "hardware",
        "title": "Hardware",
        "intro": "For the people of the data centre.",
        "groups": [group],
    }
    return {"key": "small", "version": "1", "title": "A small bank", "domains": [domain]} | keys


def write(folder: Path, data: dict[str, Any]) -> Path:
    file = folder / "bank.yaml"
    file.write_text(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


def load(folder: Path, *questions: dict[str, Any], **keys: Any) -> Bank:
    return load_bank(write(folder, document(practice(*questions), **keys)))


def _plain(id: str, kind: str) -> dict[str, Any]:
    return {
        "id": id,
        "kind": kind,
        "text": "How much is there?",
        "help": "Count it all.",
        "why": "Plans need it.",
    }
