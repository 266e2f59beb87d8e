"""A figure of the organisation: what it is, its range, how it was worked out, or what to ask first."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assessments.language import inside_a_sentence, say, to_say
from planner.sizing.demand import AskedQuestion
from planner.sizing.result import Floats, Quantiles, Step
from planner.sizing.uncertainty import quantiles

CHECK = to_say("Please check the answers behind “{title}”: with one of them at zero it cannot be worked out.")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that people plan with.

    group: the heading it stands under. unit: SI, as in verdicts (bytes, seconds, usd, count, ratio, ...).
    value: None when an answer is missing; `missing` then names the questions, with an empty id where the bank
        has none. derivation: the inputs and the formula, each with its source.
    """

    id: str
    group: str
    title: str
    unit: str
    value: Quantiles | None
    derivation: tuple[Step, ...] = ()
    missing: tuple[AskedQuestion, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "group": self.group,
            "title": self.title,
            "unit": self.unit,
            "value": self.value.to_json() if self.value else None,
            "derivation": [step.to_json() for step in self.derivation],
            "missing": [{"question": asked.id, "text": asked.text} for asked in self.missing],
        }


@dataclass(frozen=True, slots=True)
class Topic:
    """Figures of one subject share their heading; it is to be said."""

    title: str

    def figure(
        self, id: str, title: str, unit: str, samples: Floats | float, formula: str, *steps: Step
    ) -> Figure:
        """Return a figure from its (S,) samples; the formula is the last line of its derivation.

        A figure that is not finite, because an answer of zero stands under a fraction bar, stays open and says so.
        """
        if not np.isfinite(samples).all():
            return self.unknown(
                id, title, unit, AskedQuestion("", say(CHECK, title=inside_a_sentence(title)))
            )
        found = quantiles(np.asarray(samples))
        last = Step(title, formula, found.p50, unit, say("computed"))
        return Figure(id, say(self.title), title, unit, found, (*steps, last))

    def unknown(self, id: str, title: str, unit: str, *missing: AskedQuestion) -> Figure:
        """Return a figure that waits for answers."""
        return Figure(id, say(self.title), title, unit, None, (), missing)
