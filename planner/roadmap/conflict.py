"""Why there is no plan: a smallest set of rules that contradict each other, and what would resolve it.

CP-SAT returns a sufficient set of assumptions; members are then removed one by one as long as the rest still
contradicts itself. What stays is minimal: without any one of them a plan exists that keeps the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from assessments.language import number, say, to_say
from planner.roadmap.model import Problem, Task
from planner.roadmap.rules import CENTS, THOUSANDTHS, Rule, RuleModel, build_rules
from planner.sizing.wording import count_of, money, role_name

EFFORT = 10.0  # deterministic seconds for each question to the solver
# What no money or person can change explains most: it is kept as long as it contradicts the date by itself.
LEAST_TELLING_FIRST = (
    "choice",
    "earliest",
    "budget",
    "people",
    "order",
    "must",
    "lead",
    "horizon",
    "deadline",
)
STRETCHABLE = ("deadline", "people", "budget")


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change that gives a plan. size: relative to what there is, so that changes can be ranked."""

    rule: Rule
    text: str
    size: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """A smallest contradiction and the ways out, the smallest change first."""

    rules: tuple[Rule, ...]
    texts: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]


def find_conflict(problem: Problem, *, seed: int = 0) -> Conflict | None:
    """Return why the problem has no plan, or None when it has one (or this could not be decided)."""
    rules = build_rules(problem)
    core = _sufficient(rules, list(rules.literals), seed)
    if core is None:
        return None
    core = _minimal(rules, _sufficient(rules, _telling(rules, seed), seed) or core, seed)
    ways = [way for rule in core for way in [_relaxation(problem, rules, rule, seed)] if way is not None]
    return Conflict(
        tuple(core),
        tuple(rule_text(problem, rule) for rule in core),
        tuple(sorted(ways, key=lambda way: (way.size, way.text))),
    )


def _solver(seed: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    return solver


def _sufficient(rules: RuleModel, kept: Sequence[Rule], seed: int) -> list[Rule] | None:
    """Return some of the kept rules that contradict each other, or None when no contradiction was found."""
    rules.model.clear_assumptions()
    rules.model.add_assumptions([rules.literals[rule] for rule in kept])
    solver = _solver(seed)
    if solver.solve(rules.model) != cp_model.INFEASIBLE:
        return None
    found = set(solver.sufficient_assumptions_for_infeasibility())
    core = [rule for rule in kept if rules.literals[rule].index in found]
    return core or list(kept)


def _telling(rules: RuleModel, seed: int) -> list[Rule]:
    """Return rules that contradict each other without the kinds that explain least, where that is possible."""
    kept = list(rules.literals)
    for kind in LEAST_TELLING_FIRST:
        rest = [rule for rule in kept if rule.kind != kind]
        if len(rest) < len(kept) and _sufficient(rules, rest, seed) is not None:
            kept = rest
    return kept


def _minimal(rules: RuleModel, core: list[Rule], seed: int) -> list[Rule]:
    """Remove members, the ones that people care least about first, while the rest still contradicts."""
    for rule in sorted(core, key=_keep_last):
        if rule not in core:
            continue
        rest = [other for other in core if other != rule]
        smaller = _sufficient(rules, rest, seed)
        if smaller is not None:
            core = smaller
    return sorted(core, key=lambda rule: (-_keep_last(rule)[0], rule))


def _keep_last(rule: Rule) -> tuple[int, int, Rule]:
    return LEAST_TELLING_FIRST.index(rule.kind), -rule.period, rule


def rule_text(problem: Problem, rule: Rule) -> str:
    """Return a rule in plain words."""
    tasks = {task.id: task for task in problem.tasks}
    if rule.kind == "must":
        return say("{task} must be done", task=tasks[rule.name].label)
    if rule.kind == "choice":
        group = next(group for group in problem.alternatives if group.id == rule.name)
        return say(
            "one of {tasks} must be chosen", tasks=", ".join(tasks[member].label for member in group.tasks)
        )
    if rule.kind == "deadline":
        target = next(target for target in problem.targets if target.name == rule.name)
        when = problem.period_name((target.deadline or 1) - 1)
        return say("{workload} must be live by the end of {when}", workload=target.label, when=when)
    if rule.kind == "horizon":
        return say("everything must end by {when}", when=problem.period_name(problem.periods - 1))
    if rule.kind == "people":
        return _people(problem, rule.name)
    if rule.kind == "budget":
        return _budget_text(problem, rule.period)
    if rule.kind == "lead":
        return _lead_text(problem, tasks[rule.name])
    if rule.kind == "earliest":
        task = tasks[rule.name]
        when = problem.period_name(task.first_start if task.not_before else task.earliest)
        return say("{task} cannot start before {when}", task=task.label, when=when)
    return say(
        "{task} comes after {other}", task=_timed(problem, rule.name), other=_timed(problem, rule.other)
    )


def _lead_text(problem: Problem, task: Task) -> str:
    work = count_of(task.duration, problem.period_noun)
    wait = count_of(task.lead_time, problem.period_noun)
    return say("{task} takes {work} after a wait of {wait}", task=task.label, work=work, wait=wait)


def _timed(problem: Problem, name: str) -> str:
    """A task with its duration, or alternatives by their title."""
    if any(group.id == name for group in problem.alternatives):
        return _label(problem, name)
    return f"{_label(problem, name)} ({count_of(problem.task(name).duration, problem.period_noun)})"


def _label(problem: Problem, name: str) -> str:
    titles = {group.id: group.title or group.id for group in problem.alternatives}
    return titles[name] if name in titles else problem.task(name).label


def _people(problem: Problem, role: str) -> str:
    capacity = problem.capacities[role]
    low, high = min(capacity), max(capacity)
    if low == high:
        return say("at most {high} of {role}", high=number(high, "g"), role=role_name(role))
    changes = [period for period in range(1, len(capacity)) if capacity[period] != capacity[period - 1]]
    if len(changes) == 1:
        return say(
            "at most {first} of {role} until {when}, {then} after that",
            first=number(capacity[0], "g"),
            role=role_name(role),
            when=problem.period_name(changes[0] - 1),
            then=number(capacity[-1], "g"),
        )
    return say(
        "between {low} and {high} of {role}",
        low=number(low, "g"),
        high=number(high, "g"),
        role=role_name(role),
    )


def told(problem: Problem, rules: Sequence[Rule]) -> list[str]:
    """Return rules in plain words; budgets of several periods that are all alike are one of them."""
    budgets = [rule.period for rule in rules if rule.kind == "budget"]
    amounts = {(problem.budget_usd or ())[period] for period in budgets}
    if problem.carry_over or len(budgets) < 2 or len(amounts) > 1:
        return [rule_text(problem, rule) for rule in rules]
    rest = [rule_text(problem, rule) for rule in rules if rule.kind != "budget"]
    first, last = problem.period_name(min(budgets)), problem.period_name(max(budgets))
    each = say(
        "the budget is {money} in each {period} from {first} to {last}",
        money=money(amounts.pop()),
        period=_period_noun(problem),
        first=first,
        last=last,
    )
    return [*rest, each]


def _period_noun(problem: Problem) -> str:
    return say("quarter") if problem.period_noun == "quarter" else say("period")


def _budget_text(problem: Problem, period: int) -> str:
    budget, when = problem.budget_usd or (), problem.period_name(period)
    if problem.carry_over:
        return say("the budget up to {when} is {money}", when=when, money=money(sum(budget[: period + 1])))
    return say("the budget of {when} is {money}", when=when, money=money(budget[period]))


def _relaxation(problem: Problem, rules: RuleModel, rule: Rule, seed: int) -> Relaxation | None:
    """Return the smallest change of one rule that gives a plan while all others hold; None if there is none."""
    if rule.kind not in STRETCHABLE:
        rest = [other for other in rules.literals if other != rule]
        if _sufficient(rules, rest, seed) is not None:
            return None
        return Relaxation(rule, _without_text(problem, rule), 1.0)
    slack = _least_slack(problem, rule, seed)
    if slack is not None:
        return _stretched(problem, rule, slack)
    # Money that is there from the begin also helps where a plan needs some of it earlier.
    begin = Rule("budget")
    if rule.kind != "budget" or not problem.carry_over or rule == begin:
        return None
    slack = _least_slack(problem, begin, seed)
    return None if slack is None else _stretched(problem, begin, slack)


def _least_slack(problem: Problem, rule: Rule, seed: int) -> int | None:
    """Return by how much a rule has to give way at least; None when that is never enough."""
    stretched = build_rules(problem, rule)
    stretched.model.add_assumptions(list(stretched.literals.values()))
    solver = _solver(seed)
    if solver.solve(stretched.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE) or stretched.slack is None:
        return None
    return int(solver.value(stretched.slack))


def _stretched(problem: Problem, rule: Rule, slack: int) -> Relaxation:
    if rule.kind == "deadline":
        target = next(target for target in problem.targets if target.name == rule.name)
        when = problem.period_name((target.deadline or 1) - 1 + slack)
        text = say(
            "allow {workload} {periods} more, until {when}",
            workload=target.label,
            periods=count_of(slack, problem.period_noun),
            when=when,
        )
        return Relaxation(rule, text, slack / problem.periods)
    if rule.kind == "people":
        more = slack / THOUSANDTHS
        most = max(problem.capacities[rule.name]) or 1.0
        text = say("have {number} more of {role}", number=number(more, "g"), role=role_name(rule.name))
        return Relaxation(rule, text, more / most)
    more = slack / CENTS
    when = problem.period_name(rule.period)
    text = (
        say("add {money} to the budget by {when}", money=money(more), when=when)
        if problem.carry_over
        else say("add {money} to the budget in {when}", money=money(more), when=when)
    )
    return Relaxation(rule, text, more / max(sum(problem.budget_usd or ()), 1.0))


def _without_text(problem: Problem, rule: Rule) -> str:
    texts = {
        "must": to_say("leave out {name}"),
        "choice": to_say("choose none of {name}"),
        "horizon": to_say("plan for a longer time"),
        "lead": to_say("get {name} without the wait"),
        "order": to_say("let {name} start before {other} is done"),
        "earliest": to_say("let {name} start earlier"),
    }
    name = _label(problem, rule.name) if rule.name else ""
    return say(texts[rule.kind], name=name, other=_label(problem, rule.other) if rule.other else "")
