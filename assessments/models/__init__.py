"""Published banks, engagements, what people answered, and how they work on it together."""

from assessments.models.answer import Answer, AnswerRevision, Basis, Content, Status
from assessments.models.assignment import Assignment, Submission, SubmissionStep
from assessments.models.bank import BankVersion, PublishedError, read_banks, read_profile
from assessments.models.bank_translation import (
    BankTranslation,
    bank_name,
    forget_translations,
    read_shown,
    read_translation,
)
from assessments.models.engagement import Bookmark, Engagement, Right
from assessments.models.evidence import Evidence
from assessments.models.milestone import BankUpgrade, Milestone
from assessments.models.probe import ProbeReading
from assessments.models.settled import SettledValue
from assessments.models.thread import Message, Thread

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assignment",
    "BankTranslation",
    "BankUpgrade",
    "BankVersion",
    "Basis",
    "Bookmark",
    "Content",
    "Engagement",
    "Evidence",
    "Message",
    "Milestone",
    "ProbeReading",
    "PublishedError",
    "Right",
    "SettledValue",
    "Status",
    "Submission",
    "SubmissionStep",
    "Thread",
    "bank_name",
    "forget_translations",
    "read_banks",
    "read_profile",
    "read_shown",
    "read_translation",
]
