"""Published banks, engagements, and what people answered."""

from assessments.models.answer import Answer, AnswerRevision, Basis, Content, Status
from assessments.models.bank import BankVersion, PublishedError, read_banks
from assessments.models.engagement import Bookmark, Engagement, Right

__all__ = [
    "Answer",
    "AnswerRevision",
    "BankVersion",
    "Basis",
    "Bookmark",
    "Content",
    "Engagement",
    "PublishedError",
    "Right",
    "Status",
    "read_banks",
]
