"""The form of money, time, people and place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from assessments.document import DocumentError
from planner.forms.fields import PerQuarterField, QuantityField, WholeNumberField
from planner.sizing.demand import ROLES, constraints_from_mapping

ROLE_LABELS = {
    "platform_engineers": _("Platform engineers"),
    "ml_engineers": _("Machine-learning engineers"),
    "data_scientists": _("Data scientists"),
    "data_engineers": _("Data engineers"),
    "security_specialists": _("Security specialists"),
    "project_managers": _("Project managers"),
}


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading."""

    title: str
    help: str
    fields: list[forms.BoundField]


class ConstraintsForm(forms.Form):
    """Reads and writes the `constraints:` mapping of an `assess` document."""

    start = forms.CharField(label=_("First quarter"), max_length=7, help_text=_("For example 2027-Q1."))
    quarters = WholeNumberField(
        label=_("Quarters to plan"),
        initial=8,
        minimum=1,
        help_text=_("Eight quarters are two years."),
    )
    budget_usd = PerQuarterField(
        dimension="money",
        label=_("Budget per quarter (USD)"),
        required=False,
        help_text=_(
            "One number for every quarter (400k), or one for each (500k 500k 250k 0 …). Empty: no limit."
        ),
    )
    carry_over = forms.BooleanField(label=_("Unspent money may be used in later quarters"), required=False)
    residency = forms.CharField(
        label=_("Data must stay in"),
        required=False,
        max_length=200,
        help_text=_("Country codes of three letters, for example DEU FRA. Empty: anywhere."),
    )
    electricity_usd_per_kwh = QuantityField(
        dimension="price_energy",
        unit="USD/kWh",
        si_per_unit=1.0,
        label=_("Price of electricity (USD/kWh)"),
        required=False,
        help_text=_("Empty: the answer in the questionnaire, else the catalogue's price for your region."),
    )
    discount_rate = QuantityField(
        dimension="ratio", unit="%", label=_("Discount rate per year"), initial=0.08, required=False
    )

    def __init__(self, *args: Any, as_of: date, document: Mapping[str, Any], **options: Any) -> None:
        self.as_of = as_of
        self.kept = {key: value for key, value in document.items() if key in ("pinned", "excluded")}
        options.setdefault("initial", self._initial(document))
        super().__init__(*args, **options)
        for role in ROLES:
            self.fields[f"people_{role}"] = PerQuarterField(label=ROLE_LABELS[role], required=False)

    @property
    def groups(self) -> list[FieldGroup]:
        """The fields by heading, in the order of the page."""
        people = gettext(
            "Full-time people who can work on this plan, in all quarters or one number for each."
        )
        return [
            FieldGroup(gettext("Time"), "", [self["start"], self["quarters"]]),
            FieldGroup(
                gettext("Money"),
                gettext("For everything in the plan: projects, purchases and rent."),
                [
                    self["budget_usd"],
                    self["carry_over"],
                    self["discount_rate"],
                    self["electricity_usd_per_kwh"],
                ],
            ),
            FieldGroup(
                pgettext("working on a plan", "People"), people, [self[f"people_{role}"] for role in ROLES]
            ),
            FieldGroup(gettext("Place"), "", [self["residency"]]),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            constraints_from_mapping(self.document(), as_of=self.as_of)
        except DocumentError as error:
            for fault in error.faults:
                self.add_error(self._field_of(fault.place), fault.reason)
        return cleaned

    def document(self) -> dict[str, Any]:
        """Return the mapping for cleaned fields."""
        cleaned = self.cleaned_data
        people = {
            role: _one_or_each(cleaned[f"people_{role}"]) for role in ROLES if cleaned.get(f"people_{role}")
        }
        single = {
            key: cleaned[key]
            for key in ("start", "quarters", "electricity_usd_per_kwh", "discount_rate", "carry_over")
            if cleaned.get(key) is not None
        }
        if cleaned.get("budget_usd"):
            single["budget_usd"] = _one_or_each(cleaned["budget_usd"])
        residency = cleaned.get("residency", "").replace(",", " ").upper().split()
        return {**self.kept, **single, "people": people, "residency": residency}

    def _initial(self, document: Mapping[str, Any]) -> dict[str, Any]:
        flat = {key: value for key, value in document.items() if key not in ("people", "residency")}
        flat["residency"] = " ".join(document.get("residency", ()))
        return flat | {f"people_{role}": value for role, value in document.get("people", {}).items()}

    def _field_of(self, place: str) -> str | None:
        name = place.replace("people.", "people_").split("[")[0]
        return name if name in self.fields else None


def _one_or_each(values: list[float]) -> float | list[float]:
    return values[0] if len(values) == 1 else values
