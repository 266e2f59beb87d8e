"""A question bank as arrays: which question belongs to which practice and domain, with what weight.

Everywhere in this package the first axis of an array runs over questions (Q), practices (P) or domains (D) in
the order of the bank; further axes, if any, run over draws or engagements.
"""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assessments.question_bank.model import Bank, Domain, Practice, Question

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Item = TypeVar("Item", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows that belong together, in runs.

    owner: (n,) the group of each row, ascending; count: groups; starts: the first row of each run.
    """

    owner: Integers
    count: int
    starts: Integers = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", np.flatnonzero(np.diff(self.owner, prepend=-1)))

    def sum(self, values: Floats) -> Floats:
        """Add the rows of each group. values: (n, ...). Returns (count, ...), 0 for a group without rows."""
        total = np.zeros((self.count, *values.shape[1:]))
        if len(self.owner):
            total[self.owner[self.starts]] = np.add.reduceat(values, self.starts, axis=0)
        return total

    def any(self, flags: Booleans) -> Booleans:
        """Return whether a row of each group holds. flags: (n, ...). Returns (count, ...)."""
        found = np.zeros((self.count, *flags.shape[1:]), dtype=bool)
        if len(self.owner):
            found[self.owner[self.starts]] = np.logical_or.reduceat(flags, self.starts, axis=0)
        return found


@dataclass(frozen=True, slots=True)
class Layout:
    """The scored questions (Q), all practices (P) and domains (D) of a bank.

    gate: (Q,) the level from which a question is a gate, infinite where it is none.
    """

    questions: tuple[Question, ...]
    practices: tuple[Practice, ...]
    domains: tuple[Domain, ...]
    by_practice: Grouping
    by_domain: Grouping
    question_weight: Floats
    practice_weight: Floats
    domain_weight: Floats
    gate: Floats
    is_critical: Booleans

    @property
    def domain_of_question(self) -> Integers:
        """(Q,) the domain of each question."""
        return self.by_domain.owner[self.by_practice.owner]


def layout_of(bank: Bank) -> Layout:
    """Lay a bank out as arrays."""
    practices = [
        (index, practice) for index, domain in enumerate(bank.domains) for practice in domain.practices
    ]
    questions = [
        (index, question)
        for index, (_, practice) in enumerate(practices)
        for question in practice.questions
        if question.is_scored
    ]
    return Layout(
        questions=tuple(question for _, question in questions),
        practices=tuple(practice for _, practice in practices),
        domains=bank.domains,
        by_practice=Grouping(_integers([index for index, _ in questions]), len(practices)),
        by_domain=Grouping(_integers([index for index, _ in practices]), len(bank.domains)),
        question_weight=_floats([question.weight for _, question in questions]),
        practice_weight=_floats([practice.weight for _, practice in practices]),
        domain_weight=_floats([domain.weight for domain in bank.domains]),
        gate=_floats([np.inf if question.gate is None else question.gate for _, question in questions]),
        is_critical=np.array([practice.is_critical for _, practice in practices], dtype=bool),
    )


def one_group(rows: int) -> Grouping:
    """Return the grouping that puts all rows together."""
    return Grouping(np.zeros(rows, dtype=np.int64), 1)


def column(values: NDArray[Item], like: NDArray[np.generic]) -> NDArray[Item]:
    """Shape (n,) so that it broadcasts along the first axis of `like`, (n, ...)."""
    return values.reshape(-1, *(1 for _ in like.shape[1:]))


def _integers(values: list[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def _floats(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)
