"""Verdicts on options that are sized alike: what is judged is simulated as the best ones are."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.sizing.size import Scope, Sizing, size
from planner.sizing.workload import Assumptions, Estate, Inference, Workload
from planner.verdict.model import WorkloadVerdict

Judge = Callable[[Sizing], tuple[WorkloadVerdict, ...]]


def judged_alike(
    sizing: Sizing, workloads: Sequence[Workload], estate: Estate, assumptions: Assumptions, judge: Judge
) -> tuple[Sizing, tuple[WorkloadVerdict, ...]]:
    """Return the verdicts, and the sizing in which each service that is judged by an option has it simulated.

    The sizing simulates the best options only; a verdict may take another one, such as what is owned. That one is
    simulated, too, and judged again, until the verdicts stay with what was simulated. sizing: of all the workloads.
    """
    by_name = {workload.name: workload for workload in workloads if isinstance(workload, Inference)}
    tried: set[tuple[str, str]] = set()
    while True:
        verdicts = judge(sizing)
        asked = {(verdict.name, verdict.accelerator) for verdict in verdicts if verdict.option is not None}
        left = sorted(
            pair for pair in asked - tried if pair[0] in by_name and not _is_simulated(sizing, *pair)
        )
        if not left:
            return sizing, verdicts
        tried.update(left)
        for name, accelerator in left:
            sizing = _simulated(sizing, by_name[name], accelerator, estate, assumptions)


def _is_simulated(sizing: Sizing, name: str, accelerator: str) -> bool:
    return any(accelerator in sized.staffing for sized in sizing.workloads if sized.name == name)


def _simulated(
    sizing: Sizing, workload: Workload, accelerator: str, estate: Estate, assumptions: Assumptions
) -> Sizing:
    """Return the sizing with one more option of a workload simulated; the rest is what was sized."""
    known = next(sized.staffing for sized in sizing.workloads if sized.name == workload.name)
    (again,) = size(
        [workload],
        estate,
        assumptions,
        seed=sizing.seed,
        samples=sizing.samples,
        scopes={workload.name: Scope(None, known, frozenset({accelerator}))},
    ).workloads
    sized = tuple(again if one.name == workload.name else one for one in sizing.workloads)
    return replace(sizing, workloads=sized)
