"""Files of an organisation's own prices and grids, beside a document that names them: CSV with a head line, or YAML."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assessments.document import Document, DocumentError, Fault, Place, read_document, validate
from assessments.language import quoted, say
from planner.sizing.catalogue import Catalogue, CatalogueError
from planner.sizing.own_facts import OwnGrid, OwnPrice

TABLES: Mapping[str, Any] = {"prices": tuple[OwnPrice, ...], "grids": tuple[OwnGrid, ...]}
MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
_NUMBERS = ("usd", "low", "likely", "high", "grams_per_kwh")


def with_own_files(document: Document, data: Any, catalogue: Catalogue, at: Place = ()) -> Any:
    """Replace names of files in `prices` and `grids` of assumptions by the rows they hold.

    Only for documents that came from a file: data from forms must not be able to name files of the machine.
    Raises DocumentError with the faults of the file, each with its line.
    """
    if not isinstance(data, dict):
        return data
    found, faults = dict(data), list[Fault]()
    for table in TABLES:
        if not isinstance(data.get(table), str):
            continue
        try:
            found[table] = _read_table(document, data[table], table, catalogue, (*at, table))
        except DocumentError as error:
            faults += error.faults
    if faults:
        raise DocumentError(faults)
    return found


def own_fact_faults(
    document: Document, prices: tuple[OwnPrice, ...], catalogue: Catalogue, at: Place
) -> Iterator[Fault]:
    """Return a fault for each accelerator that is not in the catalogue."""
    for index, price in enumerate(prices):
        try:
            catalogue.accelerator(price.accelerator)
        except CatalogueError as error:
            yield document.fault((*at, index, "accelerator"), str(error))


def _read_table(document: Document, name: str, table: str, catalogue: Catalogue, at: Place) -> list[Any]:
    path = Path(document.file).parent / name
    if not path.is_file():
        raise document.refuse(at, say("file {name} was not found beside the document", name=quoted(name)))
    rows = _read_csv(path) if path.suffix.lower() == ".csv" else read_document(path)
    if not isinstance(rows.data, list) or not rows.data or len(rows.data) > MOST_ROWS:
        raise rows.refuse((), say("must be a list of 1 to {most} rows", most=MOST_ROWS))
    facts = validate(rows, TABLES[table])
    if table == "prices":
        faults = list(own_fact_faults(rows, facts, catalogue, ()))
        if faults:
            raise DocumentError(faults)
    return rows.data


def _read_csv(path: Path) -> Document:
    """Read rows with the line of each; empty cells are left out, and a price may be given as low, likely and high."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
        if len(content) > MOST_BYTES:
            raise DocumentError(
                [Fault(str(path), None, "", say("larger than {size} MB", size=MOST_BYTES // 1_000_000))]
            )
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows, lines = list[Any](), dict[Place, int]()
        for row in reader:
            index = len(rows)
            rows.append(_row(row))
            lines[(index,)] = reader.line_num
    except UnicodeDecodeError as error:
        reason = say("not UTF-8 text: save the file as UTF-8")
        raise DocumentError([Fault(str(path), None, "", reason)]) from error
    except csv.Error as error:
        raise DocumentError(
            [Fault(str(path), None, "", say("not a CSV file: {reason}", reason=error))]
        ) from error
    return Document(str(path), rows, lines)


def _row(row: Mapping[str | None, Any]) -> dict[str, Any]:
    cells = {
        str(key).strip(): _cell(str(key).strip(), value)
        for key, value in row.items()
        if key is not None and isinstance(value, str) and value.strip()
    }
    if None in row:
        cells[say("more cells than the head line names")] = True
    usd = {part: cells.pop(part) for part in ("low", "likely", "high") if part in cells}
    return cells | ({"usd": usd} if usd else {})


def _cell(column: str, text: str) -> Any:
    text = text.strip()
    try:
        if column == "year":
            return int(text)
        return float(text) if column in _NUMBERS else text
    except ValueError:
        return text
