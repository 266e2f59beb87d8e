"""The language of what the framework-free packages say: sentences, numbers, dates, money.

The language belongs to the context of the caller (a thread, an asyncio task), never to the process. It is English
unless somebody says otherwise:

>>> from datetime import date
>>> with speaking("de"):
...     long_date(date(2026, 11, 21)), money(3_100_000)
('21. November 2026', '3,1 Mio. USD')
"""

from assessments.language.countries import country_name, region_name
from assessments.language.figures import (
    either,
    inside_a_sentence,
    listed,
    localised,
    long_date,
    money,
    month,
    number,
    quoted,
    short_date,
)
from assessments.language.messages import (
    DEFAULT,
    LANGUAGES,
    current_language,
    say,
    say_in,
    say_plural,
    speaking,
    to_say,
)

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "country_name",
    "current_language",
    "either",
    "inside_a_sentence",
    "listed",
    "localised",
    "long_date",
    "money",
    "month",
    "number",
    "quoted",
    "region_name",
    "say",
    "say_in",
    "say_plural",
    "short_date",
    "speaking",
    "to_say",
]
