"""Serving and batch inference: from a workload to options with replicas, latency, power and cost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.outlay import Outlay, outlay
from planner.sizing.result import Floats, Option, SizedWorkload
from planner.sizing.selection import accelerators_for, best_first, memory_quantiles, model_of
from planner.sizing.serving.autoscaling_figures import autoscaling_of
from planner.sizing.serving.derivation import serving_steps
from planner.sizing.serving.figures import MEMORY_ERROR, no_figures, serving_figures, serving_samples
from planner.sizing.serving.frame import Service, ServingFrame, compute_precision, make_frame, server_at
from planner.sizing.serving.inference import (
    RESERVED_BYTES,
    Server,
    free_cache_bytes,
    kv_bytes_each,
    weights_bytes,
)
from planner.sizing.serving.load import ServingLoad, fixed_count, serving_load
from planner.sizing.serving.search import BATCH_DAYS, INTER_TOKEN_SPREAD, Replica, choose_replicas
from planner.sizing.serving.staffing import Staffing, simulated_staffing
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.units import GB, HOURS_PER_YEAR
from planner.sizing.workload import BatchInference

BEST, MOST_SIMULATED = 2, 4  # options; the rest is compared by the quick rule
LOAD = Estimate(0.40, 0.60, 0.80, (to_say("assumed: mean draw of serving nodes"),))


def size_inference(
    workload: Service,
    around: Surroundings,
    scenarios: Scenarios,
    staffing: Mapping[str, Staffing] | None = None,
) -> SizedWorkload:
    """Size a service or a batch of requests on the accelerators asked for, or on all of the catalogue.

    staffing: of the options that were simulated before, by accelerator; None simulates the best ones, and the policies
    that scale the best of them.
    """
    model, assumed = model_of(workload.model, around.catalogue)
    chips = accelerators_for(workload.accelerator, around)
    frame, more = make_frame(workload, model, chips, around, scenarios)
    if isinstance(workload, BatchInference) and workload.deadline_days is None and fixed_count(frame) is None:
        more.append(f"deadline_days: {BATCH_DAYS:g}")
    replica = choose_replicas(frame)
    plan = _Plan(frame, replica, {})
    for name, known in (staffing or {}).items():
        if name in {chip.name for chip in chips}:
            plan.adopt(name, known)
    options = best_first([plan.option(row) for row in range(len(chips))])
    if staffing is None:
        options = plan.simulated(options)
    return SizedWorkload(
        name=workload.name,
        kind=workload.kind,
        assumed=(*assumed, *more, *around.assumed),
        warnings=_warnings(frame),
        options=options,
        autoscaling=plan.autoscaling(options[0]) if staffing is None else (),
        staffing=plan.staffing,
    )


@dataclass(slots=True)
class _Plan:
    """The options of a service, some of them simulated. staffing: by accelerator."""

    frame: ServingFrame
    replica: Replica
    staffing: dict[str, Staffing]

    @property
    def has_fixed_concurrency(self) -> bool:
        return isinstance(self.frame.workload.engine.concurrency, int)

    def adopt(self, name: str, staffing: Staffing) -> None:
        """Take the replicas, and the requests that each holds, from a simulation."""
        self.staffing[name] = staffing
        if not self.has_fixed_concurrency:
            concurrency = self.replica.concurrency.copy()
            concurrency[self.row(name)] = staffing.held
            self.replica = replace(self.replica, concurrency=concurrency)

    def option(self, row: int) -> Option:
        return _option(self.frame, self.replica, self.staffing.get(self.frame.chips[row].name), row)

    def server(self, row: int) -> Server:
        replica = self.replica
        return server_at(
            self.frame, row, replica.tensor[row], replica.pipeline[row], replica.attention_data[row]
        )

    def simulated(self, options: tuple[Option, ...]) -> tuple[Option, ...]:
        """Return the options in their order when the best ones are simulated, until those are the best."""
        tried: set[str] = set()
        while len(tried) < MOST_SIMULATED and self.frame.rate is not None:
            wanted = [option for option in options[:BEST] if option.is_feasible]
            left = [option.accelerator for option in wanted if option.accelerator not in tried]
            if not left:
                break
            tried.add(left[0])
            options = self._with_simulation(options, left[0])
        return options

    def _with_simulation(self, options: tuple[Option, ...], name: str) -> tuple[Option, ...]:
        row = self.row(name)
        limit = self.replica.concurrency if self.has_fixed_concurrency else self.replica.most
        found = simulated_staffing(self.frame, self.server(row), float(limit[row]))
        if found is None:
            return options
        self.adopt(name, found)
        again = self.option(row)
        return best_first([again if option.accelerator == name else option for option in options])

    def row(self, name: str) -> int:
        return [chip.name for chip in self.frame.chips].index(name)

    def autoscaling(self, best: Option) -> tuple[dict[str, Any], ...]:
        """Return what each policy takes that scales the best option."""
        if not best.is_feasible or self.frame.rate is None:
            return ()
        row = self.row(best.accelerator)
        load = serving_load(
            self.frame, self.replica, self.server(row), row, self.staffing.get(best.accelerator)
        )
        return autoscaling_of(self.frame, load, float(self.replica.width[row]), row)


def _option(frame: ServingFrame, replica: Replica, staffing: Staffing | None, row: int) -> Option:
    chip = frame.chips[row]
    server = server_at(frame, row, replica.tensor[row], replica.pipeline[row], replica.attention_data[row])
    load = serving_load(frame, replica, server, row, staffing)
    memory = _memory(frame, replica, server, row)
    reason = _reason(frame, replica, load, float(memory["weights"]), row)
    cannot_run = replica.failure[row] == "memory"
    taken = None if cannot_run else _outlay(frame, load, row)
    samples = serving_samples(frame, replica, load, float(memory["total"]), taken, row) if taken else {}
    return Option(
        accelerator=chip.name,
        accelerators=load.count,
        nodes=-(-load.count // chip.per_node),
        layout=_layout(frame, replica, load, row),
        is_feasible=not reason,
        reason=reason,
        memory=memory_quantiles(memory, frame.scenarios, MEMORY_ERROR),
        capacity_bytes=frame.around.memory_bytes(chip),
        figures=serving_figures(frame, replica, load, taken, samples, row) if taken else no_figures(),
        samples=samples,
        derivation=serving_steps(frame, replica, server, load, taken, row) if taken else (),
        warnings=(*_option_warnings(frame, replica, load, row), *(taken.warnings if taken else ())),
        in_estate=frame.around.owned(chip.name) is not None,
        acquired=taken.acquired if taken else "",
        prices=taken.prices if taken else None,
        load=taken.load if taken else None,
    )


def _outlay(frame: ServingFrame, load: ServingLoad, row: int) -> Outlay:
    """Return power and money of the batch, or of a year of service."""
    hours = load.days * 24.0 if load.days is not None else np.full(frame.scenarios.samples, HOURS_PER_YEAR)
    return outlay(
        frame.chips[row],
        frame.around,
        frame.scenarios,
        accelerators=np.full(frame.scenarios.samples, float(load.count)),
        accelerator_hours=hours * load.count,
        load=LOAD,
        is_service=load.days is None,
    )


def _memory(frame: ServingFrame, replica: Replica, server: Server, row: int) -> dict[str, Floats]:
    """Return bytes by part on one accelerator at the concurrency of the option."""
    context = float(np.median(frame.prompt + frame.answer))
    weights = weights_bytes(frame.model, server)
    cache = kv_bytes_each(frame.model, server, context) * replica.concurrency[row] / server.attention_data
    share = frame.around.assumptions.memory_utilisation
    activations = (
        share * server.memory_bytes - weights - RESERVED_BYTES - free_cache_bytes(frame.model, server, share)
    )
    zero = np.zeros(())
    parts = {
        "weights": weights,
        "gradients": zero,
        "optimizer": zero,
        "activations": activations,
        "kv_cache": cache,
        "other": zero + RESERVED_BYTES,
    }
    return parts | {"total": sum(parts.values(), zero)}


def _layout(frame: ServingFrame, replica: Replica, load: ServingLoad, row: int) -> dict[str, int | str]:
    spread = int(replica.tensor[row] * replica.attention_data[row])
    return {
        "tensor": int(replica.tensor[row]),
        "pipeline": int(replica.pipeline[row]),
        "attention_data": int(replica.attention_data[row]),
        "expert": spread if frame.model.is_mixture else 1,
        "data": load.replicas,
        "concurrency": int(replica.concurrency[row]),
        "kv_precision": "fp8" if frame.kv_bytes == 1.0 else "fp16",
        "engine": frame.workload.engine.name,
    }


def _reason(frame: ServingFrame, replica: Replica, load: ServingLoad, weights: float, row: int) -> str:
    """Say why the option does not do, "" when it does."""
    chip, count = frame.chips[row], fixed_count(frame)
    if replica.failure[row] == "memory":
        usable = frame.around.assumptions.memory_utilisation * frame.around.memory_bytes(chip)
        return say(
            "{weights} GB of weights per accelerator and the cache of one request do not fit into {usable}"
            " usable GB at tensor {tensor} x pipeline {pipeline}",
            weights=number(weights / GB, ",.0f"),
            usable=number(usable / GB, ",.0f"),
            tensor=number(replica.tensor[row], "g"),
            pipeline=number(replica.pipeline[row], "g"),
        )
    if replica.failure[row] == "latency":
        first = float(np.median(load.at_work.time_to_first_token_p95))
        inter = 1e3 * INTER_TOKEN_SPREAD * float(np.median(load.at_work.inter_token))
        return say(
            "misses the latency targets: at best {first} s to the first token, then {inter} ms (P95)",
            first=number(first, ".2f"),
            inter=number(inter, ".0f"),
        )
    if count is None:
        return ""
    if count < replica.width[row]:
        return say(
            "one replica takes {width} accelerators; {count} given",
            width=number(replica.width[row], "g"),
            count=count,
        )
    needed = _replicas_needed(frame, load.without_spares if _assumes_spares(frame) else load.needed)
    if needed > load.replicas:
        return say(
            "needs {needed} accelerators for the load; {count} given",
            needed=number(needed * replica.width[row], "g"),
            count=count,
        )
    return ""


def _replicas_needed(frame: ServingFrame, needed: Floats) -> float:
    """Return the replicas that are enough with the wanted confidence."""
    return float(np.quantile(needed, frame.around.assumptions.confidence, method="higher"))


def _assumes_spares(frame: ServingFrame) -> bool:
    """Whether nobody has asked for spare replicas: a number of accelerators that leaves none is not refused."""
    return "assumed" in frame.around.assumptions.spare_share.sources


def _option_warnings(frame: ServingFrame, replica: Replica, load: ServingLoad, row: int) -> tuple[str, ...]:
    chip, precision, fixed = frame.chips[row], frame.workload.precision, frame.workload.engine.concurrency
    found = []
    if fixed_count(frame) is not None and _assumes_spares(frame):
        needed = _replicas_needed(frame, load.needed)
        if _replicas_needed(frame, load.without_spares) <= load.replicas < needed:
            found.append(
                say(
                    "no spare replica for failures and deployments: that would take {needed} accelerators",
                    needed=number(needed * replica.width[row], ",.0f"),
                )
            )
    if precision in ("fp8", "fp4", "int8", "int4") and compute_precision(chip, precision) == "bf16":
        found.append(
            say(
                "{accelerator} multiplies in 16 bits here: {precision} saves memory, not arithmetic",
                accelerator=chip.name,
                precision=precision,
            )
        )
    if isinstance(fixed, int) and replica.concurrency[row] < fixed:
        found.append(
            say(
                "only {held} of {fixed} requests fit at once",
                held=number(replica.concurrency[row], "g"),
                fixed=fixed,
            )
        )
    return tuple(found)


def _warnings(frame: ServingFrame) -> tuple[str, ...]:
    found = []
    if frame.workload.engine.expert is not None:
        found.append(
            say("engine.expert: routed experts are spread over tensor x attention_data, whatever is given")
        )
    if frame.workload.interconnect_gbit_per_second is not None:
        found.append(
            say("interconnect_gbit_per_second: not used; replicas are kept inside a node where they fit")
        )
    if frame.workload.software_year is not None:
        found.append(say("software_year: not used; the serving model describes engines of 2024 to 2026"))
    return tuple(found)
