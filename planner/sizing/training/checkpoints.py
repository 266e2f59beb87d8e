"""Interruptions of a run and the checkpoints against them. Bytes, seconds; arrays are (S,)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.physics.states import adapter_parameters, optimizer_bytes
from planner.sizing.physics.storage import (
    LONGEST_SAVE_SECONDS,
    checkpoint_interval_seconds,
    checkpoint_save_seconds,
    failure_seconds,
)
from planner.sizing.result import Figure, Floats, Step
from planner.sizing.training.frame import Frame
from planner.sizing.uncertainty import median, quantiles
from planner.sizing.units import DAY, HOUR
from planner.sizing.wording import percent
from planner.sizing.workload import FineTuning

METHOD = to_say("method note, section Storage, network, power, carbon, cost")


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """failure: mean time between unexpected interruptions; save: time to write; interval: between two checkpoints.

    restart: from an interruption until work goes on. days: of the run.
    """

    bytes: float
    failure: Floats
    save: Floats
    interval: Floats
    restart: Floats
    days: Floats

    @property
    def write_bytes_per_second(self) -> Floats:
        return self.bytes / self.save

    @property
    def interruptions(self) -> Floats:
        """Expected number over the run."""
        return self.days * DAY / self.failure

    @property
    def lost_share(self) -> Floats:
        """Share of the time spent on writing, starting again, and half an interval of work done twice."""
        return self.save / self.interval + (self.restart + self.interval / 2) / self.failure

    def figures(self) -> dict[str, Figure]:
        exact = np.full_like(self.interval, self.bytes)
        return {
            "checkpoint_bytes": quantiles(exact),
            "checkpoint_interval_seconds": quantiles(self.interval),
            "checkpoint_write_bytes_per_second": quantiles(self.write_bytes_per_second),
            "interruptions": quantiles(self.interruptions),
            "interruption_share": quantiles(self.lost_share),
        }

    def steps(self, frame: Frame) -> Iterator[Step]:
        """Return the lines of the derivation; values are medians."""
        sources = frame.around.assumptions.failures_per_accelerator_day.sources
        yield Step(
            say("time between interruptions"),
            say("1 / (accelerators x failures of one)"),
            median(self.failure),
            "s",
            "; ".join(say(source) for source in sources) or say("given by the user"),
        )
        yield Step(
            say("checkpoint"), say("bytes per trained parameter x parameters"), self.bytes, "B", say(METHOD)
        )
        yield Step(
            say("time to write a checkpoint"),
            say(
                "2 time between interruptions x share for writing^2, at most {most} s",
                most=number(LONGEST_SAVE_SECONDS, "g"),
            ),
            median(self.save),
            "s",
            say(METHOD),
        )
        yield Step(
            say("time between checkpoints"),
            say("Young: sqrt(2 time between interruptions x time to write)"),
            median(self.interval),
            "s",
            "Young 1974",
        )
        yield Step(
            say("lost to interruptions"),
            say("writing + (restart + half an interval) / time between interruptions; within goodput"),
            median(self.lost_share),
            "fraction",
            frame.around.catalogue.ways["restart_hours"].sources[0],
        )

    def warnings(self, frame: Frame) -> tuple[str, ...]:
        """Say so when interruptions alone take more than the worst goodput allows."""
        goodput, lost = frame.around.assumptions.goodput, median(self.lost_share)
        if lost <= 1.0 - goodput.low:
            return ()
        return (
            say(
                "interruptions take {lost} of the time; a goodput of {goodput} leaves no room for that",
                lost=percent(lost),
                goodput=percent(goodput.likely),
            ),
        )


def checkpoint_bytes(frame: Frame) -> float:
    """Return the size of one checkpoint: 16-bit weights and optimiser states, of the model or of the adapters."""
    workload = frame.workload
    each = 2.0 + optimizer_bytes(workload.optimizer, workload.master_weights)
    if isinstance(workload, FineTuning) and workload.method != "full":
        return each * adapter_parameters(frame.model, workload.rank)
    return each * frame.model.parameters


def checkpoints_of(frame: Frame, accelerators: float, days: Floats) -> Checkpoints:
    """Return how a run on some accelerators is kept against interruptions."""
    assumptions, scenarios = frame.around.assumptions, frame.scenarios
    rate = scenarios.draw("failures", assumptions.failures_per_accelerator_day)
    failure = np.asarray(failure_seconds(accelerators, rate))
    save = np.asarray(checkpoint_save_seconds(failure, scenarios.draw("stall", assumptions.stall_share)))
    return Checkpoints(
        bytes=checkpoint_bytes(frame),
        failure=failure,
        save=save,
        interval=np.asarray(checkpoint_interval_seconds(failure, save)),
        restart=HOUR * scenarios.draw("restart", frame.around.catalogue.ways["restart_hours"]),
        days=days,
    )
