"""Ask for work, and ask again."""

from jobs.services.doorbell import ring
from jobs.services.enqueue import OutsideTransactionError, enqueue, retry

__all__ = ["OutsideTransactionError", "enqueue", "retry", "ring"]
