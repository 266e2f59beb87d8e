"""The sliders and switches of what-if: what they stand at in the plan, and the changes that they make of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.document import Fault
from assessments.language import current_language
from assessments.question_bank.model import Question
from assessments.question_bank.values import ValueFault, parse_value
from planner.services.changes.written import Changes
from planner.services.what_if.start import Start

MOST_QUARTERS = 8
MOST_DRAWN = 6  # workloads with charts; of more, those that change come first


class SliderInput(forms.NumberInput):
    """A range with its number beside it."""

    input_type = "range"


class SliderField(forms.FloatField):
    """A number between two ends; where the slider stands in the plan, it changes nothing."""

    def __init__(
        self, low: float, high: float, step: float, unit: str | Promise = "", **options: Any
    ) -> None:
        self.step, self.unit = step, unit
        widget = SliderInput(attrs={"step": f"{step:g}", "data-slider": ""})
        super().__init__(min_value=low, max_value=high, required=False, widget=widget, **options)


@dataclass(frozen=True, slots=True)
class Slider:
    """A slider as the page shows it. shown: its number with the unit, without JavaScript that of the last request."""

    bound: forms.BoundField
    shown: str
    unit: str


class WhatIfForm(forms.Form):
    """Reads what is to be different; `changes` is what differs from the plan once the form is valid."""

    budget = SliderField(10, 300, 5, "%", label=_("Budget"), help_text=_("Of the plan's, in each quarter."))
    deadline = SliderField(
        -MOST_QUARTERS,
        MOST_QUARTERS,
        1,
        _("quarters"),
        label=_("Deadlines"),
        help_text=_("Later, or earlier when negative."),
    )
    delay = SliderField(
        0,
        MOST_QUARTERS,
        1,
        _("quarters"),
        label=_("Start of the work"),
        help_text=_("Later than in the plan. Moves the roadmap only: seen when planned anew."),
    )
    load = SliderField(
        25,
        400,
        5,
        "%",
        label=_("Load"),
        help_text=_("Of the plan's: requests, queries, documents, tokens to train on."),
    )
    utilisation = SliderField(
        5,
        100,
        5,
        "%",
        label=_("Use of owned accelerators"),
        help_text=_("Share of their life. Once moved, work pays only for its share of what is bought."),
    )
    hardware = SliderField(
        30, 300, 5, "%", label=_("Price of accelerators"), help_text=_("Of today's, bought or rented.")
    )
    electricity = SliderField(
        0.01, 1, 0.01, _("USD per kWh"), label=_("Price of electricity"), help_text=_("For own premises.")
    )
    acquire = forms.ChoiceField(
        required=False,
        label=_("What is missing is"),
        choices=[
            ("", _("got as in the plan")),
            ("buy", _("bought")),
            ("rent", _("rented")),
            ("any", _("bought or rented, whichever is better")),
        ],
    )
    target = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("Target level of every practice"),
        help_text=_("Moves the roadmap only: seen when planned anew."),
        choices=[("", _("as in the plan")), *((level, str(level)) for level in range(1, 6))],
    )
    question = forms.ChoiceField(required=False, label=_("If this were answered differently"))
    answer = forms.CharField(
        required=False,
        max_length=60,
        label=_("New answer"),
        help_text=_("A level from 1 to 5, or an amount with its unit."),
    )
    charts = forms.ChoiceField(
        required=False, label=_("Charts of"), help_text=_("All figures are told; charts of a few are drawn.")
    )

    def __init__(self, typed: Mapping[str, Any], *, start: Start) -> None:
        self.start = start
        self.questions = {question.id: question for question in start.questions}
        super().__init__({**start.values, **dict(typed.items())})
        for name in set(SLIDERS) - start.values.keys():
            del self.fields[name]
        field = self.fields["question"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("none")), *((one.id, one.text) for one in start.questions)]
        if "delay" in self.fields:  # the slider goes no further than what can be
            self.fields["delay"].widget.attrs["max"] = min(MOST_QUARTERS, start.quarters - 1)
        self._offer_charts(start.workloads)
        self.fields["answer"].widget.attrs["autocomplete"] = "off"
        for name, field in self.fields.items():
            # The page replaces what is said at a field without replacing the field.
            notes = ("helptext", "error") if field.help_text else ("error",)
            field.widget.attrs["aria-describedby"] = " ".join(f"id_{name}_{note}" for note in notes)

    def _offer_charts(self, workloads: Sequence[tuple[str, str]]) -> None:
        field = self.fields["charts"]
        if len(workloads) <= MOST_DRAWN or not isinstance(field, forms.ChoiceField):
            del self.fields["charts"]
        else:
            first = _("the first %(most)s that change") % {"most": MOST_DRAWN}
            field.choices = [("", first), *workloads]

    @property
    def sliders(self) -> Iterator[Slider]:
        """The sliders that can change anything of this plan."""
        for name in SLIDERS:
            field = self.fields.get(name)
            if isinstance(field, SliderField):
                yield self._slider(self[name], field)

    def _slider(self, bound: forms.BoundField, field: SliderField) -> Slider:
        value = bound.value()
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = self.start.values[bound.name]
        return Slider(bound, f"{number:g}", str(field.unit))

    @property
    def chosen(self) -> Iterator[tuple[str, str]]:
        """Names and values of what was moved, chosen and written, to be sent again."""
        for name, value in self.cleaned_data.items():
            if value not in (None, "", self.start.values.get(name)):
                yield name, f"{value:g}" if isinstance(value, float) else str(value)

    @property
    def charts_of(self) -> str:
        """Of many workloads the one whose charts are wanted, "" for those that change."""
        return str(self.cleaned_data.get("charts") or "")

    @property
    def changes_query(self) -> str:
        """What is different, as an address says it, to which the workload whose charts are wanted can be added."""
        return urlencode([(name, value) for name, value in self.chosen if name != "charts"])

    @property
    def switches(self) -> Sequence[forms.BoundField]:
        """What is chosen or written rather than moved."""
        return [self[name] for name in SWITCHES if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.changes = Changes(
            budget_factor=self._factor("budget"),
            load_factor=self._factor("load"),
            hardware_price_factor=self._factor("hardware"),
            owned_utilisation=self._factor("utilisation"),
            electricity_usd_per_kwh=self._moved("electricity"),
            deadline_quarters=round(self._moved("deadline") or 0),
            delay_quarters=round(self._moved("delay") or 0),
            acquire=cleaned.get("acquire") or None,
            target_level=cleaned.get("target"),
            answers=self._answers(cleaned.get("question") or "", cleaned.get("answer") or ""),
        )
        return cleaned

    def _moved(self, name: str) -> float | None:
        """Return where a slider was moved to; None when it stands where it stood."""
        value: float | None = self.cleaned_data.get(name)
        return None if value is None or value == self.start.values.get(name) else value

    def _factor(self, name: str) -> float | None:
        percent = self._moved(name)
        return None if percent is None else percent / 100

    def _answers(self, name: str, text: str) -> dict[str, dict[str, Any]]:
        if text and not name and "question" not in self.errors:
            self.add_error("question", _("Choose the question that this answers."))
        if not text or name not in self.questions:
            return {}
        try:
            return {name: _value(self.questions[name], text)}
        except ValueFault as fault:
            self.add_error("answer", fault.reason)
            return {}

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Show why changes cannot be laid over the plan, at the fields they are about."""
        for fault in faults:
            field = FIELD_OF.get(fault.place.partition(".")[0])
            self.add_error(field if field in self.fields else None, fault.reason)


def _value(question: Question, text: str) -> dict[str, Any]:
    key = "level" if question.kind == "choice" else "amount"
    return dict(parse_value(question, {key: text}, current_language()))


SWITCHES = ("acquire", "target", "question", "answer", "charts")
SLIDERS = ("budget", "deadline", "delay", "load", "utilisation", "hardware", "electricity")
FIELD_OF = {
    "budget_factor": "budget",
    "deadline_quarters": "deadline",
    "delay_quarters": "delay",
    "load_factor": "load",
    "owned_utilisation": "utilisation",
    "hardware_price_factor": "hardware",
    "electricity_usd_per_kwh": "electricity",
    "target_level": "target",
    "answers": "answer",
}


class WhatIfPlanForm(forms.Form):
    """The name of the scenario, and `request_id`, which makes pressing the button twice one plan."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=120, label=_("Name of the scenario"), help_text=_("For example “Half the budget”.")
    )
