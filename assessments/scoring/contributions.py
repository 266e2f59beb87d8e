"""Where the points come from: what each question gives to, and withholds from, practice, domain and whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.scoring.aggregate import MEAN_SHARE, WEAKEST_SHARE
from assessments.scoring.maturity import DomainMaturity, Maturity, PracticeMaturity


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points of one answered question.

    gained: in the score of its practice, its domain and the whole; over all questions they add up to each
    score. missed: likewise, they add up to 5 minus each score.
    """

    question: str
    practice: str
    domain: str
    gained_practice: float
    gained_domain: float
    gained_overall: float
    missed_practice: float
    missed_domain: float
    missed_overall: float


def contributions(maturity: Maturity) -> tuple[Contribution, ...]:
    """Return the contribution of every answered question, in the order of the bank."""
    domains = [domain for domain in maturity.domains if domain.score is not None]
    shares = _shares(domains)
    return tuple(
        item
        for domain, share in zip(domains, shares, strict=True)
        for item in _in_domain(
            domain, MEAN_SHARE * share + WEAKEST_SHARE * (domain.id == maturity.overall.weakest_domain)
        )
    )


def _in_domain(domain: DomainMaturity, in_overall: float) -> Iterator[Contribution]:
    practices = [practice for practice in domain.practices if practice.score is not None]
    for practice, in_domain in zip(practices, _shares(practices), strict=True):
        for question in practice.questions:
            if question.status == "answered":
                yield Contribution(
                    question=question.id,
                    practice=practice.id,
                    domain=domain.id,
                    gained_practice=question.gained,
                    gained_domain=question.gained * in_domain,
                    gained_overall=question.gained * in_domain * in_overall,
                    missed_practice=question.missed,
                    missed_domain=question.missed * in_domain,
                    missed_overall=question.missed * in_domain * in_overall,
                )


def _shares(members: Sequence[DomainMaturity] | Sequence[PracticeMaturity]) -> list[float]:
    total = sum(member.weight for member in members)
    return [member.weight / total for member in members]
