"""What the forms of all kinds of workload have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from assessments.document import DocumentError, Fault
from planner.models import Workload
from planner.sizing.document import validate_workload


class WorkloadForm(forms.ModelForm[Workload]):
    """What all workloads have in common. `keys` are the fields that go into the specification."""

    kind: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ()
    advanced: ClassVar[tuple[str, ...]] = ("accelerator", "accelerators", "precision")

    deadline = forms.RegexField(
        r"^\d{4}-Q[1-4]$",
        required=False,
        label=_("Wanted live by"),
        help_text=_("A quarter, for example 2027-Q3. Leave empty if there is no date."),
        error_messages={"invalid": _("Write a quarter, for example 2027-Q3.")},
    )

    class Meta:
        model = Workload
        fields = ("title", "data_class", "place", "value", "deadline")
        labels: ClassVar = {
            "title": _("What is it called?"),
            "data_class": _("Most sensitive data it touches"),
            "place": _("Where may it run?"),
            "value": _("How much does it matter?"),
        }
        help_texts: ClassVar = {
            "title": _("A name your colleagues know, for example “Clinical assistant”."),
            "data_class": _("Decides which security practices must be in place first."),
            "value": _("1 is normal, 2 counts twice as much when money is short."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for key, value in self.flatten(self.instance.specification).items():
            if key in self.fields:
                self.initial.setdefault(key, value)
        self.initial["value"] = f"{float(self.instance.value):g}"

    def flatten(self, specification: Mapping[str, Any]) -> dict[str, Any]:
        """Return the field values that a stored specification shows."""
        return dict(specification)

    def nest(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the specification for cleaned fields; empty ones are left out."""
        return {key: cleaned[key] for key in self.keys if cleaned.get(key) not in (None, "")}

    def place_of(self, fault: Fault) -> str | None:
        """Return the field that a fault of the core is about."""
        return next((part for part in fault.place.split(".") if part in self.fields), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self._validate(cleaned)
        return cleaned

    def _validate(self, cleaned: dict[str, Any]) -> None:
        kept = {key: value for key, value in self.instance.specification.items() if key not in self._owned()}
        specification = {**kept, **self.nest(cleaned)}
        name = self.instance.name or slugify(cleaned["title"])[:60] or "workload"
        try:
            validate_workload({"name": name, "kind": self.kind, **specification})
        except DocumentError as error:
            for fault in error.faults:
                self.add_error(self.place_of(fault), fault.reason)
        self.instance.specification = specification
        self.instance.kind = self.kind

    def _owned(self) -> set[str]:
        """The keys of the document that this form writes: others, from a document, are kept."""
        return set(self.keys)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Fields that everyone fills in."""
        return [field for field in self.visible_fields() if field.name not in self.advanced]

    @property
    def advanced_fields(self) -> list[forms.BoundField]:
        """Fields with a sensible default, folded away."""
        return [field for field in self.visible_fields() if field.name in self.advanced]
