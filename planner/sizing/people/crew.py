"""People who run a workload once it is there, by role: planning assumptions, not measurements.

The figures say how many full-time people a workload of its kind usually keeps busy in steady operation: a fixed
part, and a part that grows with the accelerators. They are starting points to be corrected by the organisation;
on-premises operation is quoted at 0.5 to 1.5 full-time people per site by a secondary source (sesamedisk.com,
2026), which the platform part follows.
"""

from collections.abc import Mapping
from types import MappingProxyType

from planner.sizing.demand import Demand

CLOUD_PLATFORM_SHARE = 0.6  # the provider looks after buildings and machines (assumption)

# role -> (fixed, per accelerator)
_CREWS: Mapping[str, Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "training": {
            "ml_engineers": (2.0, 1 / 512),
            "platform_engineers": (1.0, 1 / 256),
            "data_engineers": (1.5, 0.0),
            "data_scientists": (1.0, 0.0),
            "security_specialists": (0.25, 0.0),
            "project_managers": (0.5, 0.0),
        },
        "fine_tuning": {
            "ml_engineers": (1.0, 0.0),
            "data_scientists": (1.0, 0.0),
            "platform_engineers": (0.5, 1 / 256),
            "data_engineers": (0.5, 0.0),
            "project_managers": (0.25, 0.0),
        },
        "inference": {
            "platform_engineers": (1.0, 1 / 128),
            "ml_engineers": (1.0, 0.0),
            "data_scientists": (0.25, 0.0),
            "security_specialists": (0.25, 0.0),
            "project_managers": (0.25, 0.0),
        },
        "retrieval": {
            "data_engineers": (1.0, 0.0),
            "ml_engineers": (0.5, 0.0),
            "platform_engineers": (0.5, 1 / 128),
            "project_managers": (0.25, 0.0),
        },
        "batch_inference": {
            "data_engineers": (0.5, 0.0),
            "ml_engineers": (0.5, 0.0),
            "platform_engineers": (0.25, 1 / 256),
        },
    }
)


def crew_for(demand: Demand, accelerators: float) -> dict[str, float]:
    """Return full-time people by role who run a workload on a number of accelerators.

    >>> crew_for(Demand("a", "A", "batch_inference"), 0)["data_engineers"]
    0.5
    """
    crew = {role: fixed + each * accelerators for role, (fixed, each) in _CREWS[demand.kind].items()}
    if demand.place == "cloud" and "platform_engineers" in crew:
        crew["platform_engineers"] *= CLOUD_PLATFORM_SHARE
    return crew
