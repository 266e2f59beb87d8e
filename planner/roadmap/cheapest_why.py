"""Why a step is on the cheapest way, what the next-best way trades, and why there is no way at all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assessments.language import number, say, say_plural
from planner.roadmap.cheapest_aim import LevelReached, practices_of, score_with, standing_score
from planner.roadmap.cheapest_model import Case, schedule
from planner.roadmap.cheapest_result import Way
from planner.roadmap.conflict import find_conflict, rule_text
from planner.roadmap.initiative import Initiative, PracticeLift
from planner.roadmap.model import Problem, Target
from planner.roadmap.rules import Rule
from planner.sizing.wording import count_of, listed, money

MOST_NAMED = 3
TIME, BUDGET = "time", "budget"


def step_reason(case: Case, name: str, needed: Collection[str]) -> str:
    """Return what a step does for the aim."""
    item, reasons = case.wanted.items[name], []
    if item.lifts:
        lifts = [
            say(
                "{practice} from level {low} to {high}",
                practice=_title(case, lift.practice),
                low=number(lift.from_level, "g"),
                high=number(lift.to_level, "g"),
            )
            for lift in item.lifts
        ]
        reasons.append(say("Lifts {practices}.", practices=listed(lifts)))
    elif item.summary:
        reasons.append(item.summary)
    followers = [
        task.label
        for task in case.problem.tasks
        if task.id in needed and any(name in members for _, members in case.problem.predecessors(task))
    ]
    if followers:
        reasons.append(
            say_plural(
                "{tasks} waits for it.", "{tasks} wait for it.", len(followers), tasks=listed(followers)
            )
        )
    if not case.problem.is_free(item.task):
        reasons.append(say("Decided before this plan."))
    return " ".join(reasons)


def _title(case: Case, practice: str) -> str:
    standing = case.wanted.standings.get(practice)
    return standing.title if standing else practice


def trade_text(problem: Problem, first: Way, other: Way) -> str:
    """Return what the next-best way costs and brings against the first, and in what it differs."""
    more, sooner = other.cost_usd - first.cost_usd, first.finish - other.finish
    cost = say("Costs {money} more", money=money(more)) if more >= 0.5 else say("Costs the same")
    time = count_of(abs(sooner), problem.period_noun)
    if sooner > 0:
        when = say("done {time} earlier", time=time)
    elif sooner < 0:
        when = say("done {time} later", time=time)
    else:
        when = say("done at the same time")
    without = [step.title for step in first.steps if step.id in first.chosen - other.chosen]
    instead = [step.title for step in other.steps if step.id in other.chosen - first.chosen]
    text = say("{cost}, {when}.", cost=cost, when=when)
    names, others = listed(without, MOST_NAMED), listed(instead, MOST_NAMED)
    if instead:
        return f"{text} " + say("Instead of {steps}: {others}.", steps=names, others=others)
    return f"{text} " + say("Without {steps}.", steps=names)


def why_no_way(case: Case, excluded: Sequence[Initiative]) -> tuple[str, ...]:
    """Return why an aim cannot be reached: what cannot be lifted, or a smallest set of limits in conflict."""
    if isinstance(case.aim, LevelReached):
        best = score_with(case.wanted, case.aim, case.serving)
        if best is None:
            return (say("Nobody has answered its questions."),)
        if best < case.aim.score - 1e-6:
            return tuple(_cannot_lift(case, case.aim, best, excluded))
        return _limits_in_conflict(case)
    if case.aim.name in case.wanted.blocked:
        return (case.wanted.blocked[case.aim.name],)
    target = next(
        (one for one in case.wanted.problem.targets if one.name == case.aim.name), Target(case.aim.name)
    )
    conflict = find_conflict(
        replace(case.problem, targets=(replace(target, deadline=case.by, is_hard=True),)), seed=case.seed
    )
    if conflict is None:
        return ()
    texts = (
        conflict.texts if len(conflict.texts) > 1 else (*conflict.texts, say("what it needs takes longer"))
    )
    return (say("These cannot all hold: {limits}.", limits="; ".join(texts)),)


def _cannot_lift(case: Case, aim: LevelReached, best: float, excluded: Sequence[Initiative]) -> Iterator[str]:
    """Name what was decided against; without that, the practices that stay lowest."""
    yield say(
        "All initiatives together reach {best} of {needed}.",
        best=number(best, ".2f"),
        needed=number(aim.score, ".2f"),
    )
    low = {name: level for name, level in _heights(case, aim).items() if level < aim.score}
    practices = practices_of(case.wanted, aim)
    against = {
        name: [one.title for one in excluded if any(_raises(lift, name, low[name]) for lift in one.lifts)]
        for name in low
    }
    for name in [name for name, titles in against.items() if titles]:
        yield say(
            "{practice} stays at level {level}: {initiatives} is excluded from the plan.",
            practice=practices[name].title,
            level=number(low[name], ".3g"),
            initiatives=listed(against[name]),
        )
    if not any(against.values()):
        for name in sorted(low, key=lambda name: (low[name], name))[:MOST_NAMED]:
            yield say(
                "No initiative lifts {practice} above level {level}.",
                practice=practices[name].title,
                level=number(low[name], ".3g"),
            )


def _raises(lift: PracticeLift, practice: str, level: float) -> bool:
    return lift.practice == practice and lift.to_level > level


def _heights(case: Case, aim: LevelReached) -> dict[str, float]:
    """Return how far each practice of an aim gets with every initiative of the plan."""
    found = {}
    for name, standing in practices_of(case.wanted, aim).items():
        today = standing.level if aim.kind == "practice" else standing_score(standing)
        lifts = (lift for item in case.wanted.items.values() for lift in item.lifts)
        found[name] = max([today or 1.0, *(lift.to_level for lift in lifts if lift.practice == name)])
    return found


def _limits_in_conflict(case: Case) -> tuple[str, ...]:
    """Return limits that together leave no way, of which none can be left out: each is tried."""
    problem = case.problem
    kept = [*problem.capacities, *([BUDGET] if problem.budget_usd else []), TIME]
    for limit in list(kept):
        rest = [other for other in kept if other != limit]
        if schedule(_with_limits(case, rest), _last(case, rest), "cost").is_impossible:
            kept = rest
    limits = "; ".join(_limit_text(case, limit) for limit in kept)
    return (say("The aim contradicts: {limits}.", limits=limits),)


def _last(case: Case, limits: Collection[str]) -> int:
    return case.by if TIME in limits else _long(case.problem)


def _long(problem: Problem) -> int:
    return problem.periods + sum(task.duration + task.lead_time for task in problem.tasks)


def _with_limits(case: Case, limits: Collection[str]) -> Case:
    problem = case.problem
    if TIME not in limits:
        longer = _long(problem) - problem.periods
        budget = problem.budget_usd
        problem = replace(
            problem,
            periods=_long(problem),
            capacities={role: (*row, *row[-1:] * longer) for role, row in problem.capacities.items()},
            budget_usd=None if budget is None else (*budget, *budget[-1:] * longer),
        )
    return replace(
        case,
        problem=replace(
            problem,
            capacities={role: row for role, row in problem.capacities.items() if role in limits},
            budget_usd=problem.budget_usd if BUDGET in limits else None,
        ),
    )


def _limit_text(case: Case, limit: str) -> str:
    if limit == TIME:
        return say("everything must end by {when}", when=case.problem.period_name(case.by - 1))
    if limit == BUDGET:
        spent = sum((case.problem.budget_usd or ())[: case.by])
        when = case.problem.period_name(case.by - 1)
        return say("the budget up to {when} is {money}", when=when, money=money(spent))
    return rule_text(case.problem, Rule("people", limit))
