"""How far the cost of the plan may go: quarter by quarter as a fan, and as a whole as an S-curve."""

from collections.abc import Iterator
from itertools import accumulate

from assessments.language import say, to_say
from planner.charts import reading
from planner.charts.cost_risk import CostRisk, cost_risk, costs_of
from planner.charts.fans import Fan, fan
from planner.charts.figures import chance, quantity, quarter, span
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, numbers, part
from planner.charts.s_curve import Amount, Certainty, s_curve

_SOURCE = to_say("Ranges of the planned costs, three tenths of their variance shared; without delays")
_CURVE = [n / 40 for n in range(41)]
_ENDS = (0.004, 0.996)
_TABLE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MARKED = (0.5, 0.8)


def risk_charts(snapshot: Snapshot) -> Iterator[Chart]:
    """Yield cost-fan and total-cost where the ranges of the planned costs are known."""
    costs = costs_of(snapshot)
    if not costs:
        return
    risk = cost_risk(costs)
    yield _fan_chart(snapshot, risk)
    yield _total_chart(snapshot, risk)


def _fan_chart(snapshot: Snapshot, risk: CostRisk) -> Chart:
    named, spent = reading.periods(snapshot), risk.by_period()
    budget = tuple(accumulate(numbers(part(snapshot, "roadmap"), "budget")[: len(named)]))
    title = say("Budget by then")
    shown = Fan(tuple(spent), "USD", budget, title)
    last = spent[-1]
    return Chart(
        key="cost-fan",
        title=say("Money spent by the end of each quarter, and how far it may go"),
        units=say("USD added up; P50 in the band from P10 to P90"),
        source=say(_SOURCE),
        description=say(
            "By {quarter}: {likely}, between {span}.",
            quarter=quarter(named[-1]),
            likely=quantity(last.p50, "USD"),
            span=span(last, "USD"),
        ),
        columns=(say("Quarter"), "P10", "P50", "P90", title),
        table=tuple(
            (
                quarter(name),
                *(quantity(usd, "USD") for usd in (value.p10, value.p50, value.p90)),
                quantity(budget[index] if index < len(budget) else None, "USD"),
            )
            for index, (name, value) in enumerate(zip(named, spent, strict=True))
        ),
        paint=lambda width, theme, part: fan(named, shown, width, theme),
    )


def _total_chart(snapshot: Snapshot, risk: CostRisk) -> Chart:
    shares = [min(max(share, _ENDS[0]), _ENDS[1]) for share in _CURVE]
    curve = [Certainty(usd, share) for usd, share in zip(risk.total(shares), shares, strict=True)]
    marked = [
        (f"P{round(100 * s)}", Certainty(usd, s)) for usd, s in zip(risk.total(MARKED), MARKED, strict=True)
    ]
    amounts = _amounts(snapshot, risk)
    told = [(f"P{round(100 * s)}", usd, s) for usd, s in zip(risk.total(_TABLE), _TABLE, strict=True)]
    told += [(amount.title, amount.at.usd, amount.at.chance) for amount in amounts]
    return Chart(
        key="total-cost",
        title=say("What the whole plan may cost"),
        units=say("USD over all quarters together, whenever it is spent; chance to stay within"),
        source=say(_SOURCE),
        description="; ".join(
            say("{title}: {amount}, enough with a chance of {chance}", title=title,
                amount=quantity(usd, "USD"), chance=chance(share))
            for title, usd, share in told if title not in _TENTHS
        ),
        columns=(say("What"), say("At most"), say("Chance to stay within")),
        table=tuple((title, quantity(usd, "USD", 3), chance(share)) for title, usd, share in told),
        paint=lambda width, theme, part: s_curve(curve, marked, amounts, width, theme),
    )  # fmt: skip


_TENTHS = {f"P{round(100 * share)}" for share in _TABLE if share not in MARKED}


def _amounts(snapshot: Snapshot, risk: CostRisk) -> list[Amount]:
    """Return what is planned and, where it can be drawn beside it, the budget of all quarters."""
    roadmap = part(snapshot, "roadmap")
    planned, budget = sum(numbers(roadmap, "spending")), sum(numbers(roadmap, "budget"))
    found = [Amount(say("Planned"), Certainty(planned, risk.chance(planned)), is_dashed=True)]
    if 0 < budget <= 2 * max(risk.total((0.996,))[0], planned):
        found.append(Amount(say("Budget of all quarters"), Certainty(budget, risk.chance(budget))))
    return found
