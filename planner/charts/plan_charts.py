"""The charts of the roadmap: Gantt, spending, people, maturity to come."""

from assessments.language import say, to_say
from planner.charts import reading
from planner.charts.curves import Load, Series, maturity_curves, people_loads, spending_curves
from planner.charts.figures import NOTHING, number, quantity, quarter, score, short, significant
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, numbers, part, rows, title_of, whole, words
from planner.charts.timeline import Goal, Task, kind_word, roadmap_gantt

_ROLE_TITLES = {
    "platform_engineers": to_say("Platform engineers"),
    "ml_engineers": to_say("ML engineers"),
    "data_scientists": to_say("Data scientists"),
    "data_engineers": to_say("Data engineers"),
    "security_specialists": to_say("Security specialists"),
    "project_managers": to_say("Project managers"),
}
_PLAN_SOURCE = to_say("Roadmap of this plan; costs are planning values in USD")


def role_title(role: str) -> str:
    """Return what people call a role."""
    return say(_ROLE_TITLES[role]) if role in _ROLE_TITLES else role.replace("_", " ").capitalize()


def plan_charts(snapshot: Snapshot) -> list[Chart]:
    """Return roadmap, spending, people and maturity-projected."""
    return [_gantt(snapshot), _spending(snapshot), _people(snapshot), _projected(snapshot)]


def _gantt(snapshot: Snapshot) -> Chart:
    named = reading.periods(snapshot)
    tasks = tasks_of(snapshot)
    goals = [
        Goal(title_of(item), whole(item, "period"), whole(item, "deadline"))
        for item in rows(part(snapshot, "roadmap"), "go_live")
    ]
    live = [goal for goal in goals if goal.period is not None]
    return Chart(
        key="roadmap",
        title=say("What happens when"),
        units=say("Quarters; cost in USD"),
        source=say(_PLAN_SOURCE),
        description=say(
            "{tasks} tasks over {quarters} quarters; {live} of {goals} workloads go live.",
            tasks=len(tasks),
            quarters=len(named),
            live=len(live),
            goals=len(goals),
        ),
        columns=(say("Task"), say("Kind"), say("From"), say("To"), say("Cost"), say("Critical")),
        table=tuple(
            (
                t.title,
                kind_word(t.kind),
                _period(named, t.start),
                _period(named, t.finish - 1),
                quantity(t.cost_usd, "USD"),
                say("yes") if t.is_critical else say("no"),
            )
            for t in tasks
        ),
        paint=lambda width, theme, part: roadmap_gantt(tasks, goals, named, width, theme, part),
        rows=max(len(tasks), 1),
    )


def tasks_of(snapshot: Snapshot) -> list[Task]:
    """Return the roadmap's tasks in the order in which they start."""
    tasks = [
        Task(
            title=short(words(item, "title", words(item, "id", say("Unnamed"))), 120),
            kind=words(item, "kind", "initiative"),
            start=whole(item, "start") or 0,
            work_start=whole(item, "work_start") or whole(item, "start") or 0,
            finish=whole(item, "finish") or 0,
            cost_usd=number(item.get("cost_usd")),
            is_critical=bool(item.get("critical")),
        )
        for item in rows(part(snapshot, "roadmap"), "initiatives")
        if item.get("start") is not None
    ]
    return sorted(tasks, key=lambda task: (task.start, task.finish, task.title))


def _period(named: list[str], index: int) -> str:
    return quarter(named[index]) if 0 <= index < len(named) else NOTHING


def _spending(snapshot: Snapshot) -> Chart:
    named = reading.periods(snapshot)
    roadmap = part(snapshot, "roadmap")
    spending, budget = numbers(roadmap, "spending"), numbers(roadmap, "budget")
    return Chart(
        key="spending",
        title=say("Spending against budget"),
        units=say("USD per quarter"),
        source=say(_PLAN_SOURCE),
        description=say(
            "{total} planned of {budget} budgeted over {quarters} quarters.",
            total=quantity(sum(spending), "USD"),
            budget=quantity(sum(budget), "USD"),
            quarters=len(named),
        ),
        columns=(say("Quarter"), say("Spending"), say("Budget")),
        table=tuple(
            (quarter(name), quantity(_at(spending, i), "USD"), quantity(_at(budget, i), "USD"))
            for i, name in enumerate(named)
        ),
        paint=lambda width, theme, part: spending_curves(named, spending, budget, width, theme),
    )


def _at(values: list[float], index: int) -> float | None:
    return values[index] if index < len(values) else None


def _people(snapshot: Snapshot) -> Chart:
    named = reading.periods(snapshot)
    loads = [
        Load(
            role_title(words(item, "role", say("Unnamed"))),
            tuple(numbers(item, "need")),
            tuple(numbers(item, "capacity")),
        )
        for item in rows(part(snapshot, "roadmap"), "people")
    ]
    loads = [load for load in loads if any(load.need) or any(load.capacity)]
    return Chart(
        key="people",
        title=say("People needed against people there"),
        units=say("Full-time people per quarter"),
        source=say(_PLAN_SOURCE),
        description="; ".join(
            say(
                "{role}: at most {need} needed, {capacity} there",
                role=load.title,
                need=significant(max(load.need, default=0)),
                capacity=significant(max(load.capacity, default=0)),
            )
            for load in loads
        )
        or say("The plan names no people."),
        columns=(say("Role"), say("Quarter"), say("Needed"), say("There")),
        table=tuple(
            (load.title, quarter(name), significant(need), significant(have))
            for load in loads
            for name, need, have in zip(named, load.need, load.capacity, strict=False)
        ),
        paint=lambda width, theme, part: people_loads(named, loads[part], width, theme),
        rows=max(len(loads), 1),
    )


def _projected(snapshot: Snapshot) -> Chart:
    steps = rows(part(snapshot, "roadmap"), "maturity_by_period")
    named = [_period_name(snapshot, step.get("period")) for step in steps]
    domains = [
        Series(
            title_of(domain),
            tuple(number(part(step, "domains").get(words(domain, "id"))) for step in steps),
        )
        for domain in rows(part(snapshot, "maturity"), "domains")
    ]
    index = Series(say("Index"), tuple(number(step.get("index")) for step in steps))
    return Chart(
        key="maturity-projected",
        title=say("Maturity as the plan lifts it"),
        units=say("Score 1 to 5 by domain, at the end of each quarter"),
        source=say("Lifts of the planned initiatives, if each reaches its aim"),
        description="; ".join(
            say(
                "{domain}: from {start} to {end}",
                domain=line.title,
                start=score(line.values[0]),
                end=score(line.values[-1]),
            )
            for line in domains
            if line.values
        )
        or say("No projection."),
        columns=(say("Quarter"), index.title, *(line.title for line in domains)),
        table=tuple(
            (
                quarter(name),
                NOTHING if index.values[i] is None else f"{index.values[i]:.0f}",
                *(score(d.values[i]) for d in domains),
            )
            for i, name in enumerate(named)
        ),
        paint=lambda width, theme, part: maturity_curves(named, domains, width, theme),
    )


def _period_name(snapshot: Snapshot, period: object) -> str:
    if period == -1:
        return say("Today")
    if isinstance(period, int):
        named = reading.periods(snapshot)
        return named[period] if 0 <= period < len(named) else str(period)
    return str(period)
