"""Answers become maturity: scores, levels, confidence and intervals, each point traceable to an answer."""

from assessments.scoring.batch import BatchRatings, score_many
from assessments.scoring.contributions import Contribution, contributions
from assessments.scoring.counterfactual import Counterfactual, counterfactual, counterfactual_practice
from assessments.scoring.lift import Lift, lift_domain, lift_practice
from assessments.scoring.maturity import (
    DomainMaturity,
    Maturity,
    OverallMaturity,
    PracticeMaturity,
    QuestionMaturity,
)
from assessments.scoring.next_best import NextQuestion
from assessments.scoring.responses import Consensus, Response, SettledKind
from assessments.scoring.score import DRAWS, score

__all__ = [
    "DRAWS",
    "BatchRatings",
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
    "SettledKind",
    "contributions",
    "counterfactual",
    "counterfactual_practice",
    "lift_domain",
    "lift_practice",
    "score",
    "score_many",
]
