"""The simulation of a replica step by step: slow and plain, to check and to time the one that leaps."""

import math

import numpy as np

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.calibration import CALIBRATION
from planner.sizing.result import Floats
from planner.sizing.serving.frame import servers_on
from planner.sizing.serving.inference import Server
from planner.sizing.serving.simulation import PROMPT_TOKENS_PER_STEP, Requests, StepTimes, step_times


def replica_times(
    model: str = "llama-3-70b",
    accelerator: str = "h100-sxm",
    *,
    tensor: float = 4.0,
    engine: str = "vllm",
    places: int = 256,
    context: float = 1300.0,
    longest_prompt: float = 20_000.0,
) -> StepTimes:
    """Return the step times of one replica with 8-bit weights and cache."""
    server = replica_server(accelerator, tensor=tensor, engine=engine)
    return step_times(
        load_catalogue().model(model), server, places=places, context=context, longest_prompt=longest_prompt
    )


def fixed_times(places: int = 256) -> StepTimes:
    """Return step times that no fit moves: 15 ms and 0.1 ms a sequence, 80 us a prompt token."""
    held = np.arange(places + 1.0)
    return StepTimes(
        base=0.015 + 1e-4 * held,
        growth=np.full(places + 1, 1e-8),
        sequences=np.zeros(1),
        prompt=np.array([0.0, 20_000.0]),
        extra=np.array([[0.0, 20_000.0 * 80e-6]]),
        accepted=0.05,
        mixes=True,
    )


def replica_server(accelerator: str = "h100-sxm", *, tensor: float = 4.0, engine: str = "vllm") -> Server:
    """Return one replica with 8-bit weights and cache."""
    chip = load_catalogue().accelerators[accelerator]
    return servers_on(
        [chip],
        [chip.memory_bytes],
        (np.asarray(tensor), np.asarray(1.0), np.asarray(1.0)),
        precision="fp8",
        kv_bytes=1.0,
        engine=engine,
        constants=CALIBRATION.serving,
    )


def simulate_stepwise(  # noqa: C901 -- one plain loop, to be compared line by line
    requests: Requests, times: StepTimes, *, cache_tokens: float
) -> tuple[Floats, Floats]:
    """Return (first, inter) of every request, (n,) seconds, as `simulate` does."""
    count = len(requests.arrival)
    arrival, prompt = requests.arrival.tolist(), requests.prompt.tolist()
    unread = np.maximum(requests.prompt * requests.computed_share, 1.0)
    each = [np.interp(unread, times.prompt, row) / unread for row in times.extra]
    unread = unread.tolist()
    answers = np.maximum(requests.answer, 1.0).tolist()
    left = [math.ceil((answer - 1.0) / times.tokens_per_step - 1e-9) for answer in answers]
    need = [min(p + a, cache_tokens) for p, a in zip(prompt, answers, strict=True)]
    first, inter = np.zeros(count), np.full(count, np.nan)
    started = [0.0] * count
    cached = [0.0] * count
    decoding: list[int] = []
    reading: list[int] = []
    now, room, following = 0.0, cache_tokens, 0
    while following < count or decoding or reading:
        if not decoding and not reading:
            now = max(now, arrival[following])
        while (
            following < count
            and arrival[following] <= now
            and sum(unread[index] for index in reading) < PROMPT_TOKENS_PER_STEP
            and len(decoding) + len(reading) < times.places
            and need[following] <= room + 1e-6
        ):
            room -= need[following]
            reading.append(following)
            following += 1
        held, seconds, budget = len(decoding), 0.0, PROMPT_TOKENS_PER_STEP
        row = int(np.abs(held - times.sequences).argmin())
        done: list[int] = []
        is_prompt = bool(reading)
        while reading and budget > 0:
            index = reading[0]
            read = min(unread[index], budget)
            seconds += read * float(each[row][index])
            budget -= read
            unread[index] -= read
            if unread[index] > 0:
                break
            done.append(reading.pop(0))
        if times.mixes or not is_prompt:
            seconds += float(times.base[held]) + float(times.growth[held]) * sum(cached[i] for i in decoding)
        now += seconds
        if times.mixes or not is_prompt:
            for index in list(decoding):
                left[index] -= 1
                cached[index] += times.tokens_per_step
                if not left[index]:
                    decoding.remove(index)
                    room += need[index]
                    inter[index] = (now - started[index]) / (answers[index] - 1.0)
        for index in done:
            first[index], started[index] = now - arrival[index] + times.accepted, now
            cached[index] = prompt[index]
            if left[index]:
                decoding.append(index)
            else:
                room += need[index]
    return first, inter
