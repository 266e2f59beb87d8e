"""Many pages save the same answer at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from assessments.models import Answer, AnswerRevision
from tests.assessments.samples import Setting, level, make_setting, save

PAGES = 6
SAVES = 12


@pytest.mark.django_db(transaction=True)
def test_no_save_is_lost_or_doubled() -> None:
    setting = make_setting()
    with ThreadPoolExecutor(PAGES) as pool:
        acknowledged = list(pool.map(lambda page: save_from(setting, page), range(PAGES)))
    row = Answer.objects.get()
    revisions = list(AnswerRevision.objects.order_by("revision"))
    numbers = list(range(1, PAGES * SAVES + 1))
    assert [revision.revision for revision in revisions] == numbers
    assert sorted(number for own in acknowledged for number in own) == numbers
    assert {revision.comment for revision in revisions} == {
        f"page {page} save {number}" for page in range(PAGES) for number in range(1, SAVES + 1)
    }
    assert (row.content, row.revision) == (revisions[-1].content, revisions[-1].revision)


def save_from(setting: Setting, page: int) -> list[int]:
    """Save from one page; each request is sent twice, as after a lost reply."""
    base, numbers = 0, []
    for number in range(1, SAVES + 1):
        content = level(1 + number % 5, comment=f"page {page} save {number}")
        sender = {
            "request_id": f"{page}-{number}",
            "client": f"page{page}",
            "sequence": number,
            "base_revision": base,
        }
        first, again = save(setting, content, **sender), save(setting, content, **sender)
        assert first.revision == again.revision
        base = first.revision
        numbers.append(base)
    connection.close()
    return numbers
