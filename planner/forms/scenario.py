"""The form of a scenario: what would be different, in the words and units of people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from assessments.document import DocumentError, Fault
from assessments.language import current_language
from assessments.models import Engagement
from assessments.question_bank.model import Bank, Question
from assessments.question_bank.values import ValueFault, parse_value, show_value
from planner.forms.constraints import FieldGroup
from planner.forms.fields import RANGE, FactorField, QuantityField, WholeNumberField
from planner.forms.scenario_choices import accelerator_choices, initiative_choices, question_choices
from planner.services.changes.written import Changes, read_changes
from planner.services.scenarios.keep import faults_of_changes

SLOTS = (1, 2, 3)


class ScenarioForm(forms.Form):
    """Reads and writes the changes of one scenario; `changes` holds them once the form is valid."""

    title = forms.CharField(
        max_length=120,
        label=_("What is it called?"),
        help_text=_("For example “With the new data hall”."),
    )
    note = forms.CharField(max_length=400, required=False, label=_("What is it for?"))
    acquire = forms.ChoiceField(
        required=False,
        label=_("What is missing is"),
        choices=[
            ("", _("as it is")),
            ("buy", _("bought, where the place allows it")),
            ("rent", _("rented, where the place allows it")),
            ("any", _("bought or rented, whichever is better")),
        ],
    )
    accelerator = forms.ChoiceField(required=False, label=_("Accelerator of all workloads"))
    owned_utilisation = QuantityField(
        dimension="ratio",
        unit="%",
        required=False,
        label=_("Share of its life in which an owned accelerator is used"),
        help_text=_("For example 80 %. Empty: as it is."),
    )
    load_factor = FactorField(label=_("More or less load"))
    delay_quarters = WholeNumberField(
        required=False,
        label=_("Wait so many quarters before anything is ordered or begun"),
        help_text=_("4 is a year."),
    )
    deadline_quarters = WholeNumberField(
        required=False,
        minimum=-20,
        label=_("Move all wanted dates by so many quarters"),
        help_text=_("2 is half a year later, −1 a quarter earlier."),
    )
    budget_factor = FactorField(label=_("More or less budget"))
    budget_usd = QuantityField(
        dimension="money",
        required=False,
        label=_("Budget per quarter instead (USD)"),
        help_text=_("One number for every quarter, for example 400k. Empty: as it is."),
    )
    hardware_price_factor = FactorField(label=_("Dearer or cheaper accelerators"))
    electricity_usd_per_kwh = QuantityField(
        dimension="price_energy",
        unit="USD/kWh",
        required=False,
        label=_("Price of electricity (USD/kWh)"),
        help_text=_("Empty: as it is."),
    )
    people_factor = FactorField(label=_("More or fewer people for the plan"))
    target_level = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("Level that every practice is to reach"),
        choices=[("", _("as it is")), *((level, str(level)) for level in range(1, 6))],
    )
    pinned = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("In the plan in any case")
    )
    excluded = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Not in the plan")
    )
    kept_answers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Changed answers"),
        help_text=_("Take the tick away, and the answer counts as it was given."),
    )

    def __init__(
        self,
        *args: Any,
        engagement: Engagement,
        bank: Bank,
        own: Sequence[tuple[str, str]] = (),
        scenario: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Make the form of an engagement. own: identifier and title of its own initiatives.

        scenario: title, note and changes of the one that is edited.
        """
        self.engagement, self.bank = engagement, bank
        self.before = Changes() if scenario is None else _readable(scenario["changes"])
        if scenario is not None:
            options.setdefault("initial", self._initial(scenario))
        super().__init__(*args, **options)
        self._offer("accelerator", accelerator_choices())
        for name in ("pinned", "excluded"):
            self._offer(name, initiative_choices(own, getattr(self.before, name)))
        self._offer("kept_answers", list(self._kept_choices()))
        self._add_slots()

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _add_slots(self) -> None:
        questions = question_choices(self.bank)
        for slot in SLOTS:
            self.fields[f"question_{slot}"] = forms.ChoiceField(
                required=False, choices=questions, label=_("Question")
            )
            self.fields[f"answer_{slot}"] = forms.CharField(
                required=False,
                max_length=400,
                label=_("Answer in this scenario"),
                help_text=_("A level 1 to 5, an amount with its unit, or text, as the question asks."),
            )

    @property
    def groups(self) -> list[FieldGroup]:
        """The fields by heading that are always open."""
        return [
            FieldGroup(gettext("Name"), "", [self["title"], self["note"]]),
            FieldGroup(
                gettext("Machines"),
                "",
                [self["acquire"], self["accelerator"], self["owned_utilisation"], self["load_factor"]],
            ),
            FieldGroup(gettext("Time"), "", [self["delay_quarters"], self["deadline_quarters"]]),
            FieldGroup(
                gettext("Money"),
                "",
                [
                    self["budget_factor"],
                    self["budget_usd"],
                    self["hardware_price_factor"],
                    self["electricity_usd_per_kwh"],
                ],
            ),
            FieldGroup(
                pgettext("working on a plan", "People"), "", [self["people_factor"], self["target_level"]]
            ),
        ]

    @property
    def folded(self) -> list[FieldGroup]:
        """The fields by heading that are folded away."""
        answers = [self["kept_answers"]] if self.before.answers else []
        answers += [self[f"{part}_{slot}"] for slot in SLOTS for part in ("question", "answer")]
        return [
            FieldGroup(gettext("Initiatives"), "", [self["pinned"], self["excluded"]]),
            FieldGroup(gettext("Answers"), gettext("What if a question were answered differently?"), answers),
        ]

    @property
    def changes(self) -> Changes:
        """What the valid form says."""
        return read_changes(self._written())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._read_slots(cleaned)
        if self.errors:
            return cleaned
        title = cleaned["title"]
        try:
            changes = read_changes(self._written(), title=title)
        except DocumentError as error:
            self._refuse(error.faults)
        else:
            self._refuse(faults_of_changes(self.engagement, title, changes))
        return cleaned

    def _refuse(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            name = fault.place.split(".")[0].split("[")[0]
            name = "kept_answers" if name == "answers" and self.before.answers else name
            self.add_error(name if name in self.fields else None, fault.reason)

    def _read_slots(self, cleaned: dict[str, Any]) -> None:
        self.added: dict[str, dict[str, Any]] = {}
        for slot in SLOTS:
            name, text = cleaned.get(f"question_{slot}"), cleaned.get(f"answer_{slot}")
            if not name and not text:
                continue
            if not name:
                self.add_error(f"question_{slot}", gettext("Choose the question that this answers."))
                continue
            question = self.bank.question(name)
            try:
                self.added[name] = parse_value(question, _raw(question, text or ""), current_language())
            except ValueFault as fault:
                self.add_error(f"answer_{slot}", fault.reason)

    def _written(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kept = set(cleaned.get("kept_answers", ()))
        answers = {name: value for name, value in self.before.answers.items() if name in kept}
        names = [name for name in Changes.__dataclass_fields__ if name != "answers"]
        found = {name: cleaned.get(name) for name in names}
        written = {name: value for name, value in found.items() if value not in (None, "", [])}
        return {**written, "answers": {**answers, **self.added}}

    def _initial(self, scenario: Mapping[str, Any]) -> dict[str, Any]:
        named = {"title": scenario["title"], "note": scenario["note"]}
        return {**named, **self.before.to_json(), "kept_answers": list(self.before.answers)}

    def _kept_choices(self) -> Iterator[tuple[str, str]]:
        questions = {question.id: question for question in self.bank.questions()}
        for name, value in self.before.answers.items():
            question = questions.get(name)
            yield name, name if question is None else f"{question.text} {show_value(question, value)}"


def _readable(changes: Mapping[str, Any]) -> Changes:
    """Return the changes of a stored scenario; none when they can no longer be read, so that it can be mended."""
    try:
        return read_changes(changes)
    except DocumentError:
        return Changes()


def _raw(question: Question, text: str) -> dict[str, Any]:
    """Return what was typed as the question's values read it."""
    if question.kind == "choice":
        return {"level": text}
    if question.kind == "text":
        return {"text": text}
    parts = RANGE.split(text.strip())
    return dict(zip(("low", "likely", "high"), parts, strict=True)) if len(parts) == 3 else {"amount": text}
