"""The rows of the traceability table, read from rows.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).with_name("rows.yaml")
_KEYS = ("section", "item", "practice", "questions", "sizing", "initiatives")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that an article names.

    article: its key; section: its heading there. practice: the one that covers it.
    questions: that ask about it, of this practice or of another. sizing: ids of outputs; initiatives: of the catalogue.
    """

    id: str
    article: str
    section: str
    item: str
    practice: str
    questions: tuple[str, ...]
    sizing: tuple[str, ...]
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows. articles: titles by key."""

    articles: Mapping[str, str]
    rows: tuple[Row, ...]


@cache
def load_table(path: Path = SHIPPED) -> Table:
    """Return the table. Raises ValueError for a row that lacks a key, repeats an id or names no article."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    articles: dict[str, str] = raw["articles"]
    rows = tuple(_row(item, articles) for item in raw["rows"])
    ids = [row.id for row in rows]
    repeated = sorted({id for id in ids if ids.count(id) > 1})
    if repeated:
        raise ValueError(f"{path.name}: these rows are there twice: {', '.join(repeated)}")
    return Table(articles, rows)


def _row(raw: Mapping[str, Any], articles: Mapping[str, str]) -> Row:
    id = str(raw.get("id", ""))
    article = id.partition(".")[0]
    missing = [key for key in _KEYS if key not in raw]
    if article not in articles or missing:
        wrong = (
            f"lacks {', '.join(missing)}" if missing else f"names no article; they are {', '.join(articles)}"
        )
        raise ValueError(f"rows.yaml: row {id!r} {wrong}")
    return Row(
        id,
        article,
        raw["section"],
        raw["item"],
        raw["practice"],
        tuple(raw["questions"]),
        tuple(raw["sizing"]),
        tuple(raw["initiatives"]),
    )
