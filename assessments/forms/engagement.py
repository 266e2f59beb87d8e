"""Starting an engagement."""

from typing import TYPE_CHECKING, Any

from django import forms

from assessments.models import BankVersion, Engagement
from assessments.queries import latest_banks
from assessments.question_bank.model import LEVEL_NAMES, LEVELS

if TYPE_CHECKING:
    _Form = forms.ModelForm[Engagement]
else:
    _Form = forms.ModelForm

TARGETS = [(level, f"{level} · {name}") for level, name in zip(LEVELS, LEVEL_NAMES, strict=True)]


class EngagementForm(_Form):
    """Title, due date, target level, the bank when there is more than one version, and how much of it is asked."""

    target_level = forms.TypedChoiceField(
        choices=TARGETS,
        coerce=int,
        initial=3,
        help_text="The maturity to reach. Level 3 is: defined and used everywhere.",
    )
    bank = forms.ModelChoiceField(
        queryset=BankVersion.objects.none(),
        empty_label=None,
        label="Question bank",
        help_text="The engagement stays on this version, whatever is published later.",
    )

    profile = forms.ChoiceField(
        choices=Engagement.Profile.choices,
        initial=Engagement.Profile.FULL,
        label="How much to ask",
        help_text="It can be changed at any time; answers are kept. A bank without quick questions asks all.",
    )

    class Meta:
        model = Engagement
        fields = ("title", "due_on", "target_level", "bank", "profile")
        widgets = {
            "title": forms.TextInput(attrs={"placeholder": "AI readiness 2026", "autofocus": True}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"due_on": "Until when answers are wanted. Nothing closes by itself."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = self.fields["bank"]
        if isinstance(banks, forms.ModelChoiceField):
            banks.queryset = latest_banks()
            banks.initial = latest_banks().first()
