"""Organisations with engagements and plans, in numbers, as a consultancy has them."""

import uuid
from datetime import UTC, date, datetime

from accounts.models import Membership, Organisation, Role, User
from assessments.models import BankVersion, Engagement
from planner.models import Headline, Plan
from tests.assessments.samples import Setting, make_setting

DAY = date(2026, 6, 1)
MOMENT = datetime(2026, 6, 1, tzinfo=UTC)
DOMAINS = ("hardware", "data", "security", "talent", "delivery")


def make_clients(
    count: int, user: User, bank: BankVersion, *, role: Role = Role.CONSULTANT
) -> list[Engagement]:
    """Make organisations in which the person has a role, each with one engagement and one finished plan."""
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"Client {number:04}", slug=f"client-{number}-{uuid.uuid4().hex[:6]}", sector=_sector(number)
        )
        for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=role) for organisation in organisations
    )
    engagements = Engagement.objects.bulk_create(
        Engagement(organisation=organisation, title="AI readiness", bank=bank, due_on=DAY, created_by=user)
        for organisation in organisations
    )
    make_plans(engagements, user)
    return engagements


def make_plans(
    engagements: list[Engagement], user: User, *, as_of: date = DAY, score: float | None = None
) -> None:
    """Make one finished plan with its headline for each engagement, all at once."""
    plans = Plan.objects.bulk_create(
        Plan(
            engagement=engagement, requested_by=user, request_id=uuid.uuid4(), state=Plan.State.DONE,
            inputs_text="{}", snapshot_text="{}", fingerprint="0" * 64, finished_at=MOMENT,
        )
        for engagement in engagements
    )  # fmt: skip
    Headline.objects.bulk_create(
        make_headline(plan, as_of, 1 + number % 40 / 10 if score is None else score)
        for number, plan in enumerate(plans)
    )


def make_headline(plan: Plan, as_of: date, score: float, **fields: object) -> Headline:
    """Return a headline with the same score in each domain."""
    values = {
        "plan": plan, "engagement": plan.engagement, "is_plain": True, "as_of": as_of, "index": 25 * (score - 1),
        "level": int(score), "confidence": 0.6, "spending_usd": 1e6,
        "domains": {name: {"score": score, "p10": score, "p90": score, "level": int(score)} for name in DOMAINS},
        "workloads": {"ready": 1, "conditional": 0, "blocked": 0, "unknown": 0, "late": 0},
    }  # fmt: skip
    return Headline(**{**values, **fields})


def make_bank() -> tuple[Setting, BankVersion]:
    """Return a setting and the bank of its engagement."""
    setting = make_setting()
    return setting, setting.engagement.bank


def _sector(number: int) -> str:
    return ("Hospital group", "Manufacturing", "Public administration")[number % 3]
