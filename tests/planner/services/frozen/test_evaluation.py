"""One path from frozen inputs to a snapshot: what is shown of a workload is of the option that is judged."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessments.document import parse_document
from assessments.question_bank.load import SHIPPED, load_bank
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.reading import chosen_option
from planner.reports.content import report_content
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.organisation import with_answered_traffic
from planner.sizing.estimate import Estimate
from planner.sizing.organisation.facts import OrganisationFacts
from planner.sizing.workload import Engine, Inference, Traffic, Training

HOSPITAL = Path(__file__).parents[4] / "examples" / "hospital.yaml"
exact = Estimate.exact


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    """The hospital with 64 H100 of its own, which are judged, while somebody nearly gives others away."""
    text = HOSPITAL.read_text(encoding="utf-8")
    text = text.replace("{type: h100-sxm, count: 8}", "{type: h100-sxm, count: 64}")
    text = text.replace("    accelerator: h100-sxm\n", "")
    text += "assumptions: {acquire: rent, price_usd_per_hour: {gh200: 0.001}}\n"
    bank = load_bank(SHIPPED)
    return evaluate(read_assess_document(parse_document(text, file="h"), bank, today=date(2026, 11, 1)), bank)


def test_causes_and_policies_are_those_of_the_option_that_is_judged(snapshot: dict[str, Any]) -> None:
    verdict, sized = snapshot["verdicts"]["workloads"][0], snapshot["sizing"]["workloads"][0]
    judged, causes = sized["options"][verdict["option"]], sized["sensitivity"]
    assert verdict["option"] > 0, "the best option is judged: this test tells nothing"
    assert judged == chosen_option(snapshot, verdict)
    assert (causes["accelerator"], causes["accelerators"]) == (judged["accelerator"], judged["accelerators"])
    fixed = sized["autoscaling"][0]
    assert fixed["mean_replicas"]["p50"] == judged["layout"]["data"]
    page = report_content(snapshot).workloads[0]
    assert page.scaling is not None
    assert page.scaling.lead.startswith(f"{judged['layout']['data']} replicas on H100")


def test_a_tornado_stands_around_the_median_of_the_judged_option(snapshot: dict[str, Any]) -> None:
    judged = chosen_option(snapshot, snapshot["verdicts"]["workloads"][0])
    causes = snapshot["sizing"]["workloads"][0]["sensitivity"]["results"]["cost_usd"]
    median = judged["cost_usd"]["total"]["p50"]
    assert all(min(cause["low"], cause["high"]) < 1.05 * median for cause in causes)
    assert all(max(cause["low"], cause["high"]) > 0.95 * median for cause in causes)
    assert "tornado-cost-1" in snapshot_charts(snapshot)


def test_the_figures_of_scaling_are_those_of_the_best_policy(snapshot: dict[str, Any]) -> None:
    policies = snapshot["sizing"]["workloads"][0]["autoscaling"]
    (best,) = [policy for policy in policies if policy["best"]]
    figures = {figure["id"]: figure["value"] for figure in snapshot["organisation"]["figures"]}
    least = figures["replicas_least:clinical-assistant"]["p50"]
    assert least == pytest.approx(best["least_replicas"]["p50"], abs=1)
    assert figures["replicas_most:clinical-assistant"]["p50"] >= best["most_replicas"]["p50"]


def test_a_figure_of_scaling_names_the_answer_that_shapes_the_week(snapshot: dict[str, Any]) -> None:
    figures = {figure["id"]: figure for figure in snapshot["organisation"]["figures"]}
    for id in ("replicas_least:clinical-assistant", "scaling_saves_joules:clinical-assistant"):
        (share,) = [step for step in figures[id]["derivation"] if step["step"] == "mean over peak"]
        assert (share["value"], share["source"]) == (pytest.approx(1 / 3.5), "hw-05-peak")


def service(**given: Any) -> Inference:
    return Inference("a", "llama-3-8b", **given)


FACTS = OrganisationFacts(peak_to_mean=Estimate(2.0, 4.0, 5.0, ("hw-05-peak",)))
ANSWERED = Estimate(0.2, 0.25, 0.5, ("hw-05-peak",))


def test_the_answered_peak_shapes_the_services_that_say_nothing_of_theirs() -> None:
    plain = with_answered_traffic(service(requests_per_second=exact(5)), FACTS)
    assert isinstance(plain, Inference)
    assert plain.traffic == Traffic(exact(5), "consumer", exact(2.0), ANSWERED)
    shaped = with_answered_traffic(service(traffic=Traffic(exact(5), "coding_week")), FACTS)
    assert isinstance(shaped, Inference)
    assert shaped.traffic is not None
    assert (shaped.traffic.profile, shaped.traffic.mean_share) == ("coding_week", ANSWERED)


@pytest.mark.parametrize(
    "workload",
    [
        service(traffic=Traffic(exact(5), mean_share=exact(0.5))),
        service(engine=Engine(concurrency=8)),
        Training("run", "llama-3-8b", exact(1e9)),
    ],
)
def test_what_a_workload_says_itself_is_kept(workload: Inference | Training) -> None:
    assert with_answered_traffic(workload, FACTS) == workload


def test_without_the_answer_nothing_changes() -> None:
    workload = service(requests_per_second=exact(5))
    assert with_answered_traffic(workload, OrganisationFacts()) is workload
