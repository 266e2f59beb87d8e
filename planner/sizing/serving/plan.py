"""Serving and batch inference: from a workload to options with replicas, latency, power and cost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from assessments.language import number, say
from planner.sizing.estimate import Estimate
from planner.sizing.money.outlay import Outlay, outlay
from planner.sizing.result import Floats, Option, ScalingPolicy, SizedWorkload
from planner.sizing.selection import accelerators_for, best_first, memory_quantiles, model_of
from planner.sizing.serving.autoscaling_figures import autoscaling_of
from planner.sizing.serving.derivation import serving_steps
from planner.sizing.serving.figures import MEMORY_ERROR, no_figures, serving_figures, serving_samples
from planner.sizing.serving.frame import Service, ServingFrame, compute_precision, make_frame, server_at
from planner.sizing.serving.inference import (
    Server,
    admitted_tokens,
    kv_bytes_each,
    reserved_bytes,
    step_activations,
    weights_bytes,
)
from planner.sizing.serving.load import ServingLoad, fixed_count, serving_load
from planner.sizing.serving.search import BATCH_DAYS, INTER_TOKEN_SPREAD, Replica, choose_replicas
from planner.sizing.serving.staffing import Staffing, simulated_staffing
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios, least_at, median
from planner.sizing.units import GB, HOURS_PER_YEAR
from planner.sizing.workload import BatchInference

BEST, MOST_SIMULATED = 2, 4  # options; the rest is compared by the quick rule
# Draw over the rating, P10, P50 and P90; assumed. An idle A100 draws 46 W of 407 (Cloud Carbon Footprint), the rest of
# its node a larger share; flat out, decoding is bound by memory and does not reach the rating.
IDLE_DRAW, FULL_DRAW = (0.15, 0.20, 0.25), (0.40, 0.60, 0.80)


def size_inference(
    workload: Service,
    around: Surroundings,
    scenarios: Scenarios,
    staffing: Mapping[str, Staffing] | None = None,
    *,
    known: Mapping[str, Staffing] | None = None,
    wanted: frozenset[str] = frozenset(),
) -> SizedWorkload:
    """Size a service or a batch of requests on the accelerators asked for, or on all of the catalogue.

    staffing: of the options that were simulated before, by accelerator; None simulates the best ones, but for those
    whose staffing is `known`, at this load or another, and those `wanted`, whatever their rank.
    """
    plan, assumed = _plan_of(workload, around, scenarios, staffing)
    if staffing is None:
        plan.adopt_known(known or {})
    frame = plan.frame
    options = best_first([plan.option(row) for row in range(len(frame.chips))])
    if staffing is None:
        options = plan.simulated(options, wanted)
    return SizedWorkload(
        name=workload.name,
        kind=workload.kind,
        assumed=(*assumed, *around.assumed),
        warnings=_warnings(frame),
        options=options,
        staffing=plan.staffing,
    )


def scaling_policies(
    workload: Service, around: Surroundings, scenarios: Scenarios, staffing: Mapping[str, Staffing]
) -> tuple[ScalingPolicy, ...]:
    """Return what each policy takes that scales a service on the accelerator that it names.

    scenarios, staffing: as the service was sized with. None of a batch or of a closed loop.
    """
    plan, _ = _plan_of(workload, around, scenarios, staffing)
    if plan.frame.rate is None or workload.accelerator is None:
        return ()
    row = plan.row(around.catalogue.accelerator(workload.accelerator).name)
    frame = plan.frame.at(row)
    load = serving_load(frame, plan.replica, plan.server(row), row, plan.staffing_of(row))
    return autoscaling_of(frame, load, float(plan.replica.width[row]), row)


def _plan_of(
    workload: Service,
    around: Surroundings,
    scenarios: Scenarios,
    staffing: Mapping[str, Staffing] | None,
) -> tuple["_Plan", list[str]]:
    """Return the replicas on each accelerator, and what was assumed."""
    model, assumed = model_of(workload.model, around.catalogue)
    chips = accelerators_for(workload.accelerator, around)
    frame, more = make_frame(workload, model, chips, around, scenarios)
    if isinstance(workload, BatchInference) and workload.deadline_days is None and fixed_count(frame) is None:
        more.append(f"deadline_days: {BATCH_DAYS:g}")
    plan = _Plan(frame, choose_replicas(frame), {})
    for name, known in (staffing or {}).items():
        if name in {chip.name for chip in chips}:
            plan.adopt(name, known)
    return plan, [*assumed, *more]


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

    def adopt_known(self, known: Mapping[str, Staffing]) -> None:
        """Take what was simulated at another load, for the load there is."""
        if self.frame.rate is None:
            return
        rate, burst = median(self.frame.rate), median(self.frame.burstiness)
        for name in known.keys() & {chip.name for chip in self.frame.chips}:
            self.adopt(name, known[name].at_load(rate, burst))

    def option(self, row: int) -> Option:
        return _option(self.frame.at(row), self.replica, self.staffing_of(row), row)

    def staffing_of(self, row: int) -> Staffing | None:
        """Return the staffing of an accelerator, None where it was not simulated."""
        return self.staffing.get(self.frame.chips[row].name)

    def server(self, row: int) -> Server:
        replica = self.replica
        return server_at(
            self.frame, row, replica.tensor[row], replica.pipeline[row], replica.attention_data[row]
        )

    def simulated(self, options: tuple[Option, ...], wanted: frozenset[str]) -> tuple[Option, ...]:
        """Return the options in their order when the best ones are simulated, until those are the best.

        wanted: accelerators that are simulated whatever their rank.
        """
        tried = set(self.staffing)
        while len(tried) < MOST_SIMULATED and self.frame.rate is not None:
            best = [option for option in options[:BEST] if option.is_feasible]
            left = [option.accelerator for option in best if option.accelerator not in tried]
            if not left:
                break
            tried.add(left[0])
            options = self._with_simulation(options, left[0])
        more = [
            option.accelerator for option in options if option.is_feasible and self.frame.rate is not None
        ]
        for name in sorted(wanted.intersection(more) - tried):
            options = self._with_simulation(options, name)
        return options

    def _with_simulation(self, options: tuple[Option, ...], name: str) -> tuple[Option, ...]:
        row = self.row(name)
        limit = self.replica.concurrency if self.has_fixed_concurrency else self.replica.most
        found = simulated_staffing(self.frame.at(row), self.server(row), float(limit[row]))
        if found is None:
            return options
        self.adopt(name, found)
        again = self.option(row)
        return best_first([again if option.accelerator == name else option for option in options])

    def row(self, name: str) -> int:
        return [chip.name for chip in self.frame.chips].index(name)


def _option(frame: ServingFrame, replica: Replica, staffing: Staffing | None, row: int) -> Option:
    chip = frame.chips[row]
    server = server_at(frame, row, replica.tensor[row], replica.pipeline[row], replica.attention_data[row])
    load = serving_load(frame, replica, server, row, staffing)
    memory = _memory(frame, replica, server, row)
    reason = _reason(frame, replica, load, memory, row)
    cannot_run = replica.failure[row] in ("memory", "width")
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
        load=_mean_draw(frame, load),
        is_service=load.days is None,
    )


def _mean_draw(frame: ServingFrame, load: ServingLoad) -> Estimate:
    """Return the mean draw over the rating: on the line from idle to flat out, by the share of time at work.

    What is held over what may be held at the peak, times mean over peak: the form of `physics.power.watts_at`.
    """
    busy = median(load.utilisation) * frame.mean_share
    low, likely, high = (idle + busy * (full - idle) for idle, full in zip(IDLE_DRAW, FULL_DRAW, strict=True))
    source = say(
        "assumed: 0.2 of the rating idle, 0.6 flat out; at work {busy} of the time", busy=number(busy, ".2f")
    )
    return Estimate(low, likely, high, (source,))


def _memory(frame: ServingFrame, replica: Replica, server: Server, row: int) -> dict[str, Floats]:
    """Return bytes by part on one accelerator at the concurrency of the option."""
    context = admitted_tokens(server, median(frame.prompt), median(frame.answer))
    weights = weights_bytes(frame.model, server)
    cache = kv_bytes_each(frame.model, server, context) * replica.concurrency[row] / server.attention_data
    zero = np.zeros(())
    parts = {
        "weights": weights,
        "gradients": zero,
        "optimizer": zero,
        "activations": step_activations(frame.model, server),
        "kv_cache": cache,
        "other": reserved_bytes(server),
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


def _reason(
    frame: ServingFrame, replica: Replica, load: ServingLoad, memory: Mapping[str, Floats], row: int
) -> str:
    """Say why the option does not do, "" when it does."""
    count = fixed_count(frame)
    if replica.failure[row] == "memory":
        return _does_not_fit(frame, replica, memory, row)
    if replica.failure[row] == "width":
        return say(
            "the weights and the cache of one request do not fit into the {domain} accelerators that the link joins,"
            " but at tensor {tensor} x attention data {data}: wider replicas are taken where `engine.tensor` or"
            " `engine.attention_data` is given",
            domain=max(frame.chips[row].domain, frame.chips[row].per_node),
            tensor=number(replica.tensor[row], "g"),
            data=number(replica.attention_data[row], "g"),
        )
    if replica.failure[row] == "latency":
        first = median(load.at_work.time_to_first_token_p95)
        inter = 1e3 * INTER_TOKEN_SPREAD * median(load.at_work.inter_token)
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


def _does_not_fit(frame: ServingFrame, replica: Replica, memory: Mapping[str, Floats], row: int) -> str:
    usable = frame.around.assumptions.memory_utilisation * frame.around.memory_bytes(frame.chips[row])
    beside = float(memory["activations"] + memory["other"])
    return say(
        "{weights} GB of weights per accelerator, {beside} GB for runtime and activations and the cache of one request"
        " do not fit into {usable} usable GB at tensor {tensor} x pipeline {pipeline}",
        weights=number(float(memory["weights"]) / GB, ",.1f"),
        beside=number(beside / GB, ",.1f"),
        usable=number(usable / GB, ",.1f"),
        tensor=number(replica.tensor[row], "g"),
        pipeline=number(replica.pipeline[row], "g"),
    )


def _replicas_needed(frame: ServingFrame, needed: Floats) -> float:
    """Return the replicas that are enough with the wanted confidence."""
    return least_at(needed, frame.around.assumptions.confidence)


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
    if not chip.serving:
        found.append(
            say(
                "no kernels of serving engines measured on {accelerator}: usual shares of peak and bandwidth are taken,"
                " and the range is wider",
                accelerator=chip.name,
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
