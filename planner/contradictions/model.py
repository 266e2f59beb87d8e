"""Rules as frozen objects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """What an amount is compared with: a number (SI), or `times` another fact."""

    number: float | None = None
    fact: str = ""
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that must hold of one fact; exactly one of the forms is set.

    has: one of these is among its members. lacks: none of these is. apart_from: the fact with which it shares no
    member; never holds when one of the two has no members at all.
    """

    fact: str
    at_least: Limit | None = None
    at_most: Limit | None = None
    above: Limit | None = None
    below: Limit | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    apart_from: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that is looked at."""
        limits = (self.at_least, self.at_most, self.above, self.below)
        named = (limit.fact for limit in limits if limit is not None)
        return tuple(filter(None, (self.fact, *named, self.apart_from)))


@dataclass(frozen=True, slots=True)
class Rule:
    """Facts that cannot be true together.

    all_of: the comparisons that hold when they contradict each other. says: what was found, with {fact} where its
    value stands. remedy: what to do.
    A fact that is not known contradicts nothing.
    """

    id: str
    title: str
    all_of: tuple[Comparison, ...]
    says: str
    remedy: str

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that is looked at, each once, in order."""
        return tuple(dict.fromkeys(fact for comparison in self.all_of for fact in comparison.facts))
