"""The button that makes a plan."""

from django import forms


class PlanRequestForm(forms.Form):
    """`request_id` makes pressing the button twice one plan."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=120,
        required=False,
        label="Name of this plan",
        help_text="Optional, for example “Baseline” or “With the new data hall”.",
    )
