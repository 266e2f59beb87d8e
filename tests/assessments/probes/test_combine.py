"""Several outputs of several machines as one estate, and the difference from what was claimed."""

import pytest

from assessments.probes import (
    AcceleratorRow,
    Finding,
    Measured,
    Reading,
    combine,
    compare_amounts,
    compare_rows,
    left_out,
    measured_value,
    read_output,
)
from assessments.question_bank.values import ValueFault, show_value
from tests.assessments.probes.saved import QUESTIONS, saved

GBIT = 1e9 / 8
GPUS, CORES, RAM, DISK, _ = QUESTIONS


def read(name: str, machine: str) -> Reading:
    """A saved output as that of a machine."""
    return read_output(saved(name), machine=machine)


def together(*readings: Reading) -> dict[str, Measured]:
    """What readings say, by quantity."""
    return {one.quantity: one for one in combine(readings)}


def rate(amount: float, command: str = "iperf3 -J", machine: str = "a") -> Reading:
    return Reading(command, machine, (Finding("network_bytes_per_second", amount, "x"),))


def test_machines_with_different_names_add_up_and_a_newer_output_replaces_an_older_one() -> None:
    found = together(
        read("lscpu-epyc-7451.txt", "a"),
        read("lscpu-epyc-7451.txt", "b"),
        read("lscpu-virtual-machine.txt", "b"),
    )["cpu_cores"]
    assert (found.amount, found.machines, found.readings) == (50, ("a", "b"), (0, 2))


def test_accelerators_add_up_by_type_and_what_is_not_listed_is_named() -> None:
    found = together(
        read("nvidia-smi-h100-node.txt", "a"),
        read("nvidia-smi-h100-node.txt", "b"),
        read("rocm-smi-mi250.json", "c"),
        read("nvidia-smi-workstation.xml", "d"),
    )["accelerators"]
    assert [(row.type, row.count) for row in found.rows] == [("h100-sxm", 16), ("mi250x", 1)]
    assert (found.amount, found.unlisted) == (17, ("2 × NVIDIA RTX A5000",))


def test_the_machine_itself_is_believed_before_the_list_of_the_cluster() -> None:
    cluster = read("kubectl-cpu-cluster.json", "")
    found = together(read("lscpu-epyc-7451.txt", "agentpool-0"), cluster)
    assert found["cpu_cores"].amount == 48 + 1 + 1
    assert found["host_memory_bytes"].amount == 3 * 8_152_800 * 2**10


def test_a_file_system_that_several_machines_see_counts_once() -> None:
    found = together(read("df-pod-on-gpfs.txt", "a"), read("df-pod-on-gpfs.txt", "b"))["storage_bytes"]
    assert found.amount == 2 * 200 * 2**30 + 15 * 2**40


@pytest.mark.parametrize(("second", "amount"), [(5.0, 30.0), (100.0, 20.0)])
def test_tests_of_storage_add_up_only_when_they_ran_together(second: float, amount: float) -> None:
    readings = [
        Reading(
            "fio --output-format=json",
            machine,
            (Finding("storage_throughput_bytes_per_second", speed, "x", began=began, ended=began + 10),),
        )
        for machine, speed, began in (("a", 10.0, 1.0), ("b", 20.0, second))
    ]
    assert together(*readings)["storage_throughput_bytes_per_second"].amount == amount


def test_the_network_is_that_of_the_slowest_machine_for_each_accelerator() -> None:
    node = read("ibstat-a100-node.txt", "a")
    assert together(node)["network_bytes_per_second"].amount == 200 * GBIT
    roce = read("ibstat-roce-node.txt", "b")
    found = together(node, roce, read("nvidia-smi-h100-node.txt", "b"))["network_bytes_per_second"]
    assert (found.amount, found.remark) == (
        50 * GBIT,
        "400 Gbit/s for 8 accelerators. The slowest of 2 machines.",
    )


def test_ports_are_believed_before_a_test_between_two_machines() -> None:
    node = read("ibstat-a100-node.txt", "a")
    assert together(node, rate(1.0))["network_bytes_per_second"].amount == 200 * GBIT
    assert together(rate(8.0), rate(4.0))["network_bytes_per_second"].amount == 4.0


def test_outputs_without_a_name_are_of_one_machine() -> None:
    found = together(read("lscpu-epyc-7451.txt", ""), read("lscpu-virtual-machine.txt", ""))["cpu_cores"]
    assert (found.amount, found.machines) == (2, ("unnamed machine",))


def test_a_measurement_becomes_an_answer_of_its_question() -> None:
    found = together(read("nvidia-smi-h100-node.txt", "a"), read("free-bytes.txt", "a"))
    assert measured_value(RAM, found["host_memory_bytes"]) == dict.fromkeys(
        ("low", "likely", "high"), 25_276_514_300.0
    )
    value = measured_value(GPUS, found["accelerators"])
    assert value == {"rows": [{"type": "h100-sxm", "count": 8.0, "memory": 85_520_810_000.0}]}
    assert show_value(GPUS, value) == "H100 SXM 80GB, number 8, memory of one 85.5208 GB"


def test_what_its_question_cannot_hold_is_left_out_or_refused() -> None:
    found = together(read("nvidia-smi-rtx-4090.txt", "a"))["accelerators"]
    assert left_out(GPUS, found) == ("8 × RTX 4090",)
    with pytest.raises(ValueFault, match="in the list"):
        measured_value(GPUS, found)
    with pytest.raises(ValueFault, match=r"at least 0\.001 TB"):
        measured_value(RAM, Measured("host_memory_bytes", 5.0, (), (), (), ()))


@pytest.mark.parametrize(
    ("measured", "claimed", "text"),
    [
        (75.0, 100.0, "25 % less than claimed"),
        (110.0, 100.0, "10 % more than claimed"),
        (101.0, 100.0, "1.0 % more than claimed"),
        (100.2, 100.0, "as claimed"),
        (300.0, 100.0, "3.0 times what was claimed"),
        (1.0, 0.0, "none was claimed"),
        (0.0, 0.0, "as claimed"),
    ],
)
def test_a_difference_is_told_in_words(measured: float, claimed: float, text: str) -> None:
    assert compare_amounts(measured, claimed).text == text


def test_accelerators_are_compared_type_by_type() -> None:
    rows = [AcceleratorRow("h100-sxm", 8, None), AcceleratorRow("l4", 2, None)]
    assert compare_rows(rows, [{"type": "h100-sxm", "count": 8.0}, {"type": "l4", "count": 2.0}]).is_same
    found = compare_rows(rows, [{"type": "h100-sxm", "count": 16.0}, {"type": "l4", "count": 4.0}])
    assert found.text == "8 fewer H100 SXM 80GB, 2 fewer L4 (50 % less than claimed)"
    other = compare_rows(rows, [{"type": "a800", "count": 8.0}, {"type": "l4", "count": 2.0}])
    assert (other.text, other.is_same, other.is_large) == (
        "8 fewer A800 SXM 80GB, 8 more H100 SXM 80GB",
        False,
        True,
    )
