"""Read a question bank from its file or folder: frozen objects, or every fault with file and line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from assessments.document import Document, DocumentError, Fault, Place, nearest, read_document, validate
from assessments.question_bank.build import Notes, build_condition, build_question, build_succession
from assessments.question_bank.consistency import find_circles
from assessments.question_bank.model import Bank, Domain, Group, Option, Practice, Question, Succession
from assessments.question_bank.stored import bank_from_json, bank_to_json, fingerprint
from assessments.question_bank.written import (
    PARTS,
    AnyQuestionPart,
    BankPart,
    DomainPart,
    GroupPart,
    ListPart,
    Part,
    PracticePart,
)

__all__ = [
    "SHIPPED",
    "SHIPPED_VERSIONS",
    "Reading",
    "Source",
    "bank_from_json",
    "bank_to_json",
    "load_bank",
    "read_bank",
]

# The newest version; and every version, oldest first. An older one is frozen: engagements are pinned to it.
SHIPPED = Path(__file__).parent.parent / "content"
SHIPPED_VERSIONS = (SHIPPED / "version-1", SHIPPED)
BANK_FILE = "bank.yaml"

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of the bank was written."""

    document: Document
    place: Place

    def at(self, *inside: str | int) -> "Source":
        """Return the source of something inside this part."""
        return Source(self.document, (*self.place, *inside))

    def fault(self, inside: Place, reason: str) -> Fault:
        """Return a fault at a place inside this part."""
        return self.document.fault((*self.place, *inside), reason)


@dataclass(slots=True)
class Reading:
    """A bank as far as it could be read.

    bank: None when there are faults. sources: where each question, practice, group and domain was written.
    """

    bank: Bank | None = None
    faults: list[Fault] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)


def load_bank(path: Path | str) -> Bank:
    """Return the bank of a folder (with its bank.yaml) or of a file. Raises DocumentError: every fault."""
    reading = read_bank(path)
    if reading.bank is None:
        raise DocumentError(reading.faults)
    return reading.bank


def read_bank(path: Path | str) -> Reading:
    """Read a bank as `load_bank` does, but return the faults, and where everything was written."""
    path = Path(path)
    file = path / BANK_FILE if path.is_dir() else path
    try:
        document = read_document(file)
        if isinstance(document.data, dict) and "groups" in document.data and "domains" not in document.data:
            raise document.refuse(
                (), "this is one domain of a bank: name the folder or the bank's first file"
            )
    except DocumentError as error:
        return Reading(faults=list(error.faults))
    return _Reader(file.parent).read(Source(document, ()))


class _Reader:
    """Walks the documents of one bank and collects faults on the way, so that none hides another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reading = Reading()
        self.lists: dict[str, tuple[Option, ...]] = {}
        self.questions: dict[str, tuple[Question, AnyQuestionPart, Source]] = {}

    def read(self, source: Source) -> Reading:
        part = self._part(source, source.document.data, BankPart)
        self._read_lists(source)
        domains = [self._domain(inner, raw) for inner, raw in self._domain_sources(source)]
        self._resolve_conditions()
        upgrade = self._upgrade(source, part)
        if part is not None and not self.reading.faults:
            built = tuple(self._with_conditions(domain) for domain in domains if domain is not None)
            bank = Bank(part.key, part.version, part.title, built, fingerprint="", upgrade=upgrade)
            self.reading.bank = replace(bank, fingerprint=fingerprint(bank))
        return self.reading

    def _upgrade(self, source: Source, part: BankPart | None) -> Succession | None:
        if part is None or part.upgrade is None:
            return None
        notes = Notes()
        upgrade = build_succession(part.upgrade, part.version, list(self.questions), notes)
        self._note(source.at("upgrade"), notes)
        return upgrade

    def _part(self, source: Source, raw: Any, kind: type[P]) -> P | None:
        try:
            return validate(source.document, kind, data=raw, at=source.place)
        except DocumentError as error:
            self.reading.faults.extend(error.faults)
            return None

    def _read_lists(self, source: Source) -> None:
        """Read the shared lists; one with faults stays known, so that its use is not reported as well."""
        data = source.document.data
        lists = data.get("lists") if isinstance(data, Mapping) else None
        for name, raw in (lists if isinstance(lists, Mapping) else {}).items():
            part = self._part(source.at("lists", name), {"options": raw}, ListPart)
            if part is not None and isinstance(part.options, str):
                self._fault(source, ("lists", name), "write the options out: a list cannot name another list")
            self.lists[name] = part.options if part and not isinstance(part.options, str) else ()

    def _domain_sources(self, source: Source) -> Iterator[tuple[Source, Any]]:
        """The domains, read from their own files or written out in the first one."""
        for inner, raw in _items(source, source.document.data, "domains"):
            if not isinstance(raw, str):
                yield inner, raw
            elif Path(raw).name != raw:
                self._fault(inner, (), f"{raw!r} must be the name of a file in the same folder")
            else:
                try:
                    document = read_document(self.folder / raw)
                except DocumentError as error:
                    self.reading.faults.extend(error.faults)
                else:
                    yield Source(document, ()), document.data

    def _domain(self, source: Source, raw: Any) -> Domain | None:
        part = self._part(source, raw, DomainPart)
        self._claim(source, raw, "domain")
        groups = [self._group(inner, item) for inner, item in _items(source, raw, "groups")]
        if part is None:
            return None
        return Domain(part.id, part.title, part.intro, tuple(filter(None, groups)), part.weight)

    def _group(self, source: Source, raw: Any) -> Group | None:
        part = self._part(source, raw, GroupPart)
        self._claim(source, raw, "group")
        practices = [self._practice(inner, item) for inner, item in _items(source, raw, "practices")]
        return Group(part.id, part.title, tuple(filter(None, practices))) if part else None

    def _practice(self, source: Source, raw: Any) -> Practice | None:
        part = self._part(source, raw, PracticePart)
        self._claim(source, raw, "practice")
        questions = [self._question(inner, item) for inner, item in _items(source, raw, "questions")]
        if part is None:
            return None
        return Practice(
            id=part.id,
            title=part.title,
            scope=part.scope,
            levels=part.levels,
            questions=tuple(filter(None, questions)),
            weight=part.weight,
            is_critical=part.critical,
            references=part.references,
        )

    def _question(self, source: Source, raw: Any) -> Question | None:
        is_new = self._claim(source, raw, "question")
        kind = raw.get("kind", "choice") if isinstance(raw, dict) else "choice"
        if not isinstance(kind, str) or kind not in PARTS:
            self._fault(source, ("kind",), f"unknown kind {kind!r}; {nearest(str(kind), list(PARTS))}")
            return None
        part: AnyQuestionPart | None = self._part(source, raw, PARTS[kind])
        if part is None:
            return None
        notes = Notes()
        question = build_question(part, self.lists, notes)
        self._note(source, notes)
        if is_new:
            self.questions[question.id] = (question, part, source)
        return question

    def _resolve_conditions(self) -> None:
        """Fill in the conditions, once every question is known."""
        targets = {id: question for id, (question, _, _) in self.questions.items()}
        known = [id for id, source in self.reading.sources.items() if "questions" in source.place]
        for id, (question, part, source) in self.questions.items():
            notes = Notes()
            when = build_condition(part.when, targets, known, notes)
            self._note(source, notes)
            self.questions[id] = (replace(question, when=when), part, source)
        for circle in find_circles({id: question.when for id, (question, _, _) in self.questions.items()}):
            path = " → ".join((*circle, circle[0]))
            self._fault(self.questions[circle[0]][2], ("when",), f"the condition depends on itself: {path}")

    def _with_conditions(self, domain: Domain) -> Domain:
        return replace(
            domain,
            groups=tuple(
                replace(
                    group, practices=tuple(self._practice_with_conditions(item) for item in group.practices)
                )
                for group in domain.groups
            ),
        )

    def _practice_with_conditions(self, practice: Practice) -> Practice:
        return replace(practice, questions=tuple(self.questions[item.id][0] for item in practice.questions))

    def _claim(self, source: Source, raw: Any, noun: str) -> bool:
        """Note where an id was written; False, with a fault, when it was taken."""
        id = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(id, str):
            return False
        first = self.reading.sources.setdefault(id, source)
        if first is source:
            return True
        where = f"{first.document.file}:{first.document.line(first.place)}"
        self._fault(source, ("id",), f"the {noun} id {id!r} is already used at {where}")
        return False

    def _note(self, source: Source, notes: Notes) -> None:
        self.reading.faults.extend(source.fault(place, reason) for place, reason in notes.faults)

    def _fault(self, source: Source, inside: Place, reason: str) -> None:
        self.reading.faults.append(source.fault(inside, reason))


def _items(source: Source, raw: Any, key: str) -> Iterator[tuple[Source, Any]]:
    """The items of a list of the document, even when something around them is wrong."""
    items = raw.get(key) if isinstance(raw, Mapping) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        yield source.at(key, index), item
