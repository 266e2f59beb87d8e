"""The page that lists every row, for people."""

from collections.abc import Iterator

from planner.roadmap.catalogue import shipped_initiatives
from planner.traceability.outputs import OUTPUTS
from planner.traceability.rows import Row, load_table

NOTHING = "–"


def page_text() -> str:
    """Return the page in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    table = load_table()
    yield "# Traceability"
    yield ""
    yield (
        f"What four articles on scaling AI name, {len(table.rows)} points in all, and where Plumbline asks about each, "
        "puts a number on it and plans for it. A test reads the same table and fails for a point that nothing covers. "
        "This page is written by `python -m planner.traceability`; the table is `planner/traceability/rows.yaml`."
    )
    for key, title in table.articles.items():
        yield ""
        yield f"## {title}"
        yield ""
        yield "| | Section | What it names | Practice | Questions | Sizing | Initiatives |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_line(row) for row in table.rows if row.article == key)
    yield from _outputs()
    yield from _initiatives({id for row in table.rows for id in row.initiatives})


def _line(row: Row) -> str:
    cells = (
        row.id,
        row.section,
        row.item,
        row.practice,
        ", ".join(f"`{id}`" for id in row.questions) or NOTHING,
        ", ".join(row.sizing) or NOTHING,
        ", ".join(row.initiatives) or NOTHING,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _outputs() -> Iterator[str]:
    yield ""
    yield "## Sizing outputs"
    yield ""
    yield "Where each stands in the JSON of a plan; `*` is every item of a list."
    yield ""
    yield "| | Output | Places |"
    yield "|---|---|---|"
    for id, output in OUTPUTS.items():
        yield f"| {id} | {output.title} | {', '.join(f'`{place}`' for place in output.places)} |"


def _initiatives(ids: set[str]) -> Iterator[str]:
    yield ""
    yield "## Initiatives"
    yield ""
    yield "| | Initiative |"
    yield "|---|---|"
    yield from (f"| {item.id} | {item.title} |" for item in shipped_initiatives() if item.id in ids)
