"""What changes banks, engagements and answers."""

from assessments.services.answers import (
    ClosedError,
    Saved,
    Sender,
    UnknownQuestionError,
    countersign,
    save_answer,
)
from assessments.services.banks import Publication, VersionTakenError, publish_bank
from assessments.services.engagements import (
    NoBankError,
    close_engagement,
    create_engagement,
    remember_place,
    reopen_engagement,
)
from assessments.services.pages import Entry, save_page

__all__ = [
    "ClosedError",
    "Entry",
    "NoBankError",
    "Publication",
    "Saved",
    "Sender",
    "UnknownQuestionError",
    "VersionTakenError",
    "close_engagement",
    "countersign",
    "create_engagement",
    "publish_bank",
    "remember_place",
    "reopen_engagement",
    "save_answer",
    "save_page",
]
