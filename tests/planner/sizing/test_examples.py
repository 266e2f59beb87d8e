"""The page of examples says what the sizing core answers, and its answers stand up to checks by hand."""

import pytest

from planner.sizing.catalogue import load_catalogue
from planner.sizing.result import Option, SizedWorkload
from planner.sizing.workload import Retrieval, Workload
from tests.benchmarks import examples
from tests.benchmarks.by_hand import model_of


def answers(name: str) -> tuple[tuple[Workload, SizedWorkload], ...]:
    return tuple(zip(*examples.sized(name), strict=True))


def test_every_document_has_its_chapter() -> None:
    assert {path.stem for path in examples.FOLDER.glob("*.yaml")} == set(examples.ORDER)
    written = examples.chapters(examples.PAGE.read_text(encoding="utf-8"))
    assert list(written) == [examples.comment(name)[0] for name in examples.ORDER]


@pytest.mark.parametrize("name", examples.ORDER)
def test_a_chapter_says_what_is_answered_today(name: str) -> None:
    written = examples.chapters(examples.PAGE.read_text(encoding="utf-8"))
    again = "run: python -m tests.benchmarks.examples"
    assert examples.is_same(written[examples.comment(name)[0]], examples.chapter(name)), again


@pytest.mark.parametrize("name", examples.PUBLISHED)
def test_what_others_needed_lies_in_the_range(name: str) -> None:
    fact, option = examples.PUBLISHED[name], answers(name)[0][1].options[0]
    found = option.quantiles(fact.figure)
    assert found is not None
    assert found.p10 <= fact.value <= found.p90
    assert fact.value / 2 < found.p50 < fact.value * 2


def feasible(name: str) -> list[tuple[Workload, Option]]:
    return [
        (asked, option) for asked, answer in answers(name) for option in answer.options if option.is_feasible
    ]


@pytest.mark.parametrize("name", [name for name in examples.ORDER if name != "retrieval"])
def test_no_option_computes_faster_than_its_peak(name: str) -> None:
    for asked, option in feasible(name):
        found = option.quantiles("mfu") or option.quantiles("utilisation")
        assert found is None or found.p90 <= 1, (asked.name, option.accelerator)


@pytest.mark.parametrize(
    "name", ["chat-assistant", "coding-assistant", "long-context", "experts-serving", "edge"]
)
def test_no_token_comes_faster_than_its_weights_are_read(name: str) -> None:
    catalogue = load_catalogue()
    for asked, option in feasible(name):
        width = (
            int(option.layout["tensor"])
            * int(option.layout["pipeline"])
            * int(option.layout["attention_data"])
        )
        chip = catalogue.accelerator(option.accelerator)
        least = model_of(asked).active_parameters / (chip.bandwidth_bytes_per_second * width)
        found = option.quantiles("inter_token_latency_seconds")
        assert found is not None
        assert found.p50 > least, option.accelerator


def test_an_index_holds_at_least_its_vectors() -> None:
    for asked, option in feasible("retrieval"):
        assert isinstance(asked, Retrieval)
        index, vectors = option.quantiles("index_bytes"), option.quantiles("vectors")
        assert index is not None
        assert vectors is not None
        assert index.p50 > vectors.p50 * 1024 * asked.bytes_per_value


def test_bursts_never_ask_for_fewer_accelerators() -> None:
    (_, bursts), (_, steady) = answers("coding-assistant")
    assert bursts.options[0].accelerators >= steady.options[0].accelerators


def test_the_card_that_is_too_small_is_answered_with_a_reason() -> None:
    (_, large), (_, small) = answers("qlora-workstation")
    assert (large.options[0].is_feasible, small.options[0].is_feasible) == (True, False)
    assert "24 GB can be used" in small.options[0].reason
