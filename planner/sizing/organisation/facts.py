"""What an organisation says about itself beside its machines: each number with the question it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assessments.language import to_say
from planner.sizing.estimate import Estimate


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """Answers that are about the organisation rather than its machines, in SI units. None: nobody has said.

    records: in the data that AI is to use; defect_share: of them with an error or gap.
    class_examples: labelled examples of each class, in any order.
    data_retention_seconds, audit_log_retention_seconds: how long data and audit logs are kept.
    compression_ratio: logical bytes per stored byte. peak_to_mean: busiest hour over the daily mean.
    demand_growth_per_year: fraction of requests added per year.
    migration_bytes: to move; longest_stop_seconds: that the switch may take;
        old_platform_usd_per_month: cost of the platform that is replaced.
    processing_activities: purposes for which personal data meet AI; ai_systems: in use or planned.
    audit_log_bytes_per_day, checked_outputs_per_day: of all AI systems; error_share: of the checked outputs.
    training_usd_per_hour: for each person, without salary; benefit_usd_per_year: once all services run.
    time_to_fill_seconds: of an open position; training_seconds: that each specialist had in the last year.
    laws: option ids of the question on laws, None when nobody answered.
    users: where they are (near, country, continent, overseas); country: ISO 3166 alpha-3, "" when unknown.
    """

    records: Estimate | None = None
    defect_share: Estimate | None = None
    class_examples: tuple[Estimate, ...] = ()
    data_retention_seconds: Estimate | None = None
    compression_ratio: Estimate | None = None
    peak_to_mean: Estimate | None = None
    demand_growth_per_year: Estimate | None = None
    migration_bytes: Estimate | None = None
    longest_stop_seconds: Estimate | None = None
    old_platform_usd_per_month: Estimate | None = None
    processing_activities: Estimate | None = None
    ai_systems: Estimate | None = None
    audit_log_bytes_per_day: Estimate | None = None
    audit_log_retention_seconds: Estimate | None = None
    training_usd_per_hour: Estimate | None = None
    benefit_usd_per_year: Estimate | None = None
    checked_outputs_per_day: Estimate | None = None
    error_share: Estimate | None = None
    time_to_fill_seconds: Estimate | None = None
    training_seconds: Estimate | None = None
    laws: tuple[str, ...] | None = None
    users: tuple[str, ...] = ()
    country: str = ""


# What to find out where no question of the bank asks for it.
WANTED: Mapping[str, str] = MappingProxyType(
    {
        "records": to_say("how many records are in the data that AI is to use"),
        "defect_share": to_say("what share of these records has an error or a gap"),
        "class_examples": to_say("how many labelled examples there are of each class"),
        "migration_bytes": to_say("how much data would have to move to where AI will run"),
        "old_platform_usd_per_month": to_say("what the platform that will be replaced costs in a month"),
        "processing_activities": to_say("for how many purposes personal data are used with AI"),
        "ai_systems": to_say("how many AI systems are in use or planned"),
        "benefit_usd_per_year": to_say("what the planned AI services are worth in a year"),
        "laws": to_say("which laws on privacy and AI apply"),
        "data_bytes": to_say("how much data AI could use"),
        "wan_bytes_per_second": to_say("how fast the line to the cloud is"),
        "sites": to_say("in which countries the sites and users are"),
        "staff": to_say("who works on AI and its infrastructure"),
        "cpu_cores": to_say("how many processor cores the servers have"),
        "clean_tokens": to_say("how much cleaned text there is for training"),
        "renewable_share": to_say("what share of the electricity is renewable"),
    }
)
