"""The buttons about scenarios."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.language import DEFAULT, LANGUAGES
from planner.forms.scenario_choices import accelerator_choices


class ScenarioOfferForm(forms.Form):
    """The buttons that add a ready-made scenario, or one on another accelerator."""

    key = forms.SlugField(max_length=60, required=False)
    accelerator = forms.ChoiceField(required=False, label=_("Another accelerator"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["accelerator"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("choose one")), *accelerator_choices()[1:]]


class ScenarioRequestForm(forms.Form):
    """The buttons that plan one scenario or all; `request_id` makes pressing twice one request."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    scenario = forms.SlugField(max_length=60, required=False, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        choices=[*LANGUAGES.items()], required=False, label=_("Language of the plans and their reports")
    )

    def clean_language(self) -> str:
        """Return the chosen language, English without a choice."""
        return str(self.cleaned_data["language"] or DEFAULT)
