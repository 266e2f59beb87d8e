"""Two versions of a small bank with quick and conditional questions, and an engagement on the first."""

from dataclasses import replace

from assessments.models import BankVersion
from assessments.question_bank.model import Bank, Condition, Domain, Group, Option, Question, Succession
from assessments.question_bank.stored import fingerprint
from assessments.services import publish_bank
from tests.assessments.samples import Setting, choice, make_setting, practice

WHERE = Question(
    "hw-where",
    "several",
    "Where does it run?",
    "",
    "",
    weight=0.0,
    options=(Option("own", "Own rooms"), Option("cloud", "Cloud")),
    is_quick=True,
)
COOLING = choice("hw-cooling", when=Condition(question="hw-where", includes="own"))


def first_version() -> Bank:
    """Three questions in hardware, one of them quick and one only for own rooms; one in data, not quick."""
    asked = (choice("hw-level", is_quick=True), WHERE, COOLING, choice("hw-before"))
    return _bank("1", asked, choice("da-level", is_quick=True))


def second_version() -> Bank:
    """`hw-before` is `hw-after`, `hw-level` means something else, `hw-cooling` is gone and `hw-new` is new."""
    asked = (choice("hw-level", is_quick=True, weight=3.0), WHERE, choice("hw-after"), choice("hw-new"))
    upgrade = Succession("1", (("hw-before", "hw-after"),), ("hw-level",))
    return _bank("2", asked, choice("da-level", is_quick=True), upgrade)


def _bank(
    version: str, hardware: tuple[Question, ...], data: Question, upgrade: Succession | None = None
) -> Bank:
    compute = Group("compute", "Compute", (practice("HW-01", *hardware),))
    records = Group("records", "Records", (practice("DA-01", data),))
    domains = (
        Domain("hardware", "Hardware", "Machines.", (compute,)),
        Domain("data", "Data", "Records.", (records,)),
    )
    bank = Bank("sample", version, "Sample bank", domains, "", upgrade)
    return replace(bank, fingerprint=fingerprint(bank))


def make_versions() -> tuple[Setting, BankVersion]:
    """An engagement on the first version, and the second one published after it."""
    setting = make_setting(first_version())
    return setting, publish_bank(second_version()).bank_version
