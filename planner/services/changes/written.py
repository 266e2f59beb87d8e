"""The changes of a scenario as they are written: read from plain data, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from assessments.document import Document, validate
from planner.services.documents.written_values import Level
from planner.sizing.demand import Acquire

Factor = Annotated[float, Field(ge=0.05, le=20, allow_inf_nan=False)]
Identifiers = Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=200)]
Changed = Annotated[dict[str, dict[str, Any]], Field(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is different from what is known; what is None or empty stays as it is.

    acquire: buy or rent what is missing, where a workload's place allows it. accelerator: for all workloads.
    delay_quarters: nothing of the plan is ordered or begun before. deadline_quarters: later (or earlier) dates.
    budget_factor, people_factor, load_factor, hardware_price_factor: 1 changes nothing. load: tokens to train on,
    requests, queries and documents. budget_usd: per quarter. electricity_usd_per_kwh; owned_utilisation: share of
    its life an owned accelerator is used. answers: question -> value in its normal form. target_level: 1 to 5.
    pinned, excluded: initiatives; each goes before what was decided of it.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    acquire: Acquire | None = None
    accelerator: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    delay_quarters: Annotated[int, Field(ge=0, le=20)] = 0
    deadline_quarters: Annotated[int, Field(ge=-20, le=20)] = 0
    budget_factor: Factor | None = None
    budget_usd: Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)] | None = None
    people_factor: Factor | None = None
    load_factor: Factor | None = None
    hardware_price_factor: Factor | None = None
    electricity_usd_per_kwh: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    owned_utilisation: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] | None = None
    target_level: Level | None = None
    pinned: Identifiers = field(default_factory=list)
    excluded: Identifiers = field(default_factory=list)
    answers: Changed = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the changes alone, as `read_changes` reads them.

        >>> Changes(budget_usd=0.0, delay_quarters=0).to_json()
        {'budget_usd': 0.0}
        """
        nothing = {"delay_quarters": 0, "deadline_quarters": 0, "pinned": [], "excluded": [], "answers": {}}
        data = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in data.items() if value != nothing.get(name)}

    def factor(self, name: str) -> float | None:
        """Return a factor that changes something; None for one that is not given or is 1."""
        value: float | None = getattr(self, name)
        return None if value == 1 else value


NO_CHANGES = Changes()


def read_changes(data: Mapping[str, Any], *, title: str = "scenario") -> Changes:
    """Read changes from plain data. Raises DocumentError whose faults name the key."""
    return validate(Document(title, data, {}), Changes)
