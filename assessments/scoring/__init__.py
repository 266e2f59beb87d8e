"""Answers become maturity: scores, levels, confidence and intervals, each point traceable to an answer."""

from assessments.scoring.contributions import Contribution, contributions
from assessments.scoring.counterfactual import Counterfactual, counterfactual
from assessments.scoring.lift import Lift, lift_domain, lift_practice
from assessments.scoring.maturity import (
    DomainMaturity,
    Maturity,
    OverallMaturity,
    PracticeMaturity,
    QuestionMaturity,
)
from assessments.scoring.next_best import NextQuestion
from assessments.scoring.responses import Consensus, Response
from assessments.scoring.score import score

__all__ = [
    "Consensus",
    "Contribution",
    "Counterfactual",
    "DomainMaturity",
    "Lift",
    "Maturity",
    "NextQuestion",
    "OverallMaturity",
    "PracticeMaturity",
    "QuestionMaturity",
    "Response",
    "contributions",
    "counterfactual",
    "lift_domain",
    "lift_practice",
    "score",
]
