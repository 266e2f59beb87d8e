"""Units as people read them."""

from django import template

from assessments.question_bank.units import unit_text

register = template.Library()


@register.filter
def in_words(unit: str) -> str:
    """Return a unit of the question bank in the language of the page.

    >>> in_words("billion tokens")
    'billion tokens'
    """
    return unit_text(unit)
