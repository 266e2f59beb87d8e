"""The forms of the register: decide, record progress, take back, record that a workload is live.

Each carries the revision that its page showed. What may be stored is checked where it is stored; those faults come
back to the fields by their names.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from planner.forms.fields import QuantityField, WholeNumberField
from planner.models import Decision
from planner.services.decisions.faults import (
    LONGEST_OWNER,
    LONGEST_REASON,
    DecisionTerms,
    FieldFault,
    ProgressReport,
)

QUARTER_LENGTH = 7
DECIDED = [(choice.value, choice.label) for choice in Decision.Choice if choice is not Decision.Choice.OPEN]


class QuarterField(forms.CharField):
    """A quarter; whether it is one that may be meant is checked where it is stored."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=QUARTER_LENGTH, required=False, **options)
        self.widget.attrs.setdefault("autocomplete", "off")


class _RevisedForm(forms.Form):
    """A form over something that others may change meanwhile."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def add_faults(self, faults: Iterable[FieldFault]) -> None:
        """Show what was refused beside its fields."""
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.reason)

    def show_revision(self, revision: int) -> None:
        """Let the form be sent again over the revision that is shown now; what was typed stays."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data[self.add_prefix("revision")] = str(revision)
        self.data = data


class DecisionForm(_RevisedForm):
    """Accept, defer or reject."""

    choice = forms.ChoiceField(
        choices=DECIDED, label=_("Decision"), widget=forms.RadioSelect, error_messages={
            "required": _("Choose accepted, deferred or rejected."),
            "invalid_choice": _("Choose accepted, deferred or rejected."),
        },
    )  # fmt: skip
    deferred_to = QuarterField(
        label=_("Deferred to"),
        help_text=_("The quarter before which it does not begin, for example 2027-Q3."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the register, for those who ask later."),
        error_messages={"required": _("Say why: the reason stands in the register.")},
    )
    owner = forms.CharField(
        label=_("Owner"),
        max_length=LONGEST_OWNER,
        required=False,
        help_text=_("Who answers for it. What is accepted has an owner."),
    )
    plan = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def terms(self) -> DecisionTerms:
        """Return what was decided."""
        cleaned = self.cleaned_data
        return DecisionTerms(cleaned["choice"], cleaned["reason"], cleaned["owner"], cleaned["deferred_to"])


class ProgressForm(_RevisedForm):
    """How far an accepted initiative is."""

    progress = forms.ChoiceField(
        choices=Decision.Progress.choices, label=_("Progress"), widget=forms.RadioSelect
    )
    percent_done = WholeNumberField(
        dimension="count",
        label=_("Percent done"),
        required=False,
        help_text=_("While it is under way, 0 to 99."),
    )
    started_in = QuarterField(label=_("Began in"), help_text=_("A quarter, for example 2027-Q1."))
    finished_in = QuarterField(label=_("Finished in"), help_text=_("When it is done, for example 2027-Q3."))
    spent_usd = QuantityField(
        dimension="money",
        label=_("Spent so far (USD)"),
        required=False,
        help_text=_(
            "All of it when it is done. What is paid each quarter (rent, support) stays under way while it is paid."
        ),
    )

    def report(self) -> ProgressReport:
        """Return how far it is."""
        cleaned = self.cleaned_data
        spent = cleaned.get("spent_usd")
        return ProgressReport(
            cleaned["progress"],
            cleaned.get("percent_done"),
            cleaned["started_in"],
            cleaned["finished_in"],
            None if spent is None else Decimal(f"{spent:.2f}"),
        )


class WithdrawForm(_RevisedForm):
    """Take a decision back."""

    reason = forms.CharField(
        label=_("Why is it taken back?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: the reason stands in the register.")},
    )


class GoLiveForm(forms.Form):
    """In which quarter a workload went live. shown: what the page showed."""

    went_live_in = QuarterField(label=_("Went live in"))
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=QUARTER_LENGTH)
