"""The numbers of plain data."""

from typing import Any


def numbers_in(data: Any) -> list[float]:
    """Every number in plain data, however deep."""
    if isinstance(data, dict):
        return [number for value in data.values() for number in numbers_in(value)]
    if isinstance(data, list | tuple):
        return [number for value in data for number in numbers_in(value)]
    return [float(data)] if isinstance(data, int | float) else []
