"""The random numbers of an interval: one stream per question, so that neither order nor other answers matter."""

import hashlib
import math
from functools import lru_cache

import numpy as np

from assessments.scoring.layout import Floats

# Teams tend to be too kind or too strict throughout: the doubts of one domain move together.
DOMAIN_CORRELATION = 0.3

_TABLE_LIMIT = 8.0
_STEPS_PER_UNIT = 256
_OPEN_LEVEL_AT = np.array(
    [
        5 - 4 * math.sqrt(0.5 * math.erfc((step / _STEPS_PER_UNIT - _TABLE_LIMIT) / math.sqrt(2)))
        for step in range(int(2 * _TABLE_LIMIT) * _STEPS_PER_UNIT + 1)
    ]
)


@lru_cache(maxsize=4)
def question_draws(seed: int, draws: int, questions: tuple[tuple[str, str], ...]) -> Floats:
    """Return standard normal draws, (Q, draws), that correlate 0.3 within a domain.

    questions: (domain id, question id) of each row. A row depends on the seed and its two ids alone.
    The array is shared between calls and read-only.
    """
    domains = {
        domain: _stream(seed, "domain", domain, draws) for domain in {domain for domain, _ in questions}
    }
    drawn = np.empty((len(questions), draws))
    for row, (domain, question) in enumerate(questions):
        own = _stream(seed, "question", question, draws)
        drawn[row] = math.sqrt(DOMAIN_CORRELATION) * domains[domain] + math.sqrt(1 - DOMAIN_CORRELATION) * own
    drawn.flags.writeable = False
    return drawn


@lru_cache(maxsize=4)
def open_level_draws(seed: int, draws: int, questions: tuple[tuple[str, str], ...]) -> Floats:
    """Return the levels, (Q, draws), that the questions may have while nobody answers them. Read-only."""
    # Row by row: a row fits into the processor's cache, which halves the time.
    levels = np.array([open_levels(row) for row in question_draws(seed, draws, questions)])
    levels.flags.writeable = False
    return levels


def open_levels(normal: Floats) -> Floats:
    """Return 1 + 4 Beta(1, 2) at the quantiles of standard normal draws, of any shape.

    Beta(1, 2) has the distribution function 1 - (1 - x)^2, so its value at a normal quantile z is
    1 - sqrt(1 - Phi(z)); read from a table with linear interpolation, error below 5e-6.

    >>> open_levels(np.array([-9.0, 0.0, 9.0])).round(4)
    array([1.    , 2.1716, 5.    ])
    """
    position = (np.clip(normal, -_TABLE_LIMIT, _TABLE_LIMIT) + _TABLE_LIMIT) * _STEPS_PER_UNIT
    node = np.minimum(position.astype(np.intp), len(_OPEN_LEVEL_AT) - 2)
    below = _OPEN_LEVEL_AT[node]
    level: Floats = below + (position - node) * (_OPEN_LEVEL_AT[node + 1] - below)
    return level


def _stream(seed: int, kind: str, name: str, draws: int) -> Floats:
    digest = hashlib.blake2b(f"{seed}/{kind}/{name}".encode(), digest_size=16).digest()
    generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))
    return generator.standard_normal(draws)
