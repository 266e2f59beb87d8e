"""Addresses in a text that somebody typed become links; everything else of it is text."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Only these two schemes: a link that starts otherwise may run something.
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]}”’"


@register.filter
def linked(text: str) -> SafeString:
    """Return a text with its http and https addresses as links, all else escaped.

    >>> str(linked("see https://example.org/a?b=1&c, or <b>javascript:alert(1)</b>"))[:22]
    'see <a href="https://e'
    """
    parts, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_CLOSING)
        parts.append(conditional_escape(text[end : match.start()]))
        parts.append(format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', address, address))
        end = match.start() + len(address)
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part is escaped above
