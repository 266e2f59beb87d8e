"""The consultant's view of engagements, answers, banks and the common work. Most is read here, never edited."""

from assessments.admin.engagements import AnswerAdmin, BankVersionAdmin, EngagementAdmin
from assessments.admin.teamwork import (
    AssignmentAdmin,
    EvidenceAdmin,
    ProbeReadingAdmin,
    SubmissionAdmin,
    ThreadAdmin,
)

__all__ = [
    "AnswerAdmin",
    "AssignmentAdmin",
    "BankVersionAdmin",
    "EngagementAdmin",
    "EvidenceAdmin",
    "ProbeReadingAdmin",
    "SubmissionAdmin",
    "ThreadAdmin",
]
