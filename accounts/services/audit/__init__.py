"""The audit log: write it, seal it, check it, forget a person in it."""

from accounts.services.audit.forget import forget_before, forget_person
from accounts.services.audit.record import OutsideTransactionError, record, recording
from accounts.services.audit.seal import seal_new
from accounts.services.audit.verify import Verdict, verify

__all__ = [
    "OutsideTransactionError",
    "Verdict",
    "forget_before",
    "forget_person",
    "record",
    "recording",
    "seal_new",
    "verify",
]
