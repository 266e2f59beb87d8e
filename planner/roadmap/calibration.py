"""How well forecasts held: dates kept, costs within their range, and by how many quarters things slipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from assessments.language import say, say_plural
from planner.sizing.demand import quarter_number
from planner.sizing.wording import count_of, percent

# Of costs whose P10 and P90 are right, eight in ten lie between them.
EXPECTED_SHARE = 0.8
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was forecast of something that has happened, and what happened; quarters such as "2027-Q3".

    forecast_finish: "" when there was no forecast. cost_low_usd, cost_high_usd: P10 and P90, None without them.
    spent_usd: None when nobody has said.
    """

    title: str
    forecast_finish: str
    finish: str
    cost_low_usd: float | None = None
    cost_high_usd: float | None = None
    spent_usd: float | None = None

    @property
    def slip(self) -> int | None:
        """Quarters later than forecast, negative when earlier; None without a forecast.

        >>> Outcome("Access", "2027-Q3", "2028-Q1").slip
        2
        """
        if not self.forecast_finish:
            return None
        return quarter_number(self.finish) - quarter_number(self.forecast_finish)

    @property
    def is_in_range(self) -> bool | None:
        """Whether the money spent lies between P10 and P90; None when one of them is not known."""
        if self.spent_usd is None or self.cost_low_usd is None or self.cost_high_usd is None:
            return None
        return self.cost_low_usd <= self.spent_usd <= self.cost_high_usd


@dataclass(frozen=True, slots=True)
class Calibration:
    """dates, costs: how many of each can be compared. median_slip: in quarters, None without dates."""

    dates: int
    dates_kept: int
    median_slip: float | None
    costs: int
    costs_in_range: int


def calibration_of(outcomes: Sequence[Outcome]) -> Calibration:
    """Return how well the forecasts of what has happened held. A date is kept when it is met or come before.

    >>> calibration_of([Outcome("A", "2027-Q3", "2027-Q3", 80.0, 120.0, 130.0), Outcome("B", "2027-Q1", "2027-Q4")])
    Calibration(dates=2, dates_kept=1, median_slip=1.5, costs=1, costs_in_range=0)
    """
    slips = [outcome.slip for outcome in outcomes if outcome.slip is not None]
    costs = [outcome.is_in_range for outcome in outcomes if outcome.is_in_range is not None]
    return Calibration(
        dates=len(slips),
        dates_kept=sum(slip <= 0 for slip in slips),
        median_slip=float(median(slips)) if slips else None,
        costs=len(costs),
        costs_in_range=sum(costs),
    )


def calibration_texts(found: Calibration) -> tuple[str, ...]:
    """Return in sentences how well forecasts held, and how much so few of them say."""
    if not found.dates and not found.costs:
        return (
            say("Nothing that was forecast is finished yet, so there is nothing to compare with a forecast."),
        )
    few = min(count for count in (found.dates, found.costs) if count)
    remark = say("So few say little about the next forecast.") if few < FEWEST else ""
    return tuple(text for text in (_dates(found), _costs(found), remark) if text)


def _dates(found: Calibration) -> str:
    if not found.dates:
        return say("No date can be compared yet.")
    slip = found.median_slip or 0.0
    if found.dates == 1:
        return _one_date(slip)
    text = say_plural(
        "Of {all} dates that can be compared, one was kept.",
        "Of {all} dates that can be compared, {kept} were kept.",
        found.dates_kept,
        all=found.dates,
        kept=found.dates_kept,
    )
    return f"{text} {_slip(slip)}"


def _one_date(slip: float) -> str:
    length = count_of(abs(slip), "quarter")
    if slip > 0:
        return say("The one date that can be compared was missed by {quarters}.", quarters=length)
    if slip < 0:
        return say("The one date that can be compared was kept, {quarters} early.", quarters=length)
    return say("The one date that can be compared was kept to the quarter.")


def _slip(quarters: float) -> str:
    if quarters == 0:
        return say("In the median they were met to the quarter.")
    length = count_of(abs(quarters), "quarter")
    if quarters > 0:
        return say("In the median it took {quarters} longer.", quarters=length)
    return say("In the median it took {quarters} less.", quarters=length)


def _costs(found: Calibration) -> str:
    if not found.costs:
        return say("No cost can be compared yet.")
    if found.costs == 1:
        inside = say("The one cost that can be compared lay within the forecast P10–P90.")
        outside = say("The one cost that can be compared lay outside the forecast P10–P90.")
        return inside if found.costs_in_range else outside
    return say_plural(
        "Of {all} costs that can be compared, one lay within the forecast P10–P90; ranges that are right hold"
        " {share}.",
        "Of {all} costs that can be compared, {kept} lay within the forecast P10–P90; ranges that are right hold"
        " {share}.",
        found.costs_in_range,
        all=found.costs,
        kept=found.costs_in_range,
        share=percent(EXPECTED_SHARE),
    )
