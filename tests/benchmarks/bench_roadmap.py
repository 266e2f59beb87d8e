"""How good and how fast the roadmap's engines are, beside a greedy plan made in the same run.

    python -m tests.benchmarks.bench_roadmap [--seconds 20] [--instances 3]

Choosing under money: 60 initiatives, 40 dependencies, 12 quarters, three roles, a budget for about half of them.
Scheduling: 30 and 60 jobs drawn like those of PSPLIB (four resources, network complexity 1.8, resource factor
0.75). The cheapest way: the same initiatives with a workload of eight gates of four alternatives each, and with a level
of five domains; both under people and money, beside a greedy way. Each line
gives the gap that was proven, the greedy plan's value as a share of the engine's, and the time as a multiple of the
greedy plan's. Times are of this machine and of this moment; they are printed, not judged.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from planner.roadmap.choosing import solve_readiness
from planner.roadmap.greedy import greedy_starts
from planner.roadmap.ledger import makespan, violations
from planner.roadmap.model import Problem, Target, Task
from planner.roadmap.outcome import Outcome
from planner.roadmap.program import values_of
from planner.roadmap.scheduling import solve_makespan
from tests.benchmarks.cheapest_ways import way_lines

INITIATIVES, DEPENDENCIES, QUARTERS = 60, 40, 12


def initiatives_problem(seed: int, *, workloads: int = 3) -> Problem:
    """Sixty optional initiatives whose money reaches for about half of them."""
    draw = np.random.default_rng(seed)
    arcs: set[tuple[int, int]] = set()
    while len(arcs) < DEPENDENCIES:
        first, second = sorted(int(value) for value in draw.choice(INITIATIVES, 2, replace=False))
        arcs.add((first, second))
    tasks = tuple(_initiative(draw, index, arcs, workloads) for index in range(INITIATIVES))
    money = 0.45 * sum(task.cost_usd for task in tasks) / QUARTERS
    return Problem(
        periods=QUARTERS,
        tasks=tasks,
        capacities={f"role-{role}": (5.0,) * QUARTERS for role in range(3)},
        budget_usd=(money,) * QUARTERS,
        carry_over=True,
        targets=tuple(Target(f"w{k}", value=k + 1.0, deadline=4 + 2 * k) for k in range(workloads)),
    )


def _initiative(draw: np.random.Generator, index: int, arcs: set[tuple[int, int]], workloads: int) -> Task:
    duration = int(draw.choice([1, 1, 2, 2, 3, 4]))
    cost = float(round(draw.lognormal(4.6, 0.8))) * 1_000
    return Task(
        id=f"t{index:02d}",
        duration=duration,
        lead_time=int(draw.choice([0, 0, 0, 1])),
        costs_usd=(cost / duration,) * duration,
        demands={
            f"role-{role}": float(draw.choice([1, 1, 2, 3])) for role in range(3) if draw.random() < 0.5
        },
        after=tuple(f"t{first:02d}" for first, second in sorted(arcs) if second == index),
        is_optional=True,
        gain=round(float(draw.uniform(1, 10)), 1),
        risk=float(draw.choice([0.05, 0.15, 0.3])),
        unlocks=tuple(f"w{k}" for k in range(workloads) if draw.random() < 0.06),
    )


def jobs_problem(jobs: int, seed: int, *, strength: float = 0.2) -> Problem:
    """Jobs on four resources whose scarcity is `strength` between the least possible and no limit."""
    draw = np.random.default_rng(seed)
    durations = draw.integers(1, 11, jobs)
    demands = [
        {f"R{r}": float(draw.integers(1, 11)) for r in range(4) if draw.random() < 0.75} for _ in range(jobs)
    ]
    arcs: set[tuple[int, int]] = set()
    while len(arcs) < 1.8 * jobs:
        first = int(draw.integers(0, jobs - 1))
        arcs.add((first, int(draw.integers(first + 1, min(jobs, first + 8)))))
    horizon = int(durations.sum())
    earliest = [0] * jobs
    for first, second in sorted(arcs, key=lambda arc: arc[1]):
        earliest[second] = max(earliest[second], earliest[first] + int(durations[first]))
    capacities = {}
    for role in (f"R{r}" for r in range(4)):
        need = np.zeros(horizon)
        for job in range(jobs):
            need[earliest[job] : earliest[job] + durations[job]] += demands[job].get(role, 0.0)
        least = max(demand.get(role, 0.0) for demand in demands)
        capacities[role] = (float(round(least + strength * (need.max() - least))),) * horizon
    tasks = tuple(
        Task(f"j{job}", "", int(durations[job]), demands=demands[job], after=_before(job, arcs))
        for job in range(jobs)
    )
    return Problem(horizon, tasks, capacities, objective="makespan")


def _before(job: int, arcs: set[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(f"j{first}" for first, second in sorted(arcs) if second == job)


def compared(name: str, problem: Problem, solve: Callable[..., Outcome], seconds: float) -> str:
    """Solve a problem and its greedy plan, and describe both in a line."""
    began = time.perf_counter()
    greedy = greedy_starts(problem)
    greedy_seconds = time.perf_counter() - began
    began = time.perf_counter()
    outcome = solve(problem, seconds=seconds, seed=0, patience=3.0)
    taken = time.perf_counter() - began
    if outcome.starts is None or greedy is None or violations(problem, outcome.starts):
        return f"{name:<14} no plan in {taken:.1f} s"
    stages = "; ".join(f"{s.name} {s.objective:,.6g} gap {s.gap:.2%}" for s in outcome.stages)
    share = _greedy_share(problem, greedy, outcome.starts)
    return f"{name:<14} {stages}; greedy {share}; {taken:.2f} s = {taken / greedy_seconds:,.0f} x greedy"


def _greedy_share(problem: Problem, greedy: dict[str, int], best: dict[str, int]) -> str:
    if problem.objective == "makespan":
        return f"{makespan(problem, greedy) / makespan(problem, best):.1%} of the makespan"
    old, new = values_of(problem, greedy), values_of(problem, best)
    return f"{old['gain'] / new['gain']:.1%} of the gain, lateness {old['lateness']:.2f} against {new['lateness']:.2f}"


def lines(seconds: float, instances: int) -> Iterator[str]:
    """Run everything, line by line."""
    for seed in range(instances):
        yield compared(f"initiatives {seed}", initiatives_problem(seed), solve_readiness, seconds)
    for seed in range(instances):
        yield from way_lines(f"way {seed}", initiatives_problem(seed), seed, seconds)
    for jobs in (30, 60):
        for seed in range(instances):
            yield compared(f"jobs {jobs}-{seed}", jobs_problem(jobs, seed), solve_makespan, seconds)


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description="benchmark of the roadmap's engines beside a greedy plan")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--instances", type=int, default=3)
    options = parser.parse_args()
    for line in lines(options.seconds, options.instances):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
