"""How hard the tests try that draw their cases by chance: PLUMBLINE_TEST_EFFORT times as hard as usual (default: 1)."""

import os
from typing import Any

from hypothesis import settings

EFFORT = float(os.environ.get("PLUMBLINE_TEST_EFFORT") or 1)


def times(count: int) -> int:
    """So often, with more effort the more often; at least once."""
    return max(1, round(count * EFFORT))


def examples(count: int, **options: Any) -> settings:
    """So many examples of a property; `options` are those of hypothesis."""
    return settings(max_examples=times(count), **options)
