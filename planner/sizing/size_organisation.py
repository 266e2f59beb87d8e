"""The one door for what is about the organisation rather than one workload."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.sizing.business.business_case import business_figures
from planner.sizing.business.elasticity import elasticity_figures
from planner.sizing.business.obligations import Obligation, duty_figures, obligations_of
from planner.sizing.business.showback import showback_figures
from planner.sizing.business.unit_cost import unit_cost_figures
from planner.sizing.catalogue import with_own
from planner.sizing.catalogue.organisation import load_planning_values
from planner.sizing.data.audit_log import protection_figures
from planner.sizing.data.data_cleaning import cleaning_figures
from planner.sizing.data.data_sufficiency import data_figures
from planner.sizing.data.drift_detection import monitoring_figures
from planner.sizing.data.migration import migration_figures
from planner.sizing.data.storage_growth import storage_figures
from planner.sizing.data.transfer import transfer_figures
from planner.sizing.demand import AskedQuestion
from planner.sizing.money.acquisition import shipped_catalogue
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload, PlanOutline
from planner.sizing.organisation.facts import OrganisationFacts
from planner.sizing.organisation.figure import Figure
from planner.sizing.people.learning import people_figures
from planner.sizing.place.facility import facility_figures
from planner.sizing.place.host import host_figures
from planner.sizing.place.reach import reach_figures
from planner.sizing.place.site_choice import site_figures
from planner.sizing.surroundings import Surroundings, surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.workload import Assumptions, Estate

__all__ = ["Figure", "OrganisationSizing", "PlanOutline", "PlannedWorkload", "size_organisation"]

_SUBJECTS: tuple[Callable[[Circumstances], Iterator[Figure]], ...] = (
    host_figures,
    storage_figures,
    transfer_figures,
    reach_figures,
    site_figures,
    facility_figures,
    elasticity_figures,
    business_figures,
    unit_cost_figures,
    showback_figures,
    people_figures,
    data_figures,
    cleaning_figures,
    migration_figures,
    protection_figures,
    monitoring_figures,
    duty_figures,
)


@dataclass(frozen=True, slots=True)
class OrganisationSizing:
    """Figures in the order of their subjects, and the calendar of duties."""

    figures: tuple[Figure, ...]
    obligations: tuple[Obligation, ...]

    def figure(self, id: str) -> Figure:
        """Return a figure by its id. Raises KeyError."""
        for figure in self.figures:
            if figure.id == id:
                return figure
        raise KeyError(id)

    def to_json(self) -> dict[str, Any]:
        """Return the `organisation` part of a snapshot."""
        return {
            "figures": [figure.to_json() for figure in self.figures],
            "obligations": [obligation.to_json() for obligation in self.obligations],
        }


def size_organisation(
    facts: OrganisationFacts,
    estate: Estate,
    workloads: Sequence[PlannedWorkload],
    outline: PlanOutline,
    *,
    questions: Mapping[str, AskedQuestion] | None = None,
    assumptions: Assumptions | None = None,
    seed: int = 0,
    samples: int = 1024,
) -> OrganisationSizing:
    """Work out what the planned workloads take of the organisation around them, as P10, P50 and P90.

    questions: by the quantity that each asks for; a figure that lacks an answer names them. assumptions: those that
    the workloads were sized with; their grids, prices and PUE hold here, too.
    The same input and seed give the same figures. Raises ValueError for `samples` that is no power of two,
    CatalogueError for an unknown `assumptions.grid_region`.
    """
    around = Circumstances(
        facts,
        estate,
        workloads,
        outline,
        load_planning_values(),
        questions or {},
        Scenarios(samples, seed, "organisation"),
        _surroundings(estate, assumptions or Assumptions()),
    )
    with np.errstate(all="ignore"):  # what is not finite becomes an open figure
        figures = tuple(figure for subject in _SUBJECTS for figure in subject(around))
    return OrganisationSizing(figures, obligations_of(around))


def _surroundings(estate: Estate, assumptions: Assumptions) -> Surroundings:
    catalogue = with_own(shipped_catalogue(), assumptions.prices, assumptions.grids)
    return surroundings(catalogue, estate, assumptions)
