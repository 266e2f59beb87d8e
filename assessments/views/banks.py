"""The question bank of an engagement, to take away: as a document and as a workbook."""

from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from accounts.models import Action, UserRequest
from accounts.services.audit import record
from assessments.models import Engagement
from assessments.queries import engagement_for
from assessments.question_bank.export import bank_to_yaml
from assessments.question_bank.spreadsheet import bank_to_xlsx

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def bank_yaml(request: UserRequest, pk: int) -> HttpResponse:
    """The whole version as YAML, which can be published again."""
    engagement = engagement_for(request.user, pk, "manage")
    return _download(engagement, bank_to_yaml(engagement.bank.read()).encode(), "application/yaml", "yaml")


@require_GET
def bank_xlsx(request: UserRequest, pk: int) -> HttpResponse:
    """The whole version as a workbook, to read and to print."""
    engagement = engagement_for(request.user, pk, "manage")
    return _download(engagement, bank_to_xlsx(engagement.bank.read()), WORKBOOK, "xlsx")


def _download(engagement: Engagement, content: bytes, content_type: str, ending: str) -> HttpResponse:
    """Hand out the bank of an engagement, and record in which form it is taken away."""
    record(
        Action.EXPORTED,
        engagement,
        organisation=engagement.organisation_id,
        form=ending,
        what="question-bank",
    )
    name = f"{slugify(f'{engagement.bank.key}-{engagement.bank.version}')}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
