"""What if: the form on the page of a practice, and what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.queries import Scored
from assessments.question_bank.model import LEVELS, level_names
from assessments.scoring import Counterfactual, PracticeMaturity
from assessments.scoring.maturity import Rating

WHOLE_PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a what-if: before and after."""

    title: str
    before: Rating
    after: Rating


def what_if(scored: Scored, rated: PracticeMaturity, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the form of the what-if, and its outcome once a level was chosen; None where nothing applies."""
    choices = [q for q in rated.questions if q.status not in ("not_asked", "not_applicable")]
    if not choices:
        return None
    wanted, level = asked.get("question", WHOLE_PRACTICE), asked.get("level", "")
    if wanted not in {question.id for question in choices}:
        wanted = WHOLE_PRACTICE
    chosen = int(level) if level in {str(number) for number in LEVELS} else None
    shown = chosen or min((rated.level or 0) + 1, max(LEVELS))
    form = {"choices": choices, "question": wanted, "level": shown, "levels": _names(), "changes": []}
    if chosen is None:
        return form
    is_whole = wanted == WHOLE_PRACTICE
    outcome = scored.if_practice(rated.id, chosen) if is_whole else scored.if_question(wanted, chosen)
    return form | {"changes": _changes(outcome)}


def _changes(outcome: Counterfactual) -> Sequence[Change]:
    return (
        Change(_("This practice: %(title)s") % {"title": outcome.practice[0].title}, *outcome.practice),
        Change(_("Its domain: %(title)s") % {"title": outcome.domain[0].title}, *outcome.domain),
        Change(_("The whole organisation"), *outcome.overall),
    )


def _names() -> list[tuple[int, str]]:
    return list(zip(LEVELS, level_names(), strict=True))
