"""Saving answers: nothing is rejected or lost, the newest counts, and both sides of a conflict are shown."""

import pytest

from assessments.models import AnswerRevision, Bookmark, Content, Engagement
from assessments.services import (
    ClosedError,
    Entry,
    NoBankError,
    Sender,
    UnknownQuestionError,
    VersionTakenError,
    close_engagement,
    countersign,
    create_engagement,
    publish_bank,
    remember_place,
    reopen_engagement,
    save_page,
)
from tests.assessments.samples import Setting, answer, level, sample_bank, save

pytestmark = pytest.mark.django_db

PB = 1e15


def amount(size: float) -> Content:
    return Content("answered", {"low": size, "likely": size, "high": size})


def journal(setting: Setting, question: str = "hw-level") -> list[tuple[int, bool]]:
    rows = AnswerRevision.objects.filter(answer=answer(setting, question))
    return [(row.revision, row.became_current) for row in rows]


def test_the_first_save_is_revision_one(setting: Setting) -> None:
    saved = save(setting, level(3, comment="As of May"))
    row = answer(setting)
    assert (saved.revision, saved.is_current, saved.is_unchanged, saved.other) == (1, True, False, None)
    assert (row.value, row.comment, row.basis, row.revision) == ({"level": 3}, "As of May", "estimated", 1)
    assert row.updated_at == row.answered_at == saved.saved_at


def test_every_change_is_kept_and_the_newest_counts(setting: Setting) -> None:
    for number in (1, 4, 2):
        save(setting, level(number))
    assert answer(setting).value == {"level": 2}
    assert [row.value for row in answer(setting).journal.all()] == [{"level": 1}, {"level": 4}, {"level": 2}]


def test_a_stale_tab_is_saved_and_is_shown_what_it_had_not_seen(setting: Setting) -> None:
    save(setting, level(2), client="a", sequence=1, base_revision=0)
    save(setting, level(4), client="b", sequence=1, base_revision=1)
    saved = save(setting, level(3), client="a", sequence=2, base_revision=1)
    assert (saved.revision, saved.is_current) == (3, True)
    assert saved.other is not None
    assert (saved.other.revision, saved.other.value) == (2, {"level": 4})
    assert answer(setting).value == {"level": 3}


def test_what_a_tab_saved_itself_is_no_conflict_even_before_it_heard_of_it(setting: Setting) -> None:
    save(setting, level(2), client="a", sequence=1, base_revision=0)
    assert save(setting, level(3), client="a", sequence=2, base_revision=0).other is None


def test_a_stale_tab_that_says_the_same_is_no_conflict(setting: Setting) -> None:
    save(setting, level(2), client="a", base_revision=0)
    save(setting, level(4), client="b", base_revision=1)
    saved = save(setting, level(4), client="a", base_revision=1)
    assert (saved.is_unchanged, saved.revision, saved.other) == (True, 2, None)


def test_a_repeated_request_answers_as_at_first_and_writes_nothing(setting: Setting) -> None:
    save(setting, level(1), client="b", base_revision=0)
    one = save(setting, level(3), request_id="r1", client="a", sequence=1, base_revision=0)
    save(setting, level(5), client="c", base_revision=2)
    again = save(setting, level(3), request_id="r1", client="a", sequence=1, base_revision=0)
    assert (again.revision, again.saved_at, again.is_current) == (one.revision, one.saved_at, one.is_current)
    assert again.other == one.other is not None
    assert answer(setting).value == {"level": 5}
    assert journal(setting) == [(1, True), (2, True), (3, True)]


def test_an_old_request_id_with_another_content_is_another_request(setting: Setting) -> None:
    save(setting, level(3), request_id="r1", base_revision=0)
    assert save(setting, level(4), request_id="r1", base_revision=0).revision == 2
    assert answer(setting).value == {"level": 4}


def test_a_late_retry_is_kept_but_does_not_become_current(setting: Setting) -> None:
    save(setting, level(4), client="a", sequence=2, base_revision=0)
    late = save(setting, level(1), client="a", sequence=1, base_revision=0, request_id="late")
    again = save(setting, level(1), client="a", sequence=1, base_revision=0, request_id="late")
    assert (late.is_current, late.revision) == (False, 1)
    assert (again.is_current, again.revision, again.saved_at) == (False, 1, late.saved_at)
    assert answer(setting).value == {"level": 4}
    assert journal(setting) == [(1, True), (2, False)]


def test_a_save_after_a_late_one_gets_the_next_number(setting: Setting) -> None:
    save(setting, level(4), client="a", sequence=2, base_revision=0)
    save(setting, level(1), client="a", sequence=1, base_revision=0)
    assert save(setting, level(5), client="a", sequence=3, base_revision=1).revision == 3
    assert save(setting, level(2)).revision == 4


def test_a_base_from_nowhere_is_taken_for_the_newest(setting: Setting) -> None:
    save(setting, level(1))
    assert save(setting, level(2), base_revision=99).revision == 2
    assert save(setting, level(3), base_revision=99).revision == 3


def test_the_same_amount_in_another_unit_is_not_a_change(setting: Setting) -> None:
    save(setting, amount(1.5 * PB), question="hw-storage")
    saved = save(setting, amount(1500e12), question="hw-storage")
    assert (saved.is_unchanged, saved.revision) == (True, 1)
    assert journal(setting, "hw-storage") == [(1, True)]


def test_the_age_of_an_answer_counts_from_its_value_not_from_its_comment(setting: Setting) -> None:
    first = save(setting, level(3))
    save(setting, level(3, comment="now with a comment"))
    row = answer(setting)
    assert row.answered_at == first.saved_at < row.updated_at


def test_an_answer_can_be_taken_back(setting: Setting) -> None:
    save(setting, level(3))
    save(setting, Content())
    row = answer(setting)
    assert (row.status, row.value, row.revision) == ("unanswered", None, 2)


def test_what_a_status_does_not_carry_is_left_out(setting: Setting) -> None:
    save(setting, Content("unknown", {"level": 3}, basis="measured", reason="no"))
    assert answer(setting).content == Content("unknown")


def test_a_closed_engagement_takes_no_answers_until_it_is_opened_again(setting: Setting) -> None:
    close_engagement(setting.engagement)
    with pytest.raises(ClosedError):
        save(setting, level(3))
    reopen_engagement(setting.engagement)
    assert save(setting, level(3)).revision == 1


def test_only_questions_of_the_bank_are_answered(setting: Setting) -> None:
    with pytest.raises(UnknownQuestionError):
        save(setting, level(3), question="hw-nothing")


def test_a_countersignature_holds_for_one_revision_only(setting: Setting) -> None:
    save(setting, Content("not_applicable", reason="All rented"))
    assert countersign(answer=answer(setting), revision=1, by=setting.lead)
    assert (answer(setting).is_countersigned, answer(setting).countersigned_by) == (True, setting.lead)
    save(setting, Content("not_applicable", reason="Another reason"))
    assert not answer(setting).is_countersigned
    assert not countersign(answer=answer(setting), revision=1, by=setting.lead)


def test_nobody_countersigns_their_own_answer(setting: Setting) -> None:
    save(setting, Content("not_applicable", reason="All rented"), by=setting.lead)
    row = answer(setting, by=setting.lead)
    assert not countersign(answer=row, revision=1, by=setting.lead)
    assert countersign(answer=row, revision=1, by=setting.consultant)


def test_an_answer_that_applies_is_not_countersigned(setting: Setting) -> None:
    save(setting, level(3))
    assert not countersign(answer=answer(setting), revision=1, by=setting.lead)


def test_a_page_saves_only_what_was_changed_on_it(setting: Setting) -> None:
    save(setting, level(2), client="a", base_revision=0)
    save(setting, level(5), client="b", base_revision=1)
    entries = {
        "hw-level": Entry(level(2), Sender(client="page", base_revision=1)),
        "hw-cooling": Entry(level(4), Sender(client="page", base_revision=0)),
        "hw-note": Entry(Content(), Sender(client="page", base_revision=0)),
    }
    saved = save_page(engagement=setting.engagement, respondent=setting.respondent, entries=entries)
    assert list(saved) == ["hw-cooling"]
    assert answer(setting).value == {"level": 5}


def test_a_page_changed_from_an_old_view_is_told_what_is_newer(setting: Setting) -> None:
    save(setting, level(2), client="a", base_revision=0)
    save(setting, level(5), client="b", base_revision=1)
    entries = {"hw-level": Entry(level(3), Sender(client="page", base_revision=1))}
    saved = save_page(engagement=setting.engagement, respondent=setting.respondent, entries=entries)[
        "hw-level"
    ]
    assert saved.other is not None
    assert saved.other.value == {"level": 5}


def test_publishing_the_same_bank_again_changes_nothing(setting: Setting) -> None:
    again = publish_bank(sample_bank())
    assert (again.is_new, again.bank_version) == (False, setting.engagement.bank)


def test_a_version_is_never_published_with_another_content(setting: Setting) -> None:
    with pytest.raises(VersionTakenError, match="raise `version`"):
        publish_bank(sample_bank(title="Other"))
    assert publish_bank(sample_bank("2")).is_new


def test_an_engagement_is_pinned_to_the_newest_version(setting: Setting) -> None:
    newest = publish_bank(sample_bank("2")).bank_version
    made = create_engagement(
        organisation=setting.engagement.organisation, title="Second", created_by=setting.lead
    )
    assert (made.bank, made.target_level, made.status) == (newest, 3, "open")


def test_without_a_bank_no_engagement_starts(db: None, setting: Setting) -> None:
    Engagement.objects.all().delete()
    type(setting.engagement.bank)._base_manager.all()._raw_delete("default")
    with pytest.raises(NoBankError, match="publish_bank"):
        create_engagement(organisation=setting.engagement.organisation, title="x", created_by=setting.lead)


def test_the_last_page_is_remembered_once_per_person(setting: Setting) -> None:
    for group in ("compute", "records"):
        remember_place(engagement=setting.engagement, user=setting.respondent, group_id=group)
    assert list(Bookmark.objects.values_list("group", flat=True)) == ["records"]
