"""The sizing core against the public record: quick checks of what docs/method/accuracy.md reports in full."""

from collections.abc import Callable

import numpy as np
import pytest

from planner.sizing.physics.calibration import CALIBRATION, Calibration
from planner.sizing.size import size
from planner.sizing.workload import (
    Assumptions,
    Engine,
    Estate,
    Estimate,
    Inference,
    Layout,
    Lengths,
    Training,
)
from tests.benchmarks.accuracy import record, tables
from tests.benchmarks.accuracy.fit import Constant, constants_of, fit, value_of, with_values
from tests.benchmarks.accuracy.mlperf import submissions
from tests.benchmarks.accuracy.page import PAGE
from tests.benchmarks.accuracy.prediction import latency_prediction, throughput_prediction
from tests.benchmarks.accuracy.score import Score
from tests.benchmarks.accuracy.tables import Fitted, Table

MADE: dict[str, Callable[[], Fitted]] = {
    "throughput": tables.training_throughput,
    "memory": tables.training_memory,
    "serving": tables.serving,
}
# The largest median error of the shipped constants on the rows that they were fitted on.
MOST = {
    "Training throughput": 0.050,
    "Training memory": 0.02,
    "Fine-tuning memory": 0.07,
    "Serving throughput": 0.12,
    "Time per output token": 0.09,
    "Time to first token": 0.18,
}


def scored(table: Table) -> Score:
    return Score.of(table.predict(CALIBRATION), table.measured)


@pytest.mark.parametrize("name", MADE)
def test_the_shipped_constants_predict_the_record(name: str) -> None:
    errors = {table.title: scored(table).error for table in MADE[name]().tables}
    assert {title: error for title, error in errors.items() if error > MOST[title]} == {}


@pytest.mark.parametrize("name", MADE)
def test_the_page_reports_the_constants_that_are_shipped(name: str) -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for table in MADE[name]().tables:
        summary = next(line for line in lines if line.startswith(f"| {table.title}, "))
        fitted = float(summary.split("|")[6].strip().removesuffix(" %"))
        assert fitted == pytest.approx(100 * scored(table).error, abs=0.25)


def test_the_page_lists_every_fitted_constant_with_its_value() -> None:
    page, values = PAGE.read_text(encoding="utf-8"), constants_of(CALIBRATION)
    fitted = (*tables.TRAINING_CONSTANTS, *tables.MEMORY_CONSTANTS, *tables.SERVING_CONSTANTS)
    missing = [c.path for c in fitted if f"| `{c.path}` | {values[c.path]:.4g} |" not in page]
    assert missing == []


def test_mlperf_submissions_are_predicted_without_their_layout_within_the_goal() -> None:
    table = tables.mlperf_training()
    low, middle, high = table.quantiles.T
    score = Score.of(middle, table.measured, (low <= table.measured) & (table.measured <= high))
    assert score.error <= 0.12
    assert score.inside is not None
    assert 0.75 <= score.inside <= 0.88


def test_a_batch_of_the_record_holds_a_micro_batch_for_each_replica() -> None:
    short = [
        row
        for row in record.training_throughputs()
        if row.accelerators // (row.tensor * row.pipeline * row.context) * row.micro_batch
        > row.batch_sequences
    ]
    assert short == []


@pytest.mark.parametrize("position", [0, 100, 300, 500])
def test_a_row_of_the_record_is_predicted_as_size_would(position: int) -> None:
    row = record.training_throughputs()[position]
    workload = Training(
        name="row",
        model=row.model,
        tokens=Estimate.exact(1e12),
        sequence_length=row.sequence_tokens,
        precision=row.precision,  # type: ignore[arg-type]  # -- a word of the record
        accelerator=row.accelerator,
        accelerators=row.accelerators,
        global_batch_tokens=Estimate.exact(row.batch_sequences * row.sequence_tokens),
        layout=Layout(
            tensor=row.tensor,
            pipeline=row.pipeline,
            context=row.context,
            expert=row.expert,
            virtual_stages=row.virtual_stages,
            micro_batch=row.micro_batch,
            sharding=row.sharding,  # type: ignore[arg-type]  # -- a word of the record
            recompute=row.recompute,  # type: ignore[arg-type]  # -- a word of the record
        ),
        framework=row.framework,  # type: ignore[arg-type]  # -- a word of the record
        software_year=int(row.software_year),
    )
    option = (
        size([workload], Estate(), Assumptions(memory_utilisation=1.0), samples=64).workloads[0].options[0]
    )
    found = option.quantiles("tokens_per_second_per_accelerator")
    assert found is not None
    assert found.p50 == pytest.approx(throughput_prediction([row])(CALIBRATION)[0], rel=0.01)


@pytest.mark.parametrize("position", [0, 400, 700])
def test_a_closed_loop_of_the_record_is_predicted_as_size_would(position: int) -> None:
    row = record.serving_latencies()[position]
    workload = Inference(
        name="row",
        model=row.model,
        precision=row.precision,  # type: ignore[arg-type]  # -- a word of the record
        accelerator=row.accelerator,
        prompt_tokens=Lengths(Estimate.exact(row.prompt_tokens)),
        output_tokens=Lengths(Estimate.exact(row.answer_tokens)),
        engine=Engine(
            name=row.engine,  # type: ignore[arg-type]  # -- a word of the record
            tensor=row.tensor,
            pipeline=row.pipeline,
            attention_data=row.attention_data,
            kv_precision=row.kv_precision,  # type: ignore[arg-type]  # -- a word of the record
            concurrency=row.concurrency,
        ),
    )
    option = (
        size([workload], Estate(), Assumptions(memory_utilisation=0.95), samples=64).workloads[0].options[0]
    )
    first, token = latency_prediction([row])(CALIBRATION)
    for name, predicted in (("time_to_first_token_seconds", first), ("inter_token_latency_seconds", token)):
        found = option.quantiles(name)
        assert found is not None
        assert found.p50 == pytest.approx(predicted[0], rel=0.02)


def test_another_calibration_is_another_sizing() -> None:
    run = Training(
        name="run", model="llama3-8b", tokens=Estimate.exact(1e12), accelerator="h100-sxm", accelerators=64
    )

    def hours(calibration: Calibration) -> float:
        sized = size([run], Estate(), Assumptions(), samples=64, calibration=calibration)
        found = sized.workloads[0].options[0].quantiles("accelerator_hours")
        assert found is not None
        return found.p50

    halved = with_values(CALIBRATION, {"run.dense": CALIBRATION.run.dense / 2})
    assert hours(halved) == pytest.approx(2 * hours(CALIBRATION))


def test_a_fit_finds_the_constants_that_made_the_measurements() -> None:
    rows = record.training_throughputs()[::5]
    predict = throughput_prediction(rows)
    constants = (Constant("training.attention_share", is_share=True), Constant("training.elementwise_bytes"))
    truth = with_values(CALIBRATION, {"training.attention_share": 0.3, "training.elementwise_bytes": 90.0})
    measured = predict(truth)
    found = fit(lambda each: np.asarray(np.log(predict(each) / measured)), CALIBRATION, constants)
    for constant in constants:
        assert value_of(found, constant.path) == pytest.approx(value_of(truth, constant.path), rel=0.02)


def test_a_row_that_is_left_out_has_no_part_in_the_fit() -> None:
    fitted = tables.training_memory()
    family = fitted.families("architecture")[0]
    unseen = np.array([name == family for table in fitted.tables for name in table.groups["architecture"]])
    assert not fitted.residuals("architecture", family)(CALIBRATION)[unseen].any()


def test_nothing_is_fitted_to_the_memory_of_fine_tuning() -> None:
    fitted = tables.training_memory()
    residuals = fitted.residuals()(CALIBRATION)
    assert fitted.tables[1].title == "Fine-tuning memory"
    assert not residuals[len(fitted.tables[0].measured) :].any()


def test_every_excluded_row_says_why_and_every_other_row_can_be_read() -> None:
    counts = {
        "training_throughput.csv": len(record.training_throughputs()),
        "mlperf_training.csv": len(submissions()),
        "training_runs.csv": len(record.training_runs()),
        "training_memory.csv": len(record.training_memories()),
        "serving_throughput.csv": len(record.serving_throughputs()),
        "serving_latency.csv": len(record.serving_latencies()),
    }
    for name, used in counts.items():
        printed = len((record.RECORD / name).read_text(encoding="utf-8").splitlines()) - 1
        assert used + sum(record.exclusions(name).values()) == printed
