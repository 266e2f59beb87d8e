"""One replica under arriving requests: the leaps against plain steps, laws of queues, bursts and staffing."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.calibration import CALIBRATION
from planner.sizing.result import Floats
from planner.sizing.serving.arrivals import bursty_arrivals
from planner.sizing.serving.loop import Loop, closed_loop
from planner.sizing.serving.queues import fewest_servers
from planner.sizing.serving.simulation import Requests, StepTimes, simulate
from planner.sizing.serving.staffing import request_lengths
from planner.sizing.serving.traffic import BIN_SECONDS
from planner.sizing.workload import Assumptions, Engine, Estimate, Lengths, Speculative, Targets, Traffic
from tests.planner.sizing.builders import exact, figure, inference, only, sized
from tests.planner.sizing.stepwise import fixed_times, replica_server, replica_times, simulate_stepwise

ROOMY = 400_000.0


def requests_at(
    rate: float,
    count: int = 400,
    *,
    seed: int = 1,
    burstiness: float = 1.0,
    prompt: tuple[float, float] = (1020.0, 4083.0),
    answer: tuple[float, float] = (129.0, 451.0),
) -> Requests:
    rng = np.random.default_rng(seed)
    return Requests(
        bursty_arrivals(count, rate=rate, burstiness=burstiness, rng=rng),
        request_lengths(Lengths(exact(prompt[0]), exact(prompt[1])), count, rng),
        request_lengths(Lengths(exact(answer[0]), exact(answer[1])), count, rng),
    )


@given(
    rate=st.floats(0.1, 30.0),
    seed=st.integers(0, 1000),
    places=st.sampled_from([1, 3, 40]),
    cache=st.sampled_from([3_000.0, 20_000.0, ROOMY]),
    engine=st.sampled_from(["vllm", "sglang"]),
)
@settings(max_examples=40, deadline=None)
def test_leaps_give_the_same_as_single_steps(
    rate: float, seed: int, places: int, cache: float, engine: str
) -> None:
    times = replica_times(engine=engine, places=places)
    requests = requests_at(rate, 60, seed=seed)
    served = simulate(requests, times, cache_tokens=cache)
    first, inter = simulate_stepwise(requests, times, cache_tokens=cache)
    np.testing.assert_allclose(served.first, first, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(served.inter, inter, rtol=1e-9, atol=1e-9)


@given(st.floats(0.2, 20.0), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_no_request_is_answered_before_it_arrives_and_its_prompt_is_read(rate: float, seed: int) -> None:
    times, requests = replica_times(), requests_at(rate, 100, seed=seed)
    served = simulate(requests, times, cache_tokens=ROOMY)
    assert (served.first > times.accepted).all()
    assert np.nanmin(served.inter) >= times.base[1] * 0.999
    assert 1 <= served.held.min() <= served.held.max() <= times.places


def test_a_request_alone_takes_its_prompt_and_one_step_a_token() -> None:
    times = replica_times()
    lonely = Requests(np.array([5.0]), np.array([1000.0]), np.array([101.0]))
    served = simulate(lonely, times, cache_tokens=ROOMY)
    prompt = float(times.base[0]) + float(np.interp(1000.0, times.prompt, times.extra[0]))
    steps = 100 * float(times.base[1]) + float(times.growth[1]) * sum(1000.0 + k for k in range(100))
    assert served.first[0] == pytest.approx(prompt + times.accepted)
    assert served.inter[0] == pytest.approx(steps / 100)


def test_a_busier_replica_answers_later() -> None:
    times = replica_times()
    waits = [
        simulate(requests_at(rate, 2000), times, cache_tokens=ROOMY).first_quantile(0.95)
        for rate in (1.0, 4.0, 8.0)
    ]
    assert waits == sorted(waits)


def test_a_small_cache_makes_requests_wait() -> None:
    times, requests = replica_times(), requests_at(3.0)
    roomy = simulate(requests, times, cache_tokens=ROOMY)
    tight = simulate(requests, times, cache_tokens=10_000.0)
    assert tight.first_quantile(0.95) > 2 * roomy.first_quantile(0.95)
    assert tight.held.max() < roomy.held.max()


def test_a_request_larger_than_the_cache_is_served_alone() -> None:
    large = Requests(np.array([0.0, 0.0]), np.array([9000.0, 10.0]), np.array([10.0, 10.0]))
    served = simulate(large, replica_times(), cache_tokens=5000.0)
    assert np.isfinite(served.first).all()
    assert served.held.tolist() == [1, 1]


def test_a_simulation_without_requests_is_refused() -> None:
    nobody = Requests(np.array([]), np.array([]), np.array([]))
    with pytest.raises(ValueError, match="needs requests"):
        simulate(nobody, replica_times(), cache_tokens=ROOMY)


@pytest.mark.parametrize("burstiness", [1.0, 4.0, 20.0])
def test_arrivals_have_the_rate_and_the_burstiness_asked_for(burstiness: float) -> None:
    times = bursty_arrivals(200_000, rate=10.0, burstiness=burstiness, rng=np.random.default_rng(3))
    counts, _ = np.histogram(times, bins=np.arange(0.0, times[-1], BIN_SECONDS))
    assert counts.mean() == pytest.approx(10.0 * BIN_SECONDS, rel=0.03)
    assert counts.var() / counts.mean() == pytest.approx(burstiness, rel=0.1)


def test_a_share_of_a_bursty_stream_keeps_the_bursts_but_not_the_dispersion() -> None:
    rng = np.random.default_rng(3)
    times = bursty_arrivals(200_000, rate=2.0, burstiness=21.0, share=0.1, rng=rng)
    counts, _ = np.histogram(times, bins=np.arange(0.0, times[-1], BIN_SECONDS))
    assert counts.var() / counts.mean() == pytest.approx(1.0 + 20.0 * 0.1, rel=0.1)


# Azure traces of 2023 (Azure/AzurePublicDataset, CC-BY 4.0): requests per second, burstiness in ten seconds, median and
# 95th percentile of prompts and answers.
TRACES = {
    "conversation": (5.5, 3.9, (1020.0, 4083.0), (129.0, 451.0)),
    "code": (2.57, 71.6, (1469.0, 7303.0), (13.0, 90.0)),
}


def served_as(trace: str, burstiness: float | None = None) -> tuple[Requests, StepTimes, Floats]:
    rate, measured, prompt, answer = TRACES[trace]
    times = fixed_times()
    requests = requests_at(
        rate, 8000, burstiness=burstiness or measured, prompt=prompt, answer=answer, seed=4
    )
    return requests, times, simulate(requests, times, cache_tokens=ROOMY).first


@pytest.mark.parametrize(("trace", "worse"), [("conversation", 1.5), ("code", 10.0)])
def test_poisson_arrivals_promise_too_short_a_wait(trace: str, worse: float) -> None:
    bursty, steady = served_as(trace)[2], served_as(trace, 1.0)[2]
    assert np.quantile(bursty, 0.99) > worse * np.quantile(steady, 0.99)


@pytest.mark.parametrize("trace", TRACES)
def test_the_places_of_erlang_c_are_too_few_for_recorded_bursts(trace: str) -> None:
    """Erlang's places, given to a replica, keep more than 1 in 100 requests waiting beyond its own promise."""
    rate = TRACES[trace][0]
    requests, times, first = served_as(trace)
    alone = Requests(np.linspace(0.0, 30_000.0, 500), requests.prompt[:500], requests.answer[:500])
    lonely = simulate(alone, times, cache_tokens=ROOMY)
    service = float(np.mean(lonely.first + np.nan_to_num(lonely.inter) * (alone.answer - 1)))
    staffing = fewest_servers(
        rate * service, service_seconds=service, target_seconds=0.5, level=0.99, most_occupancy=1.0
    )
    narrow = simulate(requests, fixed_times(staffing.servers), cache_tokens=ROOMY)
    assert np.quantile(narrow.first, 0.99) > 0.5 + np.quantile(first, 0.99)


def test_the_best_options_are_simulated_and_the_rest_follow_the_quick_rule() -> None:
    options = sized(inference(model="llama-3-70b", requests_per_second=20)).options
    formulas = [
        next((step.formula for step in option.derivation if step.step == "replicas"), "")
        for option in options
    ]
    assert "by simulation" in formulas[0]
    assert 1 <= sum("by simulation" in formula for formula in formulas) <= 4
    assert any("quick rule" in formula for formula in formulas)


def test_a_simulated_option_keeps_its_targets() -> None:
    targets = Targets(exact(800), exact(40))
    option = only(
        inference(model="llama-3-70b", requests_per_second=20, accelerator="h100-sxm", targets=targets)
    )
    assert figure(option, "time_to_first_token_p95_seconds").p50 <= 0.82
    assert figure(option, "inter_token_latency_p95_seconds").p50 <= 0.041


def test_a_trace_is_served_as_it_was_recorded() -> None:
    steady, clumped = np.linspace(0.0, 600.0, 3000), np.repeat(np.linspace(0.0, 580.0, 30), 100)

    def needed(arrivals: Floats) -> float:
        traffic = Traffic(exact(5), "constant", exact(1), arrivals=tuple(arrivals.tolist()))
        service = inference(
            requests_per_second=None, traffic=traffic, model="llama-3-70b", accelerator="a100-sxm-80gb"
        )
        return figure(only(service), "accelerators_needed").p50

    assert needed(clumped) > needed(steady)


def drafted(acceptance: Estimate) -> float:
    engine = Engine(tensor=4, speculative=Speculative(acceptance))
    option = only(
        inference(model="llama-3-70b", requests_per_second=2, accelerator="h100-sxm", engine=engine),
        assumptions=Assumptions(),
    )
    return figure(option, "inter_token_latency_seconds").p50


def test_accepted_drafts_shorten_the_time_between_tokens() -> None:
    plain = only(
        inference(model="llama-3-70b", requests_per_second=2, accelerator="h100-sxm", engine=Engine(tensor=4))
    )
    assert drafted(exact(0.8)) < 0.7 * figure(plain, "inter_token_latency_seconds").p50
    assert drafted(exact(0.01)) > figure(plain, "inter_token_latency_seconds").p50
    assert drafted(exact(0.9)) < drafted(Estimate(0.4, 0.6, 0.8)) < drafted(exact(0.2))


def test_a_draft_option_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path) -> None:
    from assessments.document import DocumentError, read_document
    from planner.sizing.document import read_size_document

    path = tmp_path / "size.yaml"
    path.write_text(
        "workloads: [{name: a, kind: inference, model: llama-3-8b, requests_per_second: 1,"
        " engine: {speculative: {acceptence: 0.7}}}]"
    )
    with pytest.raises(DocumentError, match="acceptance"):
        read_size_document(read_document(path))


@pytest.mark.parametrize("engine", ["vllm", "tensorrt-llm"])
@pytest.mark.parametrize(("prompt", "clients"), [(900.0, 4), (900.0, 64), (7200.0, 16), (7200.0, 64)])
def test_a_benchmark_simulated_as_it_is_run_explains_the_closed_loop(
    engine: str, prompt: float, clients: int
) -> None:
    """Ten requests for each client, all clients starting at once: throughput, time between tokens, first token."""
    server, model = replica_server(engine=engine), load_catalogue().model("llama-3-70b")
    loop = closed_loop(
        model, server, np.asarray(float(clients)), prompt=prompt, answer=900.0, long_prompt=prompt
    )
    requests = Requests(
        np.zeros(10 * clients), np.full(10 * clients, prompt), spread(900.0, 10 * clients, seed=1)
    )
    times = replica_times(engine=engine, context=prompt + 450.0)
    served = simulate(requests, times, cache_tokens=1e9, clients=clients)
    assert 10 * clients / served.seconds == pytest.approx(loop.requests_per_second.item(), rel=0.1)
    assert float(np.median(served.inter)) == pytest.approx(loop.inter_token.item(), rel=0.05)
    assert 0.6 < served.first.mean() / loop.time_to_first_token.item() < 1.05


FITTED = CALIBRATION.serving


@pytest.mark.parametrize(
    ("engine", "prompts"), [("vllm", FITTED.companions), ("sglang", 7.5 - 16 * FITTED.halting_burst)]
)
def test_requests_of_equal_length_wait_for_each_other(engine: str, prompts: float) -> None:
    """Sixteen clients: all keep together where prompts have steps of their own, a few where they share them."""
    server, model = replica_server(engine=engine), load_catalogue().model("llama-3-70b")

    def loop(prompt: float, equal: float) -> Loop:
        return closed_loop(
            model,
            server,
            np.asarray(16.0),
            prompt=prompt,
            answer=900.0,
            long_prompt=prompt,
            equal_lengths=equal,
        )

    varied, equal = loop(900.0, 0.0), loop(900.0, 1.0)
    one_prompt = varied.prefill_share * varied.cycle / 16.0
    waited = (equal.time_to_first_token - varied.time_to_first_token) / one_prompt
    assert waited.item() == pytest.approx(prompts)
    assert equal.cycle == varied.cycle


def spread(mean: float, count: int, *, seed: int) -> Floats:
    return np.round(mean * np.random.default_rng(seed).uniform(0.9, 1.1, count))


def test_an_engine_whose_first_token_is_not_explained_is_sized_by_the_quick_rule() -> None:
    option = only(
        inference(
            model="llama-3-70b", requests_per_second=5, accelerator="h100-sxm", engine=Engine(name="sglang")
        )
    )
    assert any("quick rule" in step.formula for step in option.derivation)
