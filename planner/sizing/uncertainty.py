"""Scenarios: scrambled Sobol points, turned into samples of every uncertain input; and quantiles of results."""

import hashlib
import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.sizing.estimate import Estimate
from planner.sizing.result import Floats, Quantiles

BITS = 30
Z90 = 1.2815515655446004
FEWEST, MOST = 64, 65536

# Primitive polynomials and initial direction numbers (Joe and Kuo 2008, new-joe-kuo-6), dimensions 2 to 21.
_DIRECTIONS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
    (5, 11, (1, 1, 5, 1, 1)),
    (5, 13, (1, 1, 1, 3, 11)),
    (5, 14, (1, 3, 5, 5, 31)),
    (6, 1, (1, 3, 3, 9, 7, 49)),
    (6, 13, (1, 1, 1, 15, 21, 21)),
    (6, 16, (1, 3, 1, 13, 27, 49)),
    (6, 19, (1, 1, 1, 15, 7, 5)),
    (6, 22, (1, 3, 1, 15, 13, 25)),
    (6, 25, (1, 1, 5, 5, 19, 61)),
    (7, 1, (1, 3, 7, 11, 23, 15, 103)),
    (7, 4, (1, 3, 7, 13, 13, 15, 69)),
)
DIMENSIONS = len(_DIRECTIONS) + 1

# Inputs that belong to the organisation: the same scenario for every workload.
_SHARED = ("team", "goodput", "pue", "electricity", "grid", "rent", "buy", "years", "support", "facility")

# Inputs that only compare ways to get accelerators: each from its own generator, so that they move no other input.
_ASIDE = ("reserved share", "spot share", "interruptions", "spot checkpoint", "restart", "room")


class Scenarios:
    """S scenarios of one workload: a column of samples for each named input, the same for the same seed.

    Organisation-wide inputs take the first Sobol dimensions, the workload's own the rest in the order they are
    asked for; the rows of those are shuffled per workload, so that workloads do not move together by accident.
    Inputs beyond the last Sobol dimension are stratified (Latin hypercube).
    """

    def __init__(self, samples: int, seed: int, workload: str) -> None:
        if samples < FEWEST or samples > MOST or samples & (samples - 1):
            raise ValueError(f"samples must be a power of two from {FEWEST} to {MOST} (got {samples})")
        self.samples = samples
        self._seed, self._workload = seed, workload
        self._rng = generator(seed, workload)
        self._order = self._rng.permutation(samples)
        self._columns: dict[str, Floats] = {}
        self._drawn: dict[tuple[str, Estimate, float], Floats] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The uncertain inputs that were asked for, but for those that only compare ways to get accelerators."""
        return tuple(name for name in self._columns if name not in _ASIDE)

    def normal(self, name: str) -> Floats:
        """Return the (S,) standard normal scores of an input, read only."""
        if name not in self._columns:
            self._columns[name] = _read_only(self._scores(name))
        return self._columns[name]

    def _scores(self, name: str) -> Floats:
        if name in _ASIDE:
            return normal_quantile(stratified(self.samples, self.generator(name)))
        shared = _shared_scores(self.samples, self._seed)
        if name in _SHARED:
            return shared[_SHARED.index(name)]
        own = len(_SHARED) + sum(known not in (*_SHARED, *_ASIDE) for known in self._columns)
        if own < len(shared):
            return shared[own][self._order]
        return normal_quantile(stratified(self.samples, self._rng))

    def generator(self, name: str) -> np.random.Generator:
        """Return a generator that belongs to the seed, the workload and a name, and moves no input."""
        return generator(self._seed, f"{self._workload}:{name}")

    def draw(self, name: str, estimate: Estimate, *, most: float = math.inf) -> Floats:
        """Return (S,) samples, read only, whose P10, P50 and P90 are those of the estimate.

        Positive quantities vary by factors (two half lognormals), others by differences; an exact number is the
        same in every scenario. most: an upper bound that is never passed.
        """
        asked = (name, estimate, most)
        if asked not in self._drawn:
            self._drawn[asked] = _read_only(self._draw(name, estimate, most))
        return self._drawn[asked]

    def _draw(self, name: str, estimate: Estimate, most: float) -> Floats:
        if estimate.is_exact:
            return np.full(self.samples, min(estimate.likely, most))
        score = _within_three(self.normal(name)) / Z90
        if estimate.low > 0:
            up, down = math.log(estimate.high / estimate.likely), math.log(estimate.likely / estimate.low)
            values = estimate.likely * np.exp(score * np.where(score > 0, up, down))
        else:
            up, down = estimate.high - estimate.likely, estimate.likely - estimate.low
            values = estimate.likely + score * np.where(score > 0, up, down)
            values = np.maximum(values, min(estimate.low, 0.0))
        return np.minimum(values, most)

    def error(self, name: str, sigma: float) -> Floats:
        """Return (S,) lognormal factors around 1: what a model gets wrong."""
        return np.exp(sigma * _within_three(self.normal(name)))


@lru_cache(maxsize=2)
def _shared_scores(samples: int, seed: int) -> tuple[Floats, ...]:
    """Return for each dimension the (S,) normal scores of the points that all workloads of a request share, read only.

    They were half the time of a small sizing.
    """
    points = sobol(samples, DIMENSIONS, generator(seed, ""))
    return tuple(_read_only(normal_quantile(points[:, index])) for index in range(DIMENSIONS))


def _within_three(scores: Floats) -> Floats:
    """Return scores of at most three standard deviations; numpy.clip is slow to begin with."""
    return np.minimum(np.maximum(scores, -3.0), 3.0)


def _read_only(values: Floats) -> Floats:
    values.flags.writeable = False
    return values


def stratified(samples: int, rng: np.random.Generator) -> Floats:
    """Return (samples,) numbers in (0, 1), one in each stratum, in random order."""
    return (rng.permutation(samples) + rng.random(samples)) / samples


def generator(seed: int, name: str) -> np.random.Generator:
    """Return the generator that belongs to a seed and a name."""
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def sobol(samples: int, dimensions: int, rng: np.random.Generator) -> Floats:
    """Return (samples, dimensions) Sobol points in (0, 1), scrambled by random matrices and a digital shift.

    Matousek 1998 (linear scrambling); any power of two of them is a net in base 2.
    """
    digits = np.arange(samples, dtype=np.int64)
    columns = [_scrambled(_points(digits, _direction_numbers(index)), rng) for index in range(dimensions)]
    return np.column_stack(columns)


def _direction_numbers(index: int) -> list[int]:
    if index == 0:
        return [1 << (BITS - 1 - bit) for bit in range(BITS)]
    degree, polynomial, initial = _DIRECTIONS[index - 1]
    numbers = [value << (BITS - 1 - bit) for bit, value in enumerate(initial)]
    for bit in range(degree, BITS):
        value = numbers[bit - degree] ^ (numbers[bit - degree] >> degree)
        for term in range(1, degree):
            if (polynomial >> (degree - 1 - term)) & 1:
                value ^= numbers[bit - term]
        numbers.append(value)
    return numbers


def _points(digits: NDArray[np.int64], numbers: list[int]) -> NDArray[np.int64]:
    points = np.zeros_like(digits)
    for bit in range(int(digits[-1]).bit_length()):
        points ^= np.where((digits >> bit) & 1, numbers[bit], 0)
    return points


def _scrambled(points: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """Multiply the binary digits by a random lower triangular matrix with ones on the diagonal, then shift."""
    result = np.full_like(points, int(rng.integers(0, 1 << BITS)))
    masks = rng.integers(0, 1 << BITS, size=BITS)
    for row in range(BITS):
        place = BITS - 1 - row  # most significant first
        mask = (int(masks[row]) >> (place + 1) << (place + 1)) | (1 << place)
        parity = points & mask
        for shift in (16, 8, 4, 2, 1):
            parity = parity ^ (parity >> shift)
        result ^= (parity & 1) << place
    return (result + 0.5) / (1 << BITS)


def normal_quantile(probability: Floats) -> Floats:
    """Return the inverse of the standard normal distribution (Acklam's approximation, error below 1.2e-9).

    >>> bool(abs(normal_quantile(np.array([0.9]))[0] - Z90) < 1e-8)
    True
    """
    p = np.asarray(probability, dtype=float)
    centre = p - 0.5
    square = centre**2
    scores = np.asarray(centre * _polynomial(_A, square) / (_polynomial(_B, square) * square + 1.0))
    side = np.minimum(p, 1 - p)
    is_outer = side < 0.02425
    tail = np.sqrt(-2 * np.log(side[is_outer]))
    outer = _polynomial(_C, tail) / (_polynomial(_D, tail) * tail + 1.0)
    scores[is_outer] = np.where(p[is_outer] < 0.5, outer, -outer)
    return scores


def _polynomial(coefficients: Sequence[float], at: Floats) -> Floats:
    """Return what numpy.polyval does: it is slow to begin with."""
    value = np.full_like(at, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= at
        value += coefficient
    return value


_A = (
    -39.69683028665376,
    220.9460984245205,
    -275.9285104469687,
    138.3577518672690,
    -30.66479806614716,
    2.506628277459239,
)
_B = (-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572)
_C = (
    -0.007784894002430293,
    -0.3223964580411365,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
)
_D = (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416)


def quantiles(samples: Floats) -> Quantiles:
    """Return P10, P50 and P90 of (S,) samples, interpolated between neighbours as numpy.quantile does.

    >>> quantiles(np.arange(101.0))
    Quantiles(p10=10.0, p50=50.0, p90=90.0)
    """
    return Quantiles(*quantiles_at(samples, (0.1, 0.5, 0.9)))


def quantiles_at(samples: Floats, shares: Sequence[float]) -> tuple[float, ...]:
    """Return the quantiles of (S,) samples at other shares, as numpy.quantile does, which is slow to begin with.

    >>> quantiles_at(np.arange(101.0), (0.25, 0.75))
    (25.0, 75.0)
    """
    ordered: Floats = np.array(samples, dtype=float)
    ordered.sort()
    if math.isnan(ordered[-1]):
        return tuple(math.nan for _ in shares)
    return tuple(_between(ordered, share) for share in shares)


def least_at(samples: Floats, share: float) -> float:
    """Return the least of (S,) samples that so large a share does not exceed: numpy.quantile's method "higher".

    >>> least_at(np.array([1.0, 2.0, 3.0]), 0.6)
    3.0
    """
    ordered = np.sort(samples)
    return math.nan if math.isnan(ordered[-1]) else float(ordered[math.ceil((len(ordered) - 1) * share)])


def median(samples: Floats | float) -> float:
    """Return the median of (S,) samples, or of one number, as numpy.median does, which is slow to begin with.

    >>> median(np.array([4.0, 1.0, 2.0, 9.0]))
    3.0
    """
    ordered: Floats = np.array(samples, dtype=float).ravel()
    ordered.sort()
    if math.isnan(ordered[-1]):
        return math.nan
    return (ordered.item((len(ordered) - 1) // 2) + ordered.item(len(ordered) // 2)) / 2.0


def _between(ordered: Floats, share: float) -> float:
    """Return a quantile of ascending numbers."""
    last = len(ordered) - 1
    place = last * share
    left = int(place)
    low, high = ordered.item(left), ordered.item(left + 1 if left < last else last)
    part = place - left
    return high - (high - low) * (1.0 - part) if part >= 0.5 else low + (high - low) * part
