"""`lscpu`, as text or with `-J`: the physical cores of one machine."""

from collections.abc import Mapping
from typing import Any

from assessments.language import number, say, say_plural
from assessments.probes.bounded_json import as_list, looks_like_json, parse_json
from assessments.probes.reading import Finding, OutputError, checked_number, shorten

MAX_FIELDS = 5_000
_GROUPS = ("socket", "cluster", "module")


def read(text: str) -> tuple[Finding, ...]:
    """Return the physical cores. Raises OutputError."""
    fields = _json_fields(text) if looks_like_json(text) else _text_fields(text)
    cores, reckoning = _cores(fields)
    if cores < 1:
        raise OutputError(say("says that there are no cores: send the whole output of LC_ALL=C lscpu"))
    model = shorten(fields.get("Model name", ""), 60)
    how = say("{cores} of {model}", cores=reckoning, model=model) if model and model != "-" else reckoning
    if fields.get("Hypervisor vendor"):
        how = say("{cores}. A virtual machine: the cores are those that it is given", cores=how)
    return (Finding("cpu_cores", cores, how),)


def _cores(fields: Mapping[str, str]) -> tuple[float, str]:
    for group in _GROUPS:
        each, groups = _number(fields, f"Core(s) per {group}"), _number(fields, f"{group.title()}(s)")
        if each and groups:
            return each * groups, _grouped(group, groups, each)
    cpus, threads = _number(fields, "CPU(s)"), _number(fields, "Thread(s) per core")
    if cpus is None:
        raise OutputError(say("does not say how many CPU(s) there are: send the output of LC_ALL=C lscpu"))
    return cpus / (threads or 1.0), say(
        "{count} CPUs, {threads} threads on each core",
        count=number(cpus, "g"),
        threads=number(threads or 1, "g"),
    )


def _grouped(group: str, groups: float, each: float) -> str:
    shown, form = number(groups, "g"), 1 if groups == 1 else 2
    cores = number(each, "g")
    if group == "socket":
        return say_plural(
            "{groups} socket of {cores} cores",
            "{groups} sockets of {cores} cores",
            form,
            groups=shown,
            cores=cores,
        )
    return say_plural(
        "{groups} cluster of {cores} cores",
        "{groups} clusters of {cores} cores",
        form,
        groups=shown,
        cores=cores,
    )


def _number(fields: Mapping[str, str], name: str) -> float | None:
    text = fields.get(name, "")
    return None if text in ("", "-") else checked_number(text, name)


def _text_fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in text.split("\n")[:MAX_FIELDS]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip(), value.strip())
    return fields


def _json_fields(text: str) -> dict[str, str]:
    """Return the fields of `lscpu -J`, those of nested groups too."""
    fields: dict[str, str] = {}
    waiting: list[Any] = list(reversed(as_list(parse_json(text).get("lscpu"), "lscpu")))
    while waiting:
        item = waiting.pop()
        if not isinstance(item, dict):
            raise OutputError(
                say("a field should be an object: send the whole output of lscpu -J"), place="lscpu"
            )
        fields.setdefault(str(item.get("field", "")).rstrip(": "), str(item.get("data") or ""))
        children = item.get("children")
        waiting.extend(reversed(children if isinstance(children, list) else []))
    return fields
