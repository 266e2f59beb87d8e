"""Small random problems for property tests, and short ways to write tasks."""

from typing import Any

from hypothesis import strategies as st

from planner.roadmap.model import Alternatives, Problem, Target, Task


def task(name: str, duration: int = 1, cost: float = 0.0, **more: Any) -> Task:
    """A task with money spread over its work. `optional`, `demands`, `after` … as in Task."""
    more["is_optional"] = more.pop("optional", more.pop("is_optional", False))
    costs = (cost / max(duration, 1),) * max(duration, 1) if cost else ()
    for key in ("after", "unlocks"):
        more[key] = tuple(more.get(key, ()))
    return Task(id=name, duration=duration, costs_usd=costs, **more)


@st.composite
def small_problems(draw: st.DrawFn, *, objective: str = "readiness") -> Problem:
    """At most four tasks in at most four periods, with every kind of rule."""
    periods = draw(st.integers(2, 4))
    count = draw(st.integers(2, 4))
    tasks = []
    for index in range(count):
        before = [f"t{other}" for other in range(index) if draw(st.integers(0, 3)) == 0]
        tasks.append(
            task(
                f"t{index}",
                draw(st.integers(1, 2)),
                draw(st.sampled_from([0.0, 2_000.0, 5_000.0])),
                demands={"people": float(draw(st.integers(0, 2)))},
                after=before,
                lead_time=draw(st.sampled_from([0, 0, 1])),
                optional=draw(st.integers(0, 3)) > 0,
                gain=float(draw(st.integers(0, 4))),
                risk=draw(st.sampled_from([0.0, 0.2])),
                unlocks=["w"] if draw(st.integers(0, 2)) == 0 else [],
            )
        )
    groups: tuple[Alternatives, ...] = ()
    if count >= 3 and draw(st.booleans()):
        groups = (Alternatives("either", (f"t{count - 2}", f"t{count - 1}"), draw(st.booleans())),)
        last = tasks[-1]
        tasks[-1] = task(
            last.id, last.duration, last.cost_usd, gain=last.gain, unlocks=last.unlocks, optional=True
        )
    hard = draw(st.integers(0, 3)) == 0
    return Problem(
        periods=periods,
        tasks=tuple(tasks),
        capacities={"people": tuple(float(draw(st.integers(1, 3))) for _ in range(periods))},
        budget_usd=tuple(draw(st.sampled_from([1_000.0, 3_000.0, 6_000.0])) for _ in range(periods)),
        carry_over=draw(st.booleans()),
        alternatives=groups,
        targets=(Target("w", value=2.0, deadline=draw(st.integers(1, periods)), is_hard=hard),),
        objective="makespan" if objective == "makespan" else "readiness",
    )
