"""Numbers in the sentences of a plan: rounded as people say them."""


def money(usd: float) -> str:
    """Return an amount of money in words.

    >>> money(1_234_000), money(340_400), money(820)
    ('1.23 M USD', '340 k USD', '820 USD')
    """
    if abs(usd) >= 999_500_000:
        return f"{usd / 1e9:.3g} bn USD"
    if abs(usd) >= 999_500:
        return f"{usd / 1e6:.3g} M USD"
    if abs(usd) >= 9_995:
        return f"{usd / 1e3:.3g} k USD"
    return f"{usd:,.0f} USD"


def count_of(number: float, noun: str) -> str:
    """Return a number with its noun.

    >>> count_of(1, "quarter"), count_of(2.5, "person-month")
    ('1 quarter', '2.5 person-months')
    """
    return f"{number:g} {noun}" + ("" if number == 1 else "s")


def listed(names: list[str], most: int = 4) -> str:
    """Return names as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


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
        return f"{value * 1e3:.0f} ms" if value < 0.1 else f"{value:.2g} s"
    if unit == "fte":
        return f"{value:.1f}".removesuffix(".0")
    for step, name in _STEPS.get(unit, ()):
        if abs(value) >= 0.9995 * step:
            return f"{_rounded(value / step)} {name}"
    if unit in _STEPS:
        step, name = _STEPS[unit][-1]
        return f"{_rounded(value / step)} {name}"
    return f"{value:,.0f}"


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
        return f"{numbers[1]} ({numbers[0]} to {numbers[2]}) {units[0]}".rstrip()
    return f"{texts[1]} ({texts[0]} to {texts[2]})"


def _rounded(value: float) -> str:
    digits = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
