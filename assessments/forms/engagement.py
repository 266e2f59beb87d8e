"""Starting an engagement."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import BankVersion, Engagement, bank_name
from assessments.queries import latest_banks
from assessments.question_bank.model import LEVELS, level_names

if TYPE_CHECKING:
    _Form = forms.ModelForm[Engagement]
    _Choice = forms.ModelChoiceField[BankVersion]
else:
    _Form, _Choice = forms.ModelForm, forms.ModelChoiceField


def _targets() -> list[tuple[int, str]]:
    return [(level, f"{level} · {name}") for level, name in zip(LEVELS, level_names(), strict=True)]


class _BankField(_Choice):
    """The published versions, with their titles in the language of the page."""

    def label_from_instance(self, bank: BankVersion) -> str:
        """Return title and version."""
        return bank_name(bank)


class EngagementForm(_Form):
    """Title, due date, target level, the bank when there is more than one version, and how much of it is asked."""

    target_level = forms.TypedChoiceField(
        choices=_targets,
        coerce=int,
        initial=3,
        label=_("Target level"),
        help_text=_("The maturity to reach. Level 3 is: defined and used everywhere."),
        error_messages={"required": _("Choose the level to reach.")},
    )
    bank = _BankField(
        queryset=BankVersion.objects.none(),
        empty_label=None,
        label=_("Question bank"),
        help_text=_("The engagement stays on this version, whatever is published later."),
        error_messages={"required": _("Choose a version of the question bank.")},
    )

    profile = forms.ChoiceField(
        choices=Engagement.Profile.choices,
        initial=Engagement.Profile.FULL,
        label=_("How much to ask"),
        help_text=_(
            "It can be changed at any time; answers are kept. A bank without quick questions asks all."
        ),
        error_messages={"required": _("Choose how much to ask.")},
    )

    class Meta:
        model = Engagement
        fields = ("title", "due_on", "target_level", "bank", "profile")
        widgets = {
            "title": forms.TextInput(attrs={"placeholder": _("AI readiness 2026"), "autofocus": True}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"due_on": _("Until when answers are wanted. Nothing closes by itself.")}
        error_messages = {"title": {"required": _("Give the engagement a title.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = self.fields["bank"]
        if isinstance(banks, forms.ModelChoiceField):
            banks.queryset = latest_banks()
            banks.initial = latest_banks().first()
