"""People: who may work on the plan, and whom a workload still has to find."""

from collections.abc import Mapping, Sequence
from math import exp, hypot, log

from assessments.language import number, say
from planner.roadmap.items import Item
from planner.roadmap.judged import JudgedWorkload, status_of
from planner.roadmap.model import Task
from planner.roadmap.robustness import duration_range
from planner.sizing.demand import ROLES, Constraints, Demand
from planner.sizing.people.crew import crew_for
from planner.sizing.people.filling import SETTLING_QUARTERS, search_quarters, time_to_fill
from planner.sizing.size import Sizing
from planner.sizing.units import DAY
from planner.sizing.wording import amount, role_name
from planner.sizing.workload import Estate

# Average cost per hire, not executive: 5,475 USD (SHRM 2025 benchmarking, quoted by etiq.ai). Salaries are no part
# of the budget for infrastructure.
HIRE_USD = 5_475.0
MANAGER_SHARE = 0.1  # of a project manager, for each person to be found (assumption)
# Contractor for a month: 145,080 USD median pay of US computer and information research scientists (BLS, May 2023),
# times 1.42 for benefits, times 1.5 for the contractor's margin, by twelve; rounded.
CONTRACTOR_USD_PER_MONTH = 26_000.0
HIRING_RISK = 0.3  # chance that nobody is found in time (assumption)
PLAN_SHARE = 0.25  # of the staff may work on the plan when nobody has said how many (assumption)


def capacities(constraints: Constraints, estate: Estate) -> dict[str, tuple[float, ...]]:
    """Return (periods,) people by role who may work on the plan; a role without any limit known is absent."""
    staff: dict[str, float] = {}
    for stock in estate.staff:
        staff[stock.role] = staff.get(stock.role, 0.0) + stock.count.likely
    found: dict[str, tuple[float, ...]] = {}
    for role in ROLES:
        if role in constraints.people:
            found[role] = tuple(constraints.people[role])
        elif role in staff:
            found[role] = (round(staff[role] * PLAN_SHARE, 2),) * constraints.periods
        elif constraints.people or staff:
            found[role] = (0.0,) * constraints.periods
    return found


def hiring_items(
    demands: Sequence[Demand], verdicts: Sequence[JudgedWorkload], sizing: Sizing, estate: Estate
) -> tuple[Item, ...]:
    """Return one task per role that the workloads together lack although it is known who works there."""
    if not estate.staff:
        return ()
    options = {workload.name: workload.options for workload in sizing.workloads}
    by_name = {verdict.name: verdict for verdict in verdicts}
    crews: dict[str, dict[str, float]] = {}
    lacking: list[str] = []
    for demand in demands:
        verdict = by_name[demand.name]
        if verdict.option is None:
            continue
        crews[demand.name] = crew_for(demand, options[demand.name][verdict.option].accelerators)
        if status_of(verdict, "people") in ("blocked", "conditional"):
            lacking.append(demand.name)
    together = {role: sum(crew.get(role, 0.0) for crew in crews.values()) for role in ROLES}
    missing = _missing(together, estate)
    users = {role: tuple(name for name in lacking if crews[name].get(role)) for role in missing}
    return tuple(_hire(role, missing[role], users[role], estate) for role in ROLES if users.get(role))


def _missing(crew: Mapping[str, float], estate: Estate) -> dict[str, float]:
    have: dict[str, float] = {}
    for stock in estate.staff:
        have[stock.role] = have.get(stock.role, 0.0) + stock.count.likely
    gaps = {role: need - have.get(role, 0.0) for role, need in crew.items()}
    return {role: gap for role, gap in gaps.items() if gap >= 0.05}


def _hire(role: str, count: float, workloads: tuple[str, ...], estate: Estate) -> Item:
    cost = float(round(count * HIRE_USD))
    name = role_name(role)
    search = search_quarters(estate)
    task = Task(
        id=f"hire-{role.replace('_', '-')}",
        title=say("Find {count} {role}", count=amount(count, "fte"), role=name),
        duration=SETTLING_QUARTERS,
        lead_time=search,
        costs_usd=(cost,),
        demands={"project_managers": round(max(0.05, MANAGER_SHARE * count), 2)},
        is_optional=True,
        unlocks=workloads,
        cost_range=(0.5, 2.0),
        risk=HIRING_RISK,
        duration_range=_duration_range(estate),
    )
    return Item(
        task=task,
        kind="initiative",
        domain="talent",
        summary=_summary(name, estate),
        done_when=say("The people are at work and have taken over their duties."),
        cost_low_usd=round(cost * 0.5),
        cost_high_usd=round(cost * 2.0),
        lead_quarters=search,
    )


def _summary(role: str, estate: Estate) -> str:
    """Say what is done, how long a position stays open, and who says so."""
    text = say(
        "Hire, transfer or contract {role} to run the workload; salaries are not part of this budget.",
        role=role,
    )
    days = number(time_to_fill(estate).likely / DAY, ",.0f")
    answer = estate.time_to_fill_seconds
    if answer is None:
        found = say("How long a position stays open is not answered; {days} days are assumed.", days=days)
    elif answer.sources:
        found = say(
            "Filling a position takes {days} days (answer to {question}).",
            days=days,
            question=", ".join(answer.sources),
        )
    else:
        found = say("Filling a position takes {days} days, as given.", days=days)
    settling = say("A quarter to settle in is assumed.")
    return f"{text} {found} {settling}"


def _duration_range(estate: Estate) -> tuple[float, float]:
    """Return P10 and P90 of search and settling in, as factors of the planned time.

    One search differs from the next (`duration_range`), and how long the usual one takes is known only so well: the
    two are independent, so that their spreads add as squares do.
    """
    low, high = duration_range(HIRING_RISK)
    answer = estate.time_to_fill_seconds
    if answer is None or answer.low <= 0:
        return low, high
    return (
        exp(-hypot(log(low), log(answer.likely / answer.low))),
        exp(hypot(log(high), log(answer.high / answer.likely))),
    )
