"""What was answered and settled, scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.queries.consolidated import (
    Consolidated,
    GivenAnswer,
    asked_by_values,
    consensus_from,
    consolidate_answers,
    responses_from,
)
from assessments.queries.settled import SettledAnswer
from assessments.question_bank.model import Bank
from assessments.scoring import (
    DRAWS,
    Consensus,
    Counterfactual,
    Maturity,
    Response,
    counterfactual,
    counterfactual_practice,
    score,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """The maturity of an engagement and everything that it follows from.

    values: the one value of every question that is settled or answered; asked: whether its condition holds.
    """

    bank: Bank
    as_of: date
    given: tuple[GivenAnswer, ...]
    settled: tuple[SettledAnswer, ...]
    values: Mapping[str, Consolidated]
    asked: Mapping[str, bool]
    responses: tuple[Response, ...]
    consensus: tuple[Consensus, ...]
    maturity: Maturity

    def if_question(self, question_id: str, level: int) -> Counterfactual:
        """Return what would change if one question were at a level, without intervals. Raises ValueError."""
        return counterfactual(
            self.bank,
            self.responses,
            question_id,
            level,
            consensus=self.consensus,
            applicable=self.asked,
            draws=0,
        )

    def if_practice(self, practice_id: str, level: int) -> Counterfactual:
        """Return what would change if a whole practice were at a level, without intervals. Raises ValueError."""
        return counterfactual_practice(
            self.bank,
            self.responses,
            practice_id,
            level,
            consensus=self.consensus,
            applicable=self.asked,
            draws=0,
        )


def score_answers(
    bank: Bank,
    given: Sequence[GivenAnswer],
    settled: Sequence[SettledAnswer],
    as_of: date,
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> Scored:
    """Score what was said and settled, wherever it was read from, without the questions that are not asked."""
    values = consolidate_answers(bank, given, settled)
    asked = asked_by_values(bank, values)
    responses, consensus = responses_from(bank, given, as_of), consensus_from(bank, settled, as_of)
    maturity = score(bank, responses, consensus=consensus, applicable=asked, seed=seed, draws=draws)
    return Scored(bank, as_of, tuple(given), tuple(settled), values, asked, responses, consensus, maturity)
