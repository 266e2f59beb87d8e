"""Ask for work, and ask again."""

from jobs.services.doorbell import ring
from jobs.services.enqueue import OutsideTransactionError, enqueue, retried_by_hand, retry

__all__ = ["OutsideTransactionError", "enqueue", "retried_by_hand", "retry", "ring"]
