"""How fast serving is simulated, and what bursts do: python -m tests.benchmarks.bench_serving. Asserts nothing."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.sizing.serving.arrivals import bursty_arrivals
from planner.sizing.serving.queues import fewest_servers
from planner.sizing.serving.simulation import Requests, StepTimes, simulate
from planner.sizing.serving.staffing import request_lengths
from planner.sizing.workload import Estimate, Lengths
from tests.planner.sizing.stepwise import fixed_times, simulate_stepwise

COUNT, NAIVE_COUNT = 19_366, 1_000  # requests of the conversation trace of 2023
CACHE_TOKENS = 400_000.0
# Azure traces of 2023 (CC-BY 4.0): rate, burstiness in ten seconds, P50 and P95 of prompts and of answers
TRACES = {
    "conversation": (5.5, 3.9, (1020.0, 4083.0), (129.0, 451.0)),
    "code": (2.57, 71.6, (1469.0, 7303.0), (13.0, 90.0)),
}


def seconds(run: Callable[[], object], repeats: int = 3) -> float:
    """Return the best processor time of several runs."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def requests_of(trace: str, count: int, burstiness: float | None = None) -> Requests:
    """Return requests with the rate, lengths and burstiness of a trace."""
    rate, measured, prompt, answer = TRACES[trace]
    rng = np.random.default_rng(4)
    prompts, answers = (
        request_lengths(Lengths(Estimate.exact(p50), Estimate.exact(p95)), count, rng)
        for p50, p95 in (prompt, answer)
    )
    return Requests(
        bursty_arrivals(count, rate=rate, burstiness=burstiness or measured, rng=rng), prompts, answers
    )


def first_p99(requests: Requests, times: StepTimes) -> float:
    return simulate(requests, times, cache_tokens=CACHE_TOKENS).first_quantile(0.99)


def erlang_places(requests: Requests, times: StepTimes, rate: float, target: float) -> int:
    """Return the places by Erlang C with the service time of a request alone."""
    alone = replace(requests, arrival=np.linspace(0.0, 60.0 * len(requests.arrival), len(requests.arrival)))
    served = simulate(alone, times, cache_tokens=CACHE_TOKENS)
    service = float(np.mean(served.first + np.nan_to_num(served.inter) * (alone.answer - 1)))
    return fewest_servers(
        rate * service, service_seconds=service, target_seconds=target, level=0.99, most_occupancy=1.0
    ).servers


def main() -> None:
    write, times = sys.stdout.write, fixed_times()
    requests = requests_of("conversation", COUNT)
    fast = seconds(lambda: simulate(requests, times, cache_tokens=CACHE_TOKENS))
    few = requests_of("conversation", NAIVE_COUNT)
    leaps = seconds(lambda: simulate(few, times, cache_tokens=CACHE_TOKENS))
    steps = seconds(lambda: simulate_stepwise(few, times, cache_tokens=CACHE_TOKENS), repeats=1)
    write(f"{COUNT:,} requests in {fast:.2f} s: {COUNT / fast:,.0f} requests/s\n")
    write(
        f"{NAIVE_COUNT:,} requests step by step {steps:.2f} s, by leaps {leaps:.3f} s: {steps / leaps:.0f} x\n"
    )
    write("one replica of 15 ms a step, 0.1 ms a sequence, 80 us a prompt token; P99 of the first token\n")
    for trace, (rate, burstiness, _, _) in TRACES.items():
        bursty, steady = requests_of(trace, 8000), requests_of(trace, 8000, 1.0)
        usual, waits = first_p99(steady, times), first_p99(bursty, times)
        places = erlang_places(bursty, times, rate, usual)
        narrow = first_p99(bursty, fixed_times(places))
        write(
            f"{trace:14} burstiness {burstiness:g}: {waits:.1f} s; Poisson {usual:.1f} s;"
            f" in the {places} places of Erlang C {narrow:.1f} s\n"
        )


if __name__ == "__main__":
    main()
