"""Moving an engagement to a newer version: rehearsed without a trace, done with a milestone, cancelled."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Action, User
from assessments.models import (
    Answer,
    Assignment,
    BankUpgrade,
    BankVersion,
    Content,
    Engagement,
    Evidence,
    Milestone,
    SettledValue,
    Thread,
    forget_translations,
)
from assessments.queries import (
    engagement_progress,
    my_assignments,
    newer_bank,
    rehearse,
    score_of,
    score_state,
    state_now,
    upgrade_to_cancel,
)
from assessments.question_bank.translation import Translation, texts_of
from assessments.services import (
    CHANGE_JOB,
    ClosedError,
    UpgradeError,
    assign,
    cancel_upgrade,
    close_engagement,
    delegate,
    open_thread,
    publish_bank,
    report_contradiction,
    store_translation,
    upgrade_bank,
)
from jobs.models import Job
from tests.assessments.samples import Setting, answer, level, sample_bank, save, signed_in
from tests.assessments.versions import make_versions
from tests.audit_log import recorded
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


def test_the_upgrade_and_its_return_are_recorded(versions: Versions) -> None:
    setting, bank = versions
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    entries = recorded(Action.BANK_UPGRADED, Action.UPGRADE_CANCELLED)
    assert [(entry.actor, entry.details) for entry in entries] == [
        (setting.lead, {"from_version": "1", "to_version": "2"}),
        (setting.lead, {"from_version": "2", "to_version": "1"}),
    ]


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
    assert (saved.carried_from, saved.carried_version) == ("hw-before", "1")
    assert saved.comment == old.comment
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


def asked(setting: Setting) -> list[tuple[str, str, str]]:
    """Who is asked what, and by whose handing on."""
    rows = Assignment.objects.filter(engagement=setting.engagement).order_by("id")
    return [
        (row.target, str(row.person), str(row.delegated_from.person) if row.delegated_from else "")
        for row in rows.select_related("person", "delegated_from__person")
    ]


def open_questions(setting: Setting, person: User) -> list[tuple[str, ...]]:
    """What is asked of a person, as their own page lists it."""
    engagement = Engagement.objects.select_related("bank").get(pk=setting.engagement.pk)
    return [
        row.questions for row in my_assignments(engagement, person, engagement_progress(engagement, person))
    ]


def test_who_is_asked_a_renamed_question_is_asked_it_after_the_upgrade_and_after_going_back(
    versions: Versions,
) -> None:
    setting, bank = versions
    for scope, target in (("question", "hw-before"), ("practice", "HW-01")):
        assign(
            engagement=setting.engagement,
            scope=scope,
            target=target,
            person=setting.respondent,
            assigned_by=setting.lead,
            due_on=date(2099, 5, 1),
            note="Please",
        )
    delegate(
        engagement=setting.engagement,
        question_id="hw-before",
        person=setting.consultant,
        by=setting.respondent,
        note="You know",
    )
    before = asked(setting)
    whole = list(Assignment.objects.order_by("id").values_list("pk", "due_on", "note", "assigned_at"))
    assert open_questions(setting, setting.consultant) == [("hw-before",)]
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    renamed = {"hw-before": "hw-after"}
    assert asked(setting) == [(renamed.get(target, target), *rest) for target, *rest in before]
    assert open_questions(setting, setting.consultant) == [("hw-after",)]
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    assert asked(setting) == before
    assert list(Assignment.objects.order_by("id").values_list("pk", "due_on", "note", "assigned_at")) == whole


def test_what_was_asked_under_the_new_name_is_asked_under_the_old_one_after_going_back(
    versions: Versions,
) -> None:
    setting, bank = versions
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    for question in ("hw-after", "hw-new"):
        assign(
            engagement=setting.engagement,
            scope="question",
            target=question,
            person=setting.respondent,
            assigned_by=setting.lead,
        )
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    assert [target for target, *_ in asked(setting)] == ["hw-before", "hw-new"]
    assert open_questions(setting, setting.respondent) == [("hw-before",), ()]


def test_whoever_is_asked_under_both_names_stays_asked_under_both(versions: Versions) -> None:
    setting, bank = versions
    for target in ("hw-before", "hw-after"):
        Assignment.objects.create(
            engagement=setting.engagement,
            scope="question",
            target=target,
            person=setting.respondent,
            assigned_by=setting.lead,
            assigned_at=timezone.now(),
        )
    before = asked(setting)
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    assert asked(setting) == before


def test_conversations_are_about_the_renamed_question_after_the_upgrade_and_after_going_back(
    versions: Versions,
) -> None:
    setting, bank = versions
    thread = open_thread(
        engagement=setting.engagement,
        title="Which of them?",
        opened_by=setting.lead,
        questions=["hw-before", "hw-level"],
        text="The new ones?",
    )
    report_contradiction(
        engagement=setting.engagement,
        rule="some-rule",
        title="They differ",
        statement="Both cannot be.",
        questions=["hw-level", "hw-before"],
        people=[setting.respondent],
    )

    def about() -> list[list[str]]:
        return [row.questions for row in Thread.objects.order_by("id")]

    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    assert about() == [["hw-after", "hw-level"], ["hw-level", "hw-after"]]
    thread.refresh_from_db()
    assert (thread.state, thread.messages.count(), thread.people.count()) == ("open", 1, 1)
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    assert about() == [["hw-before", "hw-level"], ["hw-level", "hw-before"]]


def test_contradictions_are_looked_for_again_after_an_upgrade_and_after_going_back(
    versions: Versions,
) -> None:
    setting, bank = versions
    Job.objects.all().delete()
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    assert Job.objects.get().kind == CHANGE_JOB
    Job.objects.all().delete()
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    job = Job.objects.get()
    assert (job.kind, job.payload) == (CHANGE_JOB, {"engagement": setting.engagement.pk})


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
    assert "No longer asked</strong>: one question, 1 answered" in " ".join(page.split())
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


def test_the_milestones_of_a_move_are_named_in_the_language_of_their_reader(versions: Versions) -> None:
    setting, bank = versions
    for version in BankVersion.objects.all():
        texts = {**texts_of(version.read()), "title": "Musterkatalog"}
        store_translation(version, Translation("de", texts))
    with translation.override("de"):
        upgrade = upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
        cancel_upgrade(upgrade=upgrade, by=setting.lead)
    address = reverse("assessments:milestone-list", args=[setting.engagement.pk])
    shown = {}
    for language in ("de", "en"):
        User.objects.filter(pk=setting.lead.pk).update(language=language)
        shown[language] = signed_in(setting.lead).get(address).content.decode()
    forget_translations()
    for title in ("Vor dem Wechsel zu Musterkatalog 2", "Vor der Rückkehr zu Musterkatalog 1"):
        assert title in shown["de"]
        assert title not in shown["en"]
    for title in ("Before the upgrade to Sample bank 2", "Before going back to Sample bank 1"):
        assert title in shown["en"]


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Carried over from version 1 of the question bank, where it answered hw-before."),
        ("de", "Übernommen aus Fassung 1 des Fragenkatalogs, wo sie auf hw-before antwortete."),
    ],
)
def test_where_an_answer_was_carried_from_stands_in_its_history(
    versions: Versions, language: str, note: str
) -> None:
    setting, bank = versions
    upgrade_bank(engagement=setting.engagement, to_bank=bank, by=setting.lead)
    User.objects.filter(pk=setting.respondent.pk).update(language=language)
    address = reverse("assessments:answer-history", args=[answer(setting, "hw-after").pk])
    assert note in signed_in(setting.respondent).get(address).content.decode()
    assert answer(setting, "hw-after").comment == "By hand"


def test_a_rehearsal_says_that_assignments_and_discussions_move_along(versions: Versions) -> None:
    address = reverse("assessments:upgrade-rehearsal", args=[versions[0].engagement.pk])
    page = signed_in(versions[0].lead).get(address).content.decode()
    assert "assignments and discussions move along" in page
