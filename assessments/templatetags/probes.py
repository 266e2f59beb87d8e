"""Which commands measure what a question asks for."""

from django import template

from assessments.probes import COMMANDS, QUANTITIES

register = template.Library()


@register.filter
def measuring_commands(estate: str) -> list[str]:
    """Return the commands, as they are to be typed, that measure an estate quantity; none for most."""
    return [COMMANDS[name].run for name in QUANTITIES.get(estate, ())]
