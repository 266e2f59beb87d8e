"""Answers about the organisation become what its figures rest on."""

from datetime import date

from assessments.queries import Consolidated
from assessments.question_bank.estate import ESTATE
from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Basis
from planner.roadmap.result import Roadmap
from planner.services.frozen.organisation import facts_from, organisation_questions, plan_outline
from planner.sizing.demand import Constraints
from planner.sizing.estimate import Estimate
from planner.sizing.organisation.facts import WANTED, OrganisationFacts
from planner.sizing.workload import Estate

BANK = load_bank(SHIPPED)
BY_ESTATE = {question.estate: question.id for question in BANK.questions() if question.estate}


def answered(id: str, value: dict, basis: Basis = "documented") -> dict[str, Consolidated]:
    return {id: Consolidated(id, value, basis, date(2026, 11, 1), ("1",))}


def exactly(number: float) -> dict[str, float]:
    return {"low": number, "likely": number, "high": number}


def test_every_quantity_of_a_question_is_of_the_estate_or_of_the_organisation() -> None:
    fields = set(Estate.__dataclass_fields__) | set(OrganisationFacts.__dataclass_fields__)
    assert set(ESTATE) <= fields
    assert set(WANTED) <= fields


def test_nothing_answered_is_nothing_known() -> None:
    assert facts_from(BANK, {}) == OrganisationFacts()


def test_a_number_gets_the_range_of_its_basis_and_names_its_question() -> None:
    id = BY_ESTATE["records"]
    facts = facts_from(BANK, answered(id, exactly(1000.0), "estimated"), "FRA")
    assert facts.records == Estimate(800.0, 1000.0, 1200.0, (id,))
    assert facts.country == "FRA"


def test_a_share_stays_below_one_and_a_factor_above() -> None:
    share = facts_from(BANK, answered(BY_ESTATE["defect_share"], exactly(0.9), "guessed")).defect_share
    factor = facts_from(
        BANK, answered(BY_ESTATE["compression_ratio"], exactly(1.1), "guessed")
    ).compression_ratio
    assert share is not None
    assert share.high == 1.0
    assert factor is not None
    assert factor.low == 1.0


def test_classes_laws_and_users_are_read_as_they_stand() -> None:
    rows = {"rows": [{"class": "good", "count": 900.0}, {"class": "faulty", "count": 30.0}]}
    id = BY_ESTATE["class_examples"]
    assert facts_from(BANK, answered(id, rows)).class_examples == (
        Estimate.exact(900.0, id),
        Estimate.exact(30.0, id),
    )
    assert facts_from(BANK, answered("se-03-laws", {"options": ["gdpr"]})).laws == ("gdpr",)
    assert facts_from(BANK, answered("hw-04-users", {"options": ["overseas"]})).users == ("overseas",)


def test_questions_that_are_there_for_their_level_are_read_by_their_id() -> None:
    day = 86_400.0
    facts = facts_from(BANK, answered("ta-02-time-to-fill", exactly(100 * day)))
    assert facts.time_to_fill_seconds == Estimate(95 * day, 100 * day, 105 * day, ("ta-02-time-to-fill",))


def test_each_quantity_knows_the_question_that_asks_for_it() -> None:
    questions = organisation_questions(BANK)
    assert questions["records"].id == BY_ESTATE["records"]
    assert questions["laws"].id == "se-03-laws"
    assert questions["wan_bytes_per_second"].id == "hw-04-wan"


def test_the_outline_has_the_first_and_the_last_day_of_the_plan() -> None:
    constraints = Constraints(start="2027-Q2", periods=4)
    outline = plan_outline(
        constraints, Roadmap("optimal", None, None, None, 0.0, "2027-Q2", ()), date(2027, 2, 1)
    )
    assert (outline.start, outline.end) == (date(2027, 4, 1), date(2028, 3, 31))
