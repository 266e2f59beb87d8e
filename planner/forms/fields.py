"""Form fields that read numbers as people write them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.language import DEFAULT, current_language, number
from assessments.question_bank.numerals import written
from assessments.question_bank.unit_words import unit_text
from assessments.question_bank.units import UnitError, exact_text, parse_quantity

_QUARTERS = re.compile(r";|\s+(?=[\d.,+-])")  # a word belongs to the number before it: 3 million
_CURRENCY = re.compile(r"\bUSD\b|\$")
_SIZES = ((1e12, "T", "trillion"), (1e9, "bn", "billion"), (1e6, "M", "million"))
LEAST_DIFFERENCE, MOST_DIFFERENCE = -0.95, 19.0
RANGE = re.compile(r"\s+/\s+|\s*…\s*|\s+(?:to|bis)\s+")


class QuantityField(forms.CharField):
    """A number in a dimension, with or without its unit: "15T", "1,200", "250k", "0.12 USD/kWh", "40 ms".

    Cleans to SI, or to None when it is left empty and not required. `per` turns SI into the unit of the
    document (1e-3 for milliseconds).
    """

    def __init__(
        self,
        *,
        dimension: str = "count",
        unit: str = "",
        minimum: float = 0,
        si_per_unit: float = 1.0,
        **options: Any,
    ) -> None:
        self.dimension, self.unit, self.minimum, self.si_per_unit = dimension, unit, minimum, si_per_unit
        options.setdefault("max_length", 60)
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            si = parse_quantity(text, self.dimension, self.unit, current_language())
        except UnitError as error:
            raise ValidationError(str(error)) from error
        amount = si / self.si_per_unit
        if amount < self.minimum:
            least = number(self.minimum, "g")
            raise ValidationError(_("must be at least %(least)s") % {"least": least})
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number in the unit of the field, without the noise of floats."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if not self.unit:
            return plain_number(value)
        return exact_text(value * self.si_per_unit, self.dimension, self.unit, current_language())


class EstimateField(QuantityField):
    """A number, or low / likely / high: "6" or "4 / 6 / 10"."""

    def clean(self, value: Any) -> Any:
        parts = RANGE.split(value.strip()) if isinstance(value, str) else []
        if len(parts) < 2:
            return super().clean(value)
        if len(parts) != 3:
            raise ValidationError(_("write one number, or three: low / likely / high"))
        low, likely, high = (super(EstimateField, self).clean(part) for part in parts)
        if low is None or likely is None or high is None or not low <= likely <= high:
            raise ValidationError(_("low, likely and high must ascend, for example 4 / 6 / 10"))
        return {"low": low, "likely": likely, "high": high}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            shown = (
                str(super(EstimateField, self).prepare_value(value[key])) for key in ("low", "likely", "high")
            )
            return " / ".join(shown)
        return super().prepare_value(value)


class WholeNumberField(QuantityField):
    """A count of things."""

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        if amount is None:
            return None
        if amount != int(amount):
            raise ValidationError(_("must be a whole number"))
        return int(amount)


class FactorField(QuantityField):
    """A difference in per cent, "-20" or "+20 %"; cleans to the factor 0.8 or 1.2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("In per cent, for example −20 or +50. Empty: as it is."))
        super().__init__(dimension="ratio", unit="%", minimum=-1e9, required=False, **options)
        self.widget.attrs["inputmode"] = "text"  # a number pad has no minus on some phones

    def clean(self, value: Any) -> float | None:
        difference = super().clean(value)
        if difference is None:
            return None
        if not LEAST_DIFFERENCE <= difference <= MOST_DIFFERENCE:
            raise ValidationError(_("must lie between −95 % and +1900 %"))
        return round(1 + difference, 9)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return super().prepare_value(round(value - 1, 9))


class PerQuarterField(forms.CharField):
    """One number for every quarter, or one for each, separated by spaces or semicolons.

    Cleans to a list as long as what was typed: the form knows how many quarters there are.
    """

    def __init__(self, *, dimension: str = "count", **options: Any) -> None:
        self.dimension = dimension
        options.setdefault("max_length", 2000)
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> list[float] | None:
        text = super().clean(value)
        if not text:
            return None
        parts = (part.strip() for part in _QUARTERS.split(_CURRENCY.sub(" ", text)))
        return [self._number(part) for part in parts if part]

    def _number(self, text: str) -> float:
        try:
            amount = parse_quantity(text, self.dimension, "", current_language())
        except UnitError as error:
            refusal = _("“%(text)s”: %(reason)s") % {"text": text, "reason": error}
            raise ValidationError(refusal) from error
        if amount < 0:
            raise ValidationError(_("“%(text)s” is negative") % {"text": text})
        return amount

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            same = len(set(value)) == 1
            return plain_number(value[0]) if same else " ".join(plain_number(item) for item in value)
        return plain_number(value) if isinstance(value, int | float) else value


class CatalogueField(forms.CharField):
    """A name of the catalogue, typed or picked from the list; unknown names are refused by the core."""

    def __init__(self, *, datalist: str, **options: Any) -> None:
        options.setdefault("max_length", 100)
        super().__init__(**options)
        self.widget.attrs.update({"list": datalist, "autocomplete": "off", "spellcheck": "false"})


def plain_number(value: float) -> str:
    """Write a number so that it reads well and is read back the same.

    >>> plain_number(15e12), plain_number(2500.0), plain_number(0.4)
    ('15T', '2,500', '0.4')
    """
    language = current_language()
    for size, letter, word in _SIZES:
        short = value / size
        if abs(short) >= 1 and round(short, 3) == short and float(f"{short:.10g}") * size == value:
            suffix = letter if language == DEFAULT else f" {unit_text(word)}"
            return written(Decimal(f"{short:.10g}"), language) + suffix
    # Groups are read back only in English: elsewhere 2.512 may mean two things.
    is_grouped = value == int(value) and language == DEFAULT
    return f"{value:,.0f}" if is_grouped else exact_text(value, "count", "", language)
