"""The question bank of an engagement, to take away: as a document and as a workbook."""

from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from accounts.models import Action, UserRequest
from accounts.services.audit import record
from assessments.models import BankVersion
from assessments.queries import engagement_for
from assessments.question_bank.export import bank_to_yaml
from assessments.question_bank.spreadsheet import bank_to_xlsx

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def bank_yaml(request: UserRequest, pk: int) -> HttpResponse:
    """The whole version as YAML, which can be published again."""
    bank = _recorded(request, pk, "yaml")
    content = bank_to_yaml(bank.read()).encode()
    return _download(content, "application/yaml", f"{slugify(f'{bank.key}-{bank.version}')}.yaml")


@require_GET
def bank_xlsx(request: UserRequest, pk: int) -> HttpResponse:
    """The whole version as a workbook, to read and to print."""
    bank = _recorded(request, pk, "xlsx")
    return _download(bank_to_xlsx(bank.read()), WORKBOOK, f"{slugify(f'{bank.key}-{bank.version}')}.xlsx")


def _recorded(request: UserRequest, pk: int, form: str) -> BankVersion:
    """Return the bank of an engagement, and record in which form it is taken away."""
    engagement = engagement_for(request.user, pk, "manage")
    record(
        Action.EXPORTED, engagement, organisation=engagement.organisation_id, form=form, what="question-bank"
    )
    return engagement.bank


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
