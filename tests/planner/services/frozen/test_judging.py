"""What is judged is simulated as the best options are."""

from collections.abc import Sequence

import pytest

from planner.services.frozen.judging import judged_alike
from planner.sizing.demand import Constraints, Demand
from planner.sizing.size import Sizing, size
from planner.sizing.workload import Assumptions, Estate, Estimate, Inference, Stock, Targets
from planner.verdict.judge import judge
from planner.verdict.model import WorkloadVerdict
from tests.planner.sizing.builders import exact, inference

MODEL = "llama-3-8b"
# Where power is dear, old machines that are owned cost more than new ones that are rented.
OWNED = Estate(
    accelerators=(Stock("v100-sxm-32gb", Estimate.exact(64)),), electricity_usd_per_kwh=Estimate.exact(20.0)
)


def judged(service: Inference, estate: Estate) -> tuple[Sizing, Sizing, tuple[WorkloadVerdict, ...]]:
    plain = size([service], estate, Assumptions(), samples=64)
    limits = Constraints(start="2027-Q1", periods=8)
    demand = Demand(service.name, "Service", "inference", place="on_premises")

    def by(sizing: Sizing) -> tuple[WorkloadVerdict, ...]:
        return judge([demand], sizing, estate, {}, limits)

    alike, verdicts = judged_alike(plain, [service], estate, Assumptions(), by)
    return plain, alike, verdicts


@pytest.fixture(scope="module")
def found() -> tuple[Sizing, Sizing, tuple[WorkloadVerdict, ...]]:
    return judged(inference(model=MODEL, targets=Targets(exact(1000.0), exact(50.0))), OWNED)


def accelerators(sizing: Sizing) -> Sequence[str]:
    return [option.accelerator for option in sizing.workloads[0].options]


def test_an_owned_option_that_is_judged_is_simulated_whatever_its_rank(
    found: tuple[Sizing, Sizing, tuple[WorkloadVerdict, ...]],
) -> None:
    plain, alike, (verdict,) = found
    assert verdict.accelerator == "v100-sxm-32gb"
    assert verdict.accelerator not in plain.workloads[0].staffing, "it is none of the best"
    assert verdict.accelerator in alike.workloads[0].staffing
    option = alike.workloads[0].options[verdict.option or 0]
    assert option.accelerator == verdict.accelerator
    assert any("simulat" in step.formula + step.source for step in option.derivation)


def test_what_was_simulated_before_stays_as_it_was(
    found: tuple[Sizing, Sizing, tuple[WorkloadVerdict, ...]],
) -> None:
    plain, alike, _ = found
    before, after = plain.workloads[0], alike.workloads[0]
    assert {name: after.staffing[name] for name in before.staffing} == before.staffing
    kept = {option.accelerator: option.to_json() for option in before.options}
    changed = {o.accelerator for o in after.options if kept[o.accelerator] != o.to_json()}
    assert changed == {"v100-sxm-32gb"}
    assert sorted(accelerators(plain)) == sorted(accelerators(alike))


def test_a_sizing_whose_judged_options_are_simulated_stays_the_same() -> None:
    plain, alike, _ = judged(inference(model=MODEL, accelerator="h100-sxm"), Estate(accelerators=()))
    assert alike is plain
