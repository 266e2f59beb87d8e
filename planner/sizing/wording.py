"""Numbers in the sentences of a plan: rounded as people say them, in the language of the context."""

import re
from collections.abc import Iterable, Mapping

from assessments import language
from assessments.language import localised, money, number, say, say_plural, to_say
from assessments.question_bank.units import unit_text

__all__ = [
    "amount",
    "amount_range",
    "count_of",
    "dimension_name",
    "either",
    "listed",
    "money",
    "percent",
    "quarter_text",
    "role_name",
    "sources_text",
]


def count_of(count: float, noun: str) -> str:
    """Return a number with its noun.

    >>> count_of(1, "quarter"), count_of(2.5, "person-month")
    ('1 quarter', '2.5 person-months')
    """
    shown, form = number(count, "g"), 1 if count == 1 else 2
    if noun == "quarter":
        return say_plural("{number} quarter", "{number} quarters", form, number=shown)
    if noun == "month":
        return say_plural("{number} month", "{number} months", form, number=shown)
    if noun == "person-month":
        return say_plural("{number} person-month", "{number} person-months", form, number=shown)
    if noun == "period":
        return say_plural("{number} period", "{number} periods", form, number=shown)
    return f"{shown} {noun}" + ("" if count == 1 else "s")


_ROLES: Mapping[str, str] = {
    "ml_engineers": to_say("ML engineers"),
    "data_scientists": to_say("data scientists"),
    "data_engineers": to_say("data engineers"),
    "platform_engineers": to_say("platform engineers"),
    "security_specialists": to_say("security specialists"),
    "project_managers": to_say("project managers"),
}


def role_name(role: str) -> str:
    """Return a role as a sentence names it."""
    return say(_ROLES[role]) if role in _ROLES else role.replace("_", " ")


_DIMENSIONS: Mapping[str, str] = {
    "compute": to_say("compute"),
    "memory": to_say("memory"),
    "storage": to_say("storage"),
    "network": to_say("network"),
    "power": to_say("power"),
    "latency": to_say("latency"),
    "software": to_say("software"),
    "data": to_say("data"),
    "security": to_say("security"),
    "people": to_say("people"),
    "money": to_say("money"),
    "delivery": to_say("delivery"),
}


def dimension_name(dimension: str) -> str:
    """Return a dimension of the verdicts as a sentence names it."""
    return say(_DIMENSIONS[dimension]) if dimension in _DIMENSIONS else dimension


def sources_text(sources: Iterable[str], otherwise: str = "") -> str:
    """Return what a number rests on, or what stands for nothing. Ids and citations have no translation."""
    return "; ".join(say(source) for source in sources if source) or (say(otherwise) if otherwise else "")


def percent(share: float, form: str = ".0f") -> str:
    """Return a share in percent: whole ones, unless another Python format is given.

    >>> percent(0.25), percent(0.012, ".1f")
    ('25%', '1.2%')
    """
    return say("{number}%", number=number(100 * share, form))


def quarter_text(name: str) -> str:
    """Return the name of a quarter as people read it; any other name as it is.

    >>> quarter_text("2027-Q4")
    '2027-Q4'
    """
    match = re.fullmatch(r"(\d{4})-Q(\d)", name)
    return say("{year}-Q{quarter}", year=match[1], quarter=match[2]) if match else name


def either(one: str, other: str) -> str:
    """Return two things that a sentence offers for a choice; more by offering the result again."""
    return say("{one} or {other}", one=one, other=other)


def listed(names: list[str], most: int = 4) -> str:
    """Return names as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(names) > most:
        return say("{names} and {count} more", names=", ".join(names[:most]), count=len(names) - most)
    return language.listed(names)


_STEPS = {
    "bytes": ((1e18, "EB"), (1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")),
    "bytes_per_second": ((1e12, "TB/s"), (1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s")),
    "watts": ((1e6, "MW"), (1e3, "kW"), (1.0, "W")),
    "tokens": ((1e12, "trillion tokens"), (1e9, "billion tokens"), (1e6, "million tokens")),
}


def amount(value: float, unit: str) -> str:
    """Return an SI amount with three significant digits and the unit that people use.

    >>> amount(340_400.0, "watts"), amount(1.5e15, "bytes"), amount(0.8123, "seconds"), amount(12.2, "count")
    ('340 kW', '1.5 PB', '0.81 s', '12')
    """
    if unit == "usd":
        return money(value)
    if unit == "seconds":
        if value < 0.1:
            return say("{number} ms", number=number(value * 1e3, ".0f"))
        return say("{number} s", number=number(value, ".2g"))
    if unit == "fte":
        return localised(f"{value:.1f}".removesuffix(".0"))
    for step, name in _STEPS.get(unit, ()):
        if abs(value) >= 0.9995 * step:
            return f"{_rounded(value / step)} {unit_text(name)}"
    if unit in _STEPS:
        step, name = _STEPS[unit][-1]
        return f"{_rounded(value / step)} {unit_text(name)}"
    return number(value, ",.0f")


def amount_range(low: float, middle: float, high: float, unit: str) -> str:
    """Return a middle value with its range, the unit once where all three share it.

    >>> amount_range(1e12, 2e12, 4e12, "bytes"), amount_range(2.0, 2.0, 2.0, "count")
    ('2 (1 to 4) TB', '2')
    """
    texts = [amount(value, unit) for value in (low, middle, high)]
    if texts[0] == texts[2]:
        return texts[1]
    numbers, units = zip(*(text.partition(" ")[::2] for text in texts), strict=True)
    if len(set(units)) == 1:
        shown = say("{middle} ({low} to {high})", low=numbers[0], middle=numbers[1], high=numbers[2])
        return f"{shown} {units[0]}".rstrip()
    return say("{middle} ({low} to {high})", low=texts[0], middle=texts[1], high=texts[2])


def _rounded(value: float) -> str:
    digits = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    text = f"{value:,.{digits}f}"
    return localised(text.rstrip("0").rstrip(".") if "." in text else text)
