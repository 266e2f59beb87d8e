"""What the simulations of a plan's services found: kept with the plan, and read by the release that made it."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from planner.models import Plan, Simulation
from planner.sizing.catalogue import load_catalogue
from planner.sizing.serving.staffing import Staffing
from planner.sizing.size import ENGINE_VERSION, Sizing

Simulated = Mapping[str, Mapping[str, Staffing]]
_FIELDS = frozenset(field.name for field in fields(Staffing))


def services_of(sizing: Sizing) -> dict[str, dict[str, Any]]:
    """Return what was simulated, by workload and accelerator, as plain data; nothing of what was not simulated."""
    return {
        workload.name: {name: asdict(found) for name, found in workload.staffing.items()}
        for workload in sizing.workloads
        if workload.staffing
    }


def simulated_for(plan: Plan) -> Simulated:
    """Return what was simulated for a finished plan, by workload and accelerator.

    Nothing of a plan that another engine or catalogue made, or that was finished before this was kept: it is
    simulated again then.
    """
    versions = plan.snapshot.get("versions", {})
    row = Simulation.objects.filter(plan=plan).first()
    if row is None or (versions.get("engine"), versions.get("catalogue")) != (
        ENGINE_VERSION,
        load_catalogue().version,
    ):
        return {}
    return {
        workload: {name: Staffing(**found) for name, found in by_name.items() if found.keys() == _FIELDS}
        for workload, by_name in row.services.items()
    }
