"""`iperf3 -J`: how fast data arrived from one machine at another."""

from ipaddress import ip_address
from typing import Any

from assessments.language import number, say, say_plural, to_say
from assessments.probes.bounded_json import as_object, as_text, parse_json
from assessments.probes.reading import Finding, OutputError, checked_number, shorten

_REMEDY = to_say("run iperf3 -s on one server and iperf3 -c ADDRESS -P 8 -J on another")


def read(text: str) -> tuple[Finding, ...]:
    """Return the rate at the receiver. Raises OutputError."""
    data = parse_json(text)
    if message := as_text(data.get("error")):
        raise OutputError(
            say("the test failed ({error}): {remedy}", error=shorten(message), remedy=say(_REMEDY)),
            place="error",
        )
    start = as_object(data.get("start", {}), "start")
    peer = _peer(start)
    end = as_object(data.get("end", {}), "end")
    bits, where = _received(end)
    if bits <= 0:
        raise OutputError(say("nothing arrived in this test: {remedy}", remedy=say(_REMEDY)), place="end")
    how = (
        say("{where}, {rate} Gbit/s between two machines", where=where, rate=number(bits / 1e9, ",.2f"))
        + peer
    )
    return (Finding("network_bytes_per_second", bits / 8, how),)


def _peer(start: dict[str, Any]) -> str:
    """Return how many streams there were. Raises OutputError when both ends were one machine."""
    connected = start.get("connected")
    streams = connected if isinstance(connected, list) else []
    for stream in streams[:1]:
        ends = as_object(stream, "start.connected[1]")
        if _is_one_machine(as_text(ends.get("local_host")), as_text(ends.get("remote_host"))):
            raise OutputError(
                say(
                    "both ends were the same machine, so no network was measured: {remedy}",
                    remedy=say(_REMEDY),
                )
            )
    return say_plural(", {count} stream", ", {count} streams", len(streams)) if streams else ""


def _is_one_machine(local: str, remote: str) -> bool:
    try:
        return ip_address(remote).is_loopback or ip_address(local) == ip_address(remote)
    except ValueError:
        return bool(remote) and (remote == "localhost" or local == remote)


def _received(end: dict[str, Any]) -> tuple[float, str]:
    """Return bits per second at the receiver, and which figure it is."""
    if "sum_received" in end:
        both = [end["sum_received"], end.get("sum_received_bidir_reverse", {})]
        rates = [_rate(one, "end.sum_received") for one in both]
        where = say("rate at the receiver, the slower direction") if rates[1] else say("rate at the receiver")
        return (min(rates) if rates[1] else rates[0]), where
    done = as_object(end.get("sum", {}), "end.sum")  # UDP before version 3.10
    lost = min(100.0, checked_number(done.get("lost_percent", 0), "end.sum.lost_percent"))
    return _rate(done, "end.sum") * (1 - lost / 100), say("rate sent, less what was lost")


def _rate(value: object, place: str) -> float:
    return checked_number(as_object(value, place).get("bits_per_second", 0), f"{place}.bits_per_second")
