"""`fio --output-format=json`: how fast storage was read."""

from collections import defaultdict
from typing import Any

from assessments.language import say, say_plural, to_say
from assessments.probes.bounded_json import as_list, as_object, as_text, parse_json
from assessments.probes.reading import Finding, OutputError, checked_number, shorten

MAX_JOBS = 5_000
_REMEDY = to_say("run a test that reads, such as fio --rw=read --bs=1M, with --output-format=json")


def read(text: str) -> tuple[Finding, ...]:
    """Return the read rate: of jobs that ran together the sum, of groups that ran in turn the best.

    Raises OutputError.
    """
    data = parse_json(text)
    place, jobs = _jobs(data)
    groups: dict[float, float] = defaultdict(float)
    for number, job in enumerate(jobs, start=1):
        at = f"{place}[{number}]"
        if checked_number(job.get("error", 0), f"{at}.error"):
            raise OutputError(say("this job failed: run the test again"), place=at)
        groups[checked_number(job.get("groupid", 0), f"{at}.groupid")] += _read_rate(job, at)
    best = max(groups.values(), default=0.0)
    if best <= 0:
        raise OutputError(say("nothing was read in this test: {remedy}", remedy=say(_REMEDY)))
    seconds = max((_seconds(job) for job in jobs), default=0.0)
    ended = checked_number(data.get("timestamp", 0), "timestamp") or None
    how = say_plural("read rate of {count} job", "read rate of {count} jobs", len(jobs)) + _options(
        data, jobs[0]
    )
    began = max(0.0, ended - seconds) if ended else None
    return (Finding("storage_throughput_bytes_per_second", best, how, began=began, ended=ended),)


def _jobs(data: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Return where the jobs stand, and the jobs; of a test from several clients, their sum alone."""
    place = "client_stats" if "client_stats" in data else "jobs"
    jobs = [as_object(job, place) for job in as_list(data.get(place), place)]
    if not jobs or len(jobs) > MAX_JOBS:
        raise OutputError(say("holds no job, or too many: {remedy}", remedy=say(_REMEDY)), place=place)
    together = [job for job in jobs if job.get("jobname") == "All clients"]
    return place, together or jobs


def _read_rate(job: dict[str, Any], place: str) -> float:
    done = as_object(job.get("read", {}), f"{place}.read")
    if "bw_bytes" in done:
        return checked_number(done["bw_bytes"], f"{place}.read.bw_bytes")
    return checked_number(done.get("bw", 0), f"{place}.read.bw") * 1024  # before version 3 only in KiB/s


def _seconds(job: dict[str, Any]) -> float:
    return checked_number(job.get("job_runtime", 0), "job_runtime") / 1000


def _options(data: dict[str, Any], job: dict[str, Any]) -> str:
    """Return what the test did, as far as the output says."""
    said: dict[str, Any] = {}
    for options in (data.get("global options"), job.get("job options")):
        said.update(options if isinstance(options, dict) else {})
    parts = [
        f"{name}={shorten(as_text(said.get(name)), 60)}" for name in ("rw", "bs", "directory", "filename")
    ]
    told = ", ".join(part for part in parts if not part.endswith("="))
    return f" ({told})" if told else ""
