"""A small question bank with every kind of question, people of every role, and an engagement."""

from dataclasses import dataclass, replace
from typing import Any

from django.test import Client

from accounts.models import Membership, Organisation, Role, User
from assessments.models import Answer, Content, Engagement
from assessments.question_bank.model import Bank, Column, Condition, Domain, Group, Option, Practice, Question
from assessments.question_bank.stored import fingerprint
from assessments.services import Saved, Sender, create_engagement, publish_bank, save_answer

LEVELS = ("None", "Some", "Written down", "Measured", "Improved")


def choice(id: str, **fields: Any) -> Question:
    """A question with five described levels."""
    return Question(id, "choice", f"How good is {id}?", "Pick one.", "It matters.", levels=LEVELS, **fields)


QUESTIONS = (
    choice("hw-level"),
    Question("hw-storage", "quantity", "How much storage?", "", "", dimension="data", unit="TB", weight=0.0),
    Question(
        "hw-gpus", "table", "Which accelerators?", "", "", weight=0.0,
        columns=(
            Column("type", "Type", "choice", options=("h100-sxm", "a100-sxm-80gb")),
            Column("count", "Count", "quantity"),
            Column("memory", "Memory", "quantity", dimension="data", unit="GB", required=False),
        ),
    ),
    Question(
        "hw-where", "several", "Where does it run?", "", "", weight=0.0,
        options=(Option("own", "Own rooms"), Option("cloud", "Cloud")),
    ),
    Question("hw-note", "text", "Anything else?", "", "", weight=0.0),
    choice("hw-cooling", when=Condition(question="hw-where", includes="own")),
)  # fmt: skip


def practice(id: str, *questions: Question) -> Practice:
    """A practice with its questions."""
    return Practice(id, f"Practice {id}", "Scope.", LEVELS, questions)


def sample_bank(version: str = "1", title: str = "Sample bank") -> Bank:
    """Two domains, three groups, eight questions; one of them asked only of those with own rooms."""
    compute = Group("compute", "Compute", (practice("HW-01", *QUESTIONS),))
    network = Group("network", "Network", (practice("HW-02", choice("hw-net")),))
    records = Group("records", "Records", (practice("DA-01", choice("da-level")),))
    hardware = Domain("hardware", "Hardware", "Machines.", (compute, network))
    data = Domain("data", "Data", "Records.", (records,))
    bank = Bank("sample", version, title, (hardware, data), "")
    return replace(bank, fingerprint=fingerprint(bank))


@dataclass(frozen=True, slots=True)
class Setting:
    """An engagement, and one person of each role in its organisation."""

    engagement: Engagement
    consultant: User
    lead: User
    respondent: User
    reader: User


def make_setting(bank: Bank | None = None) -> Setting:
    """Make an organisation with people, and an engagement."""
    organisation = Organisation.objects.create(name="Aurelia Clinics", slug="aurelia", country="DEU")
    people = {role: make_member(organisation, role) for role in Role}
    version = publish_bank(bank or sample_bank()).bank_version
    engagement = create_engagement(
        organisation=organisation, title="AI readiness", created_by=people[Role.LEAD], bank=version
    )
    return Setting(
        engagement, people[Role.CONSULTANT], people[Role.LEAD], people[Role.RESPONDENT], people[Role.READER]
    )


def make_member(organisation: Organisation, role: Role, name: str = "") -> User:
    """Make a person with a role in an organisation."""
    name = name or str(role)
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def signed_in(user: User) -> Client:
    """A client in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def level(number: int, **fields: Any) -> Content:
    """The content of a choice."""
    return Content("answered", {"level": number}, **fields)


def save(
    setting: Setting, content: Content, *, question: str = "hw-level", by: User | None = None, **sender: Any
) -> Saved:
    """Save an answer of the respondent, or of somebody else."""
    return save_answer(
        engagement=setting.engagement,
        respondent=by or setting.respondent,
        question_id=question,
        content=content,
        sender=Sender(**sender) if sender else None,
    )


def answer(setting: Setting, question: str = "hw-level", by: User | None = None) -> Answer:
    """The current row of an answer."""
    return Answer.objects.get(
        engagement=setting.engagement, question=question, respondent=by or setting.respondent
    )
