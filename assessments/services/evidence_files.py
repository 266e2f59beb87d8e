"""The files of evidence that is deleted: alone, or with its engagement."""

import logging
from functools import partial
from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from assessments.models import Evidence

logger = logging.getLogger(__name__)


@receiver(post_delete, sender=Evidence)
def delete_file_after_commit(instance: Evidence, **_: Any) -> None:
    """Delete the file of a row once it is gone for good."""
    if name := instance.file.name:
        transaction.on_commit(partial(_delete_unless_shared, instance.file.storage, name))


def _delete_unless_shared(storage: Storage, name: str) -> None:
    """Delete a file, unless a copy of its row under the new name of a question has it as well.

    The rows are gone by now, whatever becomes of the file: one that stays is logged.
    """
    if Evidence.objects.filter(file=name).exists():
        return
    try:
        storage.delete(name)
    except OSError:
        logger.exception("the file %s of deleted evidence is still there", name)
