"""Why not the next level: the first condition that stops it, as data and in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessments.language import number, say, to_say
from assessments.question_bank.model import LEVELS

BlockerKind = Literal["not_assessed", "gate", "question_share", "critical", "practice_share"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A question of a practice, or a practice of a domain, as far as levels are concerned.

    level: supported level, None when not known; claimed: what was claimed, equal to it for a practice.
    must_from: the level from which it must itself be at the level: a gate's level, 2 for a critical practice.
    is_overridden: a consultant set the level.
    """

    id: str
    title: str
    level: float | None
    claimed: float | None
    weight: float
    must_from: float
    is_overridden: bool = False


@dataclass(frozen=True, slots=True)
class Blocker:
    """The first condition that stops a level.

    needed: the level that is stopped. subject, title: the question or practice to raise first, now at `at`;
    claimed: what was claimed of it. share: of the weight that is at the needed level already.
    is_overridden: a consultant set the level of the subject.
    """

    kind: BlockerKind
    needed: int
    subject: str = ""
    title: str = ""
    at: float | None = None
    claimed: float | None = None
    share: float | None = None
    is_overridden: bool = False

    @property
    def text(self) -> str:
        """The condition in words."""
        return say(
            _TEXTS[self.kind],
            needed=self.needed,
            title=self.title,
            now=_now(self),
            share=_percent(self.share),
        )


def practice_blocker(level: int | None, questions: Sequence[Standing]) -> Blocker | None:
    """Return what stops the next level of a practice; None at the top or when no question applies."""
    return _blocker(level, questions, "gate", "question_share")


def domain_blocker(level: int | None, practices: Sequence[Standing]) -> Blocker | None:
    """Return what stops the next level of a domain; None at the top or when no practice applies."""
    return _blocker(level, practices, "critical", "practice_share")


def _blocker(
    level: int | None, members: Sequence[Standing], must: BlockerKind, share: BlockerKind
) -> Blocker | None:
    if not members or level == LEVELS[-1]:
        return None
    if level is None:
        return Blocker("not_assessed", LEVELS[0])
    needed = level + 1
    known = [member for member in members if member.level is not None]
    behind = [member for member in known if (member.level or 0) < needed]
    required = [member for member in behind if member.must_from <= needed]
    first = required[0] if required else max(behind, key=lambda member: (member.weight, -(member.level or 0)))
    total = sum(member.weight for member in known)
    standing = total - sum(member.weight for member in behind)
    kind = must if required else share
    return Blocker(
        kind, needed, first.id, first.title, first.level, first.claimed, standing / total, first.is_overridden
    )


_TEXTS: dict[BlockerKind, str] = {
    "not_assessed": to_say("Nothing is answered yet."),
    "gate": to_say("Level {needed} needs “{title}” itself at level {needed}: {now}."),
    "question_share": to_say(
        "Level {needed} needs two thirds of the answered weight at level {needed} or above; now it is {share}."
        " First: “{title}”: {now}."
    ),
    "critical": to_say(
        "Level {needed} needs the critical practice “{title}” itself at level {needed}: {now}."
    ),
    "practice_share": to_say(
        "Level {needed} needs practices with four fifths of the weight at level {needed} or above; now it is {share}."
        " First: “{title}”: {now}."
    ),
}


def _now(blocker: Blocker) -> str:
    if blocker.at is None:
        return ""
    at = number(blocker.at, "g")
    if blocker.claimed is not None and blocker.claimed >= blocker.needed:
        return say(
            "it is claimed at {claimed} but counts as {level} until a measurement, a document"
            " or other evidence supports it",
            claimed=number(blocker.claimed, "g"),
            level=at,
        )
    if blocker.is_overridden:
        return say("it is at {level}, set by a consultant", level=at)
    return say("it is at {level}", level=at)


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    # Rounded down: 66.7 % must not read as more than two thirds. The term absorbs what floats lose.
    return say("{number} %", number=math.floor(100 * share + 1e-9))
