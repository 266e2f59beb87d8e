"""The shipped bank."""

import pytest

from assessments.question_bank.check import check_bank
from assessments.question_bank.estate import ESTATE
from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Bank

# The names of accelerators that documents and catalogue share.
ACCELERATORS = """
v100-sxm-32gb a100-sxm-40gb a100-sxm-80gb a100-pcie-80gb h100-sxm h100-pcie h200-sxm h200-nvl h800 a800 gh200 h20
b100 b200 b300 gb200 gb300 l4 l40s rtx-4090 rtx-5090 rtx-pro-6000 mi250x mi300x mi325x mi350x mi355x
tpu-v3 tpu-v4 tpu-v5e tpu-v5p tpu-v6e tpu-v7 gaudi2 gaudi3 trainium1 trainium2
"""
ROLES = (
    "platform_engineers",
    "ml_engineers",
    "data_scientists",
    "data_engineers",
    "security_specialists",
    "project_managers",
)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(SHIPPED)


def test_the_shipped_bank_passes_the_publish_checks() -> None:
    assert [str(fault) for fault in check_bank(SHIPPED)] == []


def test_the_five_domains_hold_forty_practices(bank: Bank) -> None:
    assert {domain.id: len(domain.practices) for domain in bank.domains} == {
        "hardware": 9,
        "data": 8,
        "security": 9,
        "talent": 6,
        "delivery": 8,
    }
    assert all(2 <= len(domain.groups) <= 4 for domain in bank.domains)


def test_practices_are_numbered_without_gaps_within_their_domain(bank: Bank) -> None:
    for domain, prefix in zip(bank.domains, ("HW", "DA", "SE", "TA", "PM"), strict=True):
        expected = [f"{prefix}-{number:02}" for number in range(1, len(domain.practices) + 1)]
        assert sorted(practice.id for practice in domain.practices) == expected


def test_the_critical_practices_are_those_on_which_others_rest(bank: Bank) -> None:
    assert {practice.id for practice in bank.practices() if practice.is_critical} == {
        *("HW-01", "HW-05", "HW-08", "DA-01", "DA-02", "DA-05", "SE-01", "SE-02", "SE-03", "SE-04", "SE-07"),
        *("TA-01", "PM-01", "PM-02", "PM-05", "PM-07"),
    }


def test_every_estate_quantity_is_asked_for(bank: Bank) -> None:
    assert {question.estate for question in bank.questions() if question.estate} == set(ESTATE)


def test_accelerators_and_roles_are_those_of_the_documents(bank: Bank) -> None:
    assert list(bank.question("hw-01-accelerators").columns[0].options) == ACCELERATORS.split()
    assert bank.question("ta-01-staff").columns[0].options == ROLES


def test_every_question_says_why_and_what_counts_as_evidence(bank: Bank) -> None:
    assert [
        question.id
        for question in bank.questions()
        if not (question.why and question.evidence and question.who)
    ] == []


def test_each_page_can_be_answered_in_one_sitting(bank: Bank) -> None:
    sizes = [
        sum(len(practice.questions) for practice in group.practices)
        for d in bank.domains
        for group in d.groups
    ]
    assert max(sizes) <= 15
