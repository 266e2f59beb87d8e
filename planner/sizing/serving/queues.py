"""Waiting for one of several servers: Erlang's formulas for arrivals that know nothing of each other.

Real requests come in bursts, so these ask for too few servers: they are a floor and a check, never the plan. In the
Azure traces of 2023 Erlang C asks for 5 and 34 places where 38 and 37 are needed (conversation, code).
"""

import math
from dataclasses import dataclass

MOST_LOAD = 200_000.0  # Erlangs; beyond, counting up takes too long and bursts no longer matter


@dataclass(frozen=True, slots=True)
class Staffing:
    """servers: fewest that keep the targets. waiting: chance to wait at all. level: share that waits no longer than
    the target. occupancy: share of the time that a server is busy."""

    servers: int
    waiting: float
    level: float
    occupancy: float


def erlang_b(servers: int, load: float) -> float:
    """Chance that all servers are busy when nobody queues. load: arrivals x service time, in Erlangs.

    >>> round(erlang_b(17, 10.0), 9)
    0.012948875
    """
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Chance to wait in an M/M/c queue; 1 where the load is more than the servers do.

    >>> round(erlang_c(14, 10.0), 12)
    0.174131933595
    """
    return _waiting(servers, load, erlang_b(servers, load))


def mean_queue(servers: int, load: float) -> float:
    """Mean number that waits in an M/M/c queue; divided by the arrivals' rate, the mean wait (Little's law).

    >>> round(mean_queue(2, 2 / 3), 6)  # two arrivals and three services an hour: a twelfth
    0.083333
    """
    if load >= servers:
        return math.inf
    return erlang_c(servers, load) * load / (servers - load)


def fewest_servers(
    load: float,
    *,
    service_seconds: float,
    target_seconds: float,
    level: float = 0.8,
    most_occupancy: float = 0.85,
) -> Staffing:
    """Fewest servers of which a share `level` waits no longer than the target, and none is busier than wanted.

    load: Erlangs. Raises ValueError for a load that is not positive or beyond MOST_LOAD.

    >>> fewest_servers(10.0, service_seconds=180.0, target_seconds=20.0).servers  # pyworkforce documentation
    14
    """
    if not 0 < load <= MOST_LOAD:
        raise ValueError(f"load must be above 0 and at most {MOST_LOAD:g} Erlangs (got {load:g})")
    servers, blocked, kept = 0, 1.0, 0.0
    while servers <= load or kept < level or load / servers > most_occupancy:
        servers += 1
        blocked = load * blocked / (servers + load * blocked)
        waiting = _waiting(servers, load, blocked)
        kept = 1.0 - waiting * math.exp(-max(servers - load, 0.0) * target_seconds / service_seconds)
    return Staffing(servers, waiting, kept, load / servers)


def _waiting(servers: int, load: float, blocked: float) -> float:
    if load >= servers:
        return 1.0
    return servers * blocked / (servers - load * (1.0 - blocked))
