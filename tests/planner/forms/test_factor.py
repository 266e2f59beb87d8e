"""A difference in per cent, as people write it, is a factor."""

import pytest
from django.core.exceptions import ValidationError

from planner.forms.fields import FactorField


@pytest.mark.parametrize(
    ("typed", "factor"),
    [("-20", 0.8), ("−20 %", 0.8), ("+50", 1.5), ("200%", 3.0), ("0", 1.0), ("12.5", 1.125), ("", None)],
)
def test_a_difference_becomes_a_factor(typed: str, factor: float | None) -> None:
    assert FactorField().clean(typed) == factor


@pytest.mark.parametrize("factor", [0.8, 1.5, 3.0, 1.125, 0.05, 20.0])
def test_a_factor_is_shown_so_that_it_is_read_back(factor: float) -> None:
    field = FactorField()
    assert field.clean(field.prepare_value(factor)) == factor


@pytest.mark.parametrize("typed", ["-96", "1901", "less", "20 kW", "1e30"])
def test_what_is_no_sensible_difference_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        FactorField().clean(typed)
