"""Where each sizing output stands in the result of a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Output:
    """One sizing output. places: paths into a snapshot, all of which hold something.

    A path goes down by keys; * stands for every item of a list; in a list, a name picks the items whose `id`
    is that name, or that name, a colon and a workload.
    """

    title: str
    places: tuple[str, ...]


def _options(*names: str) -> tuple[str, ...]:
    return tuple(f"sizing.workloads.*.options.*.{name}" for name in names)


def _figures(*ids: str) -> tuple[str, ...]:
    return tuple(f"organisation.figures.{id}.value" for id in ids)


OUTPUTS: Mapping[str, Output] = MappingProxyType(
    {
        "Z01": Output(
            "Accelerators and days of a training", _options("flops", "mfu", "accelerators_needed", "days")
        ),
        "Z02": Output(
            "Memory of each replica, and the fewest accelerators it fits",
            _options("memory_per_accelerator_bytes.total", "layout.tensor", "accelerators"),
        ),
        "Z03": Output(
            "Throughput of serving, replicas and accelerators",
            _options("output_tokens_per_second", "replicas", "accelerators_needed"),
        ),
        "Z04": Output("Main memory and cores of each node", _figures("host_memory_bytes", "host_cpu_cores")),
        "Z05": Output(
            "Storage by tier, in 36 months, after compression and deletion; raw capacity and durability by code",
            (
                *_options("storage_bytes"),
                *_figures(
                    "storage_raw_bytes",
                    "storage_nines",
                    "storage_36_months_bytes",
                    "storage_hot_bytes",
                    "storage_warm_bytes",
                    "storage_archive_bytes",
                ),
            ),
        ),
        "Z06": Output("Storage throughput", _options("storage_throughput_bytes_per_second")),
        "Z07": Output(
            "Network between accelerators, and time to copy data",
            (*_options("network_bytes_per_second"), *_figures("transfer_seconds")),
        ),
        "Z08": Output(
            "Time left for the network, number of regions and places",
            _figures("network_budget_seconds", "regions", "places"),
        ),
        "Z09": Output(
            "Power, cooling and racks",
            (*_options("power_watts"), *_figures("facility_watts", "cooling_watts", "racks")),
        ),
        "Z10": Output(
            "Energy cost and carbon of a year by grid, market and making; of a request; renewable share",
            (
                *_options("energy_joules", "carbon_grams", "carbon_market_grams", "carbon_embodied_grams"),
                *_figures(
                    "electricity_usd_per_year",
                    "carbon_grams_per_year",
                    "carbon_market_grams_per_year",
                    "carbon_embodied_grams_per_year",
                    "carbon_grams_per_request",
                    "renewable_share",
                ),
            ),
        ),
        "Z11": Output(
            "Fewest and most replicas, capacity kept free, utilisation, energy saved by scaling",
            (
                *_options("utilisation"),
                *_figures("replicas_least", "replicas_most", "replicas_erlang", "headroom_share"),
                *_figures("scaling_saves_joules"),
            ),
        ),
        "Z12": Output(
            "Total cost, net present value, payback, return, delay; ways to get accelerators; what moves the cost",
            (
                *_options("cost_usd.capital", "cost_usd.operating", "comparison.ways"),
                "sizing.workloads.*.sensitivity.results.cost_usd",
                *_figures(
                    "total_cost_usd",
                    "running_usd_per_year",
                    "operating_usd_per_year",
                    "net_present_value_usd",
                    "payback_years",
                    "discounted_payback_years",
                    "return_share",
                    "internal_rate_share",
                    "delay_usd_per_month",
                    "break_even_share",
                ),
            ),
        ),
        "Z13": Output(
            "Cost of a million tokens, of a training run, of an accelerator-hour; cost told back by workload",
            _figures(
                "usd_per_million_tokens",
                "usd_per_run",
                "usd_per_accelerator_hour",
                "showback_share",
                "showback_usd_per_year",
            ),
        ),
        "Z14": Output(
            "People by role, to find and to train: number, time, hours and cost",
            (
                "roadmap.people.*.need",
                *_figures("hires", "time_to_fill_seconds", "hiring_usd", "training_hours", "training_usd"),
                *_figures("leavers", "hire_ready_seconds", "hire_extra_usd"),
                *_figures("reskill_ready_seconds", "reskill_extra_usd"),
                *_figures("partner_ready_seconds", "partner_extra_usd", "bridge_person_months"),
            ),
        ),
        "Z15": Output(
            "Data required and available, imbalance, augmentation",
            _figures("examples_required", "examples_available", "imbalance_ratio", "augmentation_factor"),
        ),
        "Z16": Output(
            "Target for faulty records, records to clean, work",
            _figures("defect_rate_target", "records_to_clean", "cleaning_person_days"),
        ),
        "Z17": Output(
            "Copy time, standstill at the switch, cost of running both platforms",
            _figures("migration_seconds", "cut_over_seconds", "double_running_usd"),
        ),
        "Z18": Output(
            "Audit log written and kept, processors taken by encryption",
            _figures("audit_log_bytes_per_day", "audit_log_bytes_kept", "encryption_share"),
        ),
        "Z19": Output(
            "Volume and cost of monitoring; checks and days until a fall in quality shows",
            _figures("monitoring_bytes_per_day", "monitoring_usd_per_year", "drift_samples", "drift_days"),
        ),
        "Z20": Output(
            "Assessments and records due, with their dates",
            (*_figures("assessments_due", "records_due"), "organisation.obligations.*.due"),
        ),
        "Z21": Output(
            "Money, people and expected maturity by quarter",
            ("roadmap.spending", "roadmap.people.*.capacity", "roadmap.maturity_by_period.*.index"),
        ),
    }
)


def found_at(snapshot: Mapping[str, Any], place: str) -> list[Any]:
    """Return what stands at a place of a snapshot, without what is None or empty.

    >>> found_at({"a": [{"id": "x:1", "v": 3}, {"id": "y", "v": None}]}, "a.x.v")
    [3]
    """
    return [value for value in _below(snapshot, place.split(".")) if value is not None and value != []]


def _below(value: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield value
    elif isinstance(value, list):
        kept = value if path[0] == "*" else [item for item in value if _is_named(item, path[0])]
        for item in kept:
            yield from _below(item, path[1:])
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _below(value[path[0]], path[1:])


def _is_named(item: Any, name: str) -> bool:
    return isinstance(item, Mapping) and str(item.get("id", "")).partition(":")[0] == name
