"""Why the score of an engagement changed between two of its states."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.queries.states import State, carry_over, carry_over_settled, score_state
from assessments.question_bank.upgrade import renaming
from assessments.scoring import Maturity
from assessments.scoring.change import attribute
from assessments.scoring.layout import Floats

CAUSES = {
    "answers": _("Answers"),
    "accepted": _("Evidence accepted"),
    "expired": _("Evidence expired or withdrawn"),
    "ageing": _("Answers grew older"),
    "settled": _("Consensus and overrides"),
    "bank": _("Question bank"),
}
PROFILES = {"quick": pgettext_lazy("a profile", "quick"), "full": pgettext_lazy("a profile", "full")}
# What a measure counts as while nothing is answered on the way from one state to the other.
_LOWEST_SCORE = 1.0

Key = tuple[str, str]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number before and after, and what each cause adds: the parts add up to the difference.

    before, after: None while nothing is answered; then there is no difference either.
    """

    id: str
    title: str
    before: float | None
    after: float | None
    parts: Mapping[str, float]

    @property
    def difference(self) -> float | None:
        """How much it rose."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """All measures of a change, and for each cause at work what happened, in words."""

    index: Measure
    confidence: Measure
    domains: tuple[Measure, ...]
    causes: Mapping[str, str]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure, the whole first."""
        return (self.index, self.confidence, *self.domains)


def change_between(before: State, after: State) -> Change:
    """Return how the score changed from one state to another, and which part each cause has in it."""
    renamed = renaming(before.bank, after.bank)
    carried = replace(
        before,
        given=carry_over(before.given, renamed),
        settled=carry_over_settled(before.settled, renamed),
    )
    causes = dict(_causes(carried, after))
    old, new = score_state(before), score_state(after)
    titles = {domain.id: domain.title for domain in (*old.domains, *new.domains)}
    parts = attribute(
        list(causes), lambda made: _numbers(score_state(_mixed(carried, after, made)), list(titles))
    )
    shares = [{cause: float(gains[row]) for cause, gains in parts.items()} for row in range(len(titles) + 2)]
    scores = ({domain.id: domain.score for domain in maturity.domains} for maturity in (old, new))
    first, last = scores
    return Change(
        index=Measure("index", gettext("Index"), old.overall.index, new.overall.index, shares[0]),
        confidence=Measure(
            "confidence", gettext("Confidence"), old.overall.confidence, new.overall.confidence, shares[1]
        ),
        domains=tuple(
            Measure(id, title, first.get(id), last.get(id), share)
            for (id, title), share in zip(titles.items(), shares[2:], strict=True)
        ),
        causes=causes,
    )


def _numbers(maturity: Maturity, domains: list[str]) -> Floats:
    """Return index, confidence and the domains' scores; the lowest where nothing is answered."""
    scores = {domain.id: domain.score for domain in maturity.domains}
    numbers = [maturity.overall.index or 0.0, maturity.overall.confidence or 0.0]
    numbers += [_LOWEST_SCORE if scores.get(id) is None else scores[id] or _LOWEST_SCORE for id in domains]
    return np.array(numbers, dtype=np.float64)


def _mixed(before: State, after: State, made: frozenset[str]) -> State:
    """Return the state in which only some of the changes were made."""
    old, new = _proven(before), _proven(after)
    proven = (
        (old & new)
        | (new - old if "accepted" in made else set())
        | (set() if "expired" in made else old - new)
    )
    answers = after.given if "answers" in made else before.given
    settled = after.settled if "settled" in made else before.settled
    return State(
        bank=after.bank if "bank" in made else before.bank,
        profile=after.profile if "bank" in made else before.profile,
        as_of=after.as_of if "ageing" in made else before.as_of,
        given=tuple(
            replace(item, has_evidence=(item.question, item.respondent) in proven) for item in answers
        ),
        settled=tuple(
            replace(item, has_evidence=(item.question, item.settled_by) in proven) for item in settled
        ),
    )


def _proven(state: State) -> set[Key]:
    """The questions and people whose evidence counts."""
    return {(item.question, item.respondent) for item in state.given if item.has_evidence} | {
        (item.question, item.settled_by) for item in state.settled if item.has_evidence
    }


def _causes(before: State, after: State) -> Iterator[tuple[str, str]]:
    if count := _differing(_said(before), _said(after)):
        text = ngettext(
            "%(count)s answer given, changed or taken back",
            "%(count)s answers given, changed or taken back",
            count,
        )
        yield "answers", text % {"count": count}
    old, new = _proven(before), _proven(after)
    if count := len(new - old):
        text = ngettext(
            "the evidence of %(count)s answer counts since",
            "the evidence of %(count)s answers counts since",
            count,
        )
        yield "accepted", text % {"count": count}
    if count := len(old - new):
        text = ngettext(
            "the evidence of %(count)s answer no longer counts",
            "the evidence of %(count)s answers no longer counts",
            count,
        )
        yield "expired", text % {"count": count}
    if days := (after.as_of - before.as_of).days:
        yield "ageing", ngettext("%(count)s day passed", "%(count)s days passed", days) % {"count": days}
    if count := _differing(_settled(before), _settled(after)):
        text = ngettext(
            "%(count)s question settled, settled anew or opened again",
            "%(count)s questions settled, settled anew or opened again",
            count,
        )
        yield "settled", text % {"count": count}
    if (before.bank.fingerprint, before.profile) != (after.bank.fingerprint, after.profile):
        yield "bank", gettext("%(old)s became %(new)s") % {"old": _name(before), "new": _name(after)}


def _said(state: State) -> dict[Key, tuple[object, ...]]:
    return {
        (item.question, item.respondent): (
            item.status,
            item.value,
            item.basis,
            item.answered_on,
            item.is_countersigned,
        )
        for item in state.given
    }


def _settled(state: State) -> dict[str, tuple[object, ...]]:
    return {item.question: (item.kind, item.value, item.basis, item.settled_on) for item in state.settled}


def _differing(one: Mapping[K, object], two: Mapping[K, object]) -> int:
    return sum(one.get(key) != two.get(key) for key in {*one, *two})


def _name(state: State) -> str:
    profile = PROFILES[state.profile]
    return gettext("version %(version)s (%(profile)s)") % {"version": state.bank.version, "profile": profile}
