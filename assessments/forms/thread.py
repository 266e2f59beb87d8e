"""What is written in conversations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Thread

LONGEST_TEXT = 5000


class ThreadForm(forms.Form):
    """A new conversation."""

    title = forms.CharField(label=_("What it is about"), max_length=200)
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


class MessageForm(forms.Form):
    """One more message."""

    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class ThreadStateForm(forms.Form):
    """How a conversation ends, or that it goes on; with words."""

    state = forms.ChoiceField(choices=Thread.State.choices)
    text = forms.CharField(label=_("How it ended"), required=False, max_length=LONGEST_TEXT)
