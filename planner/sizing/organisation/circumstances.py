"""What the figures of an organisation are worked out from: answers, estate, workloads, plan, planning values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from assessments.language import say, to_say
from planner.sizing.demand import AskedQuestion, Demand
from planner.sizing.estimate import Estimate
from planner.sizing.organisation.facts import WANTED, OrganisationFacts
from planner.sizing.result import Floats, Option, ScalingPolicy, Step
from planner.sizing.serving.frame import MEAN_OF_PEAK, UNSAID_PROFILE
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.units import HOURS_PER_YEAR
from planner.sizing.wording import sources_text
from planner.sizing.workload import Estate, Inference, Workload

_SHARES = ("_share", "_rate_target", "_efficiency", "mended_by_rule")

# Whether a quantity was given: read by the report, said when it is shown.
ANSWER, ASSUMPTION = to_say("answer"), to_say("assumption")


@dataclass(frozen=True, slots=True)
class PlannedWorkload:
    """A workload with the option that was judged (None when none is feasible).

    live: the day by which the roadmap brings it live; None when it does not. policies: of that option, of a service.
    """

    demand: Demand
    workload: Workload
    option: Option | None
    live: date | None = None
    policies: tuple[ScalingPolicy, ...] = ()

    def requests_per_second(self) -> Estimate | None:
        """Return the mean rate of a service; None for anything that is not served."""
        peak = self.peak_per_second()
        return None if peak is None else peak.scaled(self.mean_share())

    def peak_per_second(self) -> Estimate | None:
        """Return the rate of a service in its busiest hour; None for anything that is not served."""
        if not isinstance(self.workload, Inference):
            return None
        traffic = self.workload.traffic
        return traffic.peak if traffic else self.workload.requests_per_second

    def mean_share(self) -> float:
        """Return the mean rate of a service over its peak; 1 for anything that is not served."""
        if not isinstance(self.workload, Inference):
            return 1.0
        traffic = self.workload.traffic
        if traffic is None:
            return MEAN_OF_PEAK[UNSAID_PROFILE]
        return traffic.mean_share.likely if traffic.mean_share else MEAN_OF_PEAK[traffic.profile]

    def mean_share_step(self) -> Step:
        """Return the line of a derivation that tells on what the mean over the peak rests."""
        traffic = self.workload.traffic if isinstance(self.workload, Inference) else None
        known = traffic.mean_share.sources if traffic and traffic.mean_share else ()
        source = sources_text(known) or say("workload")
        return Step(say("mean over peak"), say("shape of the week"), self.mean_share(), "ratio", source)


@dataclass(frozen=True, slots=True)
class PlanOutline:
    """The plan around the figures. start, end: its days. spending_usd: (periods,) per quarter.

    running_usd: per quarter after the plan, of each thing that it buys or rents and that stays in use.
    """

    as_of: date
    start: date
    end: date
    spending_usd: tuple[float, ...]
    discount_rate: float
    running_usd: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything the figures need. values: planning values by name; questions: by the quantity they ask for.

    surroundings: the grid and the prices that the workloads were sized with, the organisation's own among them.
    """

    facts: OrganisationFacts
    estate: Estate
    workloads: Sequence[PlannedWorkload]
    outline: PlanOutline
    values: Mapping[str, Estimate]
    questions: Mapping[str, AskedQuestion]
    scenarios: Scenarios
    surroundings: Surroundings

    def given(self, name: str) -> Estimate | None:
        """Return what an answer says about a quantity, None without one."""
        owner = self.facts if name in OrganisationFacts.__dataclass_fields__ else self.estate
        found = getattr(owner, name, None)
        return found if isinstance(found, Estimate) else None

    def estimate(self, name: str) -> Estimate:
        """Return the answer, or the planning value that stands in for it. Raises KeyError without either."""
        return self.given(name) or self.values[name]

    def draw(self, name: str) -> Floats:
        """Return (S,) samples of a quantity, the same for every figure."""
        most = 1.0 if name.endswith(_SHARES) else np.inf
        return self.scenarios.draw(name, self.estimate(name), most=most)

    def sample(self, name: str, estimate: Estimate) -> Floats:
        """Return (S,) samples of an estimate that is neither an answer nor a planning value."""
        return self.scenarios.draw(name, estimate)

    def step(self, name: str, title: str, unit: str) -> Step:
        """Return the line of a derivation that tells where a quantity comes from."""
        how = ANSWER if self.given(name) else ASSUMPTION
        known = self.estimate(name)
        return Step(title, how, known.likely, unit, sources_text(known.sources, ANSWER))

    def asks(self, *names: str) -> tuple[AskedQuestion, ...]:
        """Return the questions that ask for the quantities that nobody has given."""
        return tuple(
            self.asked(name) for name in names if not getattr(self.facts, name, None) and not self.given(name)
        )

    def asked(self, name: str) -> AskedQuestion:
        """Return the question that asks for a quantity; without an id when the bank has none."""
        return self.questions.get(name) or AskedQuestion(
            "", say("Please find out {what}.", what=say(WANTED.get(name, name)))
        )

    @property
    def judged(self) -> list[tuple[PlannedWorkload, Option]]:
        """The workloads that have a feasible option."""
        return [(planned, planned.option) for planned in self.workloads if planned.option is not None]

    def resampled(self, planned: PlannedWorkload, option: Option, name: str) -> Floats | None:
        """Return (S,) samples with the quantiles of an option's figure; None when it has none."""
        found = option.quantiles(name)
        if found is None:
            return None
        return self.sample(f"{name} {planned.demand.name}", Estimate(found.p10, found.p50, found.p90))

    def accelerator_hours(self, planned: PlannedWorkload, option: Option) -> Floats | None:
        """Return (S,) accelerator-hours of a run, or of a year of a service; None where nothing tells them."""
        for name in ("accelerator_hours", "embedding_accelerator_hours"):
            hours = self.resampled(planned, option, name)
            if hours is not None:
                return hours
        if planned.demand.kind != "inference":
            return None
        return np.full(self.scenarios.samples, option.accelerators * HOURS_PER_YEAR)

    def total(self, name: str) -> Floats | None:
        """Return (S,) samples of a quantity summed over the judged options; None when no option has it."""
        found = [
            option.samples[name] if name in option.samples else self.resampled(planned, option, name)
            for planned, option in self.judged
        ]
        known = [samples for samples in found if samples is not None]
        return np.sum(known, axis=0) if known else None

    def requests_per_day(self) -> Floats:
        """Return (S,) requests to all services in a mean day."""
        rates = [(planned.demand.name, planned.requests_per_second()) for planned in self.workloads]
        drawn = [self.sample(f"rate {name}", rate) for name, rate in rates if rate is not None]
        return np.sum(drawn, axis=0) * 86_400.0 if drawn else np.zeros(self.scenarios.samples)
