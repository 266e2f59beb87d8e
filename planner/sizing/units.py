"""Units of the core: SI inside. The conversions themselves live with the question bank, once for all."""

from assessments.question_bank.units import (
    DAY,
    GB,
    GBIT,
    GIB,
    GIGA,
    HOUR,
    KWH,
    LARGEST,
    SMALLEST,
    TB,
    TERA,
    YEAR,
    parse_quantity,
)

__all__ = [
    "DAY",
    "GB",
    "GBIT",
    "GIB",
    "GIGA",
    "HOUR",
    "HOURS_PER_YEAR",
    "KWH",
    "LARGEST",
    "SMALLEST",
    "TB",
    "TERA",
    "YEAR",
    "parse_quantity",
]

HOURS_PER_YEAR = 8760.0
