"""Initiatives that close the gaps between the practices there are and those that are needed, as tasks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from assessments.language import listed, say
from planner.roadmap.catalogue import Initiative, PracticeLift
from planner.roadmap.document import even_costs
from planner.roadmap.items import Item
from planner.roadmap.judged import JudgedWorkload, needs_of
from planner.roadmap.model import Task
from planner.roadmap.result import Lift
from planner.roadmap.robustness import duration_range
from planner.sizing.demand import Constraints, Standing
from planner.sizing.wording import role_name

DEFAULT_TARGET = 3
INDEX_PER_LEVEL = 25.0
LEAST_SHARE = 0.5  # of cost and effort, when part of the way has been gone already (assumption)
LEAST_GAIN = 0.25  # levels: a practice whose gate is open gains although its score is high already
MONTHS_PER_QUARTER = 3
STEP = 0.05  # people are planned in twentieths


@dataclass(frozen=True, slots=True)
class Gaps:
    """What has to be raised. required: practice -> level. for_workload: practice -> (workload, level)s."""

    standings: Mapping[str, Standing]
    required: Mapping[str, float]
    for_workload: Mapping[str, Sequence[tuple[str, float]]]

    def level(self, practice: str) -> float | None:
        """Return the level of a practice, None when it is not known or not in the bank."""
        standing = self.standings.get(practice)
        return standing.level if standing and standing.is_known else None

    def is_open(self, lift: PracticeLift) -> bool:
        """Whether a lift closes a part of the gap."""
        level = self.level(lift.practice)
        if level is None:
            return False
        return level < lift.to_level and lift.from_level < self.required.get(lift.practice, 0)


def find_gaps(
    verdicts: Sequence[JudgedWorkload], standings: Mapping[str, Standing], targets: Mapping[str, int]
) -> Gaps:
    """Return the gaps against the targets and against what each workload needs; unknown levels have none."""
    default = targets.get("default", DEFAULT_TARGET)
    required = {practice: float(targets.get(practice, default)) for practice in standings}
    for_workload: dict[str, list[tuple[str, float]]] = {}
    for verdict in verdicts:
        for need in needs_of(verdict):
            standing = standings.get(need.id)
            have = standing.level if standing and need.have is not None else need.have
            if have is not None and have < need.needed:
                required[need.id] = max(required.get(need.id, 0.0), need.needed)
                for_workload.setdefault(need.id, []).append((verdict.name, need.needed))
    return Gaps(standings, required, for_workload)


def initiative_items(
    initiatives: Sequence[Initiative], gaps: Gaps, constraints: Constraints
) -> tuple[Item, ...]:
    """Return a task for every initiative that closes a gap, was decided, or is needed before one of these."""
    by_id = {initiative.id: initiative for initiative in initiatives}
    gone = {*constraints.excluded, *constraints.done}
    wanted = [item.id for item in initiatives if any(gaps.is_open(lift) for lift in item.lifts)]
    wanted += [name for name in (*constraints.pinned, *constraints.under_way) if name in by_id]
    chosen = _with_prerequisites([name for name in wanted if name not in gone], by_id, gaps)
    taken = [by_id[name] for name in by_id if name in chosen and name not in gone]
    rejected = {name: by_id[name] for name in constraints.excluded if name in by_id}
    return tuple(
        _without_base(_item(initiative, taken, gaps, constraints), initiative, rejected, gaps)
        for initiative in taken
    )


def _without_base(item: Item, initiative: Initiative, rejected: Mapping[str, Initiative], gaps: Gaps) -> Item:
    """Return the item, which says so when something that it builds on is excluded."""
    missing = [name for name in _waits_for(initiative, list(rejected.values())) if name in rejected]
    titles = [rejected[name].title for name in dict.fromkeys(missing) if _undone(rejected[name], gaps)]
    if not titles:
        return item
    text = say("It builds on {initiatives}, which the plan excludes.", initiatives=listed(titles))
    return replace(item, summary=f"{item.summary} {text}")


def _with_prerequisites(names: Sequence[str], by_id: Mapping[str, Initiative], gaps: Gaps) -> set[str]:
    found: set[str] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        if name in found:
            continue
        found.add(name)
        open_names += [
            before for before in _waits_for(by_id[name], list(by_id.values())) if _undone(by_id[before], gaps)
        ]
    return found


def _undone(initiative: Initiative, gaps: Gaps) -> bool:
    """Whether an initiative still has something to raise; an unknown level counts as raised."""
    levels = [(gaps.level(lift.practice), lift.to_level) for lift in initiative.lifts]
    return any(level is not None and level < to_level for level, to_level in levels)


def _waits_for(initiative: Initiative, others: Sequence[Initiative]) -> Iterator[str]:
    """Its prerequisites, and what lifts its practice to the level from which it starts."""
    yield from initiative.after
    for lift in initiative.lifts:
        for other in others:
            if any(o.practice == lift.practice and o.to_level == lift.from_level for o in other.lifts):
                yield other.id


def _item(initiative: Initiative, taken: Sequence[Initiative], gaps: Gaps, constraints: Constraints) -> Item:
    names = {other.id for other in taken}
    share = _share(initiative, gaps)
    likely = initiative.cost_usd.likely * share
    after = tuple(dict.fromkeys(name for name in _waits_for(initiative, taken) if name in names))
    task = Task(
        id=initiative.id,
        title=initiative.title,
        duration=initiative.duration,
        lead_time=initiative.lead_time,
        costs_usd=even_costs(round(likely), initiative.duration),
        demands=_demands(initiative, share),
        after=after,
        is_optional=True,
        is_pinned=initiative.id in constraints.pinned,
        gain=_gain(initiative, gaps),
        risk=initiative.risk,
        unlocks=_unlocks(initiative, gaps),
        cost_range=_range(initiative),
        duration_range=duration_range(initiative.risk),
        effort_range=_effort_range(initiative),
    )
    return Item(
        task=task,
        kind="initiative",
        domain=initiative.domain,
        summary=initiative.summary,
        lifts=_lifts(initiative, gaps),
        done_when=initiative.done_when,
        cost_low_usd=round(initiative.cost_usd.low * share),
        cost_high_usd=round(initiative.cost_usd.high * share),
        lead_quarters=initiative.lead_time,
    )


def _range(initiative: Initiative) -> tuple[float, float]:
    cost = initiative.cost_usd
    return (cost.low / cost.likely, cost.high / cost.likely) if cost.low > 0 else (1.0, 1.0)


def _share(initiative: Initiative, gaps: Gaps) -> float:
    """Return how much of an initiative is left to do: the part of its levels not yet reached."""
    shares = []
    for lift in initiative.lifts:
        level = gaps.level(lift.practice) or lift.from_level
        shares.append((lift.to_level - max(level, lift.from_level)) / (lift.to_level - lift.from_level))
    return min(1.0, max(LEAST_SHARE, *shares))


def _demands(initiative: Initiative, share: float) -> dict[str, float]:
    months = MONTHS_PER_QUARTER * initiative.duration
    return {
        role: round(ceil(round(effort.likely * share / months / STEP, 6)) * STEP, 4)
        for role, effort in initiative.effort.items()
        if effort.likely > 0
    }


def _effort_range(initiative: Initiative) -> dict[str, tuple[float, float]]:
    return {
        role: (effort.low / effort.likely, effort.high / effort.likely)
        for role, effort in initiative.effort.items()
        if effort.low > 0
    }


def _gain(initiative: Initiative, gaps: Gaps) -> float:
    """Return points of the index that the lifts add to its weighted mean, up to the required levels."""
    total = 0.0
    for lift in initiative.lifts:
        if gaps.is_open(lift):
            standing = gaps.standings[lift.practice]
            score = standing.score if standing.score is not None else standing.level or 1.0
            levels = max(lift.to_level - max(score, lift.from_level), LEAST_GAIN)
            total += INDEX_PER_LEVEL * levels * _weight(standing, gaps.standings)
    return round(total, 4)


def _weight(standing: Standing, standings: Mapping[str, Standing]) -> float:
    """Return the share of a practice in the weighted mean over domains."""
    domains = {other.domain: other.domain_weight for other in standings.values()}
    practices = sum(other.weight for other in standings.values() if other.domain == standing.domain)
    return standing.domain_weight / sum(domains.values()) * standing.weight / practices


def _unlocks(initiative: Initiative, gaps: Gaps) -> tuple[str, ...]:
    names: list[str] = []
    for lift in initiative.lifts:
        level = gaps.level(lift.practice)
        for workload, needed in gaps.for_workload.get(lift.practice, ()):
            if level is not None and level < lift.to_level and lift.from_level < needed:
                names.append(workload)
    return tuple(dict.fromkeys(names))


def _lifts(initiative: Initiative, gaps: Gaps) -> tuple[Lift, ...]:
    lifts = []
    for lift in initiative.lifts:
        level = gaps.level(lift.practice)
        start = lift.from_level if level is None else max(level, lift.from_level)
        if start < lift.to_level:
            lifts.append(Lift(lift.practice, float(start), float(lift.to_level)))
    return tuple(lifts)


def excluded_reasons(
    initiatives: Sequence[Initiative], gaps: Gaps, constraints: Constraints
) -> Mapping[str, str]:
    """Return for each workload that needs an excluded initiative why it cannot go live."""
    reasons: dict[str, str] = {}
    for initiative in initiatives:
        if initiative.id in constraints.excluded:
            for workload in _unlocks(initiative, gaps):
                reason = say(
                    "It needs “{initiative}”, which is excluded from the plan.", initiative=initiative.title
                )
                reasons.setdefault(workload, reason)
    return reasons


def with_contractors(item: Item, capacities: Mapping[str, Sequence[float]], usd_per_month: float) -> Item:
    """Return the item with the work that nobody in the house can do bought from outside.

    A role of which there are never as many people as the task needs at once is short for good; the plan then
    pays for the missing people instead of dropping the task.
    """
    task = item.task
    most = {role: max(capacity, default=0.0) for role, capacity in capacities.items()}
    bought = {
        role: round(need - most[role], 4)
        for role, need in task.demands.items()
        if role in most and need > most[role]
    }
    if not bought:
        return item
    months = sum(bought.values()) * MONTHS_PER_QUARTER * task.duration
    extra = even_costs(round(months * usd_per_month), task.duration)
    costs = [*task.costs_usd, *[0.0] * (task.duration - len(task.costs_usd))]
    costs = [
        cost + more for cost, more in zip(costs, [*extra, *[0.0] * (len(costs) - len(extra))], strict=True)
    ]
    demands = {role: need - bought.get(role, 0.0) for role, need in task.demands.items()}
    roles = listed([role_name(role) for role in bought])
    bought_work = say("Contractors do the work of {roles} that is missing in the house.", roles=roles)
    return replace(
        item,
        task=replace(
            task, costs_usd=tuple(costs), demands={role: need for role, need in demands.items() if need > 0}
        ),
        summary=f"{item.summary} {bought_work}",
        cost_low_usd=item.cost_low_usd + sum(extra),
        cost_high_usd=item.cost_high_usd + sum(extra),
    )
