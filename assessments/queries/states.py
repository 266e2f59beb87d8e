"""The state of an engagement, now or as a milestone kept it: everything that its score is made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.utils import timezone
from pydantic import ConfigDict, TypeAdapter

from assessments.models import Engagement, Milestone, read_banks, read_shown
from assessments.queries.consolidated import GivenAnswer, given_answers
from assessments.queries.engagements import bank_of
from assessments.queries.maturity import Scored, score_answers
from assessments.queries.settled import SettledAnswer, settled_for
from assessments.question_bank.model import Bank
from assessments.scoring import DRAWS, Maturity


@dataclass(frozen=True, slots=True)
class State:
    """What everybody had said on a day. bank: what the profile asks of the version."""

    bank: Bank
    profile: str
    as_of: date
    given: tuple[GivenAnswer, ...]
    settled: tuple[SettledAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """The text of a milestone."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema: Literal[1]
    bank: str
    profile: str
    as_of: date
    answers: tuple[GivenAnswer, ...]
    settled: tuple[SettledAnswer, ...]


_KEPT = TypeAdapter(_Kept)


def state_now(engagement: Engagement, *, as_of: date | None = None) -> State:
    """Return the state of an engagement as it is, to be scored on a day: today unless given."""
    return State(
        bank_of(engagement),
        engagement.profile,
        as_of or timezone.localdate(),
        given_answers(engagement),
        settled_for(engagement),
    )


def state_of(milestone: Milestone) -> State:
    """Return the state that a milestone kept."""
    kept = _KEPT.validate_json(milestone.answers_text)
    read_banks([kept.bank])
    bank = read_shown(kept.bank, kept.profile)
    return State(bank, kept.profile, kept.as_of, kept.answers, kept.settled)


def score_engagement(engagement: Engagement, *, as_of: date | None = None, draws: int = DRAWS) -> Scored:
    """Score an engagement on a day, today unless given; without draws there are no intervals."""
    return _scored(state_now(engagement, as_of=as_of), draws=draws)


def score_state(state: State) -> Maturity:
    """Return the score of a state, without intervals."""
    return _scored(state, draws=0).maturity


def _scored(state: State, *, draws: int) -> Scored:
    return score_answers(state.bank, state.given, state.settled, state.as_of, draws=draws)


def carry_over(given: Iterable[GivenAnswer], renamed: Mapping[str, str]) -> tuple[GivenAnswer, ...]:
    """Return the answers with a copy of each that belongs to a renamed question, under the new id."""
    answers = tuple(given)
    present = {(answer.question, answer.respondent) for answer in answers}
    copies = (
        replace(answer, question=renamed[answer.question])
        for answer in answers
        if answer.question in renamed and (renamed[answer.question], answer.respondent) not in present
    )
    return (*answers, *copies)


def carry_over_settled(
    settled: Iterable[SettledAnswer], renamed: Mapping[str, str]
) -> tuple[SettledAnswer, ...]:
    """Return what is settled with a copy of each that belongs to a renamed question, under the new id."""
    rows = tuple(settled)
    present = {row.question for row in rows}
    copies = (
        replace(row, question=renamed[row.question])
        for row in rows
        if row.question in renamed and renamed[row.question] not in present
    )
    return (*rows, *copies)
