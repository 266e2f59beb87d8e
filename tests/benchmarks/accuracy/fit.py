"""Fit the constants of a calibration to rows of the record: robust, with a weak pull to where they start.

Each constant is fitted as its logarithm (shares between 0 and 1 as their logit), by Gauss and Newton's method with
Marquardt's damping on reweighted squares: the weights make it close to the least sum of absolute errors, which is what
the median that is reported rewards. Everything is deterministic.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from planner.sizing.physics.calibration import Calibration
from planner.sizing.result import Floats

Residuals = Callable[[Calibration], Floats]

STEP = 1e-3  # of the finite differences, in logarithm or logit
PULL = 0.7  # standard deviation of the pull to the start, in logarithm or logit
SOFTNESS = 0.03  # errors below it count as squares, above it as absolute values


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant to fit. path: such as "training.attention_share" or "serving.engines.vllm.layer"."""

    path: str
    is_share: bool = False


def value_of(calibration: Calibration, path: str) -> float:
    """Return a constant by its path."""
    found: Any = calibration
    for name in path.split("."):
        found = found[name] if isinstance(found, MappingProxyType) else getattr(found, name)
    return float(found)


def with_values(calibration: Calibration, values: dict[str, float]) -> Calibration:
    """Return a calibration with some constants replaced."""
    changed: Any = calibration
    for path, value in values.items():
        changed = _replaced(changed, path.split("."), value)
    result: Calibration = changed
    return result


def _replaced(part: Any, names: Sequence[str], value: float) -> Any:
    if not names:
        return value
    if isinstance(part, MappingProxyType):
        return MappingProxyType({**part, names[0]: _replaced(part[names[0]], names[1:], value)})
    return replace(part, **{names[0]: _replaced(getattr(part, names[0]), names[1:], value)})


def constants_of(calibration: Calibration) -> dict[str, float]:
    """Return every constant by its path."""
    found: dict[str, float] = {}

    def walk(part: Any, path: str) -> None:
        if isinstance(part, MappingProxyType):
            for name, inner in part.items():
                walk(inner, f"{path}.{name}")
        elif isinstance(part, float):
            found[path] = part
        else:
            for each in fields(part):
                walk(getattr(part, each.name), f"{path}.{each.name}" if path else each.name)

    walk(calibration, "")
    return found


def _free(constant: Constant, value: float) -> float:
    return float(np.log(value / (1 - value)) if constant.is_share else np.log(value))


def _bound(constant: Constant, value: float) -> float:
    return float(1 / (1 + np.exp(-value)) if constant.is_share else np.exp(value))


def fit(
    residuals: Residuals, start: Calibration, constants: Sequence[Constant], *, rounds: int = 12
) -> Calibration:
    """Return the calibration whose residuals ln(predicted / measured) are smallest.

    residuals: (N,) of a calibration, weighted as the caller likes. The pull to the start weighs as much as one row.
    """
    origin = np.array([_free(constant, value_of(start, constant.path)) for constant in constants])

    def at(point: Floats) -> Calibration:
        values = {c.path: _bound(c, v) for c, v in zip(constants, point, strict=True)}
        return with_values(start, values)

    def cost(errors: Floats, point: Floats) -> float:
        pull = 0.5 * np.sum(((point - origin) / PULL) ** 2) * SOFTNESS
        return float(np.sum(np.sqrt(errors**2 + SOFTNESS**2)) + pull)

    point, damping = origin.copy(), 1e-2
    errors = residuals(at(point))
    for _ in range(rounds):
        slopes = np.column_stack(
            [(residuals(at(point + step)) - errors) / STEP for step in STEP * np.eye(len(point))]
        )
        weights = 1.0 / np.sqrt(errors**2 + SOFTNESS**2)
        normal = slopes.T @ (weights[:, None] * slopes) + np.eye(len(point)) * SOFTNESS / PULL**2
        gradient = slopes.T @ (weights * errors) + (point - origin) * SOFTNESS / PULL**2
        before = cost(errors, point)
        for _ in range(6):
            step = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), gradient)
            tried = point - np.clip(step, -0.5, 0.5)
            found = residuals(at(tried))
            if cost(found, tried) < before:
                break
            damping *= 8
        else:
            return at(point)
        point, errors, damping = tried, found, max(damping / 4, 1e-4)
        if before - cost(errors, point) < 1e-4 * before:
            break
    return at(point)
