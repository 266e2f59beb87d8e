"""What an organisation has today: frozen, SI units, each number with the answers it came from."""

from dataclasses import dataclass, field

from pydantic import ConfigDict

from planner.sizing.estimate import Bytes, BytesPerSecond, Estimate, NotNegative, Pue, Share, Usd, Watts

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Stock:
    """Accelerators of one type. memory_bytes: of one accelerator, when it differs from the catalogue."""

    __pydantic_config__ = _STRICT

    type: str
    count: NotNegative
    memory_bytes: Bytes | None = None


@dataclass(frozen=True, slots=True)
class RoleStock:
    """People in one role: full-time equivalents at work, and open positions."""

    __pydantic_config__ = _STRICT

    role: str
    count: NotNegative
    open: NotNegative = field(default=Estimate.exact(0))


@dataclass(frozen=True, slots=True)
class Site:
    """A place with room for hardware. country: ISO 3166 alpha-3. power_watts: IT load still available."""

    __pydantic_config__ = _STRICT

    name: str
    country: str | None = None
    power_watts: Watts | None = None
    racks: NotNegative | None = None


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything known about today's infrastructure. None: nobody has said; no accelerators is the empty tuple.

    network_bytes_per_second: per accelerator, between nodes. power_watts: IT load available (before PUE).
    data_growth_per_year: fraction added per year. clean_tokens: training data ready for use.
    grid_region: ISO 3166 alpha-3, or a zone of the catalogue. busy_share: of the time of all accelerators, taken by the
    work of today; the rest is free. time_to_fill_seconds: from the approval of a position to the first working day.
    """

    __pydantic_config__ = _STRICT

    accelerators: tuple[Stock, ...] | None = None
    host_memory_bytes: Bytes | None = None
    cpu_cores: NotNegative | None = None
    storage_bytes: Bytes | None = None
    storage_throughput_bytes_per_second: BytesPerSecond | None = None
    network_bytes_per_second: BytesPerSecond | None = None
    wan_bytes_per_second: BytesPerSecond | None = None
    power_watts: Watts | None = None
    rack_density_watts: Watts | None = None
    pue: Pue | None = None
    grid_region: str | None = None
    electricity_usd_per_kwh: NotNegative | None = None
    renewable_share: Share | None = None
    staff: tuple[RoleStock, ...] = ()
    budget_usd_per_year: Usd | None = None
    sites: tuple[Site, ...] = ()
    data_bytes: Bytes | None = None
    data_growth_per_year: NotNegative | None = None
    clean_tokens: NotNegative | None = None
    user_latency_seconds: NotNegative | None = None
    busy_share: Share | None = None
    time_to_fill_seconds: NotNegative | None = None


def free_of(owned: Estimate, busy_share: Estimate | None) -> Estimate:
    """Return how many of the accelerators that are owned the work of today leaves free; all where nobody said.

    >>> free_of(Estimate.exact(8.0), Estimate(0.2, 0.25, 0.5))
    Estimate(low=4.0, likely=6.0, high=6.4, sources=())
    """
    if busy_share is None:
        return owned
    return Estimate(
        owned.low * (1.0 - busy_share.high),
        owned.likely * (1.0 - busy_share.likely),
        owned.high * (1.0 - busy_share.low),
        tuple(dict.fromkeys((*owned.sources, *busy_share.sources))),
    )
