"""Dimensions about the organisation: response time, training data, people, money, dates."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assessments.language import number, say, say_plural, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import (
    LEAD_QUARTERS,
    QUARTER_DAYS,
    Acquisition,
    accelerator_title,
    run_quarters,
)
from planner.sizing.people.crew import crew_for
from planner.sizing.people.filling import SETTLING_QUARTERS, search_quarters
from planner.sizing.result import Floats
from planner.sizing.uncertainty import median, quantiles, quantiles_at
from planner.sizing.wording import amount, count_of, listed, money, quarter_text, role_name
from planner.verdict.compare import compare, status_of, unknown
from planner.verdict.model import DimensionVerdict, Status
from planner.verdict.situation import Situation, cheapest_way, quarters_to_run

INTERACTIVE = ("inference",)
LEAST_GAP = 0.05  # people: less than a twentieth of one is no gap
SPARED_TEXT = 0.1  # share of the planned tokens without which a run is hardly worse


def latency(situation: Situation) -> DimensionVerdict:
    """Judge the 95th percentile of the time to the first token, with the way to the users, against the target."""
    demand, option = situation.demand, situation.option
    if demand.kind not in INTERACTIVE or demand.first_token_seconds is None:
        return DimensionVerdict(
            "latency", "ready", say("Nobody waits for a single answer, or no target is set.")
        )
    first = None if option is None else option.quantiles("time_to_first_token_p95_seconds")
    if first is None:
        return DimensionVerdict(
            "latency", "unknown", say("No feasible service to measure it on."), say("See compute.")
        )
    way = situation.estate.user_latency_seconds
    if way is None:
        return unknown(
            situation, "latency", "user_latency_seconds", to_say("how long the network takes to the users")
        )
    return _latency_verdict(situation, Estimate(first.p10, first.p50, first.p90), way)


def _latency_verdict(situation: Situation, first: Estimate, way: Estimate) -> DimensionVerdict:
    target = situation.demand.first_token_seconds or 0.0
    service = situation.draw(f"first token {situation.demand.name}", first)
    waited = service + situation.draw("user_latency_seconds", way)
    probability = float(np.mean(waited <= target))
    status = status_of(probability)
    felt = quantiles(waited)
    over_p50, over_p90 = quantiles_at(np.maximum(waited - target, 0.0), (0.5, 0.9))
    reason = say(
        "95 of 100 requests have their first word within {middle} ({low} to {high}), {network} of it on the network;"
        " the target is {target}.",
        low=amount(felt.p10, "seconds"),
        middle=amount(felt.p50, "seconds"),
        high=amount(felt.p90, "seconds"),
        network=amount(way.likely, "seconds"),
        target=amount(target, "seconds"),
    )
    return DimensionVerdict(
        "latency",
        status,
        reason,
        ""
        if status == "ready"
        else say("Add replicas, shorten prompts, or move the service closer to its users."),
        probability,
        felt,
        quantiles(np.full(len(waited), target)),
        "seconds",
        over_p50,
        over_p90,
        way.sources or situation.question_ids("user_latency_seconds"),
    )


def training_data(situation: Situation) -> DimensionVerdict | None:
    """Judge whether there is text enough to train; short of it is a condition, as more can be acquired or read again.

    Hoffmann et al. (arXiv 2203.15556): the loss falls with tokens to the power of -0.28, so a tenth less text costs
    3 % of the part of the loss that text decides. Muennighoff et al. (arXiv 2305.16264): up to four passes are
    nearly as good as new text.
    """
    tokens, have = situation.demand.training_tokens, situation.estate.clean_tokens
    if tokens is None:
        return None
    if have is None:
        return unknown(
            situation, "data", "clean_tokens", to_say("how much cleaned text there is for training")
        )
    need = np.full(situation.scenarios.samples, tokens)
    verdict = compare(
        "data",
        "tokens",
        need,
        situation.draw("clean_tokens", have),
        what=say("of cleaned text"),
        remedy=to_say(
            "Acquire or license up to {p90}, use public text, or read what there is up to four times."
        ),
        questions=have.sources or situation.question_ids("clean_tokens"),
        tolerance=SPARED_TEXT,
    )
    if verdict.status == "ready" and verdict.shortfall_p90:
        spared = say("A tenth less would change little.")
        return replace(verdict, reason=f"{verdict.reason} {spared}")
    return _eased(verdict) if verdict.status == "blocked" else verdict


def _eased(verdict: DimensionVerdict) -> DimensionVerdict:
    return replace(verdict, status="conditional")


def people(situation: Situation) -> DimensionVerdict:
    """Judge the people who run the workload, by role, against the staff there is."""
    crew = crew_of(situation)
    if not situation.estate.staff:
        return unknown(situation, "people", "staff", to_say("who works on AI and its infrastructure"))
    have = staff_samples(situation)
    zeros = np.zeros(situation.scenarios.samples)
    covered = np.all([have.get(role, zeros) >= need - 1e-9 for role, need in crew.items()], axis=0)
    short = {role: max(0.0, need - _median(have, role)) for role, need in crew.items()}
    missing = np.sum([np.maximum(need - have.get(role, zeros), 0.0) for role, need in crew.items()], axis=0)
    total = sum(crew.values())
    status = _people_status(float(np.mean(covered)), median(missing), total)
    lacking = [
        say("{count} {role}", count=amount(n, "fte"), role=role_name(role))
        for role, n in short.items()
        if n >= LEAST_GAP
    ]
    available = np.sum([np.minimum(have.get(role, zeros), need) for role, need in crew.items()], axis=0)
    short_p50, short_p90 = quantiles_at(missing, (0.5, 0.9))
    return DimensionVerdict(
        "people",
        status,
        _crew_reason(total, lacking),
        ""
        if status == "ready"
        else say(
            "Hire, train or contract {people}.", people=listed(lacking) or say("a reserve for these roles")
        ),
        float(np.mean(covered)),
        quantiles(np.full(len(missing), total)),
        quantiles(available),
        "fte",
        short_p50,
        short_p90,
        _staff_questions(situation),
    )


def crew_of(situation: Situation) -> dict[str, float]:
    """Return the full-time people by role who usually run the workload."""
    option = situation.option
    count = 0.0 if option is None else median(option.samples["accelerators"])
    return crew_for(situation.demand, count)


def _crew_reason(total: float, lacking: list[str]) -> str:
    people = amount(total, "fte")
    if not lacking:
        return say("Running it keeps about {people} people busy; every role is covered.", people=people)
    return say(
        "Running it keeps about {people} people busy; short are {lacking}.",
        people=people,
        lacking=listed(lacking),
    )


def _people_status(probability: float, missing: float, total: float) -> Status:
    """Half of the crew is enough to begin while the rest is found."""
    status = status_of(probability)
    return "conditional" if status == "blocked" and missing <= total / 2 else status


def staff_samples(situation: Situation) -> Mapping[str, Floats]:
    """Return (S,) full-time people by role."""
    samples: dict[str, Floats] = {}
    for stock in situation.estate.staff:
        drawn = situation.draw(f"staff {stock.role}", stock.count)
        samples[stock.role] = samples[stock.role] + drawn if stock.role in samples else drawn
    return samples


def _median(samples: Mapping[str, Floats], role: str) -> float:
    return median(samples[role]) if role in samples else 0.0


def _staff_questions(situation: Situation) -> tuple[str, ...]:
    sources = [source for stock in situation.estate.staff for source in stock.count.sources]
    return tuple(dict.fromkeys(sources)) or situation.question_ids("staff")


def budget_samples(situation: Situation) -> tuple[Floats, tuple[str, ...]] | None:
    """Return (S,) money over the plan and the questions behind it; None when nobody has named any."""
    constraints, estate = situation.constraints, situation.estate
    if constraints.total_budget_usd is not None:
        return np.full(situation.scenarios.samples, constraints.total_budget_usd), ()
    yearly = estate.budget_usd_per_year
    if yearly is None:
        return None
    drawn = situation.draw("budget", yearly) * constraints.periods / 4
    return drawn, yearly.sources or situation.question_ids("budget_usd_per_year")


def spending_money(situation: Situation) -> DimensionVerdict:
    """Judge the cheapest allowed way to get and run it within the plan against the money there is."""
    way = cheapest_way(situation)
    if situation.option is None:
        return DimensionVerdict(
            "money", "unknown", say("No feasible option to put a price on."), say("See compute.")
        )
    if way is None:
        reason = say(
            "No price is known for {accelerator} in this place.",
            accelerator=accelerator_title(situation.option),
        )
        return DimensionVerdict("money", "unknown", reason, say("State a price in the assumptions."))
    budget = budget_samples(situation)
    if budget is None:
        return unknown(situation, "money", "budget_usd_per_year", to_say("how much money there is"))
    cost = way.cost_usd(quarters_to_run(situation, way))
    verdict = compare(
        "money",
        "usd",
        cost,
        budget[0],
        what="",
        remedy=to_say("Raise the budget by {p50} ({p90} to be safe), or plan it smaller."),
        precaution=to_say("Raise the budget by {p90} to be safe, or plan it smaller."),
        questions=budget[1],
    )
    return _priced(verdict, situation, way, cost)


def _priced(
    verdict: DimensionVerdict, situation: Situation, way: Acquisition, cost: Floats
) -> DimensionVerdict:
    there = verdict.estate.p50 if verdict.estate else 0.0
    low, middle, high = (money(value) for value in quantiles_at(cost, (0.1, 0.5, 0.9)))
    quarters = count_of(situation.constraints.periods, "quarter")
    kind = way.way if median(way.missing) else "own"
    reason = say(
        _COSTS[kind],
        title=way.title,
        low=low,
        middle=middle,
        high=high,
        quarters=quarters,
        budget=money(there),
    )
    return replace(verdict, reason=reason)


_COSTS = {
    "buy": to_say(
        "Buying and running {title} costs {middle} ({low} to {high}) within the plan of {quarters};"
        " the budget is {budget}."
    ),
    "rent": to_say(
        "Renting {title} costs {middle} ({low} to {high}) within the plan of {quarters}; the budget is {budget}."
    ),
    "own": to_say(
        "Running {title} costs {middle} ({low} to {high}) within the plan of {quarters}; the budget is {budget}."
    ),
}


def delivery_date(situation: Situation, shorts: Mapping[str, DimensionVerdict]) -> DimensionVerdict:
    """Judge the deadline against the run and the lead times of what is missing (the numeric verdicts, by dimension)."""
    demand, constraints = situation.demand, situation.constraints
    waiting, because = lead_quarters(situation, shorts)
    days, running = _run(situation)
    needed = waiting + running
    wait = (
        say("{what} takes {quarters}", what=say(because), quarters=count_of(waiting, "quarter"))
        if because
        else say("nothing has to be waited for")
    )
    if days:
        count = max(1, round(days))
        length = say_plural("{number} day", "{number} days", count, number=number(count, ",d"))
        wait = say("{wait}; the run itself takes {length}", wait=wait, length=length)
    if demand.deadline is None:
        return DimensionVerdict("delivery", "ready", say("No deadline; {wait}.", wait=wait))
    have = demand.deadline + 1
    when = (
        quarter_text(constraints.quarters[demand.deadline])
        if demand.deadline < constraints.periods
        else say("after the plan")
    )
    reason = say(
        "Due by the end of {when}, in {quarters}; {wait}.",
        when=when,
        quarters=count_of(have, "quarter"),
        wait=wait,
    )
    status: Status = "ready" if needed < have else "conditional" if needed == have else "blocked"
    if not needed:
        status = "ready"
    short = float(max(needed - have, 0))
    return DimensionVerdict(
        "delivery",
        status,
        reason,
        "" if status == "ready" else _sooner(bool(because)),
        unit="periods",
        shortfall_p50=short,
        shortfall_p90=short,
    )


def _run(situation: Situation) -> tuple[float, int]:
    """Return the days that a run takes, 0 for a service, and the quarters that it adds to the wait.

    A run of less than half a quarter fits beside the setting up.
    """
    option = situation.option
    if option is None or run_quarters(option) is None:
        return 0.0, 0
    days = median(option.samples["days"])
    return days, round(days / QUARTER_DAYS)


def _sooner(has_to_wait: bool) -> str:
    if has_to_wait:
        return say("Order at once, rent as a bridge, or allow a later deadline.")
    return say("Use more accelerators, or allow a later deadline.")


def lead_quarters(situation: Situation, shorts: Mapping[str, DimensionVerdict]) -> tuple[int, str]:
    """Return the longest wait for what is missing, in quarters, and what for (to be said); one quarter to set it up.

    People who are missing are searched for, and settle in.
    """
    waits: list[tuple[int, str]] = []
    if shorts["compute"].status in ("blocked", "conditional"):
        ways = [
            LEAD_QUARTERS["rent" if way.way == "rent" else "accelerators"]
            for way in situation.ways
            if way.way != "own"
        ]
        if ways:
            waits.append((min(ways) + 1, to_say("getting accelerators")))
    if shorts["power"].status == "blocked" and not situation.is_rented:
        waits.append((min(LEAD_QUARTERS["power"], LEAD_QUARTERS["colocation"]) + 1, to_say("getting power")))
    waits += [
        (LEAD_QUARTERS[name] + 1, words)
        for name, words in (("storage", to_say("more storage")), ("network", to_say("more network")))
        if shorts[name].status == "blocked"
    ]
    if (
        shorts["people"].status in ("blocked", "conditional")
        and (shorts["people"].shortfall_p50 or 0.0) >= LEAST_GAP
    ):
        waits.append(
            (search_quarters(situation.estate) + SETTLING_QUARTERS, to_say("finding people and settling in"))
        )
    return max(waits, default=(0, ""), key=lambda wait: wait[0])
