"""The link from maturity to physics: what an assessed team makes of its hardware."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.services.frozen.inputs import PlanInputs
from planner.services.frozen.validation import read_inputs_assumptions
from planner.sizing.workload import Assumptions, Estimate

# The practices that decide how much of the hardware's throughput a team reaches: orchestration, platform
# software, observability, training quality, and the people themselves.
TEAM_PRACTICES = ("HW-05", "HW-07", "HW-08", "DA-08", "TA-01")

# Published training runs on like hardware: good teams need 0.6 to 0.7 of the median time, inexperienced ones
# 1.4 to 3 times. Level 3 is the median team; levels 1 and 5 sit inside those bands. The spread that is left
# around one level shrinks by at most 40 % when the assessment is fully trusted (our assumption).
_LIKELY_AT = {1.0: 0.55, 3.0: 1.0, 5.0: 1.5}
_SPREAD = math.log(Assumptions().team_efficiency.high)
_SPREAD_CUT = 0.4


def assumptions_for(inputs: PlanInputs, maturity: Mapping[str, Any]) -> Assumptions:
    """Return the assumptions of the inputs; the team's efficiency follows assessed maturity unless given.

    maturity: the JSON form of a scored maturity. Raises DocumentError.
    """
    assumptions = read_inputs_assumptions(inputs)
    assessed = team_efficiency(maturity)
    if assessed is None or "team_efficiency" in inputs.assumptions:
        return assumptions
    return replace(assumptions, team_efficiency=assessed)


def team_efficiency(maturity: Mapping[str, Any]) -> Estimate | None:
    """Return training throughput relative to the median team, or None when no practice of it was answered.

    maturity: the JSON form of a scored maturity.
    """
    practices = [
        practice
        for domain in maturity["domains"]
        for practice in domain["practices"]
        if practice["id"] in TEAM_PRACTICES and practice["score"] is not None
    ]
    if not practices:
        return None
    weight = sum(practice["weight"] for practice in practices)
    level = sum(practice["score"] * practice["weight"] for practice in practices) / weight
    trust = sum(practice["confidence"] * practice["weight"] for practice in practices) / weight
    likely = _interpolated(level)
    spread = math.exp(_SPREAD * (1 - _SPREAD_CUT * trust))
    return Estimate(likely / spread, likely, likely * spread, tuple(practice["id"] for practice in practices))


def _interpolated(level: float) -> float:
    low, high = (1.0, 3.0) if level <= 3 else (3.0, 5.0)
    share = (level - low) / (high - low)
    return math.exp((1 - share) * math.log(_LIKELY_AT[low]) + share * math.log(_LIKELY_AT[high]))
