"""What a workshop settles about a question: a value with its basis and reason, or the way back."""

from dataclasses import dataclass
from typing import Literal

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.forms.answer import LONGEST_TEXT, Filled, SentAnswer, read_answer
from assessments.language import number
from assessments.models import Status
from assessments.question_bank.model import Question

Action = Literal["consensus", "override", "withdraw"]


@dataclass(frozen=True, slots=True)
class SentSettlement:
    """What was sent; `faults` names what is missing, by field. The value is read as an answer is."""

    action: Action
    answer: SentAnswer
    reason: str
    faults: dict[str, str]

    @property
    def filled(self) -> Filled:
        """What the controls show again."""
        return self.answer.filled


def read_settlement(question: Question, data: QueryDict) -> SentSettlement:
    """Read the form of the workshop page: `action`, `reason`, and the controls of the question."""
    named: dict[str, Action] = {"override": "override", "withdraw": "withdraw"}
    action = named.get(data.get("action", ""), "consensus")
    answer = read_answer(question, data)
    reason = data.get("reason", "").replace("\x00", "").replace("\r\n", "\n").strip()
    faults: dict[str, str] = {}
    if action != "withdraw":
        faults.update(answer.faults)
        if answer.content is not None and answer.content.status != Status.ANSWERED:
            faults["value"] = _("Choose or fill in the value first.")
    if not reason:
        faults["why"] = _("Say why: the reason is shown wherever this value counts.")
    if len(reason) > LONGEST_TEXT:
        faults["why"] = _("This text is too long: at most %(number)s characters.") % {
            "number": number(LONGEST_TEXT)
        }
    return SentSettlement(action, answer, reason, faults)
