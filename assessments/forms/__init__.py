"""What people send, read."""

from assessments.forms.answer import Filled, SentAnswer, fill, fill_content, has_card, read_answer
from assessments.forms.assignment import AssignmentForm, DelegateForm
from assessments.forms.engagement import EngagementForm
from assessments.forms.evidence import EvidenceForm, EvidenceReviewForm
from assessments.forms.submission import ReviewForm, SubmitForm
from assessments.forms.thread import MessageForm, ThreadForm, ThreadStateForm

__all__ = [
    "AssignmentForm",
    "DelegateForm",
    "EngagementForm",
    "EvidenceForm",
    "EvidenceReviewForm",
    "Filled",
    "MessageForm",
    "ReviewForm",
    "SentAnswer",
    "SubmitForm",
    "ThreadForm",
    "ThreadStateForm",
    "fill",
    "fill_content",
    "has_card",
    "read_answer",
]
