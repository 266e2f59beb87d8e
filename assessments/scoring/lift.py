"""The cheapest way up: which answered questions to raise so that a practice or domain reaches a level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.question_bank.model import LEVELS
from assessments.scoring.levels import DOMAIN_SHARE, PRACTICE_SHARE, needed_weight
from assessments.scoring.maturity import DomainMaturity, PracticeMaturity, QuestionMaturity


@dataclass(frozen=True, slots=True)
class Lift:
    """The questions to raise to `target`, and what that costs in all."""

    target: int
    questions: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Step:
    weight: float
    cost: float
    is_required: bool
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    weight: float
    cost: float
    questions: tuple[str, ...]

    def with_step(self, step: _Step) -> "_Choice":
        return _Choice(self.weight + step.weight, self.cost + step.cost, self.questions + step.questions)


def lift_practice(
    practice: PracticeMaturity, target: int | None = None, costs: Mapping[str, float] | None = None
) -> Lift | None:
    """Return the cheapest set of answered questions that brings a practice to a level (the next unless given).

    costs: question id -> what raising it to the target costs; without it, the levels to climb. Exact: every
    combination is considered. None when nothing is answered or the practice is at the top already.
    Raises ValueError for a target that is no level.
    """
    aim = _target(practice.level, target)
    if aim is None:
        return None
    known = [question for question in practice.questions if question.supported is not None]
    steps = [
        _Step(
            question.weight,
            _cost(question, aim, costs),
            question.gate is not None and question.gate <= aim,
            (question.id,),
        )
        for question in known
        if (question.supported or 0) < aim
    ]
    best = _cheapest(steps, sum(question.weight for question in known), PRACTICE_SHARE)
    return Lift(aim, best.questions, best.cost)


def lift_domain(
    domain: DomainMaturity, target: int | None = None, costs: Mapping[str, float] | None = None
) -> Lift | None:
    """Return the cheapest set of answered questions that brings a domain to a level (the next unless given).

    As `lift_practice`; practices without an answer are left out, as they are from the level itself.
    """
    aim = _target(domain.level, target)
    if aim is None:
        return None
    known = [practice for practice in domain.practices if practice.level is not None]
    steps = []
    for practice in known:
        lift = lift_practice(practice, aim, costs) if (practice.level or 0) < aim else None
        if lift:
            steps.append(_Step(practice.weight, lift.cost, practice.critical, lift.questions))
    best = _cheapest(steps, sum(practice.weight for practice in known), DOMAIN_SHARE)
    return Lift(aim, best.questions, best.cost)


def _target(level: int | None, target: int | None) -> int | None:
    if target is not None and target not in LEVELS:
        raise ValueError(f"target {target!r} is not a level from 1 to 5")
    if level is None or (target is None and level == LEVELS[-1]):
        return None
    return level + 1 if target is None else target


def _cost(question: QuestionMaturity, target: int, costs: Mapping[str, float] | None) -> float:
    if costs is None:
        return target - (question.supported or 0)
    return costs[question.id]


def _cheapest(steps: Sequence[_Step], total: float, share: tuple[int, int]) -> _Choice:
    """Return the cheapest choice of steps, all required ones among them, that brings the share to the target."""
    standing = total - sum(step.weight for step in steps)
    start = _Choice(standing, 0.0, ())
    for step in steps:
        if step.is_required:
            start = start.with_step(step)
    choices = [start]
    for step in steps:
        if not step.is_required:
            choices = _undominated([*choices, *(choice.with_step(step) for choice in choices)])
    return min(
        (choice for choice in choices if choice.weight >= needed_weight(total, share)),
        key=lambda choice: (choice.cost, len(choice.questions), choice.questions),
    )


def _undominated(choices: Sequence[_Choice]) -> list[_Choice]:
    """Keep the choices to which no cheaper one brings as much weight."""
    kept: list[_Choice] = []
    for choice in sorted(choices, key=lambda one: (one.cost, -one.weight, len(one.questions), one.questions)):
        if not kept or choice.weight > kept[-1].weight:
            kept.append(choice)
    return kept
