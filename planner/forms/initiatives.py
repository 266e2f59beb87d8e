"""The forms of initiatives: what is looked for, and one initiative of an engagement's own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.document import Fault
from planner.forms.constraints import ROLE_LABELS, FieldGroup
from planner.forms.fields import EstimateField, WholeNumberField
from planner.roadmap.catalogue import DOMAINS, Initiative
from planner.roadmap.written_initiatives import entry_of
from planner.services.initiatives.keep import LONGEST_REASON
from planner.services.initiatives.words import risk_text

LEAST_LIFTS, SPARE_LIFTS = 3, 1
LEVELS = [("", "–"), *((str(level), str(level)) for level in range(1, 6))]
_LIFT_PLACE = re.compile(r"^lifts\[(\d+)\](?:\.(practice|from|to))?")
_TEXTS = ("title", "domain", "summary", "done_when")
_FIGURES = ("cost_usd", "duration", "lead_time", "risk")
_LONG_TEXT = forms.Textarea(attrs={"rows": 3})


class InitiativeFilterForm(forms.Form):
    """What is looked for in the catalogue; what is not known is as if it was not asked."""

    q = forms.CharField(required=False, max_length=200, label=_("Search for"))
    domain = forms.ChoiceField(required=False, label=_("Domain"))
    practice = forms.ChoiceField(required=False, label=_("Practice"))
    origin = forms.ChoiceField(
        required=False,
        label=_("Origin"),
        choices=[
            ("", _("all")),
            ("shipped", _("as shipped")),
            ("changed", _("changed for this engagement")),
            ("own", _("only of this engagement")),
        ],
    )
    standing = forms.ChoiceField(
        required=False,
        label=_("Newest plan"),
        choices=[
            ("", _("all")),
            ("planned", _("in the plan")),
            ("left_out", _("left out of the plan")),
            ("unnamed", _("not needed by the plan")),
        ],
    )

    def __init__(
        self, *args: Any, domains: Mapping[str, str], practices: Mapping[str, str], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self._choose("domain", domain_choices(domains))
        self._choose("practice", practices.items())

    def _choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        label = self.fields[name].label
        self.fields[name] = forms.ChoiceField(
            required=False, label=label, choices=[("", gettext("all")), *choices]
        )

    def wanted(self) -> dict[str, str]:
        """Return what is wanted, "" for anything."""
        return dict(self.cleaned_data) if self.is_valid() else {}


class InitiativeForm(forms.Form):
    """One initiative; its entry in a catalogue is in `document()` once the form is valid."""

    title = forms.CharField(label=_("Title"), min_length=3, max_length=400)
    summary = forms.CharField(
        label=_("What is done"),
        min_length=3,
        max_length=400,
        widget=_LONG_TEXT,
        help_text=_("In a sentence."),
    )
    done_when = forms.CharField(
        label=_("Done when"),
        min_length=3,
        max_length=400,
        widget=_LONG_TEXT,
        help_text=_("What can be observed at the end."),
    )
    cost_usd = EstimateField(
        dimension="money",
        label=_("Cost (USD)"),
        help_text=_(
            "What is paid outside, without salaries and the hardware of workloads. One number, or low / likely / high:"
            " one in ten costs less than low, one in ten more than high."
        ),
    )
    duration = WholeNumberField(label=_("Duration (quarters)"), minimum=1, help_text=_("1 to 12."))
    lead_time = WholeNumberField(
        label=_("Lead time (quarters)"),
        required=False,
        help_text=_("From the order to the work. Empty: none."),
    )
    references = forms.CharField(
        label=_("References"),
        required=False,
        max_length=10_000,
        widget=_LONG_TEXT,
        help_text=_("Standards, contracts, offers: one in each line."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Where the figures come from: it stands in the catalogue, for those who ask later."),
        error_messages={"required": _("Say why: the reason stands in the catalogue.")},
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        start: Initiative | None,
        practices: Mapping[str, str],
        domains: Mapping[str, str],
        others: Mapping[str, str],
        seen: str = "",
        **options: Any,
    ) -> None:
        self.lift_rows = range(max(LEAST_LIFTS, len(start.lifts) + SPARE_LIFTS if start else 0))
        options.setdefault("initial", {**(_initial_of(start) if start else {}), "seen": seen})
        super().__init__(*args, **options)
        self.start = start
        self.fields["domain"] = forms.ChoiceField(
            label=_("Domain"), choices=[("", "–"), *domain_choices(domains)]
        )
        names = [(name, risk_text(name)) for name in ("low", "medium", "high")]
        self.fields["risk"] = forms.ChoiceField(label=_("Risk of being late"), choices=names)
        self.fields["after"] = forms.MultipleChoiceField(
            label=_("Waits for"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=list(others.items()),
        )
        for role, label in ROLE_LABELS.items():
            self.fields[f"effort_{role}"] = EstimateField(label=label, required=False)
        for row in self.lift_rows:
            self._add_lift(row, practices)

    def _add_lift(self, row: int, practices: Mapping[str, str]) -> None:
        number = {"number": row + 1}
        choices = [("", "–"), *practices.items()]
        self.fields[f"practice_{row}"] = forms.ChoiceField(
            label=_("Practice %(number)s") % number, required=False, choices=choices
        )
        for key, label in (("from", _("from level")), ("to", _("to level"))):
            self.fields[f"{key}_{row}"] = forms.ChoiceField(label=label, required=False, choices=LEVELS)

    @property
    def groups(self) -> list[FieldGroup]:
        """The fields by heading, in the order of the page; the lifts and what it waits for are drawn apart."""
        months = gettext("One number, or low / likely / high. Empty: nobody of this role.")
        return [
            FieldGroup(gettext("What it is"), "", [self[name] for name in _TEXTS]),
            FieldGroup(gettext("Money and time"), "", [self[name] for name in _FIGURES]),
            FieldGroup(
                gettext("Effort in person-months"), months, [self[f"effort_{role}"] for role in ROLE_LABELS]
            ),
        ]

    @property
    def lifts(self) -> list[list[forms.BoundField]]:
        """The fields of each lift: practice, from, to."""
        return [[self[f"{key}_{row}"] for key in ("practice", "from", "to")] for row in self.lift_rows]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        filled = [row for row in self.lift_rows if self._has_lift(cleaned, row)]
        for row in filled:
            for key in ("practice", "from", "to"):
                if not cleaned.get(f"{key}_{row}") and f"{key}_{row}" not in self.errors:
                    self.add_error(f"{key}_{row}", gettext("Choose one, or empty the whole row."))
        if not filled:
            self.add_error("practice_0", gettext("Say what it lifts: without that no plan needs it."))
        return cleaned

    def document(self, identifier: str = "") -> dict[str, Any]:
        """Return the entry for cleaned fields; without an id unless one is given."""
        cleaned = self.cleaned_data
        efforts = {role: cleaned.get(f"effort_{role}") for role in ROLE_LABELS}
        cost = cleaned["cost_usd"]
        return {
            **({"id": identifier} if identifier else {}),
            **{key: cleaned[key] for key in ("title", "domain", "summary", "done_when", "risk", "duration")},
            "lifts": [
                {
                    "practice": cleaned[f"practice_{row}"],
                    "from": int(cleaned[f"from_{row}"]),
                    "to": int(cleaned[f"to_{row}"]),
                }
                for row in self._filled()
            ],
            "cost_usd": cost if isinstance(cost, Mapping) else dict.fromkeys(("low", "likely", "high"), cost),
            "effort": {role: months for role, months in efforts.items() if months},
            "lead_time": cleaned.get("lead_time") or 0,
            "after": list(cleaned["after"]),
            "references": [line.strip() for line in cleaned["references"].splitlines() if line.strip()],
        }  # fmt: skip

    def add_faults(self, faults: Sequence[Fault], others: Sequence[str]) -> None:
        """Show what was refused at its field. others: titles of the own initiatives checked after this one."""
        for fault in faults:
            match = re.match(r"^initiatives(?:\[(\d+)\])?\.?(.*)$", fault.place)
            index, place = (match[1], match[2]) if match else (None, fault.place)
            if index is None or index == "1":
                self.add_error(self._field_of(place) if index else "after", fault.reason)
            else:
                title = others[int(index) - 2]
                text = gettext("“%(title)s” would no longer fit: %(reason)s")
                self.add_error(None, text % {"title": title, "reason": fault.reason})

    def show_state(self, seen: str) -> None:
        """Let the form be sent again over the state that is shown now; what was typed stays."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data["seen"] = seen
        self.data = data

    def _has_lift(self, cleaned: Mapping[str, Any], row: int) -> bool:
        return any(cleaned.get(f"{key}_{row}") for key in ("practice", "from", "to"))

    def _filled(self) -> list[int]:
        return [row for row in self.lift_rows if self._has_lift(self.cleaned_data, row)]

    def _field_of(self, place: str) -> str | None:
        if match := _LIFT_PLACE.match(place):
            position, filled = int(match[1]) - 1, self._filled()
            row = filled[position] if position < len(filled) else 0
            return f"{match[2] or 'to'}_{row}"
        name = place.replace("effort.", "effort_").split("[")[0].split(".")[0]
        return name if name in self.fields else None


class DropForm(forms.Form):
    """Go back to the shipped initiative, or remove an own one. seen: the state that the page showed."""

    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)


def domain_choices(titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the domains of the catalogue with their titles."""
    return [(name, titles.get(name, name.capitalize())) for name in DOMAINS]


def _initial_of(item: Initiative) -> dict[str, Any]:
    entry = entry_of(item)
    initial = {key: entry[key] for key in ("title", "domain", "summary", "done_when", "risk", "after")}
    initial |= {"duration": item.duration, "lead_time": item.lead_time or None}
    initial |= {"cost_usd": _plain(entry["cost_usd"]), "references": "\n".join(item.references)}
    initial |= {f"effort_{role}": _plain(months) for role, months in entry["effort"].items()}
    for row, lift in enumerate(item.lifts):
        initial |= {
            f"practice_{row}": lift.practice,
            f"from_{row}": str(lift.from_level),
            f"to_{row}": str(lift.to_level),
        }
    return initial


def _plain(estimate: Mapping[str, float]) -> float | Mapping[str, float]:
    """Return one number for a range that is none."""
    return estimate["likely"] if estimate["low"] == estimate["high"] else estimate
