"""What rows refuse."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from assessments.models import AnswerRevision, BankVersion, PublishedError
from tests.assessments.samples import Setting, answer, level, save

pytestmark = pytest.mark.django_db


def test_a_published_bank_can_be_neither_changed_nor_deleted(setting: Setting) -> None:
    version = setting.engagement.bank
    version.title = "Other"
    with pytest.raises(PublishedError):
        version.save()
    with pytest.raises(PublishedError):
        version.delete()
    assert BankVersion.objects.get().title == "Sample bank"


@pytest.mark.parametrize("rows", [BankVersion.objects, AnswerRevision.objects])
def test_what_is_written_once_cannot_be_changed_in_bulk(
    setting: Setting, rows: type[BankVersion.objects]
) -> None:
    save(setting, level(3))
    with pytest.raises(PublishedError):
        rows.all().delete()
    with pytest.raises(PublishedError):
        rows.update(pk=7)
    with pytest.raises(PublishedError):
        rows.bulk_update([], ["pk"])
    assert rows.count() == 1


def test_a_bank_in_use_is_protected_by_the_database_too(setting: Setting) -> None:
    with pytest.raises(ProtectedError):
        super(BankVersion.objects.all().__class__, BankVersion.objects.all()).delete()


def test_an_engagement_goes_with_its_answers_and_their_history(setting: Setting) -> None:
    save(setting, level(3))
    setting.engagement.delete()
    assert AnswerRevision.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"status": "answered", "value": None},
        {"status": "unknown"},
        {"status": "perhaps"},
        {"basis": "heard"},
        {"status": "not_applicable", "value": None, "reason": ""},
        {"is_countersigned": True},
    ],
)
def test_the_database_refuses_answers_that_make_no_sense(setting: Setting, change: dict[str, object]) -> None:
    save(setting, level(3))
    row = answer(setting)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("target", [0, 6])
def test_a_target_is_a_level(setting: Setting, target: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        type(setting.engagement).objects.update(target_level=target)


def test_without_a_role_nothing_is_allowed(setting: Setting) -> None:
    engagement = setting.engagement
    assert [right for right in ("view", "answer", "manage", "read_results") if engagement.allows(right)] == []
