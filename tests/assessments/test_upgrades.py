"""Moving an engagement to a newer version: rehearsed without a trace, done with a milestone, cancelled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import (
    Answer,
    BankUpgrade,
    BankVersion,
    Content,
    Evidence,
    Milestone,
    SettledValue,
)
from assessments.queries import (
    newer_bank,
    rehearse,
    score_of,
    score_state,
    state_now,
    upgrade_to_cancel,
)
from assessments.services import (
    ClosedError,
    UpgradeError,
    cancel_upgrade,
    close_engagement,
    publish_bank,
    upgrade_bank,
)
from tests.assessments.samples import Setting, answer, level, sample_bank, save, signed_in
from tests.assessments.versions import make_versions
from tests.security.test_outsiders import everything

pytestmark = pytest.mark.django_db

Versions = tuple[Setting, BankVersion]


@pytest.fixture
def versions(db: None) -> Versions:
    setting, bank = make_versions()
    save(setting, level(2, basis="documented"))
    save(setting, level(5, basis="estimated", comment="By hand"), question="hw-before")
    save(setting, Content("answered", {"options": ["own"]}), question="hw-where")
    save(setting, level(4, basis="measured"), question="hw-cooling")
    Answer.objects.update(answered_at=timezone.now() - timedelta(days=40))
    Evidence.objects.create(
        engagement=setting.engagement,
        question="hw-before",
        title="Wiki",
        link="https://example.org/",
        added_by=setting.respondent,
        added_at=timezone.now(),
        state="accepted",
        reviewed_by=setting.lead,
        reviewed_at=timezone.now(),
    )
    return setting, bank


def test_the_newest_version_is_offered_until_the_engagement_is_on_it(versions: Versions) -> None:
    setting, bank = versions
    assert newer_bank(setting.engagement) == bank
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    assert newer_bank(setting.engagement) is None


def test_a_rehearsal_shows_both_scores_and_writes_nothing(versions: Versions) -> None:
    setting, bank = versions
    before = everything()
    rehearsal = rehearse(setting.engagement, bank)
    assert everything() == before
    # Version 1: levels 2, 4 and 5 of weight 1 each; version 2: level 2 of weight 3 and level 5 of weight 1.
    (first,) = [side for side in rehearsal.sides if side.id == "HW-01"]
    assert [first.before, first.after] == pytest.approx([11 / 3, 11 / 4])
    assert first.difference == pytest.approx(11 / 4 - 11 / 3)
    assert {fate.id: (fate.kind, fate.is_answered) for fate in rehearsal.upgrade.fates} == {
        "hw-level": ("changed", True),
        "hw-where": ("kept", True),
        "hw-after": ("moved", True),
        "hw-new": ("new", False),
        "da-level": ("kept", False),
        "hw-cooling": ("dropped", True),
    }


def test_the_upgrade_gives_the_score_of_its_rehearsal_and_keeps_every_answer(versions: Versions) -> None:
    setting, bank = versions
    rehearsal = rehearse(setting.engagement, bank)
    answers = dict(Answer.objects.values_list("question", "value"))
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    setting.engagement.refresh_from_db()
    assert setting.engagement.bank == bank
    assert score_state(state_now(setting.engagement)) == rehearsal.after
    assert score_of(upgrade.milestone) == rehearsal.before
    assert dict(Answer.objects.values_list("question", "value")) == answers | {"hw-after": {"level": 5}}


def test_a_moved_answer_keeps_its_age_basis_and_evidence_and_says_where_it_came_from(
    versions: Versions,
) -> None:
    setting, bank = versions
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    old, new = answer(setting, "hw-before"), answer(setting, "hw-after")
    assert (new.value, new.basis, new.answered_at) == (old.value, old.basis, old.answered_at)
    (saved,) = new.journal.all()
    assert (saved.saved_by, saved.became_current, saved.revision) == (setting.lead, True, new.revision)
    assert "Carried over from version 1" in saved.comment
    assert saved.comment.startswith("By hand")
    assert [row.question for row in Evidence.objects.order_by("question")] == ["hw-after", "hw-before"]


def test_what_was_settled_moves_too(versions: Versions) -> None:
    setting, bank = versions
    SettledValue.objects.create(
        engagement=setting.engagement,
        question="hw-before",
        kind="consensus",
        value={"level": 3},
        reason="Agreed",
        recorded_by=setting.lead,
        recorded_at=timezone.now(),
    )
    rehearsal = rehearse(setting.engagement, bank)
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    assert {row.question for row in state_now(setting.engagement).settled} == {"hw-before", "hw-after"}
    assert score_state(state_now(setting.engagement)) == rehearsal.after


def test_going_back_restores_the_score_and_keeps_what_was_said_since(versions: Versions) -> None:
    setting, bank = versions
    before = score_state(state_now(setting.engagement))
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    cancel_upgrade(upgrade=upgrade, by=setting.consultant)
    setting.engagement.refresh_from_db()
    assert setting.engagement.bank.version == "1"
    assert score_state(state_now(setting.engagement)) == before
    assert Milestone.objects.count() == 2
    again = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    save(setting, level(1), question="hw-after")
    cancel_upgrade(upgrade=again, by=setting.lead)
    assert answer(setting, "hw-before").value == {"level": 1}
    assert answer(setting, "hw-after").value == {"level": 1}


def test_an_upgrade_is_cancelled_once(versions: Versions) -> None:
    setting, bank = versions
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    assert upgrade_to_cancel(setting.engagement) == upgrade
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    with pytest.raises(UpgradeError, match="cancelled already"):
        cancel_upgrade(upgrade=upgrade, by=setting.lead)
    assert upgrade_to_cancel(setting.engagement) is None


def test_no_upgrade_to_where_it_is_to_another_bank_or_of_a_closed_engagement(versions: Versions) -> None:
    setting, bank = versions
    other = publish_bank(sample_bank("7")).bank_version
    with pytest.raises(UpgradeError, match="already"):
        upgrade_bank(engagement=setting.engagement, to_bank=setting.engagement.bank, by=setting.lead)
    with pytest.raises(UpgradeError, match="another question bank"):
        upgrade_bank(engagement=setting.engagement, to_bank=_foreign(other), by=setting.lead)
    close_engagement(setting.engagement)
    with pytest.raises(ClosedError):
        upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    assert not BankUpgrade.objects.exists()
    assert not Milestone.objects.exists()


def _foreign(bank: BankVersion) -> BankVersion:
    bank.key = "foreign"
    return bank


def test_the_pages_offer_rehearse_confirm_and_cancel(versions: Versions) -> None:
    setting, bank = versions
    lead, here = signed_in(setting.lead), f"/engagements/{setting.engagement.pk}/"
    assert "Version 2 of the question bank is there." in lead.get(here).content.decode()
    page = lead.get(f"{here}upgrade/").content.decode()
    assert "Both scores side by side" in page
    assert "No longer asked</strong>: 1 question, 1 answered" in page
    assert "look at this rehearsal first" in lead.post(f"{here}upgrade/", follow=True).content.decode()
    assert not BankUpgrade.objects.exists()
    done = lead.post(f"{here}upgrade/", {"to": bank.pk}, follow=True).content.decode()
    assert "The engagement is on version 2 now." in done
    assert "Go back to version 1" in done
    assert "Back on version 1." in lead.post(f"{here}upgrade/cancel/", follow=True).content.decode()
    assert (
        "There is no upgrade to go back from."
        in lead.post(f"{here}upgrade/cancel/", follow=True).content.decode()
    )


def test_a_respondent_is_not_offered_the_upgrade(versions: Versions) -> None:
    setting, _ = versions
    page = signed_in(setting.respondent).get(f"/engagements/{setting.engagement.pk}/").content.decode()
    assert "Version 2 of the question bank" not in page
