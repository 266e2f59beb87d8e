"""What people send, read."""

from assessments.forms.answer import Filled, SentAnswer, fill, fill_content, has_card, read_answer
from assessments.forms.engagement import EngagementForm

__all__ = ["EngagementForm", "Filled", "SentAnswer", "fill", "fill_content", "has_card", "read_answer"]
