"""Whom to ask what, and to whom a question is handed on."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.models import Assignment, Engagement
from assessments.queries import bank_of, people_to_ask

LONGEST_NOTE = 2000
_NOTE = forms.Textarea(attrs={"rows": 2})
Choices = list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]


class AssignmentForm(forms.Form):
    """What to ask (`scope:id`), whom, by when."""

    target = forms.ChoiceField(label=_("What to answer"))
    people = forms.ModelMultipleChoiceField(
        label=_("Who"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each of them gets a letter. Several people may answer the same: their answers stay independent."
        ),
    )
    due_on = forms.DateField(
        label=_("Answers wanted by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Whoever has open questions is reminded three days before, and on the day."),
    )
    note = forms.CharField(label=_("Note to them"), required=False, max_length=LONGEST_NOTE, widget=_NOTE)

    def __init__(self, *args: Any, engagement: Engagement, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "people", engagement)
        target = self.fields["target"]
        if isinstance(target, forms.ChoiceField):
            target.choices = target_choices(engagement)
        self.fields["due_on"].initial = engagement.due_on

    def clean_target(self) -> tuple[str, str]:
        """Return scope and id."""
        scope, _, target = self.cleaned_data["target"].partition(":")
        return scope, target


class DelegateForm(forms.Form):
    """To whom a question is handed on, with a note."""

    person = forms.ModelChoiceField(
        label=_("Who knows"), queryset=User.objects.none(), empty_label=_("Choose somebody")
    )
    note = forms.CharField(
        label=_("Note to them"),
        max_length=LONGEST_NOTE,
        widget=_NOTE,
        help_text=_("What they need to know to answer. They get it by e-mail."),
    )

    def __init__(self, *args: Any, engagement: Engagement, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "person", engagement, without=by)


def target_choices(engagement: Engagement) -> Choices:
    """Return everything that can be asked for: questionnaires, then practices and questions, by questionnaire."""
    domains = bank_of(engagement).domains
    whole = [(f"{Assignment.Scope.DOMAIN}:{one.id}", one.title) for one in domains]
    titled = gettext("Practice: %(title)s")
    choices: Choices = [(gettext("Whole questionnaires"), whole)]
    for domain in domains:
        parts = []
        for practice in domain.practices:
            parts.append((f"{Assignment.Scope.PRACTICE}:{practice.id}", titled % {"title": practice.title}))
            parts.extend(
                (f"{Assignment.Scope.QUESTION}:{question.id}", f"– {question.text}")
                for question in practice.questions
            )
        choices.append((domain.title, parts))
    return choices


def _offer(form: forms.Form, name: str, engagement: Engagement, without: User | None = None) -> None:
    people = people_to_ask(engagement)
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = people.exclude(pk=without.pk) if without else people
