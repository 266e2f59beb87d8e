"""The door: the saved output of any known command becomes a reading, or is refused with a remedy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from assessments.language import DEFAULT, LANGUAGES, current_language, quoted, say, speaking
from assessments.probes import (
    df,
    fio,
    free,
    ibstat,
    iperf3,
    kubectl,
    lscpu,
    nvidia_smi_table,
    nvidia_smi_xml,
    rocm_smi,
)
from assessments.probes.bounded_json import looks_like_json, parse_json
from assessments.probes.decoding import decode_output
from assessments.probes.reading import Finding, OutputError, Reading, shorten


@dataclass(frozen=True, slots=True)
class Command:
    """A command whose output is understood: how to run it, and the estate quantities that it measures."""

    name: str
    run: str
    quantities: tuple[str, ...]
    read: Callable[[str], tuple[Finding, ...]]


NVIDIA_XML, NVIDIA_TABLE, ROCM, LSCPU = "nvidia-smi -q -x", "nvidia-smi", "rocm-smi --json", "lscpu"
FREE, DF, KUBECTL, FIO = "free", "df", "kubectl get nodes -o json", "fio --output-format=json"
IPERF3, IBSTAT = "iperf3 -J", "ibstat"

_ALL = (
    Command(NVIDIA_XML, NVIDIA_XML, ("accelerators",), nvidia_smi_xml.read),
    Command(NVIDIA_TABLE, NVIDIA_TABLE, ("accelerators",), nvidia_smi_table.read),
    Command(ROCM, "rocm-smi --showproductname --showmeminfo vram --json", ("accelerators",), rocm_smi.read),
    Command(LSCPU, "LC_ALL=C lscpu", ("cpu_cores",), lscpu.read),
    Command(FREE, "free -b", ("host_memory_bytes",), free.read),
    Command(DF, "LC_ALL=C df -T -B1", ("storage_bytes",), df.read),
    Command(KUBECTL, KUBECTL, ("accelerators", "cpu_cores", "host_memory_bytes"), kubectl.read),
    Command(
        FIO,
        "fio --rw=read --bs=1M … --output-format=json",
        ("storage_throughput_bytes_per_second",),
        fio.read,
    ),
    Command(IPERF3, "iperf3 -c SERVER -P 8 -J", ("network_bytes_per_second",), iperf3.read),
    Command(IBSTAT, IBSTAT, ("network_bytes_per_second",), ibstat.read),
)
COMMANDS: Mapping[str, Command] = MappingProxyType({command.name: command for command in _ALL})
# What can be measured, and by which commands, the best first.
QUANTITIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        quantity: tuple(command.name for command in _ALL if quantity in command.quantities)
        for quantity in dict.fromkeys(name for command in _ALL for name in command.quantities)
    }
)


def read_output(saved: str | bytes, command: str | None = None, *, machine: str = "") -> Reading:
    """Return what a saved output says. machine: a name for where it ran.

    command: one of COMMANDS; without it, the command is recognised by its output. Raises OutputError.
    """
    text = decode_output(saved)
    name = command or detect(text)
    if name not in COMMANDS:
        raise OutputError(
            say(
                "{name} is not a command that is understood; {understood}",
                name=quoted(shorten(name, 40)),
                understood=_understood(),
            )
        )
    return Reading(name, shorten(machine), _read_in_every_language(COMMANDS[name], text))


def _read_in_every_language(command: Command, text: str) -> tuple[Finding, ...]:
    """Return the findings, and how each was read in every language: they are kept, whoever reads them later."""
    found = {current_language(): command.read(text)}  # first: this is the language in which it is refused
    for language in LANGUAGES.keys() - found.keys():
        with speaking(language):
            found[language] = command.read(text)
    others = [language for language in LANGUAGES if language != DEFAULT]
    return tuple(
        replace(finding, elsewhere={language: found[language][position].how for language in others})
        for position, finding in enumerate(found[DEFAULT])
    )


def detect(text: str) -> str:
    """Return the name of the command that printed a text. Raises OutputError when it is none of them."""
    if "<nvidia_smi_log" in text or text.lstrip()[:5] == "<?xml":
        return NVIDIA_XML
    if looks_like_json(text):
        return _detect_json(text)
    for name, is_its in _MARKS:
        if is_its(text):
            return name
    for mark, instead in _REMEDIES:
        if mark in text:
            raise OutputError(
                say("this form is not understood: send the output of {instead}", instead=instead)
            )
    raise OutputError(
        say("not the output of a command that is understood; {understood}", understood=_understood())
    )


def _detect_json(text: str) -> str:
    data = parse_json(text)
    if "fio version" in data:
        return FIO
    if "lscpu" in data:
        return LSCPU
    if any(rocm_smi.CARD.fullmatch(name) for name in data):
        return ROCM
    if "items" in data or data.get("kind") in ("Node", "NodeList"):
        return KUBECTL
    if "start" in data and ("end" in data or "error" in data):
        return IPERF3
    raise OutputError(
        say("JSON, but not of a command that is understood; {understood}", understood=_understood())
    )


def _is_lscpu(text: str) -> bool:
    return "\nCPU(s):" in f"\n{text}"


def _is_table(text: str) -> bool:
    return "| NVIDIA-SMI " in text


_MARKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (NVIDIA_TABLE, _is_table),
    (LSCPU, _is_lscpu),
    (FREE, lambda text: free.HEADER.search(text) is not None),
    (DF, lambda text: df.HEADER.search(text) is not None),
    (IBSTAT, lambda text: ibstat.ADAPTER.search(text) is not None),
)
_REMEDIES = (
    ("NVSMI LOG", NVIDIA_XML),
    ("ROCm System Management Interface", COMMANDS[ROCM].run),
    ("CPU op-mode(s)", COMMANDS[LSCPU].run),
    ("Run status group", "fio with --output-format=json"),
    ("[ ID] Interval", "iperf3 with -J"),
)


def _understood() -> str:
    return say("understood are {commands}", commands=", ".join(COMMANDS))
