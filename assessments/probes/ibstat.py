"""`ibstat`: the InfiniBand or RoCE ports of one machine that are up."""

import re
from dataclasses import dataclass, field

from assessments.language import number, say, say_plural
from assessments.probes.reading import Finding, OutputError, checked_number

MAX_PORTS = 1_000
ADAPTER = re.compile(r"^CA '[^'\n]{1,64}'", re.MULTILINE)
_PORT = re.compile(r"\s*Port \d{1,3}:\s*")
_RATE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(?: Gb/s(?:ec)?)?(?: \(.{0,30}\))?")
GBIT = 1e9 / 8


@dataclass(slots=True)
class _Port:
    line: int
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def is_up(self) -> bool:
        """Whether data can flow."""
        return self.fields.get("State") == "Active"

    @property
    def rate(self) -> float:
        """Bytes per second."""
        text = self.fields.get("Rate", "")
        found = _RATE.fullmatch(text)
        if found is None:
            raise OutputError(
                say("has no rate: send the whole output of ibstat"), line=self.line, place="Rate"
            )
        return checked_number(found[1], "Rate", line=self.line) * GBIT


def read(text: str) -> tuple[Finding, ...]:
    """Return the rates of the ports that are up: InfiniBand, else Ethernet. Raises OutputError."""
    up = [port for port in _ports(text) if port.is_up]
    layer = "InfiniBand" if any(port.fields.get("Link layer") == "InfiniBand" for port in up) else "Ethernet"
    rates = tuple(port.rate for port in up if port.fields.get("Link layer", "InfiniBand") == layer)
    total = sum(rates)
    if total <= 0:
        raise OutputError(
            say("no port is up (State: Active): connect the machine to its network and run ibstat again")
        )
    how = say_plural(
        "{count} {layer} port up, {rate} Gbit/s together",
        "{count} {layer} ports up, {rate} Gbit/s together",
        len(rates),
        layer=layer,
        rate=number(total / GBIT, ",.0f"),
    )
    return (Finding("network_bytes_per_second", total, how, parts=rates),)


def _ports(text: str) -> list[_Port]:
    ports: list[_Port] = []
    for at, line in enumerate(text.split("\n"), start=1):
        if _PORT.fullmatch(line):
            ports.append(_Port(at))
        elif line.startswith("CA "):
            continue
        elif ports:
            name, colon, value = line.partition(":")
            if colon:
                ports[-1].fields.setdefault(name.strip(), value.strip())
        if len(ports) > MAX_PORTS:
            raise OutputError(
                say("more than {most} ports in one machine cannot be", most=number(MAX_PORTS, ",")),
                line=at,
            )
    if not ports:
        raise OutputError(say("lists no port: send the whole output of ibstat"))
    return ports
