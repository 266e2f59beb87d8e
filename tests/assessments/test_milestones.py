"""Milestones: frozen, scored again, compared; a change is explained to the last digit."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import BankVersion, Content, Engagement, Evidence, Milestone, SettledValue
from assessments.queries import (
    change_between,
    milestones_of,
    score_engagement,
    score_of,
    score_state,
    standings_of,
    state_now,
    state_of,
)
from assessments.services import choose_profile, take_milestone, upgrade_bank
from tests.assessments.samples import Setting, level, save, signed_in
from tests.assessments.versions import make_versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(db: None) -> tuple[Setting, BankVersion]:
    setting, bank = make_versions()
    save(setting, level(2, basis="documented"))
    save(setting, level(4), question="hw-before")
    save(setting, level(5), question="hw-before", by=setting.lead)
    save(setting, Content("not_applicable", reason="Rented"), question="da-level")
    return setting, bank


@pytest.fixture
def setting(versions: tuple[Setting, BankVersion]) -> Setting:
    return versions[0]


def take(setting: Setting, title: str = "Kick-off") -> Milestone:
    return take_milestone(engagement=setting.engagement, title=title, by=setting.lead)


def prove(setting: Setting, question: str, expires_on: date | None = None) -> None:
    Evidence.objects.create(
        engagement=setting.engagement,
        question=question,
        title="Wiki",
        link="https://example.org/",
        added_by=setting.respondent,
        added_at=timezone.now(),
        state="accepted",
        reviewed_by=setting.lead,
        reviewed_at=timezone.now(),
        expires_on=expires_on,
    )


def settle(setting: Setting, question: str, number: int, kind: str = "consensus") -> None:
    SettledValue.objects.create(
        engagement=setting.engagement,
        question=question,
        kind=kind,
        value={"level": number} if kind != "withdrawn" else None,
        reason="Agreed",
        recorded_by=setting.lead,
        recorded_at=timezone.now(),
    )


def test_a_milestone_holds_exactly_what_counts_now(setting: Setting) -> None:
    prove(setting, "hw-before")
    settle(setting, "hw-level", 3)
    settle(setting, "da-level", 2)
    settle(setting, "da-level", 0, "withdrawn")
    choose_profile(setting.engagement, "quick")
    milestone = take(setting)
    assert state_of(milestone) == state_now(setting.engagement)
    assert score_of(milestone) == score_state(state_now(setting.engagement))
    assert score_of(milestone) == score_engagement(setting.engagement, draws=0).maturity


def test_a_milestone_stays_whatever_is_answered_later(setting: Setting) -> None:
    milestone = take(setting)
    score, kept = score_of(milestone), state_of(milestone)
    save(setting, level(5, basis="measured"))
    choose_profile(setting.engagement, "quick")
    again = Milestone.objects.get()
    assert (score_of(again), state_of(again)) == (score, kept)


def test_the_same_state_has_the_same_fingerprint(setting: Setting) -> None:
    assert take(setting, "One").fingerprint == take(setting, "Two").fingerprint
    save(setting, level(5, basis="measured"))
    assert take(setting, "Three").fingerprint != Milestone.objects.earliest("id").fingerprint


def change_an_answer(setting: Setting) -> None:
    save(setting, level(3, basis="documented"))


CHANGES: dict[str, Callable[[Setting], None]] = {
    "answers": change_an_answer,
    "accepted": lambda setting: prove(setting, "hw-before"),
    "settled": lambda setting: settle(setting, "hw-level", 5),
    "bank": lambda setting: choose_profile(setting.engagement, "quick"),
}


@pytest.mark.parametrize("cause", CHANGES)
def test_a_single_cause_explains_the_whole_change(setting: Setting, cause: str) -> None:
    before = state_of(take(setting))
    CHANGES[cause](setting)
    change = change_between(before, state_now(setting.engagement))
    assert list(change.causes) == [cause]
    assert change.index.difference
    assert change.index.parts[cause] == pytest.approx(change.index.difference, abs=1e-12)


def test_expired_evidence_is_a_cause_of_its_own(setting: Setting) -> None:
    save(setting, Content("unknown"), question="hw-before", by=setting.lead)
    prove(setting, "hw-before", timezone.localdate() + timedelta(days=30))
    before = state_of(take(setting))
    Evidence.objects.update(expires_on=timezone.localdate())
    change = change_between(before, state_now(setting.engagement))
    assert list(change.causes) == ["expired"]
    assert change.index.parts["expired"] == pytest.approx(-12.5 * 0.7 - 12.5 * 0.3)


def test_age_alone_lowers_the_confidence_and_no_score(setting: Setting) -> None:
    state = state_of(take(setting))
    later = type(state)(
        state.bank, state.profile, state.as_of + timedelta(days=200), state.given, state.settled
    )
    change = change_between(state, later)
    assert list(change.causes) == ["ageing"]
    assert change.causes["ageing"] == "200 days passed"
    assert change.index.difference == 0
    assert change.confidence.difference is not None
    assert change.confidence.parts["ageing"] == pytest.approx(change.confidence.difference, abs=1e-12)
    assert change.confidence.difference < 0


def test_all_causes_together_add_up_in_every_measure(versions: tuple[Setting, BankVersion]) -> None:
    setting, bank = versions
    prove(setting, "hw-level", timezone.localdate() + timedelta(days=30))
    before = state_of(take(setting))
    Evidence.objects.update(expires_on=timezone.localdate())
    prove(setting, "hw-before")
    settle(setting, "da-level", 4)
    save(setting, level(4))
    save(setting, level(2), question="hw-cooling")
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    now = state_now(setting.engagement)
    after = type(now)(now.bank, now.profile, now.as_of + timedelta(days=90), now.given, now.settled)
    change = change_between(before, after)
    assert set(change.causes) == {"answers", "accepted", "expired", "settled", "bank", "ageing"}
    for measure in change.measures:
        if measure.difference is not None:
            assert sum(measure.parts.values()) == pytest.approx(measure.difference, abs=1e-9)


def test_an_upgrade_alone_is_explained_by_the_bank_alone(versions: tuple[Setting, BankVersion]) -> None:
    setting, bank = versions
    prove(setting, "hw-before")
    settle(setting, "hw-before", 4)
    before = state_of(take(setting))
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    change = change_between(before, state_now(setting.engagement))
    assert change.causes == {"bank": "version 1 (full) became version 2 (full)"}


def test_the_list_shows_the_trend(setting: Setting) -> None:
    take(setting, "Kick-off")
    save(setting, level(5, basis="measured"))
    take(setting, "<b>Later</b>")
    page = signed_in(setting.reader).get(f"/engagements/{setting.engagement.pk}/milestones/").content.decode()
    assert "&lt;b&gt;Later&lt;/b&gt;" in page
    assert page.index("Later&lt;") < page.rindex("Kick-off")
    assert "Index from 0 to 100. Kick-off: " in page
    assert "style=" not in page
    assert "Take a milestone" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_milestone_and_for_thirty(
    setting: Setting, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        save(setting, level(number % 5 + 1))
        take(setting, f"Milestone {number}")
    lead, here = signed_in(setting.lead), f"/engagements/{setting.engagement.pk}/milestones/"
    lead.get(here)
    with django_assert_num_queries(4):
        lead.get(here)


def test_thirty_unscored_milestones_cost_one_query(
    setting: Setting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        save(setting, level(number % 5 + 1, comment=f"{number}"))
        take(setting, f"Milestone {number}")
    rows = list(milestones_of(setting.engagement))
    with django_assert_num_queries(1):
        assert len(standings_of(rows)) == 30


def test_a_lead_takes_a_milestone_and_sees_what_changed_since(setting: Setting) -> None:
    lead, here = signed_in(setting.lead), f"/engagements/{setting.engagement.pk}/milestones/"
    assert (
        "The milestone is taken"
        in lead.post(f"{here}new/", {"title": "Kick-off"}, follow=True).content.decode()
    )
    assert (
        "Give the milestone a title" in lead.post(f"{here}new/", {"title": " "}, follow=True).content.decode()
    )
    (milestone,) = Milestone.objects.all()
    address = f"/milestones/{milestone.pk}/"
    assert "Nothing has changed in between." in lead.get(address).content.decode()
    save(setting, level(5, basis="measured"))
    page = lead.get(address).content.decode()
    assert "1 answer given, changed or taken back" in page
    later = take(setting, "Workshop")
    for pk, other in ((milestone.pk, later.pk), (later.pk, milestone.pk)):
        page = lead.get(f"/milestones/{pk}/?with={other}").content.decode()
        assert "From “Kick-off” to “Workshop”" in page
    assert lead.get(f"{address}?with=999").status_code == 404


def test_a_milestone_of_an_empty_engagement_has_no_score(versions: tuple[Setting, BankVersion]) -> None:
    setting, _ = versions
    empty = Engagement.objects.create(
        organisation=setting.engagement.organisation,
        title="Empty",
        bank=setting.engagement.bank,
        created_by=setting.lead,
    )
    milestone = take_milestone(engagement=empty, title="Nothing yet", by=setting.lead)
    assert score_of(milestone).overall.index is None
    assert signed_in(setting.lead).get(f"/milestones/{milestone.pk}/").status_code == 200
