"""Many pages save the same answers at once: `python -m tests.assessments.saving_at_once` on a fresh database.

Prints what the journal holds afterwards as JSON. It runs in a process of its own, because the tests' SQLite
database is in memory and so has no second writer.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.assessments.samples import Setting

PAGES = 6
SAVES = 12


def main() -> None:
    """Save from several threads, each request twice, and print what became of it."""
    django.setup()
    from django.core.management import call_command

    from assessments.models import Answer, AnswerRevision
    from tests.assessments.samples import make_setting

    call_command("migrate", verbosity=0)
    setting = make_setting()
    with ThreadPoolExecutor(PAGES) as pool:
        seen = list(pool.map(lambda page: _save_from(setting, page), range(PAGES)))
    row = Answer.objects.get()
    revisions = list(AnswerRevision.objects.order_by("revision"))
    report = {
        "answers": Answer.objects.count(),
        "numbers": [revision.revision for revision in revisions],
        "contents": sorted(revision.comment for revision in revisions),
        "acknowledged": sorted(number for numbers in seen for number in numbers),
        "current_is_newest": row.content == revisions[-1].content and row.revision == revisions[-1].revision,
    }
    sys.stdout.write(json.dumps(report))


def _save_from(setting: "Setting", page: int) -> list[int]:
    """Save from one page; each request is sent twice, as after a lost reply."""
    from django.db import connection

    from tests.assessments.samples import level, save

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
        if first.revision != again.revision:
            raise RuntimeError(f"a replay answered {again.revision} instead of {first.revision}")
        base = first.revision
        numbers.append(base)
    connection.close()
    return numbers


if __name__ == "__main__":
    main()
