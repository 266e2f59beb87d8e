"""Maturity dimensions: the practices that a workload needs, against the levels there are."""

from collections.abc import Mapping, Sequence

from assessments.language import number, say, say_plural
from planner.sizing.demand import Demand, Standing
from planner.sizing.wording import listed
from planner.verdict.model import DimensionVerdict, PracticeNeed, Status
from planner.verdict.rules import PracticeRule, rules_for

WORST_FIRST: tuple[Status, ...] = ("blocked", "unknown", "conditional", "ready")


def practice_needs(
    demand: Demand, dimension: str, standings: Mapping[str, Standing], rules: Sequence[PracticeRule]
) -> tuple[PracticeNeed, ...]:
    """Return what the rules ask of the practices in one dimension; practices the bank lacks are passed over."""
    return tuple(
        PracticeNeed(
            id=rule.practice,
            title=standings[rule.practice].title,
            needed=float(rule.level),
            have=standings[rule.practice].level if standings[rule.practice].is_known else None,
            reason=rule.reason,
            reference=rule.reference,
        )
        for rule in rules_for(demand, dimension, rules)
        if rule.practice in standings
    )


def need_status(need: PracticeNeed) -> Status:
    """Return the verdict on one practice: met, one level short, worse, or not known."""
    if need.have is None:
        return "unknown"
    short = need.needed - need.have
    return "ready" if short <= 0 else "conditional" if short <= 1 else "blocked"


def practice_verdict(
    demand: Demand, dimension: str, standings: Mapping[str, Standing], rules: Sequence[PracticeRule]
) -> DimensionVerdict:
    """Judge a dimension by its practices alone; the worst practice decides."""
    needs = practice_needs(demand, dimension, standings, rules)
    if not needs:
        return DimensionVerdict(
            dimension, "ready", say("Nothing special is asked for this kind of workload.")
        )
    statuses = {need.id: need_status(need) for need in needs}
    status = min(statuses.values(), key=WORST_FIRST.index)
    open_needs = [need for need in needs if statuses[need.id] != "ready"]
    return DimensionVerdict(
        dimension=dimension,
        status=status,
        reason=_reason(needs, open_needs, statuses),
        would_change=_would_change(open_needs),
        questions=_questions(open_needs or list(needs), standings),
        practices=needs,
    )


def _reason(
    needs: Sequence[PracticeNeed], open_needs: Sequence[PracticeNeed], statuses: Mapping[str, Status]
) -> str:
    if not open_needs:
        return _all_met(len(needs))
    order = sorted(open_needs, key=lambda need: (WORST_FIRST.index(statuses[need.id]), need.id))
    worst = order[0]
    text = f"{_standing(worst)} {worst.reason}"
    rest = len(order) - 1
    if not rest:
        return text
    more = say_plural(
        "{count} more practice is short of the level needed.",
        "{count} more practices are short of the level needed.",
        rest,
    )
    return f"{text} {more}"


def _standing(need: PracticeNeed) -> str:
    needed = number(need.needed, "g")
    if need.have is None:
        return say("{practice} is not known, needed is {needed}.", practice=need.title, needed=needed)
    return say(
        "{practice} is at level {level}, needed is {needed}.",
        practice=need.title,
        level=number(need.have, "g"),
        needed=needed,
    )


def _all_met(count: int) -> str:
    if count == 1:
        return say("The one practice is at the level that is needed.")
    if count == 2:
        return say("Both practices are at the level that is needed.")
    return say("All {count} practices are at the level that is needed.", count=count)


def _would_change(open_needs: Sequence[PracticeNeed]) -> str:
    raised = [
        say("{practice} to level {level}", practice=need.title, level=number(need.needed, "g"))
        for need in open_needs
        if need.have is not None
    ]
    asked = [need.title for need in open_needs if need.have is None]
    parts = []
    if raised:
        parts.append(say("Raise {practices}.", practices=listed(raised)))
    if asked:
        parts.append(say("Answer the questions on {practices}.", practices=listed(asked)))
    return " ".join(parts)


def _questions(needs: Sequence[PracticeNeed], standings: Mapping[str, Standing]) -> tuple[str, ...]:
    return tuple(question for need in needs for question in standings[need.id].questions)


def merged(verdicts: Sequence[DimensionVerdict]) -> DimensionVerdict:
    """Return one verdict for a dimension seen from several sides: the worst, with all practices and questions.

    The first side, with its figures, is told also when it is ready: it says what the chance is about.
    """
    worst = min(verdicts, key=lambda verdict: WORST_FIRST.index(verdict.status))
    others = [
        verdict
        for verdict in verdicts
        if verdict is not worst and (verdict.status != "ready" or (verdict is verdicts[0] and verdict.unit))
    ]
    numeric = next((verdict for verdict in verdicts if verdict.requirement is not None), worst)
    return DimensionVerdict(
        dimension=worst.dimension,
        status=worst.status,
        reason=" ".join(verdict.reason for verdict in (worst, *others)),
        would_change=" ".join(verdict.would_change for verdict in (worst, *others) if verdict.would_change),
        probability=numeric.probability,
        requirement=numeric.requirement,
        estate=numeric.estate,
        unit=numeric.unit,
        shortfall_p50=numeric.shortfall_p50,
        shortfall_p90=numeric.shortfall_p90,
        questions=tuple(dict.fromkeys(question for verdict in verdicts for question in verdict.questions)),
        practices=tuple(practice for verdict in verdicts for practice in verdict.practices),
    )
