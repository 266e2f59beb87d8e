"""The servers around accelerators: main memory and processor cores."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.money.acquisition import shipped_catalogue
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats

TOPIC = Topic(to_say("Servers"))


def host_memory_bytes(accelerator_memory_bytes: Floats | float, ratio: Floats | float) -> Floats | float:
    """Main memory of a node, as a multiple of what its accelerators hold (data loading, offload, checkpoints).

    accelerator_memory_bytes: (S,) bytes of all accelerators of the node; ratio: (S,).

    >>> host_memory_bytes(8 * 80e9, 3.2) / 1e12  # about the 2 TB of a DGX H100
    2.048
    """
    return accelerator_memory_bytes * ratio


def host_figures(around: Circumstances) -> Iterator[Figure]:
    """Return memory and cores of each node, for the largest accelerators that are planned, and of all nodes."""
    chips = [
        (shipped_catalogue().accelerators[option.accelerator], option.samples["accelerators"])
        for _, option in around.judged
    ]
    if not chips:
        yield TOPIC.unknown("host_memory_bytes", say("Main memory of each node"), "bytes")
        return
    ratio, cores = around.draw("host_memory_ratio"), around.draw("host_cores_per_accelerator")
    memory = host_memory_bytes(max(chip.memory_bytes * chip.per_node for chip, _ in chips), ratio)
    steps = around.step("host_memory_ratio", say("main memory over accelerator memory"), "times")
    formula = say("accelerators per node x memory of one x ratio")
    yield TOPIC.figure(
        "host_memory_bytes", say("Main memory of each node"), "bytes", np.asarray(memory), formula, steps
    )
    each = cores * max(chip.per_node for chip, _ in chips)
    step = around.step("host_cores_per_accelerator", say("cores for each accelerator"), "count")
    formula = say("accelerators per node x cores for each")
    yield TOPIC.figure("host_cpu_cores", say("Processor cores of each node"), "count", each, formula, step)
