"""`size` documents and form data -> frozen inputs, or refused with every fault and its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from assessments.document import Document, DocumentError, Fault, Place, nearest, place_text, validate
from assessments.language import quoted, say
from planner.sizing.catalogue import CatalogueError, load_catalogue, with_own
from planner.sizing.own_files import own_fact_faults, with_own_files
from planner.sizing.plausibility import implausible_assumptions, implausible_workload
from planner.sizing.serving.traffic import read_trace
from planner.sizing.workload import (
    Assumptions,
    BatchInference,
    Estate,
    FineTuning,
    Inference,
    Retrieval,
    Training,
    Workload,
)

KINDS: dict[str, type[Workload]] = {
    "training": Training,
    "fine_tuning": FineTuning,
    "inference": Inference,
    "retrieval": Retrieval,
    "batch_inference": BatchInference,
}
_PARTS = ("workloads", "estate", "assumptions")
MOST_WORKLOADS = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SizeRequest:
    """Everything `size` needs."""

    workloads: tuple[Workload, ...]
    estate: Estate
    assumptions: Assumptions


def read_size_document(document: Document) -> SizeRequest:
    """Read a document with `workloads` and, if given, `estate` and `assumptions`. Raises DocumentError."""
    data = document.data
    if not isinstance(data, dict) or "workloads" not in data:
        raise document.refuse((), say("a size document needs the key `workloads`"))
    faults: list[Fault] = [
        document.fault((key,), say("unknown key; {remedy}", remedy=nearest(str(key), _PARTS)))
        for key in data
        if key not in _PARTS
    ]
    workloads = _collect(faults, lambda: _read_workloads(document, data["workloads"]))
    estate = _collect(faults, lambda: read_estate(document, data.get("estate"), ("estate",)))
    at: Place = ("assumptions",)
    assumptions = _collect(
        faults,
        lambda: read_assumptions(
            document, with_own_files(document, data.get("assumptions"), load_catalogue(), at), at
        ),
    )
    if faults or workloads is None or estate is None or assumptions is None:
        raise DocumentError(faults)
    return SizeRequest(workloads, estate, assumptions)


def read_workload(document: Document, data: Any, at: Place = ()) -> Workload:
    """Read one workload that stands at a place of a document. Raises DocumentError with every fault."""
    document = _with_places(document, data, at)
    if not isinstance(data, dict):
        raise document.refuse(at, say("a workload is a mapping with name, kind and what its kind needs"))
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        remedy = nearest(str(kind), tuple(KINDS), 1)
        reason = say("must be one of {kinds}; {remedy}", kinds=", ".join(KINDS), remedy=remedy)
        raise DocumentError([document.fault((*at, "kind"), reason), *_faults_of_any_kind(document, data, at)])
    faults: list[Fault] = []
    workload = _collect(faults, lambda: _validated(document, KINDS[kind], data, at))
    faults += _unknown_names(document, data, at)
    if workload is not None and not faults:
        faults += [
            document.fault((*at, *place), reason)
            for place, reason in implausible_workload(workload, load_catalogue())
        ]
    if workload is None or faults:
        raise DocumentError(faults)
    return workload


def validate_workload(data: dict[str, Any]) -> Workload:
    """Read one workload from a form. Raises DocumentError whose faults name the key, without a line."""
    return read_workload(Document(str(data.get("name") or "workload"), data, {}), data)


def read_estate(document: Document, data: Any, at: Place = ()) -> Estate:
    """Read an estate; None is an empty one. Text with units is understood. Raises DocumentError."""
    if data is None:
        return Estate()
    document = _with_places(document, data, at)
    estate = _validated(document, Estate, data, at)
    catalogue = load_catalogue()
    faults = [
        *_faults_of(document, (*at, "grid_region"), catalogue.grid, estate.grid_region),
        *(
            fault
            for index, stock in enumerate(estate.accelerators or ())
            for fault in _faults_of(
                document, (*at, "accelerators", index, "type"), catalogue.accelerator, stock.type
            )
        ),
    ]
    if faults:
        raise DocumentError(faults)
    return estate


def read_assumptions(document: Document, data: Any, at: Place = ()) -> Assumptions:
    """Read assumptions; None or an empty mapping gives the defaults. Raises DocumentError."""
    if not data and (data is None or isinstance(data, dict)):
        return Assumptions()
    document = _with_places(document, data, at)
    assumptions = _validated(document, Assumptions, data, at)
    catalogue = with_own(load_catalogue(), (), assumptions.grids)
    faults = list(_faults_of(document, (*at, "grid_region"), catalogue.grid, assumptions.grid_region))
    faults += own_fact_faults(document, assumptions.prices, catalogue, (*at, "prices"))
    for table in ("price_usd_per_hour", "price_usd_to_buy"):
        for name in getattr(assumptions, table):
            faults += _faults_of(document, (*at, table, name), catalogue.accelerator, name)
    faults += [
        document.fault((*at, *place), reason) for place, reason in implausible_assumptions(assumptions)
    ]
    if faults:
        raise DocumentError(faults)
    return assumptions


def _read_workloads(document: Document, data: Any) -> tuple[Workload, ...]:
    if not isinstance(data, list) or not data or len(data) > MOST_WORKLOADS:
        raise document.refuse(
            ("workloads",), say("must be a list of 1 to {most} workloads", most=MOST_WORKLOADS)
        )
    faults: list[Fault] = []
    found: dict[str, Workload] = {}
    for index, raw in enumerate(data):
        place: Place = ("workloads", index)
        with_trace = _collect(faults, partial(_with_trace, document, raw, place))
        if with_trace is None and isinstance(raw, dict):
            with_trace = raw | {"traffic": {"peak": 1}}  # so that the rest is told, too
        workload = _collect(faults, partial(read_workload, document, with_trace, place))
        if workload is None:
            continue
        if workload.name in found:
            faults.append(
                document.fault((*place, "name"), say("{name} is used twice", name=quoted(workload.name)))
            )
        found[workload.name] = workload
    if faults:
        raise DocumentError(faults)
    return tuple(found.values())


def _with_trace(document: Document, raw: Any, place: Place) -> Any:
    """Replace the name of a trace file, beside the document, by what it records.

    Only here: data from forms must not be able to name files of the machine.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("traffic"), str):
        return raw
    path = Path(document.file).parent / raw["traffic"]
    try:
        pattern = read_trace(path)
    except ValueError as error:
        reason = say("trace file {name}: {reason}", name=quoted(raw["traffic"]), reason=error)
        raise document.refuse((*place, "traffic"), reason) from error
    return raw | {
        "traffic": {
            "profile": "constant",
            "peak": pattern.peak,
            "burstiness": pattern.burstiness,
            "mean_share": pattern.mean_share,
            "arrivals": pattern.hour,
            "shape": pattern.shape,
        }
    }


def _faults_of_any_kind(document: Document, data: dict[str, Any], at: Place) -> Iterator[Fault]:
    """Yield what is wrong with a workload of an unknown kind, whichever of the kinds it is.

    Of a key, that is what all kinds say that have it; a key that none has is unknown.
    """
    told = {kind: _faults_of_kind(document, cls, data | {"kind": kind}, at) for kind, cls in KINDS.items()}
    keys = {kind: {field.name for field in fields(cls)} for kind, cls in KINDS.items()}
    (likely,) = get_close_matches(str(data.get("kind"))[:200], KINDS, 1, 0.0)
    yield from _common(list(told.values()), place_text((*at, "name")))
    for key in [key for key in data if key not in ("kind", "name")]:
        having = [told[kind] for kind in KINDS if key in keys[kind]] or [told[likely]]
        yield from _common(having, place_text((*at, str(key))))
    yield from _unknown_names(document, data, at)


def _faults_of_kind(document: Document, kind: type[Workload], data: Any, at: Place) -> tuple[Fault, ...]:
    try:
        _validated(document, kind, data, at)
    except DocumentError as error:
        return error.faults
    return ()


def _common(told: list[tuple[Fault, ...]], place: str) -> Iterator[Fault]:
    """Yield the faults at a place, or inside it, that are in every list."""
    for fault in told[0]:
        is_there = fault.place == place or fault.place.startswith((f"{place}.", f"{place}["))
        if is_there and all(fault in faults for faults in told):
            yield fault


def _unknown_names(document: Document, data: dict[str, Any], at: Place) -> Iterator[Fault]:
    """Yield the model and the accelerator that the catalogue does not know; they are the same for all kinds."""
    catalogue = load_catalogue()
    for key, look_up in (("model", catalogue.model), ("accelerator", catalogue.accelerator)):
        name = data.get(key)
        if isinstance(name, str):
            yield from _faults_of(document, (*at, key), look_up, name)


def _faults_of(
    document: Document, place: Place, look_up: Callable[[str], object], name: str | None
) -> Iterator[Fault]:
    if name is None:
        return
    try:
        look_up(name)
    except CatalogueError as error:
        yield document.fault(place, str(error))


def _collect(faults: list[Fault], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except DocumentError as error:
        faults += error.faults
        return None


def _validated(document: Document, kind: type[T], data: Any, at: Place) -> T:
    try:
        return validate(document, kind, data=data, at=at)
    except DocumentError as error:
        if any(document.lines.values()):
            raise
        raise DocumentError([replace(fault, line=None) for fault in error.faults]) from error


def _with_places(document: Document, data: Any, at: Place) -> Document:
    """Give data that did not come from a file its places (on line 0), so that faults can name them."""
    if document.lines:
        return document
    return Document(document.file, data, dict.fromkeys(_places(data, at), 0))


def _places(data: Any, at: Place) -> Iterator[Place]:
    yield at
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, (*at, str(key)))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from _places(value, (*at, index))
