"""Changes of a scenario: nothing else is touched, and what cannot be changed is refused with place and remedy."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.document import DocumentError
from assessments.question_bank.model import Question
from planner.services.changes.lay import NO_CHANGES, Changes, read_changes, with_changes
from planner.services.frozen.inputs import PlanInputs, canonical_text
from planner.services.frozen.validation import bare_document, check_plan_parts
from planner.sizing.catalogue import load_catalogue
from tests.planner.samples import ASSISTANT, shipped_bank
from tests.planner.services.frozen.test_inputs import INPUTS

SERVE = {
    "name": "assistant",
    "title": "Assistant",
    "kind": "inference",
    "deadline": "2027-Q4",
    **ASSISTANT,
    "requests_per_second": {"low": 1, "likely": 2, "high": 4},
}
TUNE: dict[str, Any] = {
    "name": "tune",
    "kind": "fine_tuning",
    "model": "llama-3-8b",
    "tokens": 50e6,
    "sequence_length": 4096,
    "precision": "bf16",
    "accelerator": "h100-sxm",
    "accelerators": 8,
    "layout": {"tensor": 8},
    "measured_tokens_per_second_per_accelerator": 9000.0,
}
PLAN = replace(
    INPUTS,
    workloads=(SERVE, TUNE),
    constraints={
        "start": "2027-Q1",
        "quarters": 8,
        "budget_usd": [100e3] * 8,
        "people": {"platform_engineers": 2},
        "excluded": ["I-HW-05a"],
    },
    assumptions={"price_usd_per_hour": {"H100 SXM": {"low": 2.0, "likely": 2.5, "high": 4.0}}},
    targets={"default": 3, "SE-01": 4},
)


def laid_over(changes: Changes, inputs: PlanInputs = PLAN) -> PlanInputs:
    return with_changes(inputs, changes, shipped_bank(), title="Cheaper")


def faults(changes: Changes, inputs: PlanInputs = PLAN) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as refused:
        laid_over(changes, inputs)
    return [(fault.place, fault.reason) for fault in refused.value.faults]


def question(kind: str, **wanted: Any) -> Question:
    return next(
        one
        for one in shipped_bank().questions()
        if one.kind == kind and all(getattr(one, key) == value for key, value in wanted.items())
    )


def parts_changed(changes: Changes) -> set[str]:
    before, after = PLAN.to_json(), laid_over(changes).to_json()
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}


@pytest.mark.parametrize(
    "changes",
    [
        NO_CHANGES,
        Changes(budget_factor=1, people_factor=1.0, load_factor=1, hardware_price_factor=1),
    ],
    ids=["none", "factors of one"],
)
def test_changes_that_change_nothing_leave_every_byte(changes: Changes) -> None:
    assert canonical_text(laid_over(changes).to_json()) == canonical_text(PLAN.to_json())


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        (Changes(acquire="rent"), "constraints"),
        (Changes(delay_quarters=4), "constraints"),
        (Changes(budget_factor=0.8), "constraints"),
        (Changes(budget_usd=0), "constraints"),
        (Changes(people_factor=0.5), "constraints"),
        (Changes(pinned=["I-HW-05a"]), "constraints"),
        (Changes(accelerator="l40s"), "workloads"),
        (Changes(deadline_quarters=-2), "workloads"),
        (Changes(load_factor=2), "workloads"),
        (Changes(hardware_price_factor=0.5), "assumptions"),
        (Changes(owned_utilisation=0.9), "assumptions"),
        (Changes(target_level=4), "targets"),
        (Changes(answers={"hw-01-sizing": {"level": 5}}), "settled"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value.to_json())),
)
def test_a_change_touches_only_its_part(changes: Changes, part: str) -> None:
    assert parts_changed(changes) == {part}


def test_the_price_of_electricity_is_said_where_plan_and_sizing_read_it() -> None:
    assert parts_changed(Changes(electricity_usd_per_kwh=0.3)) == {"constraints", "assumptions"}


def test_changes_are_laid_over_as_they_say() -> None:
    changed = laid_over(
        Changes(
            budget_factor=0.5,
            people_factor=1.5,
            load_factor=2,
            delay_quarters=4,
            deadline_quarters=2,
            acquire="buy",
        )
    )
    assert changed.constraints == {
        **PLAN.constraints,
        "budget_usd": [50e3] * 8,
        "people": {"platform_engineers": 3.0},
        "work_begins": "2028-Q1",
        "acquire": "buy",
    }
    serve, tune = changed.workloads
    assert serve == {
        **SERVE,
        "requests_per_second": {"low": 2, "likely": 4, "high": 8},
        "deadline": "2028-Q2",
    }
    assert tune == {**TUNE, "tokens": 100e6}


def test_a_peak_of_traffic_grows_with_the_load() -> None:
    serve = {key: value for key, value in SERVE.items() if key != "requests_per_second"}
    inputs = replace(PLAN, workloads=({**serve, "traffic": {"profile": "office_hours", "peak": 25}},))
    (workload,) = laid_over(Changes(load_factor=2), inputs).workloads
    assert workload["traffic"] == {"profile": "office_hours", "peak": 50}


def test_recorded_arrivals_come_as_much_faster_as_the_load_grows() -> None:
    serve = {key: value for key, value in SERVE.items() if key != "requests_per_second"}
    trace = {"profile": "constant", "peak": 25.0, "arrivals": [0.0, 1.0, 3.0], "shape": [0.5, 1.0]}
    (workload,) = laid_over(
        Changes(load_factor=2), replace(PLAN, workloads=({**serve, "traffic": trace},))
    ).workloads
    assert workload["traffic"] == {**trace, "peak": 50.0, "arrivals": [0.0, 0.5, 1.5]}


def test_a_search_that_names_no_questions_gets_more_of_those_that_are_assumed() -> None:
    search = {"name": "search", "kind": "retrieval", "vectors": 1e6}
    (workload,) = laid_over(Changes(load_factor=3), replace(PLAN, workloads=(search,))).workloads
    assert (workload["vectors"], workload["queries_per_second"]) == (3e6, 30.0)
    (said,) = laid_over(
        Changes(load_factor=3), replace(PLAN, workloads=({**search, "queries_per_second": 4},))
    ).workloads
    assert said["queries_per_second"] == 12


def test_what_was_fixed_or_measured_for_one_accelerator_does_not_hold_for_another() -> None:
    _, other = laid_over(Changes(accelerator="L40S")).workloads
    assert other["accelerator"] == "l40s"
    assert not {"accelerators", "layout", "measured_tokens_per_second_per_accelerator"} & other.keys()
    _, same = laid_over(Changes(accelerator="H100 SXM")).workloads
    assert same == TUNE


def test_own_prices_go_before_those_of_the_catalogue_and_both_are_scaled() -> None:
    changed = laid_over(Changes(hardware_price_factor=2)).assumptions
    rent, buy = changed["price_usd_per_hour"], changed["price_usd_to_buy"]
    assert rent["H100 SXM"] == {"low": 4.0, "likely": 5.0, "high": 8.0}
    assert "h100-sxm" not in rent
    known = load_catalogue().buy("h100-sxm")
    assert known is not None
    assert buy["h100-sxm"]["likely"] == 2 * known.likely


def test_what_only_its_maker_rents_out_cannot_be_bought_at_another_price() -> None:
    assert not [
        name for name in laid_over(Changes(hardware_price_factor=2)).assumptions["price_usd_to_buy"]
        if name.startswith("tpu")
    ]  # fmt: skip


def test_a_pinned_initiative_is_no_longer_excluded() -> None:
    constraints = laid_over(Changes(pinned=["I-HW-05a"], excluded=["I-HW-01a"])).constraints
    assert (constraints["pinned"], constraints["excluded"]) == (["I-HW-05a"], ["I-HW-01a"])


def test_a_changed_answer_is_settled_by_the_scenario_in_the_language_of_the_plan() -> None:
    changed = laid_over(Changes(answers={"hw-01-sizing": {"level": 5}}), replace(PLAN, language="de"))
    (settled,) = changed.settled
    assert (settled.question, settled.value, settled.settled_by) == (
        "hw-01-sizing",
        {"level": 5},
        "scenario",
    )
    assert settled.reason != "Changed by this scenario."


@pytest.mark.parametrize(
    "changes",
    [
        Changes(acquire="rent", delay_quarters=2, budget_factor=0.8, load_factor=3, people_factor=2),
        Changes(accelerator="mi300x", hardware_price_factor=0.5, electricity_usd_per_kwh=0.4),
        Changes(owned_utilisation=0.9, target_level=5, deadline_quarters=3, budget_usd=2e6),
        Changes(answers={"hw-01-sizing": {"level": 5}}, excluded=["I-HW-01a"]),
    ],
)
def test_changed_inputs_are_read_by_the_core(changes: Changes) -> None:
    changed = laid_over(changes)
    assert check_plan_parts(bare_document(changed), changed) == []
    assert PlanInputs.from_json(changed.to_json()) == changed


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        (Changes(accelerator="h1000"), "accelerator", "h100"),
        (Changes(deadline_quarters=-6), "deadline_quarters", "before the plan begins"),
        (Changes(delay_quarters=8), "delay_quarters", "nothing could begin"),
        (Changes(pinned=["I-HW-5a"]), "pinned", "I-HW-05a"),
        (Changes(excluded=["unheard-of"]), "excluded", "there is no initiative unheard-of; did you mean"),
        (Changes(pinned=["I-HW-01a"], excluded=["I-HW-01a"]), "excluded", "choose one of the two"),
        (Changes(answers={"hw-01-size": {"level": 5}}), "answers.hw-01-size", "hw-01-sizing"),
        (Changes(answers={"hw-01-sizing": {"level": 9}}), "answers.hw-01-sizing.level", "1 to 5"),
        (Changes(answers={"hw-01-sizing": {"lvl": 3}}), "answers.hw-01-sizing", "level"),
        (Changes(answers={"hw-01-sizing": {"level": None}}), "answers.hw-01-sizing.level", "level"),
        (Changes(answers={"hw-01-sizing": {"level": ["3"]}}), "answers.hw-01-sizing.level", "level"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_with_its_key_and_a_remedy(
    changes: Changes, place: str, reason: str
) -> None:
    ((found, said),) = faults(changes)
    assert found == place
    assert reason in said


@pytest.mark.parametrize(
    "value",
    [
        {"low": "1", "likely": 2, "high": 3},
        {"low": 1, "likely": float("nan"), "high": 3},
        {"low": 3, "likely": 2, "high": 1},
        {"low": True, "likely": 2, "high": 3},
        {"likely": 2},
        {},
    ],
)
def test_an_amount_that_is_none_is_refused(value: dict[str, Any]) -> None:
    asked = question("quantity")
    assert all(
        place.startswith(f"answers.{asked.id}") for place, _ in faults(Changes(answers={asked.id: value}))
    )


@pytest.mark.parametrize(
    "value",
    ["h100", ["h100"], [{"unheard-of": 1}], [{"count": "many"}], None],
)
def test_a_table_that_is_none_is_refused(value: Any) -> None:
    asked = question("table", estate="accelerators")
    assert faults(Changes(answers={asked.id: {"rows": value}}))


def test_a_factor_of_what_is_not_named_is_refused() -> None:
    bare = replace(
        PLAN, constraints={"start": "2027-Q1"}, assumptions={"prices": [{"accelerator": "h100-sxm"}]}
    )
    changes = Changes(budget_factor=0.8, people_factor=0.5, hardware_price_factor=2)
    assert [place for place, _ in faults(changes, bare)] == [
        "budget_factor", "hardware_price_factor", "people_factor",
    ]  # fmt: skip
    assert laid_over(Changes(budget_factor=0.5, budget_usd=1e6), bare).constraints["budget_usd"] == 5e5


WAIT, MOVE, MORE = Changes(delay_quarters=1), Changes(deadline_quarters=1), Changes(load_factor=2)
SPEND, STAFF, PRICE = Changes(budget_factor=2), Changes(people_factor=2), Changes(hardware_price_factor=2)
LOAD = "requests_per_second"


def serving(**changed: Any) -> dict[str, Any]:
    return {"workloads": ({**SERVE, **changed},)}


@pytest.mark.parametrize(
    ("changed", "changes", "place"),
    [
        ({"constraints": {"start": "soon"}}, WAIT, "constraints.start"),
        ({"constraints": {"work_begins": "2027"}}, WAIT, "constraints.work_begins"),
        ({"constraints": {"budget_usd": "much"}}, SPEND, "constraints.budget_usd"),
        ({"constraints": {"budget_usd": [1, None]}}, SPEND, "constraints.budget_usd[2]"),
        ({"constraints": {"people": {"ml_engineers": "two"}}}, STAFF, "constraints.people.ml_engineers"),
        (serving(deadline="next year"), MOVE, "workloads[1].deadline"),
        (serving(deadline=2027), MOVE, "workloads[1].deadline"),
        (serving(**{LOAD: "2"}), MORE, f"workloads[1].{LOAD}"),
        (serving(**{LOAD: {"low": 1}}), MORE, f"workloads[1].{LOAD}"),
        (serving(traffic={"profile": "constant"}), MORE, "workloads[1].traffic.peak"),
        ({"assumptions": {"price_usd_to_buy": {"l4": "9k"}}}, PRICE, "assumptions.price_usd_to_buy.l4"),
        ({"assumptions": {"price_usd_to_buy": [1]}}, PRICE, "assumptions.price_usd_to_buy"),
    ],
)
def test_inputs_that_cannot_be_changed_are_refused_at_their_place(
    changed: dict[str, Any], changes: Changes, place: str
) -> None:
    ((found, said),) = faults(changes, replace(PLAN, **changed))
    assert found == place
    assert said


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"acquire": "steal"}, "acquire"),
        ({"delay_quarters": "a year"}, "delay_quarters"),
        ({"delay_quarters": 1.5}, "delay_quarters"),
        ({"budget_factor": 0}, "budget_factor"),
        ({"budget_factor": float("nan")}, "budget_factor"),
        ({"load_factor": [2]}, "load_factor"),
        ({"pinned": "I-HW-01a"}, "pinned"),
        ({"answers": {"q": 3}}, "answers.q"),
        ({"budgetfactor": 0.5}, "budgetfactor"),
        ({3: 4}, "3"),
        ([1], ""),
        (None, ""),
        ("buy", ""),
    ],
)
def test_what_is_written_wrong_is_refused_with_its_key(data: Any, place: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_changes(data, title="Cheaper")
    assert [(fault.file, fault.place) for fault in refused.value.faults] == [("Cheaper", place)]


FACTORS = st.none() | st.floats(0.05, 20)
CHANGES = st.builds(
    Changes,
    acquire=st.sampled_from([None, "any", "buy", "rent"]),
    accelerator=st.sampled_from([None, "l40s", "mi300x"]),
    delay_quarters=st.integers(0, 20),
    deadline_quarters=st.integers(-20, 20),
    budget_factor=FACTORS,
    budget_usd=st.none() | st.floats(0, 1e15),
    people_factor=FACTORS,
    load_factor=FACTORS,
    hardware_price_factor=FACTORS,
    electricity_usd_per_kwh=st.none() | st.floats(0, 10),
    owned_utilisation=st.none() | st.floats(0.01, 1),
    target_level=st.none() | st.integers(1, 5),
    pinned=st.lists(st.sampled_from(["I-HW-01a", "I-HW-05a"]), max_size=3),
    answers=st.just({}) | st.just({"hw-01-sizing": {"level": 4}}),
)


@given(CHANGES)
def test_changes_come_back_from_json_as_they_were(changes: Changes) -> None:
    assert read_changes(changes.to_json()) == changes


@given(CHANGES)
def test_changes_are_laid_over_or_refused_and_nothing_else(changes: Changes) -> None:
    before = canonical_text(PLAN.to_json())
    with suppress(DocumentError):
        changed = laid_over(changes)
        assert PlanInputs.from_json(changed.to_json()) == changed
    assert canonical_text(PLAN.to_json()) == before
