"""From one bank version to another: what happens to each answer."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assessments.language import say, to_say
from assessments.question_bank.model import Bank, Question

# kept: word for word the same. reworded: texts, options or weight differ. changed: the same id means something
# else. moved: under another id. unreadable: the same id asks for another kind of answer. dropped: asked no longer.
FateKind = Literal["kept", "reworded", "changed", "moved", "unreadable", "dropped", "new"]

_TEXTS = {
    "text": to_say("the question"),
    "help": to_say("the help"),
    "why": to_say("why we ask"),
    "levels": to_say("the levels"),
    "options": to_say("the options"),
    "columns": to_say("the columns"),
    "thresholds": to_say("the amounts for each level"),
    "weight": to_say("the weight"),
    "gate": to_say("the gate"),
    "half_life_months": to_say("how fast answers age"),
    "when": to_say("when it is asked"),
    "estate": to_say("what it feeds"),
}
# A stored value is read by these: where they differ, it cannot be read any more.
_FORM = ("kind", "dimension")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one question and its answers; `old` and `new` are None where the version lacks it.

    differences: what reads differently, in words.
    """

    kind: FateKind
    old: Question | None
    new: Question | None
    is_answered: bool
    differences: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id in the new version, or in the old one when it goes."""
        question = self.new or self.old
        return question.id if question else ""

    @property
    def text(self) -> str:
        """The question in the words of the new version, or of the old one when it goes."""
        question = self.new or self.old
        return question.text if question else ""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The fates of all questions of two versions: those of the new version in its order, then those that go."""

    fates: tuple[Fate, ...]

    def of_kind(self, *kinds: FateKind) -> tuple[Fate, ...]:
        """Return the fates of some kinds."""
        return tuple(fate for fate in self.fates if fate.kind in kinds)

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The questions whose stored answers the new version could not read: no upgrade as long as there are any."""
        return tuple(fate.id for fate in self.of_kind("unreadable"))

    @property
    def moved(self) -> dict[str, str]:
        """Old id -> new id of the questions that moved."""
        return {
            fate.old.id: fate.new.id for fate in self.fates if fate.kind == "moved" and fate.old and fate.new
        }


def compare(old: Bank, new: Bank, answered: Collection[str]) -> Upgrade:
    """Return what happens to each answer when an engagement moves from one version to another.

    answered: the ids of the questions of the old version that somebody answered. Works in both directions:
    the way back reads the renaming of the newer version from right to left.
    """
    return Upgrade(tuple(_fates(old, new, answered)))


def in_words_of(upgrade: Upgrade, old: Bank, new: Bank) -> Upgrade:
    """Return the same fates in the words of translated versions; the comparison itself is of the published ones."""
    before, after = ({question.id: question for question in bank.questions()} for bank in (old, new))
    return Upgrade(
        tuple(
            replace(fate, old=fate.old and before[fate.old.id], new=fate.new and after[fate.new.id])
            for fate in upgrade.fates
        )
    )


def renaming(old: Bank, new: Bank) -> dict[str, str]:
    """Return the ids that changed from one version to another, as the newer of the two says."""
    if new.upgrade and new.upgrade.version == old.version:
        return dict(new.upgrade.renamed)
    if old.upgrade and old.upgrade.version == new.version:
        return {after: before for before, after in old.upgrade.renamed}
    return {}


def _fates(old: Bank, new: Bank, answered: Collection[str]) -> Iterator[Fate]:
    before = {question.id: question for question in old.questions()}
    renamed = {after: id for id, after in renaming(old, new).items() if id in before}
    changed = _changed(old, new)
    taken = set()
    for question in new.questions():
        source = before.get(renamed.get(question.id, question.id))
        if source is None:
            yield Fate("new", None, question, is_answered=False)
            continue
        taken.add(source.id)
        yield _fate(source, question, source.id in answered, question.id in changed)
    for id, question in before.items():
        if id not in taken:
            yield Fate("dropped", question, None, id in answered)


def _changed(old: Bank, new: Bank) -> frozenset[str]:
    newer = next((one for one, other in ((new, old), (old, new)) if _follows(one, other)), None)
    return frozenset(newer.upgrade.changed) if newer and newer.upgrade else frozenset()


def _follows(newer: Bank, older: Bank) -> bool:
    return newer.upgrade is not None and newer.upgrade.version == older.version


def _fate(old: Question, new: Question, is_answered: bool, is_changed: bool) -> Fate:
    differences = tuple(
        say(words) for name, words in _TEXTS.items() if getattr(old, name) != getattr(new, name)
    )
    if any(getattr(old, name) != getattr(new, name) for name in _FORM):
        return Fate("unreadable", old, new, is_answered, differences)
    if old.id != new.id:
        return Fate("moved", old, new, is_answered, differences)
    if is_changed:
        return Fate("changed", old, new, is_answered, differences)
    return Fate("reworded" if differences else "kept", old, new, is_answered, differences)
