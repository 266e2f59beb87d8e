"""Text of a run: how much the model could use, how often each token is read, what repeats are worth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessments.language import number, say
from planner.sizing.result import Figure, Floats, Step
from planner.sizing.training.frame import Frame
from planner.sizing.uncertainty import median, quantiles
from planner.sizing.wording import amount, sources_text
from planner.sizing.workload import FineTuning

REPEATS_WITHOUT_LOSS = 4.0  # Muennighoff et al. 2023, arXiv 2305.16264
REPEAT_DECAY = 15.39  # passes after which repeats have taught most of what they can; same source, R*_D
OPTIMAL_TOKENS_PER_PARAMETER = 20.0  # Hoffmann et al. 2022, arXiv 2203.15556


def effective_tokens(unique: Floats | float, passes: Floats | float) -> Floats:
    """Return how many different tokens would teach as much as some tokens that are read several times.

    U + U R* (1 - e^(-(n - 1) / R*)) for n passes over U tokens, R* = 15.39 (Muennighoff et al. 2023, arXiv
    2305.16264, equation 5): four passes are worth 3.73 of fresh text, without end they are worth 16.39.

    >>> round(float(effective_tokens(1.0, 4.0)), 2), float(effective_tokens(5.0, 1.0))
    (3.73, 5.0)
    """
    repeats = np.maximum(np.asarray(passes, dtype=float) - 1.0, 0.0)
    first = np.asarray(unique) * np.minimum(np.asarray(passes, dtype=float), 1.0)
    return np.asarray(first + np.asarray(unique) * REPEAT_DECAY * -np.expm1(-repeats / REPEAT_DECAY))


@dataclass(frozen=True, slots=True)
class Tokens:
    """(S,) of one run. unique: different tokens there, None when nobody said. optimal: for the size of the model."""

    read: Floats
    unique: Floats | None
    optimal: float
    source: str

    @property
    def passes(self) -> Floats | None:
        return None if self.unique is None else self.read / self.unique

    @property
    def effective(self) -> Floats | None:
        return None if self.unique is None else effective_tokens(self.unique, self.read / self.unique)

    def figures(self) -> dict[str, Figure]:
        """Return the figures; None where the text that is there is not known."""
        optimal = np.full_like(self.read, self.optimal)
        return {
            "compute_optimal_tokens": quantiles(optimal),
            "passes_over_data": None if self.passes is None else quantiles(self.passes),
            "effective_tokens": None if self.effective is None else quantiles(self.effective),
        }

    def steps(self) -> Iterator[Step]:
        """Return the lines of the derivation; values are medians."""
        yield Step(
            say("tokens for the best use of the computation"),
            say("20 x active parameters"),
            self.optimal,
            "tokens",
            "arXiv 2203.15556",
        )
        if self.passes is None or self.effective is None:
            return
        yield Step(
            say("passes over the data"),
            say("tokens read / different tokens"),
            median(self.passes),
            "times",
            self.source,
        )
        yield Step(
            say("worth as many different tokens as"),
            say("U + U R* (1 - e^(-(passes - 1) / R*)), R* = 15.39"),
            median(self.effective),
            "tokens",
            "arXiv 2305.16264",
        )

    def warnings(self, frame: Frame) -> tuple[str, ...]:
        """Point at text that is too little, read too often, or not enough for the size of the model."""
        found, read = [], median(self.read)
        if self.unique is not None and self.passes is not None:
            passes = median(self.passes)
            if passes > REPEATS_WITHOUT_LOSS:
                found.append(
                    say(
                        "reads {tokens} where {ready} are ready: {passes} passes;"
                        " beyond 4 a repeated token teaches little (arXiv 2305.16264)",
                        tokens=amount(read, "tokens"),
                        ready=amount(median(self.unique), "tokens"),
                        passes=number(passes, ".1f"),
                    )
                )
        if frame.workload.kind == "training" and read < 0.5 * self.optimal:
            found.append(
                say(
                    "{tokens} are few for {parameters} billion active parameters;"
                    " about {optimum} make the best use of the computation (arXiv 2203.15556)",
                    tokens=amount(read, "tokens"),
                    parameters=number(float(f"{frame.model.active_parameters / 1e9:.3g}"), ",g"),
                    optimum=amount(self.optimal, "tokens"),
                )
            )
        return tuple(found)


def tokens_of(frame: Frame) -> Tokens:
    """Return the text of one run: `tokens` of fine-tuning are one pass, of training all passes."""
    workload, clean = frame.workload, frame.around.estate.clean_tokens
    optimal = OPTIMAL_TOKENS_PER_PARAMETER * frame.model.active_parameters
    if isinstance(workload, FineTuning):
        one = frame.scenarios.draw("tokens", workload.tokens)
        read = one * frame.scenarios.draw("epochs", workload.epochs)
        return Tokens(read, one, optimal, sources_text(workload.epochs.sources) or say("given by the user"))
    if clean is None or clean.low <= 0:
        return Tokens(frame.tokens, None, optimal, "")
    unique = frame.scenarios.draw("clean tokens", clean)
    return Tokens(frame.tokens, unique, optimal, sources_text(clean.sources) or say("given by the user"))
