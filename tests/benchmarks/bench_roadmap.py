"""How good and how fast the roadmap's engines are, beside a greedy plan made in the same run.

    python -m tests.benchmarks.bench_roadmap [--seconds 20] [--instances 3] [--patience 3] [--parts choosing,ways,jobs]

Choosing under money: 60 initiatives, 40 dependencies, 12 quarters, three roles, a budget for about half of them.
Each line gives value and gap of each stage, the plan that was in hand after three seconds as a share of the final
gain, and the greedy plan's share. The cheapest way: the same initiatives with a workload of eight gates of four
alternatives each, and with a level of five domains; both under people and money, beside a greedy way. Scheduling: 48
problems of 30 and 24 of 60 jobs drawn like those of PSPLIB, over its network complexities, resource factors and
resource strengths.

Times are of this machine and of this moment; they are printed, not judged. Processor seconds are what the work takes
when nothing else runs; where others run beside it, the wall clock tells more. The load of the machine is printed too.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import product
from statistics import median

import numpy as np

from planner.roadmap.choosing import solve_readiness
from planner.roadmap.greedy import greedy_starts
from planner.roadmap.ledger import makespan, violations
from planner.roadmap.model import Problem, Target, Task
from planner.roadmap.program import values_of
from planner.roadmap.scheduling import solve_makespan
from tests.benchmarks.cheapest_ways import way_lines

INITIATIVES, DEPENDENCIES, QUARTERS = 60, 40, 12
SOON_SECONDS = 3.0
# PSPLIB's own grid: network complexity, resource factor, resource strength.
COMPLEXITIES, FACTORS, STRENGTHS = (1.5, 1.8, 2.1), (0.25, 0.5, 0.75, 1.0), (0.2, 0.5, 0.7, 1.0)
PARTS = ("choosing", "ways", "jobs")


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


def jobs_problem(
    jobs: int, seed: int, *, complexity: float = 1.8, factor: float = 0.75, strength: float = 0.2
) -> Problem:
    """Jobs on four resources whose scarcity is `strength` between the least possible and no limit.

    complexity: arcs for each job. factor: share of the resources that a job uses.
    """
    draw = np.random.default_rng(seed)
    durations = draw.integers(1, 11, jobs)
    demands = [
        {f"R{r}": float(draw.integers(1, 11)) for r in range(4) if draw.random() < factor}
        for _ in range(jobs)
    ]
    arcs: set[tuple[int, int]] = set()
    while len(arcs) < complexity * jobs:
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


def chosen_line(name: str, problem: Problem, seconds: float, patience: float) -> str:
    """Choose and schedule, and describe the plan, its proof and its times beside the greedy plan."""
    greedy = greedy_starts(problem)
    began, worked = time.perf_counter(), time.process_time()
    in_hand: list[tuple[float, dict[str, float]]] = []

    def watch(starts: Mapping[str, int]) -> None:
        in_hand.append((time.process_time() - worked, values_of(problem, starts)))

    outcome = solve_readiness(problem, seconds=seconds, seed=0, patience=patience, watch=watch)
    taken, work = time.perf_counter() - began, time.process_time() - worked
    if outcome.starts is None or greedy is None or violations(problem, outcome.starts):
        return f"{name:<14} no plan in {taken:.1f} s"
    best = values_of(problem, outcome.starts)
    stages = "; ".join(f"{s.name} {s.objective:,.6g} gap {s.gap:.2%}" for s in outcome.stages)
    soon = [values for at, values in in_hand if at <= SOON_SECONDS]
    end = " (stopped by the clock)" if outcome.stopped_by_clock else ""
    return (
        f"{name:<14} {stages}; after {SOON_SECONDS:g} s {_share(soon[-1], best) if soon else 'nothing'}; "
        f"greedy {_share(values_of(problem, greedy), best)}; {work:.1f} s of processor, {taken:.1f} s by the clock{end}"
    )


def _share(values: Mapping[str, float], best: Mapping[str, float]) -> str:
    late = values["lateness"] - best["lateness"]
    lateness = f", lateness {values['lateness']:.2f} against {best['lateness']:.2f}" if late > 1e-3 else ""
    return f"{values['gain'] / best['gain']:.1%} of the gain{lateness}"


def jobs_grid(jobs: int) -> list[Problem]:
    """Every cell of PSPLIB's grid for 30 jobs, every second one for more."""
    cells = product(enumerate(COMPLEXITIES), enumerate(FACTORS), enumerate(STRENGTHS))
    return [
        jobs_problem(jobs, seed, complexity=complexity, factor=factor, strength=strength)
        for seed, ((i, complexity), (j, factor), (k, strength)) in enumerate(cells)
        if jobs <= 30 or (i + j + k) % 2 == 0
    ]


def jobs_lines(jobs: int, seconds: float, patience: float) -> Iterator[str]:
    """Schedule a grid of problems: how many are proven, how soon, and what greedy would take longer."""
    times, gaps, longer = [], [], []
    problems = jobs_grid(jobs)
    for problem in problems:
        greedy = greedy_starts(problem)
        worked = time.process_time()
        outcome = solve_makespan(problem, seconds=seconds, seed=0, patience=patience)
        times.append(time.process_time() - worked)
        if outcome.starts is None or greedy is None or violations(problem, outcome.starts):
            yield f"jobs {jobs:<9} no plan"
            continue
        gaps.append(outcome.stages[0].gap)
        longer.append(makespan(problem, greedy) / makespan(problem, outcome.starts) - 1)
    proven = sum(gap <= 0 for gap in gaps)
    yield (
        f"jobs {jobs:<9} {proven} of {len(problems)} proven, mean gap {sum(gaps) / max(len(gaps), 1):.2%}; "
        f"median {median(times):.2f} s, worst {max(times):.1f} s of processor; greedy takes "
        f"{sum(longer) / max(len(longer), 1):.1%} longer, at most {max(longer, default=0.0):.1%}"
    )


def lines(options: argparse.Namespace) -> Iterator[str]:
    """Run everything, line by line."""
    seconds, instances, patience = options.seconds, options.instances, options.patience
    yield _load()
    if "choosing" in options.parts:
        for seed in range(options.first, options.first + instances):
            yield chosen_line(f"initiatives {seed}", initiatives_problem(seed), seconds, patience)
    if "ways" in options.parts:
        for seed in range(options.first, options.first + instances):
            yield from way_lines(f"way {seed}", initiatives_problem(seed), seed, seconds)
    if "jobs" in options.parts:
        for jobs in (30, 60):
            yield from jobs_lines(jobs, seconds, patience)
    yield _load()


def _load() -> str:
    return f"load of the machine over 1, 5 and 15 minutes: {os.getloadavg()}, {os.cpu_count()} processors"


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description="benchmark of the roadmap's engines beside a greedy plan")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--instances", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first instance")
    parser.add_argument(
        "--patience", type=float, default=3.0, help="the clock ends a search after seconds x this"
    )
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS))
    for line in lines(parser.parse_args()):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
