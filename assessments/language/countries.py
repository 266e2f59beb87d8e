"""Countries by name, as the language of the context calls them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from assessments.language.figures import locale

KEPT_NAMES = 1024  # all countries in several languages, and little of what people write in place of a code
_ZONE = re.compile(r"[A-Z]{2}\d")


def country_name(code: str) -> str:
    """Return the name of a country by its three letters (ISO 3166-1); what is no such code stays as it is.

    Names and equivalent codes are those of the CLDR.

    >>> country_name("DEU"), country_name("usa"), country_name("SE4"), country_name("")
    ('Germany', 'United States', 'SE4', '')
    """
    return _named(code, locale())


def region_name(region: str) -> str:
    """Return the name of a country, or of the country before the name of a zone within it: two letters and a digit.

    >>> region_name("SWE"), region_name("SE4"), region_name("Norway")
    ('Sweden', 'Sweden (SE4)', 'Norway')
    """
    if not _ZONE.fullmatch(region):
        return country_name(region)
    country = Locale.parse(locale()).territories.get(region[:2])
    return f"{country} ({region})" if country else region


@lru_cache(maxsize=KEPT_NAMES)
def _named(code: str, language: str) -> str:
    aliases: Mapping[str, Sequence[str]] = get_global("territory_aliases")
    equal = aliases.get(code.upper(), []) if len(code) == 3 else []
    name = Locale.parse(language).territories.get(equal[0]) if len(equal) == 1 else None
    return str(name or code)
