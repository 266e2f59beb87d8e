"""Read the translations that stand in the folder of a bank, or list every fault with file and line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assessments.document import Document, DocumentError, Fault, Place, nearest, read_document
from assessments.language import DEFAULT, LANGUAGES
from assessments.question_bank.model import Bank, Option, Question
from assessments.question_bank.texts import text_findings
from assessments.question_bank.translation import Translation, texts_of, translated

FOLDER = "translations"
BANK_FILE = "bank.yaml"
# German, French or Finnish say the same in up to a third more letters.
STRETCH = 1.3
_PLACE = re.compile(r"\{[^{}]*\}")

Places = dict[str, tuple[Document, Place]]


@dataclass(slots=True)
class TranslationReading:
    """A language as far as its files go. translation: None with a fault or a missing file."""

    language: str
    translation: Translation | None = None
    faults: list[Fault] = field(default_factory=list)
    missing: tuple[str, ...] = ()


def load_translations(folder: Path | str, bank: Bank) -> dict[str, Translation]:
    """Return the languages that a bank is completely translated to. Raises DocumentError with every fault."""
    readings = read_translations(folder, bank)
    if faults := [fault for reading in readings for fault in reading.faults]:
        raise DocumentError(faults)
    return {one.language: one.translation for one in readings if one.translation is not None}


def read_translations(folder: Path | str, bank: Bank) -> list[TranslationReading]:
    """Return what stands in the folders beside `bank.yaml`; folder: the bank's own folder, or its first file."""
    file = Path(folder) / BANK_FILE if Path(folder).is_dir() else Path(folder)
    inside = file.parent / FOLDER
    languages = sorted(path for path in inside.iterdir() if path.is_dir()) if inside.is_dir() else []
    return [_Reader(path, bank, file).read() for path in languages]


class _Reader:
    """Reads the files of one language; where each text was written is kept for the faults."""

    def __init__(self, folder: Path, bank: Bank, bank_file: Path) -> None:
        self.bank = bank
        self.bank_file = bank_file
        self.folder = folder
        self.source = texts_of(bank)
        self.texts: dict[str, str] = {}
        self.places: Places = {}
        self.reading = TranslationReading(folder.name)

    def read(self) -> TranslationReading:
        """Return the reading; texts of a file that is not there yet are not missing, but nothing is offered."""
        reading = self.reading
        if self.folder.name not in LANGUAGES or self.folder.name == DEFAULT:
            others = ", ".join(code for code in LANGUAGES if code != DEFAULT)
            reading.faults.append(
                Fault(str(self.folder), None, "", f"not a language to translate to: {others}")
            )
            return reading
        files = [BANK_FILE, *(f"{domain.id}.yaml" for domain in self.bank.domains)]
        reading.missing = tuple(name for name in files if not (self.folder / name).exists())
        for path in sorted(self.folder.glob("*.yaml")):
            if path.name not in files:
                reading.faults.append(
                    Fault(str(path), None, "", f"no such domain; {nearest(path.name, files)}")
                )
        for name in (name for name in files if name not in reading.missing):
            self._read_file(self.folder / name, name.removesuffix(".yaml"))
        translation = Translation(
            self.folder.name, {at: self.texts[at] for at in self.source if at in self.texts}
        )
        self._check_texts(translation)
        if not (reading.faults or reading.missing):
            reading.translation = translation
        return reading

    def _read_file(self, path: Path, name: str) -> None:
        try:
            document = read_document(path)
        except DocumentError as error:
            self.reading.faults.extend(error.faults)
            return
        is_bank = path.name == BANK_FILE
        data = document.data if isinstance(document.data, Mapping) else {}
        head = {"language": self.folder.name} if is_bank else {"language": self.folder.name, "domain": name}
        for key, expected in head.items():
            if data.get(key) != expected:
                self._fault(document, (key,), f"must be {expected} (got {data.get(key)!r})")
        written = dict(_leaves({key: value for key, value in data.items() if key not in head}, ()))
        wanted = dict(self._bank_places() if is_bank else self._domain_places(name))
        self._compare(document, written, wanted)

    def _bank_places(self) -> Iterator[tuple[Place, Sequence[str]]]:
        """Where each text of `bank.yaml` stands, and the places of the bank that show it."""
        yield ("title",), ["title"]
        for name, options in self._shared_lists().items():
            users = list(self._users(options))
            for option in options:
                if option.text != option.id:
                    yield ("lists", name, option.id), [f"{place}.{option.id}" for place in users]

    def _domain_places(self, name: str) -> Iterator[tuple[Place, Sequence[str]]]:
        domain = next(domain for domain in self.bank.domains if domain.id == name)
        of_lists = {place for _, places in self._bank_places() for place in places}
        parts = {f"domains.{name}", *(f"groups.{group.id}" for group in domain.groups)}
        parts |= {f"practices.{practice.id}" for practice in domain.practices}
        parts |= {f"questions.{question.id}" for one in domain.practices for question in one.questions}
        for place in self.source:
            if place not in of_lists and ".".join(place.split(".")[:2]) in parts:
                yield tuple(place.removeprefix(f"domains.{name}.").split(".")), [place]

    def _shared_lists(self) -> dict[str, tuple[Option, ...]]:
        """The lists of options with texts that `bank.yaml` shares among questions."""
        data = read_document(self.bank_file).data
        lists = data.get("lists") if isinstance(data, Mapping) else None
        return {
            str(name): tuple(Option(str(id), str(text)) for id, text in options.items())
            for name, options in (lists or {}).items()
            if isinstance(options, Mapping)
        }

    def _users(self, options: tuple[Option, ...]) -> Iterator[str]:
        """The places of the bank whose options are those of a list."""
        for question in self.bank.questions():
            yield from _places_with(question, [(option.id, option.text) for option in options])

    def _compare(
        self, document: Document, written: Mapping[Place, Any], wanted: Mapping[Place, Sequence[str]]
    ) -> None:
        for place, text in written.items():
            if place not in wanted:
                known = [".".join(map(str, one)) for one in wanted if len(one) == len(place)]
                remedy = nearest(".".join(map(str, place)), known)
                self._fault(document, place, f"the question bank has no such text; {remedy}")
            elif not isinstance(text, str) or not text.strip():
                self._fault(document, place, f"must be text: put quotes around it (got {text!r})")
            else:
                self._take(document, place, text.strip(), wanted[place])
        for place in wanted:
            if place not in written:
                self._fault(document, place, "not translated: every text is, a name may stay as it is")

    def _take(self, document: Document, place: Place, text: str, shown_at: Sequence[str]) -> None:
        for at in shown_at:
            self.texts[at] = text
            self.places[at] = (document, place)
        english = self.source[shown_at[0]] if shown_at else text
        if _marks(text) != _marks(english):
            places = ", ".join(_marks(english).elements()) or "none"
            self._fault(document, place, f"other places than in the English text ({places})")

    def _check_texts(self, translation: Translation) -> None:
        """Hold the translated bank against what is asked of every text: lengths, five different levels, …"""
        for id, key, reason in text_findings(translated(self.bank, translation), stretch=STRETCH):
            if written := self._written(id, key):
                document, place = written
                self._fault(document, place, reason)

    def _written(self, id: str, key: str) -> tuple[Document, Place] | None:
        """Where a part was written: the text that the key names, or its first one."""
        inside = {at.partition(".")[2]: at for at in self.places}
        names = [at for at in inside if at == f"{id}.{key}" or at.startswith(f"{id}.{key}.")]
        names += [at for at in inside if at == id or at.startswith(f"{id}.")]
        return self.places[inside[names[0]]] if names else None

    def _fault(self, document: Document, place: Place, reason: str) -> None:
        self.reading.faults.append(document.fault(place, reason))


def _places_with(question: Question, options: list[tuple[str, str]]) -> Iterator[str]:
    if [(option.id, option.text) for option in question.options] == options:
        yield f"questions.{question.id}.options"
    for column in question.columns:
        if list(zip(column.options, column.labels, strict=False)) == options:
            yield f"questions.{question.id}.columns.{column.id}"


def _leaves(data: Any, place: Place) -> Iterable[tuple[Place, Any]]:
    if not isinstance(data, Mapping):
        return [(place, data)]
    return [leaf for key, value in data.items() for leaf in _leaves(value, (*place, str(key)))]


def _marks(text: str) -> Counter[str]:
    return Counter(_PLACE.findall(text))
