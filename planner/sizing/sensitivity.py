"""Which uncertain inputs a result owes its spread to: Sobol indices, by the methods of Saltelli and Jansen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from assessments.language import say, to_say
from planner.sizing.result import Floats, Option
from planner.sizing.uncertainty import (
    DIMENSIONS,
    Scenarios,
    generator,
    normal_quantile,
    sobol,
    stratified,
)

LEAST, MOST = 0.01, 12  # share of the variance, and number, of the causes that are told
INPUTS: Mapping[str, str] = MappingProxyType(
    {
        "accepted drafts": to_say("share of accepted drafts"),
        "answer": to_say("tokens of an answer"),
        "burstiness": to_say("burstiness of the requests"),
        "buy": to_say("price to buy"),
        "chunk": to_say("tokens of a passage"),
        "corpus": to_say("tokens of the corpus"),
        "cpu node": to_say("price of an index node"),
        "dataset": to_say("size of the data set"),
        "deadline": to_say("deadline"),
        "discount": to_say("discount rate"),
        "draft cost": to_say("time to draft a token"),
        "electricity": to_say("price of electricity"),
        "embedding model": to_say("error of the embedding model"),
        "epochs": to_say("passes over the data"),
        "facility": to_say("price of the room"),
        "failures": to_say("failures of accelerators"),
        "first token model": to_say("error of the first-token model"),
        "goodput": to_say("goodput"),
        "grid": to_say("carbon of the grid"),
        "index model": to_say("error of the index model"),
        "kept": to_say("checkpoints kept"),
        "load": to_say("mean draw of power"),
        "long answer": to_say("tokens of a long answer"),
        "long prompt": to_say("tokens of a long prompt"),
        "measured throughput": to_say("measured throughput"),
        "memory model": to_say("error of the memory model"),
        "node memory": to_say("memory of an index node"),
        "node watts": to_say("power of an index node"),
        "overlap": to_say("overlap of passages"),
        "prefix hits": to_say("share of cached prompts"),
        "prompt": to_say("tokens of a prompt"),
        "pue": to_say("PUE"),
        "queries": to_say("rate of queries"),
        "query model": to_say("error of the query model"),
        "query tokens": to_say("tokens of a query"),
        "rate": to_say("rate of requests"),
        "refreshes": to_say("refreshes of the index"),
        "renewable": to_say("renewable share"),
        "rent": to_say("price to rent"),
        "replication": to_say("copies of the data"),
        "requests": to_say("number of requests"),
        "runs": to_say("number of runs"),
        "serving model": to_say("error of the serving model"),
        "spare": to_say("spare replicas"),
        "stall": to_say("time spent on checkpoints"),
        "support": to_say("price of support"),
        "team": to_say("efficiency of the team"),
        "tokens": to_say("training tokens"),
        "training model": to_say("error of the training model"),
        "utilisation": to_say("use of own accelerators"),
        "vectors": to_say("number of vectors"),
        "years": to_say("years of use"),
    }
)


@dataclass(frozen=True, slots=True)
class Indices:
    """Shares of the variance, by input. first: alone; total: with all that it does together with others."""

    first: Floats
    total: Floats


def saltelli_points(samples: int, inputs: int, rng: np.random.Generator) -> Floats:
    """Return ((inputs + 2) samples, inputs) points: A, B, and for each input A with that column of B.

    Source: Saltelli et al. 2010, Computer Physics Communications 181. Inputs beyond the Sobol dimensions are
    stratified.
    """
    first = sobol(samples, min(2 * inputs, DIMENSIONS), rng)
    more = [stratified(samples, rng) for _ in range(2 * inputs - first.shape[1])]
    both = np.column_stack((first, *more))
    left, right = both[:, :inputs], both[:, inputs:]
    mixed = [np.where(np.arange(inputs) == one, right, left) for one in range(inputs)]
    return np.concatenate((left, right, *mixed))


def sobol_indices(values: Floats, inputs: int) -> Indices:
    """Return first and total indices of a result at Saltelli's points.

    values: ((inputs + 2) samples,). S_i = 1 - E[(f(B) - f(AB_i))^2] / 2V, T_i = E[(f(A) - f(AB_i))^2] / 2V
    (Jansen 1999, Computer Physics Communications 117), with 2V taken as E[(f(B) - f(A))^2] over the same points: so
    an input without effect gets exactly 0, and one that does everything 1.
    Raises ValueError for values of another number.
    """
    if len(values) % (inputs + 2):
        raise ValueError(f"needs a multiple of {inputs + 2} values (got {len(values)})")
    left, right, *mixed = np.split(np.asarray(values, dtype=float), inputs + 2)
    spread = float(np.mean((right - left) ** 2))
    if spread <= 0:
        return Indices(np.zeros(inputs), np.zeros(inputs))
    first = [1.0 - float(np.mean((right - one) ** 2)) / spread for one in mixed]
    total = [float(np.mean((left - one) ** 2)) / spread for one in mixed]
    return Indices(np.array(first), np.array(total))


class SaltelliScenarios(Scenarios):
    """Scenarios at Saltelli's points of the named inputs; (len(names) + 2) x base of them."""

    def __init__(self, base: int, names: Sequence[str], seed: int, workload: str) -> None:
        super().__init__(base, seed, workload)
        self._names = tuple(names)
        self._points = saltelli_points(base, len(names), generator(seed, f"{workload}:saltelli"))
        self.samples = len(self._points)

    def _scores(self, name: str) -> Floats:
        if name not in self._names:
            return np.zeros(self.samples)
        return normal_quantile(self._points[:, self._names.index(name)])


@dataclass(frozen=True, slots=True)
class Cause:
    """What one input does to a result. low, high: median of the result where the input is in its lowest and its
    highest fifth."""

    input: str
    first: float
    total: float
    low: float
    high: float

    def to_json(self) -> dict[str, Any]:
        return {
            "input": self.input,
            "title": say(INPUTS[self.input]) if self.input in INPUTS else self.input,
            "first": self.first,
            "total": self.total,
            "low": self.low,
            "high": self.high,
        }


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What moves the results of one option: for each result its causes, the largest first."""

    accelerator: str
    accelerators: int
    results: Mapping[str, tuple[Cause, ...]]

    def to_json(self) -> dict[str, Any]:
        causes = {name: [cause.to_json() for cause in found] for name, found in self.results.items()}
        return {"accelerator": self.accelerator, "accelerators": self.accelerators, "results": causes}


def causes_of(values: Floats, scenarios: SaltelliScenarios, names: Sequence[str]) -> tuple[Cause, ...]:
    """Return what each input does to a result at Saltelli's points, the largest total first."""
    found = sobol_indices(values, len(names))
    fifths = [_ends(values, scenarios.normal(name)) for name in names]
    causes = (
        Cause(name, float(np.clip(first, 0.0, total)), float(total), low, high)
        for name, first, total, (low, high) in zip(names, found.first, found.total, fifths, strict=True)
    )
    return tuple(sorted(causes, key=lambda cause: -cause.total))


def sensitivity_of(option: Option, names: Sequence[str], scenarios: SaltelliScenarios) -> Sensitivity:
    """Return what moves the results of an option that was sized at Saltelli's points of the named inputs."""
    results = ("cost_usd", "days" if "accelerator_hours" in option.figures else "accelerators")
    found = {
        result: causes_of(option.samples[result], scenarios, names)
        for result in results
        if result in option.samples and np.isfinite(option.samples[result]).all()
    }
    return Sensitivity(
        option.accelerator,
        option.accelerators,
        {
            result: tuple(cause for cause in causes if cause.total >= LEAST)[:MOST]
            for result, causes in found.items()
        },
    )


def _ends(values: Floats, score: Floats) -> tuple[float, float]:
    low, high = np.quantile(score, (0.2, 0.8))
    return float(np.median(values[score <= low])), float(np.median(values[score >= high]))
