"""Planning values of an organisation and the distances between regions, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from planner.sizing.estimate import Estimate

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, eq=False)
class RoundTrips:
    """Round trips between the countries of cloud regions, in seconds."""

    between: Mapping[frozenset[str], float]
    inside: float
    source: str

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that have a region, in order."""
        return tuple(sorted({country for pair in self.between for country in pair}))

    def seconds(self, start: str, end: str) -> float | None:
        """Return the round trip between two countries; None when it was not measured."""
        return self.inside if start == end else self.between.get(frozenset((start, end)))


@cache
def load_planning_values(folder: Path = FOLDER) -> Mapping[str, Estimate]:
    """Return the planning values by name, each with its source and date."""
    return MappingProxyType(
        {name: _estimate(raw) for name, raw in _read(folder / "organisation.yaml").items()}
    )


@cache
def load_round_trips(folder: Path = FOLDER) -> RoundTrips:
    """Return the measured round trips."""
    raw = _read(folder / "round_trips.yaml")
    between = {
        frozenset((start, end)): milliseconds / 1e3
        for start, row in raw["between_ms"].items()
        for end, milliseconds in row.items()
    }
    return RoundTrips(MappingProxyType(between), raw["inside_ms"] / 1e3, raw["source"])


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def _estimate(raw: Mapping[str, Any]) -> Estimate:
    source = f"{raw['source']} ({raw['as_of']})"
    return Estimate(float(raw["low"]), float(raw["likely"]), float(raw["high"]), (source,))
